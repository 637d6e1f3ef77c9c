// The sentences of the parts: widget/parts/texts.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { notLoaded, textsIn } from "../parts/texts.js";

// The owner has no texts of their own.
globalThis.document = /** @type {any} */ ({ getElementById: () => null });

/** Answers requests by the last part of the address. @param {(name: string) => Response} answer */
function serve(answer) {
  globalThis.fetch = async (address) => answer(String(address).split("/").at(-1));
}

test("texts that did not come are asked for again", async () => {
  serve(() => {
    throw new TypeError("Failed to fetch");
  });
  await assert.rejects(textsIn("de"));
  serve(() => new Response("busy", { status: 503 }));
  await assert.rejects(textsIn("de"));
  let asked = 0;
  serve((name) => Response.json({ name, asked: (asked += 1) }));
  assert.deepEqual(await textsIn("de"), { name: "de.json", asked: 1 });
  assert.deepEqual(await textsIn("de"), { name: "de.json", asked: 1 });
});

test("a language that nobody has written in is English", async () => {
  serve((name) => (name === "en.json" ? Response.json({ close: "Close" }) : new Response("", { status: 404 })));
  assert.deepEqual(await textsIn("xx"), { close: "Close" });
});

test("in their place stands the sentence of the document", () => {
  const skeleton = { querySelector: (selector) => (selector === ".pl-skeleton__text" ? { textContent: "Not loaded." } : null) };
  assert.equal(notLoaded({ skeleton }), "Not loaded.");
});
