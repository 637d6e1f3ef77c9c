// When the widget does something by itself: widget/parts/invitation.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import invite, { isOneOf } from "../parts/invitation.js";

/** A frame whose clock the test controls. Records what was posted. Texts load or fail, as the test says. */
function scene(own = {}) {
  const [kept, visit] = [new Map(), new Map()];
  const state = { posted: /** @type {any[]} */ ([]), online: true, now: 1_000_000, events: /** @type {any[]} */ ([]), opened: 0, look: () => {} };
  const globals = /** @type {any} */ (globalThis);
  globals.document = { hidden: false, getElementById: () => null };
  const storage = (items) => ({ getItem: (name) => items.get(name) ?? null, setItem: (name, value) => items.set(name, value) });
  [globals.localStorage, globals.sessionStorage] = [storage(kept), storage(visit)];
  globals.setInterval = (look) => (state.look = look);
  globals.fetch = async (address) => {
    if (!state.online) throw new TypeError("Failed to fetch");
    if (String(address).includes("salespop")) return Response.json({ events: state.events });
    return Response.json({ close: "Close" });
  };
  Date.now = () => state.now;
  console.error = () => {};
  const invitation = { bubbleText: "Hello", bubbleSeconds: 1, bubblePages: [], autoOpen: "never", salesShown: false, salesSeconds: 0, salesPages: [], autoOpenPages: [], ...own };
  const kit = {
    frame: { open: false, fullscreen: false, page: { url: "https://shop.example/" }, project: "shop" },
    root: { lang: "en", dir: "ltr" },
    settings: { invitation },
    key: "porchlight:shop",
    post: (message) => state.posted.push(message),
    requestOpen: () => (state.opened += 1),
  };
  /** Advances the clock by this many seconds. */
  const pass = async (seconds) => {
    state.now += seconds * 1000;
    state.look();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { state, kit, pass };
}

test("a bubble that was not drawn comes again, and one that was does not", async () => {
  const { state, kit, pass } = scene();
  state.online = false;
  await invite(kit);
  await pass(2);
  assert.equal(state.posted.length, 0, "the texts have not come");
  state.online = true;
  await pass(1);
  assert.equal(state.posted.length, 0, "not at every look");
  await pass(30);
  assert.deepEqual(state.posted.map(({ kind, text, close }) => [kind, text, close]), [["bubble", "Hello", "Close"]]);
  // The page could not draw it.
  await pass(30);
  assert.equal(state.posted.length, 2);
  await invite(kit, { drawn: "bubble" });
  await pass(60);
  assert.equal(state.posted.length, 2);
});

test("a page is found by its path, whatever it is written in", () => {
  for (const [pattern, path] of [
    ["/über-uns", "/über-uns"],
    ["/über-uns/", "/%C3%BCber-uns"],
    ["/%c3%bcber-uns", "/über-uns"],
    ["/商品/*", "/商品/ランプ"],
    ["/商品/*", "/商品"],
    ["/*/größe", "/shop/gr%c3%b6%c3%9fe/"],
    ["/a b", "/a%20b"],
    ["*sale", "/summer-sale"],
    ["/", "/"],
    ["/shop/*", "/shop/a.b/c?d=e#f"],
  ]) {
    assert.ok(isOneOf("https://shop.example" + path, [pattern]), `${pattern} ${path}`);
  }
  for (const [pattern, path] of [
    ["/über-uns", "/uber-uns"],
    ["/商品/*", "/商品名"],
    ["/shop", "/shop/a"],
    ["/a.b", "/a-b"],
  ]) {
    assert.ok(!isOneOf("https://shop.example" + path, [pattern]), `${pattern} ${path}`);
  }
});

/** Purchases, newest first. @param {number} count */
const purchases = (count) => Array.from({ length: count }, (_, n) => ({ id: `sale-${n}`, type: "purchased", message: `Sale ${n}`, occurredAt: "2026-01-01T00:00:00Z" }));

test("at most ten toasts are shown in a visit, each once, on however many pages", async () => {
  const { state, kit, pass } = scene({ bubbleText: "", salesShown: true, salesSeconds: 1 });
  state.events = purchases(20);
  for (let page = 0; page < 6; page += 1) {
    const loops = [];
    globalThis.setInterval = /** @type {any} */ ((look) => loops.push(look));
    await invite(kit);
    state.look = loops[0];
    for (let toast = 0; toast < 3; toast += 1) {
      const before = state.posted.length;
      await pass(10);
      for (const { id } of state.posted.slice(before)) await invite(kit, { drawn: id });
    }
  }
  assert.deepEqual(state.posted.map(({ text }) => text), purchases(10).map(({ message }) => message));
});

test("a toast that was not drawn is shown later", async () => {
  const { state, kit, pass } = scene({ bubbleText: "", salesShown: true, salesSeconds: 1 });
  state.events = purchases(2);
  await invite(kit);
  await pass(2);
  await pass(10);
  assert.deepEqual(state.posted.map(({ id }) => id), ["sale-0", "sale-0"]);
  await invite(kit, { drawn: "sale-0" });
  await pass(10);
  assert.equal(state.posted.at(-1).id, "sale-1");
});

test("what the visitor has opened and closed does not open by itself, on no page", async () => {
  for (const autoOpen of ["visit", "visitor"]) {
    const { state, kit, pass } = scene({ autoOpen, autoOpenSeconds: 10 });
    await invite(kit);
    kit.frame.open = true;
    await pass(0.5);
    kit.frame.open = false;
    await pass(60);
    await invite(kit);
    await pass(60);
    assert.deepEqual([state.opened, state.posted], [0, []], autoOpen);
  }
  const { state, kit, pass } = scene({ autoOpen: "visit", autoOpenSeconds: 10 });
  await invite(kit);
  await pass(11);
  assert.equal(state.opened, 1, "whoever has not opened it");
});

test("an event that is said to be yet to come is one of now", async () => {
  const { state, kit, pass } = scene({ bubbleText: "", salesShown: true });
  state.events = [{ ...purchases(1)[0], occurredAt: new Date(state.now + 3 * 60_000).toISOString() }];
  await invite(kit);
  await pass(1);
  assert.equal(state.posted[0].when, "now");
});
