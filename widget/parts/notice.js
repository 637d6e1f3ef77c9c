// @ts-check
// A notice next to the launcher on the owner's page: the bubble with a greeting, or a recent event of the shop. There
// is one at a time, and nothing replaces the bubble. Screen readers announce it politely, and it takes no focus. It
// disappears when it is dismissed, when its time is over and nobody points at it or focuses it, and when the panel
// opens.

const STYLES =
  ":host{all:initial;position:fixed;inset-inline-end:20px;bottom:calc(88px + var(--up,0px) + env(safe-area-inset-bottom));z-index:1;display:block}" +
  ":host(.left){inset-inline:20px auto}" +
  ".notice{display:flex;align-items:flex-start;gap:4px;max-width:min(300px,100vw - 40px);padding:4px;border-radius:14px;background:#fff;color:#16181d;box-shadow:0 0 0 1px #1018280f,0 8px 22px -4px #10121840;font:400 15px/1.45 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;animation:come .18s}" +
  ".dark .notice,.notice.dark{background:#262a31;color:#eceef2;box-shadow:0 0 0 1px #ffffff1f,0 8px 22px -4px #0008}" +
  ".said{flex:1}" +
  ".text{width:100%;box-sizing:border-box;margin:0;padding:8px 0 8px 12px;border:0;background:none;color:inherit;font:inherit;text-align:start;overflow-wrap:anywhere}" +
  "button.text{cursor:pointer}" +
  ".when{display:block;opacity:.72;font-size:12.5px}" +
  ".close{flex:none;width:32px;height:32px;border:0;border-radius:9px;background:none;color:inherit;font:20px/1 system-ui,sans-serif;cursor:pointer}" +
  ".close:hover{background:#8883}" +
  ":focus-visible{outline:2px solid currentColor;outline-offset:-2px}" +
  "@keyframes come{from{opacity:0;transform:translateY(6px)}}" +
  "@media (prefers-reduced-motion:reduce){.notice{animation:none}}" +
  "@media (forced-colors:active){.notice{border:1px solid CanvasText}}" +
  "@media print{:host{display:none}}";

/** How much longer a notice stays while somebody points at it or focuses it, in milliseconds. */
const LINGERS = 1000;

/** Removes the current notice. */
let leave = () => {};
let bubbleIsShown = false;

/**
 * @param {import("./parts").PageKit} kit
 * @param {{ kind: "bubble" | "sale", id?: string, text: string, when?: string, shown?: number, dir: string, lang: string, close: string }} notice
 */
export default function show({ layer, launcher, settings, methods, send, now }, { kind, id, text, when, shown, dir, lang, close }) {
  if (kind === "sale" && bubbleIsShown) return;
  leave();
  if (now().isOpen || settings["hideLauncher"] || settings["target"]) return;
  const create = Document.prototype.createElement.bind(document);
  const host = create("section");
  const isLeft = (settings["position"] || now().look?.position) === "bottom-left";
  if (isLeft) host.className = "left";
  const root = host.attachShadow({ mode: "open" });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(Object.assign(create("style"), { textContent: STYLES }));
  }
  const box = create("div");
  const tone = /** @type {HTMLElement} */ (layer.querySelector("iframe")).style.colorScheme;
  const isDark = tone ? tone === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
  box.className = "notice" + (isDark ? " dark" : "");
  Object.assign(box, { dir, lang });
  const said = create("div");
  said.className = "said";
  said.setAttribute("role", "status");
  const words = create(kind === "bubble" ? "button" : "p");
  words.className = "text";
  words.textContent = text;
  if (when) words.append(Object.assign(create("span"), { className: "when", textContent: when }));
  const closer = Object.assign(create("button"), { className: "close", type: "button", textContent: "×", title: close });
  closer.setAttribute("aria-label", close);
  if (kind === "bubble") {
    // Opens through the launcher, which focuses the panel and gets the focus back.
    Object.assign(words, { type: "button", onclick: () => (launcher.click(), leave()) });
  }
  /** Removes it without losing the focus. */
  const sendAway = () => {
    leave();
    launcher.focus();
  };
  // A handler that returned false would cancel every other key.
  box.onkeydown = ({ key }) => {
    if (key === "Escape") sendAway();
  };
  closer.onclick = ({ detail }) => {
    // A click by key press has no click count.
    if (detail) leave();
    else sendAway();
    if (kind === "sale") send({ type: "part", part: "invitation", dismissed: true });
  };
  // Sets the text once the live region is there, so that it is announced.
  box.append(said, closer);
  root.append(box);
  layer.append(host);
  requestAnimationFrame(() => said.append(words));
  const { signal } = now();
  // A reader has the pointer on it, and somebody about to press it has the focus there.
  const end = () => {
    if (host.matches(":hover, :focus-within")) timer = setTimeout(end, LINGERS);
    else leave();
  };
  let timer = shown ? setTimeout(end, shown) : 0;
  bubbleIsShown = kind === "bubble";
  leave = () => {
    clearTimeout(timer);
    methods["off"]?.("open", leave);
    host.remove();
    bubbleIsShown = false;
    leave = () => {};
  };
  methods["on"]?.("open", leave);
  send({ type: "part", part: "invitation", drawn: id || kind });
  signal.addEventListener("abort", () => leave());
}
