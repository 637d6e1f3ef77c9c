// Times in the list of messages: widget/parts/moments.js.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { JSDOM } from "jsdom";
import tell from "../parts/moments.js";

/** An entry of the list, written at this time. @param {Date} at */
const entry = (at) => {
  const digits = at.getTime().toString(16).padStart(12, "0");
  return `<div class="pl-entry"><div data-id="${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000000"></div></div>`;
};

test("days are named as they are now, none is yet to come, and one of another year names it", () => {
  mock.timers.enable({ apis: ["Date"], now: new Date(2026, 5, 15, 23, 50) });
  const written = [new Date(2025, 11, 24, 12), new Date(2026, 1, 3, 12), new Date(2026, 5, 15, 23, 40), new Date(2026, 5, 16, 0, 5)];
  const { window } = new JSDOM(`<div class="pl-messages">${written.map(entry).join("")}</div>`);
  const { document } = window;
  Object.assign(document, { adoptedStyleSheets: [] });
  Object.assign(globalThis, { document, MutationObserver: window.MutationObserver, CSSStyleSheet: class { replaceSync() {} } });
  tell(/** @type {any} */ ({ root: { lang: "en" } }));
  const days = () => [...document.querySelectorAll(".pl-day")].map(({ textContent }) => textContent);
  assert.deepEqual(days(), ["Wednesday, December 24, 2025", "Tuesday, February 3", "Today", "Today"]);
  // The tab stayed open overnight.
  mock.timers.setTime(new Date(2026, 5, 16, 9).getTime());
  document.dispatchEvent(new window.Event("visibilitychange"));
  assert.deepEqual(days().slice(2), ["Yesterday", "Today"]);
  mock.timers.reset();
});

test("below the visitor's last message stands that a person has read it", async () => {
  const at = new Date(2026, 5, 15, 12);
  const list = entry(at).replace("<div data-id", "<div class='pl-message--visitor' data-id");
  const { window } = new JSDOM(`<div class="pl-messages">${list}</div>`);
  Object.assign(window.document, { adoptedStyleSheets: [] });
  Object.assign(globalThis, { document: window.document, MutationObserver: window.MutationObserver });
  globalThis.fetch = async () => Response.json({ read: "Read" });
  const kit = /** @type {any} */ ({ root: { lang: "en" } });
  tell(kit);
  assert.equal(window.document.querySelector(".pl-read"), null);
  tell(kit, new Date(at.getTime() + 1000).toISOString());
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(window.document.querySelector(".pl-time .pl-read")?.textContent, "Read");
});
