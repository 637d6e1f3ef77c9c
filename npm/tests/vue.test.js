import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { CHANGING, UNSET, clear, listener, loadChat, scripts } from "./page.js";

// Vue looks for the document when it is imported.
const { createApp, createSSRApp, h, nextTick, ref } = await import("vue");
const { renderToString } = await import("vue/server-renderer");
const { Porchlight } = await import("../vue.js");

afterEach(clear);

/** @param {any} given */
function shown(given) {
  const props = ref(given);
  const app = createApp({
    render: () => h(Porchlight, { host: "https://chat.example", project: "acme", ...props.value }),
  });
  app.mount("#root");
  return { props, end: () => app.unmount() };
}

test("a component loads the chat with its options and takes it away again", () => {
  const chat = shown({ locale: "ar", hideLauncher: true });
  assert.deepEqual(scripts(), ["https://chat.example/widget.js?project=acme&locale=ar&hideLauncher=true"]);
  const calls = loadChat();
  assert.deepEqual(calls[0], ["boot", { ...UNSET, project: "acme", locale: "ar", hideLauncher: true }]);
  chat.end();
  assert.deepEqual(calls.at(-1), ["destroy"]);
});

test("changed options are told", async () => {
  const chat = shown({ theme: "light" });
  const calls = loadChat();
  const before = calls.length;
  chat.props.value = { theme: "dark", attributes: { plan: "pro" } };
  await nextTick();
  assert.deepEqual(calls.slice(before), [["update", { ...CHANGING, theme: "dark", attributes: { plan: "pro" } }]]);
  chat.props.value = {};
  await nextTick();
  assert.deepEqual(calls.at(-1), ["update", CHANGING]);
  chat.end();
});

test("an event is emitted", async () => {
  /** @type {any[]} */
  const heard = [];
  const chat = shown({ onLead: (/** @type {any} */ detail) => heard.push(detail) });
  const calls = loadChat();
  listener(calls, "lead")({ lead: { email: "a@b.example" } });
  assert.deepEqual(heard, [{ lead: { email: "a@b.example" } }]);
  chat.end();
});

test("another project begins anew", async () => {
  const chat = shown({});
  const calls = loadChat();
  const before = calls.length;
  chat.props.value = { project: "other" };
  await nextTick();
  const told = calls.slice(before).filter(([command]) => command !== "on" && command !== "off");
  assert.deepEqual(told, [["destroy"], ["boot", { ...UNSET, project: "other" }]]);
  chat.end();
});

test("an inline chat stands where the component does", () => {
  const chat = shown({ inline: true });
  const [[, { target }]] = /** @type {any} */ (loadChat());
  assert.ok(document.querySelector(target));
  chat.end();
});

test("a floating chat after an inline one has no place", async () => {
  const chat = shown({ inline: true, theme: "dark" });
  const calls = loadChat();
  chat.props.value = {};
  await nextTick();
  assert.deepEqual(calls.findLast(([command]) => command === "boot"), ["boot", { ...UNSET, project: "acme" }]);
  chat.props.value = { inline: true };
  await nextTick();
  assert.ok(document.querySelector(calls.findLast(([command]) => command === "boot")?.[1].target));
  chat.end();
});

test("a visitor who has signed out is forgotten", async () => {
  const identity = { email: "ada@shop.example" };
  const chat = shown({ identity });
  const calls = loadChat();
  assert.deepEqual(calls.at(-1), ["identify", identity]);
  const before = calls.length;
  chat.props.value = {};
  await nextTick();
  assert.deepEqual(calls.slice(before), [["reset"], ["update", { attributes: {} }]]);
  chat.end();
});

test("an inline chat of a page that a server has rendered finds its place", async () => {
  const page = { render: () => h("main", [h(Porchlight, { host: "https://chat.example", project: "acme", inline: true })]) };
  // On a server, component ids count over all requests.
  await renderToString(createSSRApp(page));
  const root = /** @type {Element} */ (document.querySelector("#root"));
  root.innerHTML = await renderToString(createSSRApp(page));
  const warned = mock.method(console, "warn", () => {});
  const app = createSSRApp(page);
  app.mount(root);
  const [[, { target }]] = /** @type {any} */ (loadChat());
  assert.ok(root.querySelector(target));
  assert.deepEqual(warned.mock.calls.map(({ arguments: [text] }) => text), []);
  app.unmount();
});
