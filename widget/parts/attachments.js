// @ts-check
// Pictures and PDFs that the visitor and a person send each other: a button, pasting and dropping, the files waiting
// above the composer, and files in messages. The widget sends the ids in `frame.attachments` with the next message.
import { element, sayingLine } from "./dialog.js";
import { textsIn } from "./texts.js";

/** The largest file, in bytes: `ATTACHMENT_BYTES` in shared/src/limits.rs. */
const LARGEST = 5 * 1024 * 1024;
/** The most files of a message: `MESSAGE_ATTACHMENTS` there. */
const MOST = 4;
const TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"];
/** The messages about the server's errors. */
const FAILURES = new Map([
  ["file_type_unsupported", "attach_type"],
  ["file_empty", "attach_type"],
  ["body_too_large", "attach_large"],
  ["too_many_files", "attach_used_up"],
  ["no_person", "attach_used_up"],
]);

const STYLES = `
.pl-attach{display:grid;flex:none;place-items:center;width:36px;height:36px;border-radius:10px;color:var(--pl-muted)}
.pl-attach:hover{background:var(--pl-hover)}
.pl-waiting{display:flex;flex-direction:column;gap:4px;margin:0 0 6px;padding:0;list-style:none}
.pl-waiting li{display:flex;align-items:center;gap:8px;padding:4px 4px 4px 12px;border:1px solid var(--pl-line);border-radius:10px;font-size:13px}
.pl-waiting [data-state=failed]{border-color:var(--pl-danger)}
.pl-waiting__name{flex:1;overflow:hidden;min-width:0;text-overflow:ellipsis;white-space:nowrap}
.pl-waiting progress{width:48px;accent-color:var(--pl-accent)}
.pl-waiting button{min-width:32px;min-height:32px;padding:0 8px;border-radius:8px}
.pl-waiting button:hover{background:var(--pl-hover)}
.pl-waiting__said:not(:empty){margin:0 4px 6px;color:var(--pl-muted);font-size:13px;line-height:18px}
.pl-panel[data-drop] .pl-composer__field{outline:2px dashed var(--pl-focus);outline-offset:2px}
.pl-files{display:flex;flex-wrap:wrap;gap:6px;max-width:100%}
.pl-message--visitor:has(>.pl-files){flex-wrap:wrap}
.pl-message--visitor>.pl-files{flex-basis:100%;justify-content:flex-end}
.pl-file{max-width:100%}
.pl-file>*{display:block;overflow:hidden;max-width:100%;border:1px solid var(--pl-line);border-radius:12px;color:inherit;text-overflow:ellipsis}
.pl-file>button{padding:9px 13px;font:inherit;text-align:start;text-decoration:underline;overflow-wrap:anywhere}
.pl-file img{display:block;max-width:min(240px,100%);max-height:240px;object-fit:contain}`;
const CLIP = "m8 10.500 4.200-4.200a1.900 1.900 0 0 1 2.700 2.700l-5.900 5.900a3.400 3.400 0 0 1-4.800-4.800l5.600-5.600";
const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {object} Waiting
 * @property {File} file
 * @property {string} conversation
 * @property {"uploading" | "failed" | "refused" | "ready"} state
 * @property {string} [id]
 * @property {HTMLElement} row
 */

/** The panel that has the button already. @type {Element | undefined} */
let equipped;
let look = () => {};

/** @param {import("./parts").FrameKit} kit */
export default async function attach(kit) {
  const panel = /** @type {HTMLElement | null} */ (document.querySelector("#porchlight .pl-panel"));
  if (!panel || panel === equipped) return look();
  equipped = panel;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const texts = await textsIn(kit.root.lang).catch(() => /** @type {Record<string, string>} */ ({}));
  const text = (/** @type {string} */ name, file = "") => (texts[name] || name).replace("{name}", file);
  look = () => show(kit, panel);
  look();
  new MutationObserver(() => look()).observe(panel, { childList: true, subtree: true });
  if (kit.settings["attachments"]) equip(kit, panel, text);
}

/** The visitor's token and conversation. @param {import("./parts").FrameKit} kit @returns {{ token?: string, conversation?: string }} */
const stored = ({ key }) => JSON.parse(localStorage.getItem(key) || "{}") || {};

/** @param {import("./parts").FrameKit} kit @param {string} more @param {RequestInit} [init] */
function ask(kit, more, init = {}) {
  const { token, conversation } = stored(kit);
  return fetch(`/api/chat/${conversation}/attachments${more}`, { ...init, headers: { Authorization: `Bearer ${token}` } });
}

/**
 * Adds the button, the waiting files, pasting and dropping. @param {import("./parts").FrameKit} kit @param
 * {HTMLElement} panel @param {(name: string, file?: string) => string} text
 */
function equip(kit, panel, text) {
  const composer = /** @type {HTMLElement} */ (panel.querySelector(".pl-composer"));
  const field = /** @type {HTMLElement} */ (composer.querySelector(".pl-composer__field"));
  const input = /** @type {HTMLTextAreaElement} */ (composer.querySelector(".pl-composer__input"));
  /** @type {Waiting[]} */
  let waiting = [];
  const said = sayingLine();
  said.className = "pl-waiting__said";
  const list = element("ul", { class: "pl-waiting" });
  const chooser = /** @type {HTMLInputElement} */ (element("input", { type: "file", multiple: "", accept: TYPES.join(), hidden: "", tabindex: "-1" }));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", CLIP);
  const icon = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ class: "pl-icon", viewBox: "0 0 20 20", "aria-hidden": "true" })) icon.setAttribute(name, value);
  icon.append(path);
  const button = element("button", { type: "button", class: "pl-attach", "aria-label": text("attach"), title: text("attach") }, icon);
  button.onclick = () => chooser.click();
  chooser.onchange = () => {
    add(chooser.files);
    chooser.value = "";
  };
  field.before(list, said);
  field.prepend(chooser, button);

  const isHeld = () => /queue|operator/.test(panel.dataset["holder"] || "");
  const isUploading = () => waiting.some(({ state }) => state === "uploading");
  const ready = () => waiting.flatMap(({ state, id = "" }) => (state === "ready" ? [id] : []));
  const sender = () => /** @type {HTMLButtonElement | null} */ (composer.querySelector(".pl-composer__send:not(.pl-composer__send--stop)"));

  /** Redraws changed files, and sets the ids to send. */
  function update() {
    const { conversation } = waiting.length ? stored(kit) : {};
    const before = waiting.length;
    // Drops files that the conversation shows, because they were sent, and files of another conversation.
    waiting = waiting.filter((one) => one.conversation === conversation && !(one.id && panel.querySelector(`[data-file="${one.id}"]`)));
    if (waiting.length < before) said.textContent = "";
    for (const row of [...list.children]) if (!waiting.some((one) => one.row === row)) row.remove();
    list.hidden = button.hidden = !isHeld();
    Object.assign(kit.frame, { attachments: isHeld() ? ready() : undefined });
    const send = sender();
    if (send && isHeld() && ready().length) send.disabled = false;
  }

  /** @param {FileList | null | undefined} files */
  function add(files) {
    said.textContent = "";
    for (const file of files || []) {
      if (waiting.length >= MOST) said.textContent = text("attach_many");
      else if (file.size > LARGEST) said.textContent = text("attach_large", file.name);
      else if (!TYPES.includes(file.type)) said.textContent = text("attach_type", file.name);
      else {
        const row = element("li");
        /** @type {Waiting} */
        const one = { file, conversation: stored(kit).conversation || "", state: "uploading", row };
        waiting.push(one);
        list.append(row);
        upload(one);
      }
    }
  }

  /** @param {Waiting} one */
  async function upload(one) {
    const { name } = one.file;
    one.state = "uploading";
    draw(one);
    said.textContent = text("attach_uploading", name);
    try {
      const answer = await ask(kit, "?name=" + encodeURIComponent(name), { method: "POST", body: one.file });
      const { id, code = "" } = await answer.json().catch(() => ({}));
      const refused = FAILURES.get(code) || (answer.status === 429 && "attach_used_up");
      one.id = id;
      one.state = answer.ok && id ? "ready" : refused ? "refused" : "failed";
      said.textContent = text(one.state === "ready" ? "attach_ready" : refused || "attach_failed", name);
    } catch {
      one.state = "failed";
      said.textContent = text("attach_failed", name);
    }
    draw(one);
  }

  /** @param {Waiting} one */
  function draw(one) {
    const { name } = one.file;
    const hadFocus = one.row.contains(document.activeElement);
    const act = (/** @type {string} */ label, /** @type {string} */ shown, /** @type {() => void} */ run) => {
      const made = element("button", { type: "button", "aria-label": label }, shown);
      made.onclick = run;
      return made;
    };
    const remove = act(text("attach_remove", name), "×", () => {
      waiting = waiting.filter((other) => other !== one);
      update();
      input.focus();
    });
    one.row.dataset["state"] = one.state === "refused" ? "failed" : one.state;
    one.row.replaceChildren(
      element("span", { class: "pl-waiting__name" }, name),
      ...(one.state === "uploading" ? [element("progress", { "aria-hidden": "true" })] : []),
      ...(one.state === "failed" ? [act(text("retry") + ": " + name, text("retry"), () => upload(one))] : []),
      remove,
    );
    if (hadFocus) remove.focus();
    update();
  }

  /** Lets the visitor send files without a text, but nothing before all are uploaded. @param {Event} event */
  function guard(event) {
    if (!isHeld() || !sender() || !(isUploading() || (ready().length && !input.value.trim()))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isUploading()) said.textContent = text("attach_uploading", waiting.find(({ state }) => state === "uploading")?.file.name);
    else kit.command({ type: "ask", text: waiting.filter(({ state }) => state === "ready").map(({ file }) => file.name).join(", ") });
  }
  panel.addEventListener("click", (event) => /** @type {Element} */ (event.target).closest(".pl-composer__send") && guard(event), true);
  panel.addEventListener("keydown", (event) => event.target === input && event.key === "Enter" && !event.shiftKey && !event.isComposing && guard(event), true);
  input.addEventListener("input", () => setTimeout(update));
  input.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    if (!isHeld() || !files?.length) return;
    event.preventDefault();
    add(files);
  });
  const hasFiles = (/** @type {DragEvent} */ event) => isHeld() && event.dataTransfer?.types.includes("Files");
  panel.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    panel.dataset["drop"] = "";
  });
  panel.addEventListener("dragleave", () => delete panel.dataset["drop"]);
  panel.addEventListener("drop", (event) => {
    delete panel.dataset["drop"];
    if (!hasFiles(event)) return;
    event.preventDefault();
    add(event.dataTransfer?.files);
  });
  const before = look;
  look = () => {
    before();
    update();
  };
  new MutationObserver(update).observe(panel, { attributeFilter: ["data-holder"] });
  update();
}

/**
 * Shows the files of messages that do not show theirs yet. @param {import("./parts").FrameKit} kit @param {HTMLElement}
 * panel
 */
function show(kit, panel) {
  for (const file of /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll(".pl-file:not([data-shown])"))) {
    file.dataset["shown"] = "";
    const name = file.textContent || "";
    const load = async () => {
      const answer = await ask(kit, "/" + file.dataset["file"]);
      if (!answer.ok) throw new Error("HTTP " + answer.status);
      return URL.createObjectURL(await answer.blob());
    };
    const chip = element("button", { type: "button" }, name);
    const save = async () => element("a", { href: await load(), download: name }).click();
    const draw = async () => {
      const address = await load();
      // The picture's name is its label. A picture in this tab would have no way back to this page.
      file.replaceChildren(element("a", { href: address, target: "_blank", rel: "noopener" }, element("img", { src: address, alt: name })));
    };
    const act = file.dataset["type"] === "application/pdf" ? save : draw;
    chip.onclick = () => void act().catch(() => {});
    file.replaceChildren(chip);
    if (act === draw) draw().catch(() => {});
    hideNames(file);
  }
}

/**
 * Hides the text of a message that has only files: it has their names, which are now shown below. @param {HTMLElement}
 * file
 */
function hideNames(file) {
  const said = /** @type {HTMLElement | null | undefined} */ (file.closest(".pl-message")?.querySelector(".pl-written"));
  const names = [...(file.parentElement?.children || [])].map((one) => one.textContent || one.querySelector("img")?.alt);
  if (said && said.textContent === names.join(", ")) said.hidden = true;
}
