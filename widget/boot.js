// @ts-check
// The embed document's only script, inlined. It opens and closes the panel and accepts the visitor's input before any
// WebAssembly is loaded. It talks to the loader on the owner's page, and loads the widget's code when the visitor comes
// near.
//
//   owner's page (public/widget.js)  ←— MessagePort —→  boot.js  ←— CustomEvents on window —→  the widget
//                                                        `porchlight:command` →   ← `porchlight:signal`
(() => {
  /** @typedef {{ type: string, [key: string]: any }} Message */

  /** When the widget's code is loaded without another reason, in milliseconds after `load`. */
  const IDLE = 2000;
  /**
   * How long loading the widget's code waits after the panel opens, so that the panel is painted first, in
   * milliseconds.
   */
  const PAINT = 50;
  /** The longest question, in characters: `QUESTION_CHARS` in shared/src/limits.rs. */
  const QUESTION = 1000;
  /** The styles of a frame in an element of the owner's page. */
  const INLINE = "div,iframe{position:static;display:block;width:100%;height:100%}iframe{min-height:320px;visibility:visible}";

  const root = document.documentElement;
  const skeleton = /** @type {HTMLElement} */ (document.getElementById("porchlight-skeleton"));
  const field = /** @type {HTMLTextAreaElement} */ (skeleton.querySelector(".pl-composer__input"));
  const sender = /** @type {HTMLButtonElement} */ (skeleton.querySelector(".pl-composer__send"));
  const settings = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("porchlight-settings")).textContent || "{}");

  const frame = {
    project: settings.project,
    open: false,
    fullscreen: false,
    /** Whether the panel fills its own page or an element of the owner's page. */
    inline: parent === window,
    page: { url: /** @type {string | null} */ (null), title: "" },
    locale: /** @type {string | null} */ (null),
    /** The widget's sentences in the visitor's language. */
    texts: textsOf(document),
    attributes: {},
    queue: /** @type {Message[]} */ ([]),
    /** Read once, when the widget starts. Later commands are dispatched as events. */
    snapshot() {
      const state = JSON.stringify(frame);
      frame.queue = [];
      return state;
    },
  };
  Object.assign(window, { porchlightFrame: frame });
  /** The language that the loader asked for. Without one, the document is in the browser's language. */
  let spoken = new URLSearchParams(location.search).get("lang");
  /** The key of the visitor's record in the browser's storage. */
  const key = "porchlight:" + frame.project;
  const memory = "porchlight-panel:" + frame.project;
  /** Connects to the loader, if there is one. @type {MessagePort | undefined} */
  let port;
  /** Lets the widget start, once the loader has sent what it knows. */
  let introduce = () => {};
  const introduced = new Promise((resolve) => (introduce = () => resolve(0)));
  let appIsReady = false;
  let starting = /** @type {Promise<void> | undefined} */ (undefined);
  let failures = 0;
  /** The composer's initial text. */
  let draft = "";
  /** Whether the visitor has asked a question before the widget is ready. */
  let asked = false;
  /** Whether an input method is composing. */
  let composing = false;
  /** Light, dark or auto, as the owner has chosen. */
  let scheme = root.dataset.scheme || "";
  /** Light or dark, if the owner's page says so about itself. */
  let surroundings = "";
  /** The functions and data for the parts. @type {import("./parts/parts").FrameKit} */
  const kit = { frame, root, skeleton, settings, key, post, command, more, requestOpen, textsOf, setDirection };

  /** @param {Message} message */
  function post(message) {
    port?.postMessage(message);
  }

  /** Loads a file of widget/parts, which few visitors need. @param {string} part @param {any} [detail] */
  function more(part, detail) {
    return import("{{parts}}" + part + ".js")
      .then((module) => module.default(kit, detail))
      .catch((error) => console.error("Porchlight:", error));
  }

  /** @param {Message} command */
  function command(command) {
    if (appIsReady) dispatchEvent(new CustomEvent("porchlight:command", { detail: JSON.stringify(command) }));
    // All other commands only change what the snapshot contains anyway.
    else if (["ask", "identify", "reset"].includes(command.type)) frame.queue.push(command);
  }

  /**
   * Whether the panel was open on the previous page of this visit. Stored from the first message on.
   * @param {boolean} [open] Stores this; without it, only reads. @param {boolean} [first] A message was written, so
   * storing starts.
   */
  function remember(open, first) {
    try {
      const before = sessionStorage.getItem(memory);
      if (open !== undefined && (first || before)) sessionStorage.setItem(memory, open ? "open" : "closed");
      return before === "open";
    } catch {
      // Storage is blocked, so the panel is closed on every page at first.
      return false;
    }
  }

  /** Shows or hides the panel. */
  function layout() {
    root.dataset.layout = frame.inline ? "page" : !frame.open ? "closed" : frame.fullscreen ? "full" : "panel";
  }

  /**
   * Opens or closes the panel.
   * @param {boolean} open @param {boolean} [focus] Whether the visitor asked for it, so that the panel takes the focus.
   */
  function setOpen(open, focus) {
    if (open) setTimeout(start, PAINT);
    if (open !== frame.open && (open || !frame.inline)) {
      frame.open = open;
      remember(open);
      layout();
      post({ type: open ? "opened" : "closed" });
    }
    // Focuses at once, without waiting for the widget. On touch screens the panel takes the focus, because a field
    // would raise the keyboard.
    const target = matchMedia("(pointer: coarse)").matches ? ".pl-panel" : ".pl-composer__input";
    /** @type {HTMLElement | null} */
    const found = document.querySelector((appIsReady ? "#porchlight " : "#porchlight-skeleton ") + target);
    if (open && focus) (found || skeleton).focus();
  }

  /** Opens or closes the panel, through the widget once it is there. @param {boolean} open @param {boolean} [focus] */
  function requestOpen(open, focus) {
    if (open || !appIsReady) setOpen(open, focus);
    if (appIsReady) command({ type: open ? "open" : "close", focus });
  }

  function start() {
    if (starting) return;
    setFailed(false);
    starting = load().catch((error) => {
      starting = undefined;
      failures += 1;
      console.error("Porchlight:", error);
      setFailed(true);
      post({ type: "error", code: "widget_not_loaded" });
    });
  }

  /** @param {boolean} failed */
  function setFailed(failed) {
    skeleton.classList.toggle("pl-skeleton--failed", failed);
    skeleton.setAttribute("aria-busy", String(!failed));
    /** @type {HTMLElement} */ (skeleton.querySelector(".pl-skeleton__failure")).hidden = !failed;
  }

  async function load() {
    // Browsers cache a failed import by its address, so a retry needs a new address.
    const again = failures ? "?" + failures : "";
    const wasm = fetch("{{widget_wasm}}" + again);
    const style = new Promise((resolve, reject) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = "{{widget_css}}" + again;
      link.onload = resolve;
      link.onerror = () => reject(new Error("The stylesheet did not load."));
      document.head.append(link);
    });
    const [module] = await Promise.all([import("{{widget_js}}" + again), style, wasm, introduced]);
    await module.default({ module_or_path: wasm });
  }

  addEventListener("porchlight:signal", (event) => {
    const signal = JSON.parse(/** @type {CustomEvent} */ (event).detail);
    if (signal.type === "ready") {
      if (composing) field.addEventListener("compositionend", handOver, { once: true });
      else handOver();
    } else if (signal.type === "opened" || signal.type === "closed") setOpen(signal.type === "opened");
    else if (signal.type === "read") more("moments", signal.at);
    else {
      if (signal.type === "message") remember(frame.open, true);
      if (settings.invitation?.sound && signal.message?.sender === "operator") more("sound");
      post(signal);
    }
  });

  /** Passes the visitor's text, the cursor position, and the commands since the snapshot on to the widget. */
  function handOver() {
    const theirs = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("#porchlight .pl-composer__input"));
    const active = document.activeElement;
    appIsReady = true;
    // A question that the widget could not send is in its composer.
    if (theirs && field.value !== draft && !asked) {
      theirs.value = field.value;
      theirs.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (theirs && active === field) {
      theirs.focus();
      theirs.setSelectionRange(field.selectionStart, field.selectionEnd);
    } else if (skeleton.contains(active)) {
      /** @type {HTMLElement | null} */ (document.querySelector("#porchlight .pl-panel"))?.focus();
    }
    skeleton.remove();
    frame.queue.splice(0).forEach(command);
    nameLauncher();
    more("moments");
  }

  /**
   * Passes on the launcher's label, including the number of replies. The widget keeps it on a button of this document.
   */
  function nameLauncher() {
    const button = document.querySelector(".pl-launcher");
    const tell = () => post({ type: "launcher", label: button?.getAttribute("aria-label") || "", lang: root.lang });
    if (button) new MutationObserver(tell).observe(button, { attributeFilter: ["aria-label"] });
    tell();
  }

  /** @param {Message} message */
  async function hear(message) {
    if (message.type === "boot") {
      frame.page = message.page;
      frame.inline ||= message.inline;
      frame.fullscreen = message.fullscreen;
      await recall(message.kept);
      introduce();
      update(message.options);
      post({
        type: "ready",
        title: document.title,
        styles: frame.inline ? INLINE : /** @type {HTMLElement} */ (document.getElementById("porchlight-styles")).textContent,
        look: {
          label: document.querySelector(".pl-launcher")?.getAttribute("aria-label"),
          lang: root.lang,
          style: launcherStyle(),
          position: settings.theme?.position,
          scheme: settings.theme?.scheme,
        },
      });
      showDraft();
      if (settings.invitation) more("invitation");
      if (message.options.identity) command({ type: "identify", ...message.options.identity });
      // On a phone the panel would cover the page that the visitor has just opened.
      if (message.options.open || frame.inline || (remember() && !frame.fullscreen)) setOpen(true);
    } else if (message.type === "open" || message.type === "close") {
      requestOpen(message.type === "open", message.focus);
    } else if (message.type === "approach") {
      setTimeout(start, PAINT);
    } else {
      if (message.type === "viewport") {
        frame.fullscreen = message.fullscreen;
        layout();
      }
      if (message.type === "page") frame.page = { url: message.url, title: message.title };
      if (message.type === "reset") frame.attributes = {};
      if (message.type === "update") {
        update(message.options || {});
        repaint();
      }
      if (message.type === "part") more(message.part, message);
      command(message);
      if (message.type === "ask") setOpen(true, message.focus);
    }
  }

  /** @param {Record<string, any>} options */
  function update({ locale, theme, around, attributes }) {
    // An empty text resets the option.
    if (locale != null) {
      frame.locale = locale || null;
      if (locale !== spoken) more("locale", (spoken = locale));
    }
    [scheme, surroundings] = [(theme ?? scheme) || settings.theme?.scheme, around ?? surroundings];
    root.dataset.scheme = [scheme, surroundings].find((tone) => /light|dark/.test(tone)) || "auto";
    if (attributes) frame.attributes = attributes;
    layout();
  }

  /** The launcher's colours in the current colour scheme. */
  function launcherStyle() {
    const [color, text] = ["", "-text"].map((name) => getComputedStyle(root).getPropertyValue("--pl-accent" + name));
    return `--color:${color};background:${color};color:${text}`;
  }

  const repaint = () => post({ type: "launcher", style: launcherStyle() });

  /** @param {Document} page @returns {string[]} */
  function textsOf(page) {
    return JSON.parse(/** @type {HTMLElement} */ (page.getElementById("porchlight-texts")).textContent || "[]");
  }

  function setDirection() {
    root.dir = /^(ar|dv|fa|he|ps|ur|yi)\b/.test(root.lang) ? "rtl" : "ltr";
  }

  /** Shows the text that the visitor typed but did not send on an earlier page. */
  function showDraft() {
    try {
      draft = JSON.parse(localStorage.getItem(key) || "{}").draft || "";
    } catch {
      // Storage is blocked, or the record is damaged.
    }
    field.value ||= draft;
    onInput();
  }

  function onInput() {
    sender.disabled = asked || !field.value.trim();
    field.style.height = "auto";
    if (field.value) field.style.height = field.scrollHeight + "px";
  }

  /** Accepts the question. It is sent as soon as the widget is ready. */
  function ask() {
    const text = field.value.trim();
    if (asked || !text || [...text].length > QUESTION) return;
    const bubble = document.createElement("p");
    bubble.className = "pl-skeleton__question";
    bubble.textContent = text;
    skeleton.querySelector(".pl-skeleton__body")?.append(bubble);
    frame.queue.push({ type: "ask", text });
    asked = field.readOnly = true;
    field.value = "";
    onInput();
    start();
  }

  /** If the browser blocks this frame's storage, borrows some from the owner's page. @param {string | null} [kept] */
  async function recall(kept) {
    try {
      localStorage.getItem("");
    } catch {
      await more("storage", root.dataset.sites === "listed" && port ? { kept } : {});
    }
  }

  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest(".pl-header__more")) more("menu");
    if (target.closest(".pl-feedback")) more("reason", target);
    if (target.closest(".pl-handoff__ask,.pl-menu__item")) more("availability");
    if (appIsReady) return;
    if (target.closest(".pl-header__close")) setOpen(false);
    if (target.closest(".pl-skeleton__retry")) start();
    if (target.closest(".pl-composer__send")) ask();
  });
  addEventListener("keydown", (event) => {
    if (appIsReady || event.isComposing) return;
    if (event.key === "Escape") setOpen(false);
    if (event.key === "Enter" && !event.shiftKey && event.target === field) {
      event.preventDefault();
      ask();
    }
  });
  field.addEventListener("input", onInput);
  for (const event of ["compositionstart", "compositionend"]) {
    field.addEventListener(event, () => (composing = event === "compositionstart"));
  }
  for (const approach of ["pointerover", "focusin"]) addEventListener(approach, start, { once: true, passive: true });
  // @ts-expect-error: not every browser reports that the visitor wants to save data.
  if (!navigator.connection?.saveData) addEventListener("load", () => setTimeout(start, IDLE));

  setDirection();
  matchMedia("(prefers-color-scheme:dark)").onchange = repaint;
  if (frame.inline) {
    recall().then(() => {
      introduce();
      showDraft();
      setOpen(true);
    });
  } else {
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => hear(data);
    // The fragment is the origin of the owner's page. Pages without one are shown only if all websites are allowed.
    const page = location.hash.slice(1);
    parent.postMessage('{"porchlight":1}', page.startsWith("http") ? page : "*", [channel.port2]);
  }
})();
