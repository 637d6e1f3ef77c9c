// The menu entries that the parts add: widget/parts/menu.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import extend from "../parts/menu.js";

test("a menu whose texts do not come says so, and has its items the next time", async () => {
  const { window } = new JSDOM("<div class='pl-menu'></div><p class='pl-skeleton__text'>Could not be loaded.</p>", { url: "https://chat.example/" });
  const { document } = window;
  const globals = /** @type {any} */ (globalThis);
  globals.document = document;
  globals.localStorage = window.localStorage;
  const kit = /** @type {any} */ ({ root: { lang: "en" }, skeleton: document.body, key: "porchlight:shop" });
  const menu = /** @type {Element} */ (document.querySelector(".pl-menu"));
  globals.fetch = async () => {
    throw new TypeError("Failed to fetch");
  };
  await extend(kit);
  assert.equal(menu.querySelector("[role=alert]")?.textContent, "Could not be loaded.");
  await extend(kit);
  assert.equal(menu.children.length, 1, "said once");
  // Opening the menu creates it again.
  menu.replaceChildren();
  globals.fetch = async () => Response.json({ own_data: "Transcript and data" });
  await extend(kit);
  assert.deepEqual([...menu.children].map((item) => item.textContent), ["Transcript and data"]);
});
