// Notices next to the launcher on the owner's page: widget/parts/notice.js.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { JSDOM } from "jsdom";
import show from "../parts/notice.js";

/** A page with a launcher. Records messages to the frame, and has the notice. */
function page() {
  const { window } = new JSDOM("<div id='layer'><iframe></iframe><button id='launcher'></button></div>", { pretendToBeVisual: true });
  const { document } = window;
  Object.assign(globalThis, { document, Document: window.Document, CSSStyleSheet: undefined, matchMedia: () => ({ matches: false }) });
  globalThis.requestAnimationFrame = (draw) => (draw(0), 0);
  const [layer, launcher] = ["layer", "launcher"].map((id) => /** @type {any} */ (document.getElementById(id)));
  const sent = /** @type {any[]} */ ([]);
  const listeners = new Set();
  const methods = { on: (_, listener) => listeners.add(listener), off: (_, listener) => listeners.delete(listener) };
  const now = () => ({ isOpen: false, signal: new AbortController().signal });
  const kit = /** @type {any} */ ({ layer, launcher, settings: {}, methods, send: (message) => sent.push(message), now });
  const notice = () => layer.querySelector("section");
  const part = (selector) => notice()?.shadowRoot.querySelector(selector);
  const draw = (more) => show(kit, { text: "Hello", dir: "ltr", lang: "en", close: "Close", ...more });
  // Clears what the last test left.
  draw({ kind: "bubble" });
  part(".close").click();
  sent.length = 0;
  return { draw, notice, part, sent, launcher, document, window };
}

test("the bubble opens the chat through the launcher, so that the focus goes there and comes back", () => {
  const { draw, notice, part, launcher } = page();
  let clicks = 0;
  launcher.onclick = () => {
    clicks += 1;
    assert.ok(notice(), "the launcher looks where the focus is, so the bubble is still there");
  };
  draw({ kind: "bubble" });
  part(".text").click();
  assert.deepEqual([clicks, notice()], [1, null]);
});

test("no toast takes the bubble's place, and only what is drawn counts", () => {
  const { draw, part, sent } = page();
  draw({ kind: "bubble" });
  draw({ kind: "sale", id: "a", text: "Sarah bought a lamp" });
  assert.equal(part(".text").textContent, "Hello");
  part(".close").click();
  draw({ kind: "sale", id: "b", text: "Sarah bought a lamp" });
  assert.equal(part(".text").textContent, "Sarah bought a lamp");
  assert.deepEqual(sent.map(({ drawn }) => drawn), ["bubble", "b"]);
});

test("a toast stays while it is being read or pressed", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { draw, notice, part } = page();
  draw({ kind: "sale", id: "a", shown: 8000 });
  let isAtIt = true;
  notice().matches = (selector) => selector.includes(":hover") && isAtIt;
  mock.timers.tick(20_000);
  assert.ok(part(".text"));
  isAtIt = false;
  mock.timers.tick(1000);
  assert.equal(notice(), null);
  mock.timers.reset();
});

test("a notice is said without its button, and Escape sends it away", () => {
  const { draw, notice, part, launcher, document, window } = page();
  draw({ kind: "sale", id: "a" });
  assert.equal(part("[role=status]").textContent, "Hello");
  part(".close").focus();
  part(".close").dispatchEvent(new window.KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  assert.deepEqual([notice(), document.activeElement], [null, launcher]);
});

test("a notice leaves every other key to the browser", () => {
  const { draw, notice, part, window } = page();
  draw({ kind: "bubble" });
  for (const key of ["Enter", " ", "Tab"]) {
    const pressed = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    assert.equal(part(".close").dispatchEvent(pressed), true, key);
  }
  assert.notEqual(notice(), null);
});
