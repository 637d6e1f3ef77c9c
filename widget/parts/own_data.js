// @ts-check
// The visitor's own data: their conversation as a file or by e-mail, the sound of replies, and everything stored about
// them, which they can view, download and erase.
import { button, element, open, sayingLine } from "./dialog.js";
import { timeOf } from "./moments.js";
import { muted } from "./sound.js";
import { textsIn } from "./texts.js";

/** @param {import("./parts").FrameKit} kit */
export default async function show(kit) {
  const { root, settings, key, command } = kit;
  const texts = await textsIn(root.lang);
  const text = (/** @type {string} */ name) => texts[name] || name;
  const { body, close } = open(kit, text("own_data"), text("back"));
  const said = sayingLine();
  const record = stored(key);

  /** @param {string} path @param {RequestInit} [init] */
  async function ask(path, init = {}) {
    const headers = { Authorization: `Bearer ${record.token}`, ...(init.body ? { "Content-Type": "application/json" } : {}) };
    const answer = await fetch(path, { ...init, headers });
    if (answer.ok) return answer;
    const { code = "" } = await answer.json().catch(() => ({}));
    // A limit that ends within a minute counts the requests of everybody who shares the visitor's address.
    const isSoonOver = code === "rate_limited" && !(Number(answer.headers.get("Retry-After")) > HOUR);
    throw new Error(isSoonOver ? "" : code);
  }

  /**
   * Runs `work`, and shows a message if it fails. @param {() => Promise<unknown>} work @param {HTMLElement} [line]
   * Where to show it.
   */
  const attempt = (work, line = said) => () => {
    line.textContent = "";
    work().catch((/** @type {Error} */ { message }) => {
      line.textContent = text(FAILURES.get(message) || "failed");
    });
  };

  if (record.token && record.conversation) {
    const address = /** @type {HTMLInputElement} */ (
      element("input", { class: "pl-part__input", type: "email", autocomplete: "email", "aria-label": text("email"), placeholder: text("email"), value: record.email || "" })
    );
    const line = sayingLine();
    const download = attempt(async () => {
      const answer = await ask("/api/chat/" + record.conversation);
      save("conversation.txt", "text/plain", written(await answer.json(), { bot: settings["name"], company: settings["company"], you: text("you") }, root.lang));
    }, line);
    const mail = attempt(async () => {
      if (!address.value.trim() || !address.checkValidity()) throw new Error("email_invalid");
      await ask(`/api/chat/${record.conversation}/transcript`, { method: "POST", body: JSON.stringify({ email: address.value.trim(), locale: root.lang }) });
      line.textContent = text("sent");
    }, line);
    const send = button(text("send_email"), () => {});
    send.type = "submit";
    // The address is validated here, for messages in the visitor's language.
    const form = element("form", { class: "pl-part__row", novalidate: "" }, address, send);
    form.onsubmit = (event) => {
      event.preventDefault();
      mail();
    };
    body.append(
      element("h3", {}, text("transcript")),
      element("div", { class: "pl-part__row" }, button(text("download"), download)),
      form,
      line,
    );
  }
  const invitation = settings["invitation"] || {};
  if (invitation.sound) body.append(element("h3", {}, text("sound")), element("div", { class: "pl-part__row" }, soundSwitch(key, text)));
  body.append(element("h3", {}, text("stored")));
  if (!record.token) {
    body.append(element("p", {}, text("nothing_stored")), said);
    return;
  }
  const shown = element("pre", { tabindex: "0", hidden: "" });
  const load = async () => JSON.stringify(await (await ask("/api/widget/visitor")).json(), null, 2);
  const see = attempt(async () => {
    shown.textContent = await load();
    shown.hidden = false;
  });
  const keep = attempt(async () => save("my-data.json", "application/json", await load()));
  const question = element("div", { role: "alertdialog", "aria-labelledby": "pl-part-question", hidden: "" });
  const erase = attempt(async () => {
    await ask("/api/widget/visitor", { method: "DELETE" });
    close();
    command({ type: "reset" });
  });
  const begin = button(text("erase"), () => {
    question.hidden = false;
    question.scrollIntoView({ block: "nearest" });
    cancel.focus();
  });
  const cancel = button(text("cancel"), () => {
    question.hidden = true;
    begin.focus();
  });
  question.append(
    element("p", { id: "pl-part-question" }, text("erase_question")),
    element("div", { class: "pl-part__row" }, cancel, button(text("erase_all"), erase, "pl-part__button--danger")),
  );
  body.append(
    element("p", {}, text("stored_hint")),
    element(
      "div",
      { class: "pl-part__row" },
      button(text("see"), see),
      button(text("download"), keep),
      begin,
    ),
    question,
    shown,
    said,
  );
}

/** The seconds of an hour. */
const HOUR = 60 * 60;

/** The messages about the server's errors. */
const FAILURES = new Map([
  ["rate_limited", "too_many"],
  ["mail_not_set_up", "no_mail"],
  ["email_invalid", "email_invalid"],
  ["conversation_empty", "no_conversations"],
]);

/** @param {string} key @returns {{ token?: string, conversation?: string, email?: string }} */
function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key) || "{}") || {};
  } catch {
    return {};
  }
}

/** @param {string} key @param {(name: string) => string} text */
function soundSwitch(key, text) {
  const name = muted(key);
  const read = () => {
    try {
      return !localStorage.getItem(name);
    } catch {
      return true;
    }
  };
  const made = button("", () => {
    try {
      if (read()) localStorage.setItem(name, "1");
      else localStorage.removeItem(name);
    } catch {
      // Storage is blocked: the setting stays as it is.
    }
    paint();
  });
  // The label states whether sound is on, so `aria-pressed` would repeat it.
  const paint = () => (made.textContent = text(read() ? "sound_on" : "sound_off"));
  paint();
  return made;
}

/**
 * A conversation as plain text.
 * @param {{ messages: any[] }} transcript
 * @param {{ bot: string, company: string, you: string }} names A person without a name is shown as the company.
 * @param {string} language
 */
export function written({ messages }, { bot, company, you }, language) {
  const when = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return messages
    .map(({ id, sender, text, operator_name: person, citations = [] }) => {
      const name = sender === "visitor" ? you : sender === "operator" ? person || company : bot;
      const sources = citations.map((/** @type {any} */ { n, title, url }) => `[${n}] ${title}${url ? " " + url : ""}\n`).join("");
      return `${name}, ${when.format(timeOf(id))}\n${text}\n${sources}`;
    })
    .join("\n");
}

/** @param {string} name @param {string} type @param {string} content */
function save(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type: type + ";charset=utf-8" }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
