// @ts-check
// Asks why an answer did not help, with short choices and a text field below the answer. Answering is optional: the
// thumb counts without it.
import { button, dress, element, sayingLine } from "./dialog.js";
import { notLoaded, textsIn } from "./texts.js";

/** The longest reason, in characters: `FEEDBACK_REASON_CHARS` in shared/src/limits.rs. */
const LONGEST = 500;
const CHOICES = ["reason_wrong", "reason_missing", "reason_unclear", "reason_off_topic"];

/**
 * @param {import("./parts").FrameKit} kit
 * @param {Element} clicked The element clicked below an answer.
 */
export default async function ask(kit, clicked) {
  const { root, key } = kit;
  const place = clicked.closest(".pl-feedback");
  const message = clicked.closest("[data-id]")?.getAttribute("data-id");
  const thumb = clicked.closest("button");
  // The thumbs are the second and third buttons. The widget has just pressed or released this one.
  if (!place || !thumb || thumb === place.firstElementChild) return;
  const before = () => place.parentElement?.querySelector(".pl-reason");
  before()?.remove();
  const isWanted = () => thumb === place.lastElementChild && thumb.getAttribute("aria-pressed") === "true";
  if (!message || !isWanted()) return;
  const { token, conversation } = JSON.parse(localStorage.getItem(key) || "{}");
  dress();
  const texts = await textsIn(root.lang).catch(() => undefined);
  // In the meantime the visitor may have released it, or pressed it again.
  if (!isWanted() || before()) return;
  if (!texts) {
    place.after(element("div", { class: "pl-reason" }, element("p", { role: "alert" }, notLoaded(kit))));
    return;
  }
  const text = (/** @type {string} */ name) => texts[name] || name;
  /** @type {Set<string>} */
  const chosen = new Set();
  const own = /** @type {HTMLInputElement} */ (
    element("input", { class: "pl-part__input", maxlength: "300", "aria-label": text("reason_own"), placeholder: text("reason_own") })
  );
  const choices = CHOICES.map((name) => {
    const choice = button(text(name), () => {
      if (!chosen.delete(name)) chosen.add(name);
      choice.setAttribute("aria-pressed", String(chosen.has(name)));
    });
    choice.setAttribute("aria-pressed", "false");
    return choice;
  });
  const question = element("p", { id: "pl-reason-" + message }, text("reason"));
  const form = element("form", { class: "pl-reason", "aria-labelledby": question.id });
  const said = sayingLine();
  form.onsubmit = async (event) => {
    event.preventDefault();
    said.textContent = "";
    const reason = [...CHOICES.filter((name) => chosen.has(name)).map(text), own.value.trim()].filter(Boolean).join("; ").slice(0, LONGEST);
    const answer = await fetch(`/api/chat/${conversation}/feedback`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify({ message_id: message, verdict: "unhelpful", reason }),
    }).catch(() => undefined);
    said.textContent = text(answer?.ok ? "reason_thanks" : "failed");
    if (!answer?.ok) return;
    const hadFocus = form.contains(document.activeElement);
    for (const child of [...form.children]) if (child !== said) child.remove();
    if (hadFocus) thumb.focus();
  };
  const send = button(text("send"), () => {}, "pl-part__button--main");
  send.type = "submit";
  form.append(
    question,
    element("div", { class: "pl-part__row" }, ...choices),
    element("div", { class: "pl-part__row" }, own, send),
    said,
  );
  place.after(form);
  form.closest(".pl-message")?.scrollIntoView({ block: "end" });
}
