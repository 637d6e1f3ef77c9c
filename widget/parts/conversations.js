// @ts-check
// The list of the visitor's conversations, over the panel. The visitor chooses one to continue, and the widget does the
// rest.
import { button, element, open } from "./dialog.js";
import { textsIn } from "./texts.js";

/** The most conversations in one response of the server. */
const MOST = 100;
/** The holders of a conversation, and their texts. */
const STATES = new Map([
  ["queue", "waiting"],
  ["operator", "person"],
  ["resolved", "closed"],
]);

/** @param {import("./parts").FrameKit} kit */
export default async function show(kit) {
  const { root, key, command } = kit;
  const texts = await textsIn(root.lang);
  const text = (/** @type {string} */ name) => texts[name] || name;
  const { body, close, focus } = open(kit, text("conversations"), text("back"));
  const record = JSON.parse(localStorage.getItem(key) || "{}");

  async function load() {
    body.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch("/api/chat/conversations?limit=" + MOST, { headers: { Authorization: `Bearer ${record.token}` } });
      if (!answer.ok) throw new Error("HTTP " + answer.status);
      const { conversations } = await answer.json();
      const items = conversations.map(item);
      body.replaceChildren(items.length ? element("ul", { class: "pl-part__list" }, ...items) : element("p", {}, text("no_conversations")));
    } catch {
      body.replaceChildren(element("p", { role: "alert" }, text("failed")), button(text("retry"), () => (focus(), load())));
    }
    body.removeAttribute("aria-busy");
  }

  /** @param {any} one */
  function item({ conversationSlug: id, subject, latestMessage, holder, updatedAt, unread }) {
    const isShown = id === record.conversation;
    const about = [new Date(updatedAt).toLocaleDateString(root.lang), STATES.has(holder) ? text(STATES.get(holder) || "") : ""];
    const details = about.filter(Boolean).map((part) => element("span", {}, part));
    // The bot's answers count as read when they come.
    if (unread && holder !== "bot" && !isShown) details.push(element("strong", {}, text("new_messages")));
    const made = element(
      "button",
      { type: "button", class: "pl-part__item", "aria-current": String(isShown) },
      element("span", { class: "pl-part__name", dir: "auto" }, subject || plain(latestMessage || "")),
      element("span", { class: "pl-part__about" }, ...details),
    );
    made.onclick = () => {
      close();
      command({ type: "conversation", id });
    };
    return element("li", {}, made);
  }

  await load();
}

/** Markdown without its marks, on one line. @param {string} markdown */
const plain = (markdown) => markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\*\*|__|`|^#+ |^> |\s?\[\d+\]/gm, "");
