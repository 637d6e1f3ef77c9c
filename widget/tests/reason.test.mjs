// Why an answer did not help: widget/parts/reason.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { panel } from "./panel.mjs";
import ask from "../parts/reason.js";

const MESSAGE = `<div class="pl-message" data-id="m1"><div class="pl-feedback"><button id="copy"></button><button id="up" aria-pressed="false"></button><button id="down" aria-pressed="true"></button></div></div>`;

async function asked() {
  const scene = panel(MESSAGE);
  await ask(scene.kit, scene.one("#down"));
  const own = /** @type {HTMLInputElement} */ (scene.one(".pl-reason input"));
  own.value = "The price is old";
  own.focus();
  const send = async () => {
    scene.one(".pl-reason").dispatchEvent(new scene.window.Event("submit", { cancelable: true }));
    await scene.settle();
  };
  return { ...scene, own, send };
}

test("what was written stays when something else is pressed, and goes with the thumb", async () => {
  const { kit, one, own } = await asked();
  await ask(kit, one("#copy"));
  await ask(kit, one(".pl-feedback"));
  assert.equal(one(".pl-reason input"), own);
  one("#down").setAttribute("aria-pressed", "false");
  await ask(kit, one("#up"));
  assert.equal(one(".pl-reason"), undefined);
});

test("what could not be sent can be sent again", async () => {
  const { one, own, send, serve, document } = await asked();
  const said = one(".pl-reason [role=status]");
  serve(() => Promise.reject(new TypeError("Failed to fetch")));
  await send();
  assert.match(said.textContent, /did not work/);
  assert.equal(own.value, "The price is old");
  serve(() => new Response("{}"));
  await send();
  assert.match(said.textContent, /Thank you/);
  assert.deepEqual([one(".pl-reason").children.length, document.activeElement], [1, one("#down")]);
});

test("two quick presses leave one form, and none under a released thumb", async () => {
  const { kit, one, all } = panel(MESSAGE);
  await Promise.all([ask(kit, one("#down")), ask(kit, one("#down"))]);
  assert.equal(all(".pl-reason").length, 1);
  const asking = ask(kit, one("#down"));
  one("#down").setAttribute("aria-pressed", "false");
  await asking;
  assert.equal(all(".pl-reason").length, 0);
});

test("the question is said once", async () => {
  const { one } = await asked();
  const form = one(".pl-reason");
  assert.equal(form.hasAttribute("aria-label"), false);
  assert.equal(form.querySelector("#" + form.getAttribute("aria-labelledby")).textContent, form.firstElementChild.textContent);
});
