// @ts-check
// A dialog over the panel, with the panel's look: a heading with a back button, and the content of a part. It keeps the
// focus until it is closed, and then returns it. It closes when the panel closes, and when the page asks a question or
// forgets the visitor.

const STYLES = `
.pl-part{position:absolute;z-index:4;inset:0;outline:0;display:flex;flex-direction:column;background:var(--pl-surface);color:var(--pl-text)}
.pl-part__header{display:flex;align-items:center;gap:8px;min-height:64px;padding:12px;padding-block-start:calc(12px + env(safe-area-inset-top));border-block-end:1px solid var(--pl-line)}
.pl-part__title{margin:0;font-size:15px;font-weight:650}
.pl-part__back{display:grid;place-items:center;width:36px;height:36px;border-radius:10px;color:var(--pl-muted);font-size:20px}
:dir(rtl)>.pl-part__back{transform:scaleX(-1)}
.pl-part__body{flex:1;overflow-y:auto;padding:16px 20px max(20px,env(safe-area-inset-bottom));overscroll-behavior:contain}
.pl-part__body h3{margin:20px 0 8px;font-size:14px;font-weight:650}
.pl-part__body h3:first-child{margin-block-start:0}
.pl-part__body p{margin:0 0 12px;color:var(--pl-muted);font-size:13.5px;line-height:20px}
.pl-part__row{display:flex;flex-wrap:wrap;gap:8px;margin-block-end:12px}
.pl-part__body pre{max-height:240px;margin:0 0 12px;padding:12px;overflow:auto;border:1px solid var(--pl-line);border-radius:10px;font:12px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.pl-part__input{flex:1 1 180px;min-width:0;min-height:40px;padding:7px 12px;border:1px solid color-mix(in srgb,var(--pl-text) 50%,var(--pl-surface));border-radius:10px;background:var(--pl-surface);color:inherit;font:16px/1.4 var(--pl-font)}
.pl-part__button{min-height:40px;padding:7px 16px;border:1px solid var(--pl-line);border-radius:10px;background:var(--pl-surface);font-size:14px;font-weight:550}
.pl-part__button--main{border-color:transparent;background:var(--pl-accent);color:var(--pl-accent-text)}
.pl-part__button--danger{border-color:transparent;background:var(--pl-danger);color:var(--pl-surface)}
.pl-part__input::placeholder{color:var(--pl-muted);opacity:1}
.pl-part__button[aria-pressed=true]{border-color:var(--pl-accent);background:color-mix(in srgb,var(--pl-accent) 14%,var(--pl-surface))}
.pl-part__button:disabled{opacity:.5;cursor:default}
.pl-part__said:empty{margin:0}
.pl-reason{margin-block-start:6px}
.pl-reason p{margin:0 0 8px;color:var(--pl-muted);font-size:13px;line-height:18px}
.pl-reason .pl-part__row{gap:6px;margin-block-end:8px}
.pl-reason .pl-part__button{min-height:32px;padding:4px 12px;border-radius:16px;font-size:13px}
.pl-part__list{margin:-8px -12px;padding:0;list-style:none}
.pl-part__item{display:flex;flex-direction:column;gap:2px;width:100%;padding:10px 12px;border-radius:10px;text-align:start}
.pl-part__item:hover{background:var(--pl-hover)}
.pl-part__item[aria-current=true]{background:color-mix(in srgb,var(--pl-accent) 12%,var(--pl-surface))}
.pl-part__name,.pl-part__about{overflow:hidden;max-width:100%;text-overflow:ellipsis;white-space:nowrap}
.pl-part__about{display:flex;gap:10px;color:var(--pl-muted);font-size:12.5px;line-height:18px}
@media (forced-colors:active){
.pl-part,.pl-part__button{border:1px solid CanvasText}
.pl-part__button[aria-pressed=true],.pl-part__item[aria-current=true]{forced-color-adjust:none;background:Highlight;color:HighlightText}
.pl-part__item[aria-current=true]>.pl-part__about{color:inherit}}`;

let isDressed = false;

/** Adds the styles of the parts to the document, once. */
export function dress() {
  if (isDressed) return;
  isDressed = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/**
 * An element with attributes and children. Strings become text nodes, never markup.
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/**
 * A button with a text.
 * @param {string} label @param {() => void} act @param {string} [kind]
 */
export function button(label, act, kind = "") {
  const made = /** @type {HTMLButtonElement} */ (element("button", { type: "button", class: "pl-part__button " + kind }, label));
  made.onclick = act;
  return made;
}

/**
 * A line whose text is announced when it changes. It must exist before that, because text that arrives together with
 * its element is often not announced.
 */
export const sayingLine = () => element("p", { class: "pl-part__said", role: "status" });

/**
 * @param {import("./parts").FrameKit} kit
 * @param {string} title
 * @param {string} back The label of the back button.
 * @returns {import("./parts").Dialog}
 */
export function open({ command }, title, back) {
  dress();
  const panel = /** @type {HTMLElement} */ (document.querySelector("#porchlight .pl-panel"));
  const body = element("div", { class: "pl-part__body" });
  const leave = element("button", { type: "button", class: "pl-part__back", "aria-label": back }, "←");
  const heading = element("h2", { class: "pl-part__title", id: "pl-part-title" }, title);
  const dialog = element(
    "div",
    { class: "pl-part", role: "dialog", "aria-modal": "true", "aria-labelledby": "pl-part-title", tabindex: "-1" },
    element("div", { class: "pl-part__header" }, leave, heading),
    body,
  );
  const listening = new AbortController();
  const close = () => {
    listening.abort();
    const hadFocus = dialog.contains(document.activeElement);
    dialog.remove();
    command({ type: "cover", covered: false });
    if (hadFocus) /** @type {HTMLElement | null} */ (panel.querySelector(".pl-header__more"))?.focus();
  };
  /** @param {string} event @param {string[]} types */
  const closeOn = (event, types) =>
    addEventListener(event, (told) => types.includes(JSON.parse(/** @type {CustomEvent} */ (told).detail).type) && close(), { signal: listening.signal });
  closeOn("porchlight:signal", ["closed"]);
  closeOn("porchlight:command", ["ask", "reset"]);
  leave.onclick = close;
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close();
    if (event.key === "Tab") keepInside(dialog, event);
    // These keys would close the panel together with the dialog.
    if (event.key === "Escape" || event.key === "Tab") event.stopPropagation();
  });
  panel.append(dialog);
  // Nothing under the dialog counts as read.
  command({ type: "cover", covered: true });
  leave.focus();
  return { body, close, focus: () => leave.focus() };
}

/** @param {HTMLElement} dialog @param {KeyboardEvent} event */
function keepInside(dialog, event) {
  const stops = [.../** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll('button:not([disabled]), input, a[href], [tabindex="0"]'))].filter(
    (stop) => stop.offsetWidth > 0,
  );
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  // After a click on something that cannot take the focus, the dialog has it.
  if (document.activeElement !== edge && !(event.shiftKey && document.activeElement === dialog)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
