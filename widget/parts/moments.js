// @ts-check
// Times in the list of messages: a line above the first message of each day, and the time of the last message in a row,
// taken from the messages' ids. Below the visitor's last message, that a person has read it.

const STYLES = `
.pl-day{margin:0 0 16px;color:var(--pl-muted);font-size:12px;line-height:16px;text-align:center}
.pl-time{margin:-10px 2px 0;color:var(--pl-muted);font-size:11.5px;line-height:16px}
.pl-message--answer+.pl-time{padding-inline-start:34px}
.pl-message--visitor+.pl-time{text-align:end}
.pl-read::before{content:"·";margin-inline:5px}
.pl-entry:has(+.pl-entry>.pl-message[data-follows])>.pl-time{display:none}`;

/** When a message was written, which is the start of its id (RFC 9562, section 5.7). @param {string} id */
export const timeOf = (id) => new Date(parseInt(id.replace("-", "").slice(0, 12), 16));

/** The milliseconds of a day. */
const DAY = 24 * 60 * 60 * 1000;

/** The list that is being watched. @type {Element | undefined} */
let watched;

/** Up to when a person has read, in Unix milliseconds. */
let readUntil = 0;

/** Updates the times in the watched list. */
let update = () => {};

/** @param {import("./parts").FrameKit} kit @param {string} [readAt] Up to when a person has read (RFC 3339). */
export default function tell({ root, settings, more }, readAt) {
  if (readAt) readUntil = Math.max(readUntil, Date.parse(readAt));
  update();
  const list = document.querySelector(".pl-messages");
  if (!list || list === watched) return;
  watched = list;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const panel = list.closest(".pl-panel");
  let isAttaching = false;
  update = () => {
    show(list, root.lang);
    showRead(list, root.lang).catch(() => {});
    // Files are for people, so few visitors need the part that shows and sends them.
    const isHeld = settings?.["attachments"] && panel?.matches("[data-holder=queue],[data-holder=operator]");
    if (!isAttaching && (isHeld || list.querySelector(".pl-file"))) {
      isAttaching = true;
      more("attachments");
    }
  };
  if (panel) new MutationObserver(update).observe(panel, { attributeFilter: ["data-holder"] });
  // Does not observe the text of the running answer, which changes with every word.
  new MutationObserver(update).observe(list, { childList: true });
  new MutationObserver(update).observe(list, { subtree: true, attributeFilter: ["data-id"] });
  // After midnight, "today" in an open tab is yesterday.
  document.addEventListener("visibilitychange", update);
  update();
}

/** @param {Element} list @param {string} language */
function show(list, language) {
  let before = "";
  for (const message of list.querySelectorAll(".pl-entry > [data-id]")) {
    const entry = /** @type {Element} */ (message.parentElement);
    const at = timeOf(message.getAttribute("data-id") || "");
    if (!(at.getTime() > 0)) continue;
    const day = at.toDateString();
    const line = entry.querySelector(".pl-day");
    if (day === before) line?.remove();
    else {
      const name = dayName(at, language);
      if (!line) entry.prepend(Object.assign(document.createElement("p"), { className: "pl-day", textContent: name }));
      else if (line.textContent !== name) line.textContent = name;
    }
    before = day;
    if (!entry.querySelector(".pl-time")) {
      const time = document.createElement("p");
      time.className = "pl-time";
      const stamp = document.createElement("time");
      stamp.dateTime = at.toISOString();
      stamp.textContent = at.toLocaleTimeString(language, { hour: "numeric", minute: "2-digit" });
      time.append(stamp);
      entry.append(time);
    }
  }
}

/** Says below the visitor's last message that it was read. @param {Element} list @param {string} language */
async function showRead(list, language) {
  const last = [...list.querySelectorAll(".pl-message--visitor[data-id]")].at(-1);
  const isRead = last && timeOf(last.getAttribute("data-id") || "").getTime() <= readUntil;
  // Few visitors have a message that a person has read.
  const text = isRead && (await (await import("./texts.js")).textsIn(language))["read"];
  list.querySelector(".pl-read")?.remove();
  if (!text) return;
  const read = Object.assign(document.createElement("span"), { className: "pl-read", textContent: text });
  last.parentElement?.querySelector(".pl-time")?.append(read);
}

/** @param {Date} at @param {string} language */
function dayName(at, language) {
  const now = new Date();
  // The server's clock may be ahead, but no message is from tomorrow.
  const days = Math.min(0, Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / DAY));
  if (days > -2) {
    const name = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
    return name.slice(0, 1).toLocaleUpperCase(language) + name.slice(1);
  }
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: /** @type {const} */ ("numeric") };
  return at.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long", ...year });
}
