// The sound of a person's reply: widget/parts/sound.js.
import assert from "node:assert/strict";
import { test } from "node:test";

/**
 * A browser tab in which sound starts in this way: its module, and the number of tones played. @param {"at once" | "in
 * a moment" | "never"} begins
 */
async function tab(begins) {
  const state = { tones: 0 };
  const volume = { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect() {} };
  class AudioContext {
    state = begins === "at once" ? "running" : "suspended";
    currentTime = 0;
    createOscillator = () => ({ frequency: {}, connect: () => volume, start: () => (state.tones += 1), stop() {} });
    createGain = () => volume;
    resume() {
      if (begins === "never") return new Promise(() => {});
      this.state = "running";
      return Promise.resolve();
    }
  }
  const { default: sound } = await import(`../parts/sound.js?${Math.random()}`);
  const play = () => {
    Object.assign(globalThis, { AudioContext });
    return sound({ key: "porchlight:shop" });
  };
  return { state, play };
}

/** The browser's locks, shared by its tabs. */
function locks() {
  const held = new Set();
  return {
    async request(name, { ifAvailable }, work) {
      assert.ok(ifAvailable);
      if (held.has(name)) return work(null);
      held.add(name);
      await work({ name });
      held.delete(name);
    },
  };
}

/** @param {any} shared */
function browser(shared) {
  Object.defineProperty(globalThis, "navigator", { value: { locks: shared }, configurable: true });
  Object.assign(globalThis, { localStorage: { getItem: () => null } });
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

test("the first reply on a page sounds where sound takes a moment to begin", async () => {
  browser(locks());
  const { state, play } = await tab("in a moment");
  play();
  await moment();
  assert.equal(state.tones, 2);
});

test("of several tabs one sounds, and not one that may not", async () => {
  browser(locks());
  const tabs = [await tab("never"), await tab("at once"), await tab("in a moment")];
  for (const { play } of tabs) play();
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.equal(tabs[0].state.tones, 0);
  assert.equal(tabs[1].state.tones + tabs[2].state.tones, 2);
});

test("where there are no locks it sounds", async () => {
  for (const shared of [undefined, { request: () => Promise.reject(new Error("SecurityError")) }]) {
    browser(shared);
    const { state, play } = await tab("at once");
    await play();
    assert.equal(state.tones, 2);
  }
});
