// @ts-check
// Menu entries in addition to those that the widget handles itself: the list of conversations, and the visitor's own
// data.
import showConversations from "./conversations.js";
import { element } from "./dialog.js";
import showOwnData from "./own_data.js";
import { notLoaded, textsIn } from "./texts.js";

const LIST = "M6 4.5h8A2.5 2.5 0 0 1 16.5 7v4a2.5 2.5 0 0 1-2.5 2.5H9.5L6 16v-2.5A2.5 2.5 0 0 1 3.5 11V7A2.5 2.5 0 0 1 6 4.5Z";
const PAGE = "M6 3h6l4 4v10H6ZM12 3v4h4M9 11h4M9 14h4";

/** @param {import("./parts").FrameKit} kit */
export default async function extend(kit) {
  const texts = await textsIn(kit.root.lang).catch(() => undefined);
  const menu = document.querySelector(".pl-menu");
  // The menu was closed, or has these entries already.
  if (!menu || menu.querySelector(".pl-menu__more")) return;
  if (!texts) {
    menu.append(element("p", { class: "pl-menu__item pl-menu__more", role: "alert" }, notLoaded(kit)));
    return;
  }
  let hasSession = false;
  try {
    hasSession = !!JSON.parse(localStorage.getItem(kit.key) || "{}").token;
  } catch {
    // Storage is blocked or the record is damaged: there is no session.
  }
  if (hasSession) menu.append(item(LIST, texts["conversations"] || "", () => showConversations(kit)));
  menu.append(item(PAGE, texts["own_data"] || "", () => showOwnData(kit)));
}

/** @param {string} path @param {string} label @param {() => void} act */
function item(path, label, act) {
  const [icon, line] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  for (const [name, value] of Object.entries({ class: "pl-icon", viewBox: "0 0 20 20", "aria-hidden": "true" })) icon?.setAttribute(name, value);
  line?.setAttribute("d", path);
  icon?.append(/** @type {Node} */ (line));
  const made = element("button", { type: "button", class: "pl-menu__item pl-menu__more" }, /** @type {Node} */ (icon), element("span", {}, label));
  made.onclick = act;
  return made;
}
