// What the form for a person says outside business hours: widget/parts/availability.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { panel } from "./panel.mjs";
import tell from "../parts/availability.js";

test("that nobody is there is said, and describes the address", async () => {
  const { kit, one, serve } = panel("<form class='pl-handoff--form'><input type='email' aria-describedby='why'></form>");
  serve(() => Response.json({ open: false }));
  /** @type {FrameRequestCallback[]} */
  const frames = [];
  globalThis.requestAnimationFrame = (draw) => frames.push(draw);
  await tell(kit);
  const line = one(".pl-handoff__closed");
  assert.equal(line.textContent, "", "the region is there before its text");
  for (const draw of frames) draw(0);
  assert.match(line.textContent, /^Nobody is here/);
  assert.equal(one("[type=email]").getAttribute("aria-describedby"), "why " + line.id);
});
