// @ts-check
// What the widget does by itself, as the owner has set it: a bubble next to the launcher, opening the panel, and toasts
// about recent events of the shop. This part decides when. The part on the owner's page draws.
//
// *Invariant:* nothing here takes the focus, and whatever the visitor has dismissed does not come back.
import { textsIn } from "./texts.js";

/**
 * How often the page's address is checked, in milliseconds, because single-page applications change it without loading
 * a page.
 */
const LOOK = 500;
/** How long a toast is shown, in milliseconds. */
const SHOWN = 8000;
/** The most toasts of one visit. */
const TOASTS = 10;
/** How often the events are requested again, in milliseconds. */
const ANEW = 5 * 60 * 1000;
/** The wait before a bubble that was not drawn is tried again, in milliseconds. */
const AGAIN = 30_000;

/** What was shown already, if storage is blocked. @type {Set<string>} */
const done = new Set();
/** The ids of this visit's toasts, if storage is blocked. @type {string[]} */
const seen = [];

/**
 * Whether a page matches one of these paths.
 * @param {string | null} url
 * @param {string[]} paths `*` stands for any part of a path. Empty for all pages.
 */
export function isOneOf(url, paths) {
  if (!paths.length) return true;
  const path = url ? new URL(url).pathname : "/";
  // Encodes a text as browsers encode addresses: non-ASCII characters percent-encoded, in one case.
  const encoded = (/** @type {string} */ text) =>
    new URL("https://a/" + text).pathname.slice(1).replace(/%../g, (byte) => byte.toUpperCase());
  const trimmed = (/** @type {string} */ text) => (text.length > 1 ? text.replace(/\/$/, "") : text);
  return paths.some((pattern) => {
    // `/shop/*` matches `/shop`, too.
    const parts = trimmed(encoded(pattern)).replace(/\/\*$/, "(/*)?").split(/(\(\/\*\)\?|\*)/);
    const source = parts.map((part) => (part === "*" ? ".*" : part === "(/*)?" ? "(/.*)?" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")));
    return new RegExp(`^${source.join("")}$`).test(trimmed(encoded(path)));
  });
}

/**
 * @param {import("./parts").FrameKit} kit
 * @param {{ dismissed?: boolean, drawn?: string }} [message] `dismissed`: the visitor has dismissed toasts for good.
 * `drawn`: the bubble, or the toast with this id, was drawn.
 */
export default async function invite({ frame, root, settings, key, post, requestOpen }, message) {
  const { invitation } = settings;
  if (frame.inline) return;
  if (!invitation.bubbleText && invitation.autoOpen === "never" && !invitation.salesShown) return;
  if (message?.dismissed) return void once("no-sales");
  if (message?.drawn === "bubble") return void once("bubble");
  if (message?.drawn) return see(message.drawn);
  let began = Date.now();
  let page = frame.page.url;
  let nextBubble = 0;
  let nextToast = began + invitation.salesSeconds * 1000;
  /** @type {Record<string, any>[]} */
  let sales = [];
  let asked = 0;

  /**
   * True the first time only, so that something shown or dismissed does not come again. @param {string} what @param
   * {Storage} [storage]
   */
  function once(what, storage = localStorage) {
    try {
      const name = `${key}:${what}`;
      if (storage.getItem(name)) return false;
      storage.setItem(name, "1");
      return true;
    } catch {
      // Storage is blocked: remember it for this page only.
      return !done.has(what) && !!done.add(what);
    }
  }
  const opening = () => once("opened", invitation.autoOpen === "visit" ? sessionStorage : localStorage);
  /** The ids of the toasts shown in this visit, on all pages. @returns {string[]} */
  function ofThisVisit() {
    try {
      return JSON.parse(sessionStorage.getItem(key + ":seen") || "[]");
    } catch {
      return seen;
    }
  }
  /** @param {string} id */
  function see(id) {
    seen.push(id);
    try {
      sessionStorage.setItem(key + ":seen", JSON.stringify([...ofThisVisit(), id]));
    } catch {
      // Storage is blocked: it lasts for this page.
    }
  }
  const isDone = (/** @type {string} */ what) => {
    try {
      return !!localStorage.getItem(`${key}:${what}`);
    } catch {
      return done.has(what);
    }
  };

  /** The condition for a bubble, opening the panel, and a toast. @param {number} seconds @param {string[]} pages */
  const isTime = (seconds, pages) => !frame.open && Date.now() - began >= seconds * 1000 && isOneOf(page, pages);

  async function showBubble() {
    const texts = await textsIn(root.lang);
    post({ type: "load", part: "notice", kind: "bubble", text: invitation.bubbleText, dir: root.dir, lang: root.lang, close: texts["close"] });
  }

  async function showSale() {
    const texts = await textsIn(root.lang);
    if (Date.now() - asked > ANEW) {
      asked = Date.now();
      const answer = await fetch(`/api/widget/salespop?project=${encodeURIComponent(frame.project)}`);
      const { events = [] } = answer.ok ? await answer.json() : {};
      sales = events;
    }
    const before = ofThisVisit();
    const sale = sales.find(({ id }) => !before.includes(id));
    if (!sale) return;
    post({ type: "load", part: "notice", kind: "sale", id: sale["id"], text: inWords(sale, texts), when: ago(sale["occurredAt"], root.lang), shown: SHOWN, dir: root.dir, lang: root.lang, close: texts["never_again"] });
  }

  function look() {
    if (page !== frame.page.url) {
      page = frame.page.url;
      began = Date.now();
    }
    // The visitor who has had the panel open needs no bubble, and should open it themselves again.
    if (frame.open) {
      if (invitation.bubbleText) once("bubble");
      if (invitation.autoOpen !== "never") opening();
    }
    if (document.hidden || frame.fullscreen === undefined) return;
    if (invitation.bubbleText && Date.now() >= nextBubble && isTime(invitation.bubbleSeconds, invitation.bubblePages) && !isDone("bubble")) {
      nextBubble = Date.now() + AGAIN;
      showBubble().catch(report);
    }
    // On a phone the panel would cover the page.
    if (invitation.autoOpen !== "never" && !frame.fullscreen && isTime(invitation.autoOpenSeconds, invitation.autoOpenPages)) {
      if (opening()) requestOpen(true);
    }
    if (invitation.salesShown && ofThisVisit().length < TOASTS && Date.now() >= nextToast && isTime(0, invitation.salesPages) && !isDone("no-sales")) {
      nextToast = Date.now() + SHOWN + invitation.salesSeconds * 1000;
      showSale().catch(report);
    }
  }
  setInterval(look, LOOK);
}

const report = (/** @type {unknown} */ error) => console.error("Porchlight:", error);

/**
 * @param {Record<string, any>} sale
 * @param {Record<string, string>} texts
 */
export function inWords(sale, texts) {
  if (sale["message"]) return sale["message"];
  const who = sale["name"] || texts["somebody"] || "";
  const name = sale["location"] ? fill(texts["from_place"], { name: who, place: sale["location"] }) : who;
  const sentence = texts[sale["product"] ? sale["type"] : sale["type"] + "_something"] || "";
  return fill(sentence, { name, product: sale["product"] || "" });
}

/** @param {string | undefined} sentence @param {Record<string, string>} values */
const fill = (sentence, values) => (sentence || "").replace(/\{(\w+)\}/g, (_, name) => values[name] || "");

/** @param {string} time @param {string} language */
function ago(time, language) {
  // The clocks of shop and device may differ, but no event is in the future.
  const minutes = Math.min(0, Math.round((Date.parse(time) - Date.now()) / 60_000));
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (!minutes) return words.format(0, "second");
  if (minutes > -60) return words.format(minutes, "minute");
  return minutes > -60 * 24 ? words.format(Math.round(minutes / 60), "hour") : words.format(Math.round(minutes / 60 / 24), "day");
}
