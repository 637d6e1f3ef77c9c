import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { CHANGING, UNSET, clear, listener, loadChat, scripts } from "./page.js";
import { StrictMode, act, createElement } from "react";
import { createRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { Porchlight } from "../react.js";

afterEach(clear);

/** @param {any} props @param {boolean} [strict] */
async function shown(props, strict) {
  const root = createRoot(/** @type {Element} */ (document.querySelector("#root")));
  const draw = (/** @type {any} */ given) => {
    const chat = createElement(Porchlight, { host: "https://chat.example", project: "acme", ...given });
    return act(async () => root.render(strict ? createElement(StrictMode, null, chat) : chat));
  };
  await draw(props);
  return { draw, end: () => act(async () => root.unmount()) };
}

test("a component loads the chat with its options and takes it away again", async () => {
  const chat = await shown({ locale: "ar", hideLauncher: true, attributes: { plan: "pro" } });
  assert.deepEqual(scripts(), ["https://chat.example/widget.js?project=acme&locale=ar&hideLauncher=true"]);
  const calls = loadChat();
  assert.deepEqual(calls[0], [
    "boot",
    { ...UNSET, project: "acme", locale: "ar", hideLauncher: true, attributes: { plan: "pro" } },
  ]);
  await chat.end();
  assert.deepEqual(calls.at(-1), ["destroy"]);
});

test("changed options are told, and nothing else is", async () => {
  const chat = await shown({ theme: "light" });
  const calls = loadChat();
  const before = calls.length;
  await chat.draw({ theme: "light" });
  assert.equal(calls.length, before);
  await chat.draw({ theme: "dark" });
  assert.deepEqual(calls.slice(before), [["update", { ...CHANGING, theme: "dark" }]]);
  await chat.draw({});
  assert.deepEqual(calls.at(-1), ["update", CHANGING]);
  await chat.end();
});

test("an event reaches the newest listener", async () => {
  /** @type {string[]} */
  const heard = [];
  const chat = await shown({ onUnread: () => heard.push("first") });
  const calls = loadChat();
  await chat.draw({ onUnread: () => heard.push("second") });
  listener(calls, "unread")({ count: 1 });
  assert.deepEqual(heard, ["second"]);
  await chat.end();
});

test("strict mode starts one chat from one script", async () => {
  const chat = await shown({}, true);
  assert.equal(scripts().length, 1);
  const commands = loadChat().map(([command]) => command);
  assert.deepEqual(commands.filter((command) => command === "boot" || command === "destroy"), ["boot", "destroy", "boot"]);
  await chat.end();
});

test("an inline chat stands where the component does, and a server renders its place", async () => {
  const props = { host: "https://chat.example", project: "acme", inline: true, className: "help" };
  assert.match(renderToString(createElement(Porchlight, props)), /^<div id="porchlight\w+" class="help"><\/div>$/);
  assert.equal(renderToString(createElement(Porchlight, { ...props, inline: false })), "");
  const chat = await shown({ inline: true });
  const [[, { target }]] = /** @type {any} */ (loadChat());
  assert.ok(document.querySelector(target));
  await chat.end();
});

test("a floating chat after an inline one has no place, and the other way round", async () => {
  const first = await shown({ inline: true, theme: "dark", position: "bottom-left", attributes: { plan: "pro" } });
  const calls = loadChat();
  await first.end();
  const second = await shown({});
  assert.deepEqual(calls.findLast(([command]) => command === "boot"), ["boot", { ...UNSET, project: "acme" }]);
  await second.draw({ inline: true });
  assert.match(calls.findLast(([command]) => command === "boot")?.[1].target, /^#porchlight/);
  await second.end();
});

test("a visitor who has signed out is forgotten, once, and keeps the attributes", async () => {
  const identity = { email: "ada@shop.example" };
  const chat = await shown({ identity, attributes: { plan: "pro" } });
  const calls = loadChat();
  assert.deepEqual(calls.at(-1), ["identify", identity]);
  const before = calls.length;
  await chat.draw({ attributes: { plan: "pro" } });
  await chat.draw({ attributes: { plan: "pro" } });
  assert.deepEqual(calls.slice(before), [["reset"], ["update", { attributes: { plan: "pro" } }]]);
  await chat.end();
});

test("a component without identity after one with it forgets the visitor", async () => {
  const first = await shown({ identity: { email: "ada@shop.example" } });
  const calls = loadChat();
  await first.end();
  const second = await shown({});
  assert.ok(calls.some(([command]) => command === "reset"));
  await second.end();
});

test("an option that changes after the project is told", async () => {
  const chat = await shown({ theme: "light" });
  const calls = loadChat();
  await chat.draw({ theme: "light", project: "other" });
  const before = calls.length;
  await chat.draw({ theme: "dark", project: "other" });
  assert.deepEqual(calls.slice(before), [["update", { ...CHANGING, theme: "dark" }]]);
  await chat.end();
});

test("another host's script takes the place of the first one's", async () => {
  const chat = await shown({});
  const calls = loadChat();
  await chat.draw({ host: "https://other.example" });
  assert.deepEqual(calls.at(-1), ["destroy"]);
  assert.deepEqual(scripts(), ["https://other.example/widget.js?project=acme"]);
  assert.deepEqual(loadChat()[0], ["boot", { ...UNSET, project: "acme" }]);
  await chat.end();
});

test("a server component may import it", () => {
  assert.match(readFileSync(new URL("../react.js", import.meta.url), "utf8"), /^"use client";/);
});
