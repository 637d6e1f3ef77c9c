// The embed document's script: widget/boot.js.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { JSDOM, VirtualConsole } from "jsdom";

const BOOT = readFileSync(new URL("../boot.js", import.meta.url), "utf8");
const DOCUMENT = `<html data-scheme="light"><body>
  <div id="porchlight"><button class="pl-launcher" aria-label="Chat"></button></div>
  <section id="porchlight-skeleton"><p class="pl-skeleton__failure"></p><textarea class="pl-composer__input"></textarea><button class="pl-composer__send"></button></section>
  <script type="text/css" id="porchlight-styles"></script>
  <script type="application/json" id="porchlight-settings">{"project":"acme","theme":{"scheme":"light"}}</script>
  <script type="application/json" id="porchlight-texts">[]</script>
</body></html>`;

/** The document in a frame. Records the messages to the page, and the loaded parts with their arguments. */
function frame() {
  const { window } = new JSDOM(DOCUMENT, { url: "https://chat.example/embed/acme?lang=#https://shop.example", runScripts: "outside-only", virtualConsole: new VirtualConsole() });
  const root = window.document.documentElement;
  const loaded = /** @type {[string, any][]} */ ([]);
  const port = /** @type {any} */ ({ postMessage() {} });
  Object.assign(window, {
    matchMedia: () => ({ matches: false }),
    MessageChannel: class {
      port1 = port;
    },
    bring: async (part) => ({ default: (_, detail) => loaded.push([part, detail]) }),
  });
  window.eval(`((parent) => {${BOOT.replaceAll("import(", "bring(").replaceAll("{{parts}}", "")}})({ postMessage() {} })`);
  const tell = async (data) => {
    port.onmessage({ data });
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { window, root, loaded, tell };
}

test("an option that is taken back is what the settings and the browser say", async () => {
  const { window, root, loaded, tell } = frame();
  const locales = () => loaded.filter(([part]) => part === "locale.js").map(([, locale]) => locale);
  await tell({ type: "boot", options: { around: "" }, page: { url: "https://shop.example/", title: "" }, kept: null });
  assert.deepEqual([root.dataset.scheme, locales()], ["light", []]);
  await tell({ type: "update", options: { theme: "dark", locale: "de", around: "" } });
  assert.deepEqual([root.dataset.scheme, locales()], ["dark", ["de"]]);
  await tell({ type: "update", options: { attributes: {}, around: "" } });
  assert.deepEqual([root.dataset.scheme, locales()], ["dark", ["de"]], "what is left out stays");
  await tell({ type: "update", options: { theme: "", locale: "", around: "" } });
  assert.deepEqual([root.dataset.scheme, locales()], ["light", ["de", ""]]);
  assert.equal(/** @type {any} */ (window).porchlightFrame.locale, null);
  window.close();
});
