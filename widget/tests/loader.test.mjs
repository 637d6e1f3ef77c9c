// The loader on the owner's page: public/widget.js.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { JSDOM, VirtualConsole } from "jsdom";

const LOADER = readFileSync(new URL("../../public/widget.js", import.meta.url), "utf8");

/** A page with the loader, run as evaluated code. */
function page() {
  const { window } = new JSDOM("<!doctype html><body><div id='here'></div></body>", {
    url: "https://shop.example/",
    runScripts: "outside-only",
    virtualConsole: new VirtualConsole(),
  });
  Object.assign(window, { visualViewport: null, matchMedia: () => ({ matches: false }), CSSStyleSheet: undefined });
  window.eval(LOADER.replace('"{{brought}}"', JSON.stringify({ address: "https://chat.example/widget.js?project=acme" })));
  const call = /** @type {any} */ (window).porchlight;
  const host = () => /** @type {HTMLElement} */ (window.document.querySelector("porchlight-widget"));
  const layer = () => /** @type {HTMLElement} */ (host().shadowRoot?.querySelector("div"));
  return { window, call, host, layer };
}

test("a chat in an element of the page is not lifted over the page, and the next one is", () => {
  const { window, call, host, layer } = page();
  assert.equal(layer().popover, "manual");
  call("destroy");
  call("boot", { target: "#here" });
  assert.equal(host().parentElement?.id, "here");
  assert.equal(layer().popover, null);
  call("destroy");
  call("boot", { target: "" });
  assert.equal(host().parentElement, window.document.body);
  assert.equal(layer().popover, "manual");
  call("destroy");
  window.close();
});
