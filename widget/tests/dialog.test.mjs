// Dialogs over the panel: widget/parts/dialog.js, and the parts that use it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { panel } from "./panel.mjs";
import showConversations from "../parts/conversations.js";
import showOwnData, { written } from "../parts/own_data.js";

test("a dialog goes when the panel is closed, and when the page asks or forgets", async () => {
  for (const [event, type, isClosed] of /** @type {const} */ ([
    ["porchlight:signal", "closed", true],
    ["porchlight:signal", "message", false],
    ["porchlight:command", "ask", true],
    ["porchlight:command", "reset", true],
    ["porchlight:command", "page", false],
  ])) {
    const { kit, one, tell, commands } = panel();
    await showOwnData(kit);
    tell(event, { type });
    assert.equal(!one(".pl-part"), isClosed, type);
    assert.equal(commands.some(({ type, covered }) => type === "cover" && !covered), isClosed, type);
    tell(event, { type });
    assert.equal(commands.length, isClosed ? 2 : 1, "closed once");
  }
});

test("the focus stays in the dialog when what has it goes", async () => {
  const { kit, button, document, one, press } = panel();
  await showOwnData(kit);
  button("Erase").click();
  assert.equal(document.activeElement, button("Cancel"));
  button("Cancel").click();
  assert.equal(document.activeElement, button("Erase"));
  press(document.activeElement, "Escape");
  assert.equal(document.activeElement, one(".pl-header__more"));
});

test("trying again keeps the focus", async () => {
  const { kit, button, document, one, serve, settle } = panel();
  serve(() => new Response("", { status: 500 }));
  await showConversations(kit);
  button("Try again").focus();
  serve(() => Response.json({ conversations: [] }));
  button("Try again").click();
  await settle();
  assert.equal(document.activeElement, one(".pl-part__back"));
  assert.match(one(".pl-part__body").textContent, /no conversations/);
});

test("what is stored can be scrolled with the keyboard, and Tab goes on from there", async () => {
  const { kit, button, document, one, press, serve, settle } = panel();
  serve(() => Response.json({ conversations: [] }));
  await showOwnData(kit);
  button("Show").click();
  await settle();
  const [back, stored] = [one(".pl-part__back"), one(".pl-part pre")];
  back.focus();
  press(back, "Tab", { shiftKey: true });
  assert.equal(document.activeElement, stored);
  press(stored, "Tab");
  assert.equal(document.activeElement, back);
  one(".pl-part").focus();
  press(one(".pl-part"), "Tab", { shiftKey: true });
  assert.equal(document.activeElement, stored, "after a click on words");
});

test("Enter in the address sends the transcript, and beside it stands whether it went", async () => {
  const { kit, one, asked, serve, settle, window } = panel();
  serve(() => new Response(null, { status: 202 }));
  await showOwnData(kit);
  const form = one(".pl-part form");
  const line = /** @type {HTMLElement} */ (form.nextElementSibling);
  assert.equal(line.getAttribute("role"), "status", "there before anything is said");
  const send = async (address) => {
    form.querySelector("input").value = address;
    form.dispatchEvent(new window.Event("submit", { cancelable: true }));
    await settle();
  };
  await send("ada");
  assert.match(line.textContent, /check your email/);
  await send("ada@shop.example");
  assert.equal(asked.at(-1)[0], "/api/chat/c1/transcript");
  assert.match(line.textContent, /^Sent/);
  // Each failure has its own message.
  for (const [status, code, seconds, expected] of /** @type {const} */ ([
    [429, "rate_limited", 60, /did not work/],
    [429, "rate_limited", 80_000, /tomorrow/],
    [409, "conversation_empty", 0, /no conversations/],
    [409, "mail_not_set_up", 0, /can't send email/],
    [500, "internal", 0, /did not work/],
  ])) {
    serve(() => Response.json({ code }, { status, headers: seconds ? { "Retry-After": String(seconds) } : {} }));
    await send("ada@shop.example");
    assert.match(line.textContent, expected, `${code} ${seconds}`);
  }
});

test("the sound switch says its state once", async () => {
  const { kit, button } = panel();
  await showOwnData(kit);
  const made = button("A reply makes a sound");
  made.click();
  assert.deepEqual([made.textContent, made.hasAttribute("aria-pressed")], ["No sound", false]);
});

test("in a transcript the bot signs nothing that a person wrote", () => {
  const id = "01900000-0000-7000-8000-000000000000";
  const messages = [
    { id, sender: "visitor", text: "Hello" },
    { id, sender: "assistant", text: "I am the bot." },
    { id, sender: "operator", text: "I am Ada.", operator_name: "Ada" },
    { id, sender: "operator", text: "I am somebody." },
  ];
  const lines = written({ messages }, { bot: "Sasha", company: "Acme", you: "You" }, "en").split("\n");
  const names = lines.filter((line) => /, Jan|, Feb|, Jun|, \w{3} \d/.test(line)).map((line) => line.split(",")[0]);
  assert.deepEqual(names, ["You", "Sasha", "Ada", "Acme"]);
});
