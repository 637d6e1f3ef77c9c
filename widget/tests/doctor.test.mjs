// Why the chat is not shown: widget/parts/doctor.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import doctor from "../parts/doctor.js";

test("two tags with two names are said to be two, and nothing listens afterwards", async () => {
  const tags = ["", " data-name='sales'"].map((name) => `<script src="https://chat.example/widget.js?project=acme"${name}></script>`);
  const { window } = new JSDOM(`<body>${tags.join("")}</body>`, { url: "https://shop.example/" });
  const { document } = window;
  Object.assign(globalThis, { document, self: { origin: "https://shop.example" }, location: window.location });
  globalThis.fetch = async () => Response.json({ project: true, originAllowed: true, now: Date.now() });
  console.table = () => {};
  const listening = new Set();
  document.addEventListener = (_, listener, { signal } = /** @type {any} */ ({})) => {
    listening.add(listener);
    signal?.addEventListener("abort", () => listening.delete(listener));
  };
  const kit = /** @type {any} */ ({ origin: "https://chat.example", settings: { project: "acme", hideLauncher: true }, now: () => ({ isReady: false }) });
  const findings = await doctor(kit);
  assert.equal(findings.find(({ check }) => check === "tag")?.found, "The script is on the page 2 times, each under its own name.");
  assert.equal(listening.size, 0);
});
