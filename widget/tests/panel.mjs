// A jsdom panel for the parts that draw in it. The test plays the server.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

/** The parts' sentences in English. */
const TEXTS = Object.fromEntries(
  [.../^\[widget_parts\]$([^]*?)(?=^\[|$(?![^]))/m.exec(readFileSync(new URL("../../languages/en.toml", import.meta.url), "utf8"))[1].matchAll(/^(\w+) = "(.*)"$/gm)].map(
    ([, name, text]) => [name, text],
  ),
);

/**
 * @param {string} messages The HTML of the list of messages.
 * @param {Record<string, any>} [record] What the browser has stored.
 */
export function panel(messages = "", record = { token: "secret", conversation: "c1" }) {
  const { window } = new JSDOM(
    `<div id="porchlight"><section class="pl-panel" tabindex="-1"><button class="pl-header__more"></button>${messages}<textarea class="pl-composer__input"></textarea></section></div>`,
    { url: "https://chat.example/", pretendToBeVisual: true },
  );
  const { document } = window;
  const sheets = { CSSStyleSheet: class { replaceSync() {} } };
  Object.assign(document, { adoptedStyleSheets: [] });
  window.Element.prototype.scrollIntoView = () => {};
  Object.defineProperty(window.HTMLElement.prototype, "offsetWidth", {
    get() {
      return this.closest("[hidden]") ? 0 : 10;
    },
  });
  Object.assign(globalThis, { document, localStorage: window.localStorage, ...sheets });
  globalThis.addEventListener = window.addEventListener.bind(window);
  Object.assign(globalThis, { MutationObserver: window.MutationObserver, AbortController: window.AbortController });
  window.localStorage.setItem("porchlight:shop", JSON.stringify(record));
  /** @type {(address: string, init: RequestInit) => Response | Promise<Response>} */
  let answer = () => new Response("{}");
  const asked = /** @type {[string, any][]} */ ([]);
  globalThis.fetch = async (address, init = {}) => {
    if (/\ben\.json$/.test(String(address))) return Response.json(TEXTS);
    asked.push([String(address), init]);
    return answer(String(address), init);
  };
  const commands = /** @type {any[]} */ ([]);
  const kit = /** @type {any} */ ({
    root: { lang: "en" },
    frame: { project: "shop" },
    key: "porchlight:shop",
    settings: { name: "Sasha", company: "Acme", invitation: { sound: true } },
    skeleton: document.body,
    command: (command) => commands.push(command),
  });
  const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
  return {
    kit,
    window,
    document,
    commands,
    asked,
    all,
    one: (selector) => all(selector)[0],
    button: (label) => all("button").find(({ textContent }) => textContent === label),
    serve: (own) => (answer = own),
    press: (target, key, more = {}) => target.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more })),
    tell: (event, detail) => window.dispatchEvent(new window.CustomEvent(event, { detail: JSON.stringify(detail) })),
    /** Lets promises settle. */
    settle: () => new Promise((resolve) => setTimeout(resolve, 5)),
  };
}
