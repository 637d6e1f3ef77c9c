// Pictures and PDFs in the composer and in messages: widget/parts/attachments.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { panel } from "./panel.mjs";

const COMPOSER = `<div class="pl-messages"></div>
  <div class="pl-composer"><div class="pl-composer__field"><textarea class="pl-composer__input"></textarea><button class="pl-composer__send" disabled></button></div></div>`;
const PNG = new File(["picture"], "lamp.png", { type: "image/png" });

/** @param {string} [messages] @param {string} [holder] */
async function opened(messages = COMPOSER, holder = "operator") {
  const scene = panel(messages);
  const shown = scene.one(".pl-panel");
  shown.dataset.holder = holder;
  scene.kit.settings.attachments = true;
  // A part is a module, and keeps its state for one document.
  const { default: attach } = await import("../parts/attachments.js?" + Math.random());
  await attach(scene.kit);
  const choose = async (/** @type {File[]} */ ...files) => {
    const chooser = scene.one("input[type=file]");
    Object.defineProperty(chooser, "files", { value: files, configurable: true });
    chooser.dispatchEvent(new scene.window.Event("change"));
    await scene.settle();
  };
  const said = () => scene.one(".pl-waiting__said").textContent;
  const rows = () => scene.all(".pl-waiting li").map((row) => [row.firstElementChild.textContent, row.dataset.state]);
  return { ...scene, shown, attach, choose, said, rows };
}

test("a picture is uploaded with the token, and its id goes with the next message", async () => {
  const { choose, serve, asked, kit, said, rows, one, commands } = await opened();
  serve(() => Response.json({ id: "f1" }, { status: 201 }));
  await choose(PNG);
  const [[address, init]] = asked;
  assert.equal(address, "/api/chat/c1/attachments?name=lamp.png");
  assert.deepEqual([init.method, init.headers.Authorization, init.body], ["POST", "Bearer secret", PNG]);
  assert.deepEqual([kit.frame.attachments, rows(), said()], [["f1"], [["lamp.png", "ready"]], "lamp.png is ready to send"]);
  // Without a text, the files' names become the message.
  assert.equal(one(".pl-composer__send").disabled, false);
  one(".pl-composer__send").click();
  assert.deepEqual(commands, [{ type: "ask", text: "lamp.png" }]);
});

test("what the conversation shows does not wait any more", async () => {
  const { choose, serve, kit, rows, one, said, settle } = await opened();
  serve((address) => (address.includes("?") ? Response.json({ id: "f1" }, { status: 201 }) : new Response("picture")));
  await choose(PNG);
  const message = `<div class="pl-message pl-message--visitor"><p class="pl-written">lamp.png</p><div class="pl-files"><span class="pl-file" data-file="f1" data-type="image/png">lamp.png</span></div></div>`;
  one(".pl-messages").innerHTML = message;
  await settle();
  assert.deepEqual([rows(), kit.frame.attachments, said()], [[], [], ""]);
  const picture = one(".pl-file img");
  assert.equal(picture.alt, "lamp.png");
  assert.match(picture.src, /^blob:/);
  assert.deepEqual([one(".pl-file a").target, one(".pl-file a").rel], ["_blank", "noopener"]);
  assert.equal(one(".pl-written").hidden, true);
});

test("what failed can be sent again, and what was refused only removed", async () => {
  const { choose, serve, said, rows, button, all, kit, settle, document, one } = await opened();
  serve(() => Promise.reject(new TypeError("Failed to fetch")));
  await choose(PNG);
  assert.deepEqual([rows(), said(), kit.frame.attachments], [[["lamp.png", "failed"]], "lamp.png could not be uploaded.", []]);
  serve(() => Response.json({ id: "f2" }, { status: 201 }));
  button("Try again").click();
  await settle();
  assert.deepEqual([rows(), kit.frame.attachments], [[["lamp.png", "ready"]], ["f2"]]);
  serve(() => Response.json({ code: "file_type_unsupported" }, { status: 415 }));
  await choose(new File(["<svg/>"], "drawing.png", { type: "image/png" }));
  assert.match(said(), /^drawing\.png is not a picture/);
  assert.equal(button("Try again"), undefined);
  all(".pl-waiting button").at(-1).click();
  assert.deepEqual([rows().length, document.activeElement], [1, one(".pl-composer__input")]);
});

test("what cannot be sent is not uploaded", async () => {
  const { choose, said, asked, rows } = await opened();
  for (const [name, type, size, why] of [
    ["page.html", "text/html", 1, /not a picture/],
    ["drawing.svg", "image/svg+xml", 1, /not a picture/],
    ["large.png", "image/png", 5 * 1024 * 1024 + 1, /larger than 5 MB/],
  ]) {
    await choose(new File([new Uint8Array(Number(size))], String(name), { type: String(type) }));
    assert.match(said(), /** @type {RegExp} */ (why));
  }
  assert.deepEqual([asked, rows()], [[], []]);
  await choose(...Array.from({ length: 5 }, () => PNG));
  assert.deepEqual([asked.length, rows().length], [4, 4]);
});

test("nothing is sent before the files are there", async () => {
  const { choose, serve, one, press, said, shown, window } = await opened();
  serve(() => new Promise(() => {}));
  await choose(PNG);
  const input = one(".pl-composer__input");
  input.value = "Look";
  let heard = 0;
  for (const event of ["keydown", "click"]) shown.addEventListener(event, () => (heard += 1));
  assert.equal(press(input, "Enter"), false);
  one(".pl-composer__send").disabled = false;
  one(".pl-composer__send").dispatchEvent(new window.MouseEvent("click", { bubbles: true, cancelable: true }));
  assert.deepEqual([heard, said()], [0, "Uploading lamp.png"]);
});

test("only while a person is there or was asked for is there a button", async () => {
  const { one, shown, settle, kit, choose, serve } = await opened();
  serve(() => Response.json({ id: "f1" }, { status: 201 }));
  await choose(PNG);
  for (const [holder, hidden, ids] of [
    ["bot", true, undefined],
    ["queue", false, ["f1"]],
    ["resolved", true, undefined],
  ]) {
    shown.dataset.holder = String(holder);
    await settle();
    assert.deepEqual([one(".pl-attach").hidden, kit.frame.attachments], [hidden, ids], String(holder));
  }
});

test("a PDF is saved and not shown", async () => {
  const { one, asked, settle, serve, window } = await opened(
    `${COMPOSER}<div class="pl-message"><p class="pl-written">Here</p><div class="pl-files"><span class="pl-file" data-file="f9" data-type="application/pdf">label.pdf</span></div></div>`,
  );
  serve(() => new Response("%PDF-1.7", { headers: { "Content-Type": "application/pdf" } }));
  assert.equal(asked.length, 0);
  const saved = /** @type {HTMLAnchorElement[]} */ ([]);
  window.HTMLAnchorElement.prototype.click = function () {
    saved.push(this);
  };
  one(".pl-file button").click();
  await settle();
  assert.equal(asked[0][0], "/api/chat/c1/attachments/f9");
  assert.deepEqual([saved[0].download, one(".pl-written").hidden], ["label.pdf", false]);
});

test("files are pasted and dropped", async () => {
  const { one, shown, window, asked } = await opened();
  const event = (/** @type {string} */ name, /** @type {object} */ more) => Object.assign(new window.Event(name, { bubbles: true, cancelable: true }), more);
  one(".pl-composer__input").dispatchEvent(event("paste", { clipboardData: { files: [PNG] } }));
  const over = event("dragover", { dataTransfer: { types: ["Files"] } });
  shown.dispatchEvent(over);
  assert.deepEqual([over.defaultPrevented, "drop" in shown.dataset], [true, true]);
  shown.dispatchEvent(event("drop", { dataTransfer: { types: ["Files"], files: [PNG] } }));
  assert.deepEqual([asked.length, "drop" in shown.dataset], [2, false]);
});
