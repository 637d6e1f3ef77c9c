// @ts-check
// The embed document's only script, inlined. It opens and closes the panel before any WebAssembly is loaded, talks to the
// loader on the owner's page, and loads the widget's code when the visitor comes near it.
//
//   owner's page (public/widget.js)  ←— postMessage —→  boot.js  ←— CustomEvents on window —→  the widget
//                                                        `porchlight:command` →   ← `porchlight:signal`
(() => {
  /** @typedef {{ type: string, [key: string]: any }} Message */

  /** How long the panel takes to fade out before the frame shrinks, in milliseconds: `--pl-motion` in embed.css. */
  const FADE = 180;
  /** How long after `load` the widget's code is loaded without a reason, in milliseconds. */
  const IDLE = 2000;

  const root = document.documentElement;
  const skeleton = /** @type {HTMLElement} */ (document.getElementById("porchlight-skeleton"));
  const settings = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("porchlight-settings")).textContent || "{}");

  const frame = {
    project: settings.project,
    open: false,
    fullscreen: false,
    /** The panel is all there is: a page of its own, or inside an element of the owner's page. */
    inline: parent === window,
    page: { url: /** @type {string | null} */ (null), title: "" },
    locale: /** @type {string | null} */ (null),
    /** The widget's sentences in the visitor's language. */
    texts: textsOf(document),
    scheme: /** @type {string | null} */ (null),
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

  /** The language that the document was asked for; without one it is in the browser's. */
  let spoken = new URLSearchParams(location.search).get("lang");

  const memory = "porchlight-panel:" + frame.project;
  /** The origin of the owner's page, from its first `boot` message. */
  let host = "";
  let appIsReady = false;
  let launcherHidden = false;
  /** The owner's page runs from right to left, so the corners change sides. */
  let mirrored = false;
  /** @type {Promise<void> | undefined} */
  let starting;
  let failures = 0;
  let shrinking = 0;

  /** @param {Message} message */
  function post(message) {
    if (host) parent.postMessage({ porchlight: 1, ...message }, host);
  }

  /** @param {Message} command */
  function command(command) {
    if (appIsReady) dispatchEvent(new CustomEvent("porchlight:command", { detail: JSON.stringify(command) }));
    // All others change only what the snapshot contains anyway.
    else if (["ask", "identify", "reset"].includes(command.type)) frame.queue.push(command);
  }

  /**
   * Whether the panel was open on the previous page of the same visit. Stored from the first message on.
   * @param {boolean} [open] Stores this; without it, only reads.
   * @param {boolean} [first] A message was written, so storing begins.
   */
  function remember(open, first) {
    try {
      const before = sessionStorage.getItem(memory);
      if (open !== undefined && (first || before)) sessionStorage.setItem(memory, open ? "open" : "closed");
      return before === "open";
    } catch {
      // Storage is blocked, so every page starts with a closed panel.
      return false;
    }
  }

  /** Shows launcher or panel, and asks the loader for a frame of that size. */
  function layout() {
    const before = root.dataset.layout;
    const mode = frame.inline ? "page" : frame.open ? (frame.fullscreen ? "full" : "panel") : launcherHidden ? "hidden" : "launcher";
    root.dataset.layout = mode;
    root.dataset.launcher = launcherHidden ? "hidden" : "";
    document.querySelector(".pl-launcher")?.setAttribute("aria-expanded", String(frame.open));
    const [width, height] = mode === "panel" ? [440, 792] : [96, 96];
    const ask = () => post({ type: "layout", mode, width, height, position: root.dataset.position, scheme: root.dataset.scheme });
    clearTimeout(shrinking);
    if (!frame.open && (before === "panel" || before === "full")) shrinking = setTimeout(ask, FADE);
    else ask();
  }

  /**
   * Opens or closes the panel.
   * @param {boolean} open
   */
  function setOpen(open) {
    if (open) start();
    if (open === frame.open || (frame.inline && !open)) return;
    frame.open = open;
    remember(open);
    layout();
    post({ type: open ? "opened" : "closed" });
  }

  /**
   * Opens or closes the panel through the widget, or directly while the widget is not loaded.
   * @param {boolean} open
   */
  function requestOpen(open) {
    if (appIsReady) command({ type: open ? "open" : "close" });
    else setOpen(open);
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
    // Browsers remember a failed import by its address, so a retry needs another one.
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
    const [module] = await Promise.all([import("{{widget_js}}" + again), style, wasm]);
    await module.default({ module_or_path: wasm });
  }

  addEventListener("porchlight:signal", (event) => {
    const signal = JSON.parse(/** @type {CustomEvent} */ (event).detail);
    if (signal.type === "ready") {
      appIsReady = true;
      skeleton.remove();
      frame.queue.splice(0).forEach(command);
      layout();
    } else if (signal.type === "opened" || signal.type === "closed") setOpen(signal.type === "opened");
    else {
      if (signal.type === "message") remember(frame.open, true);
      post(signal);
    }
  });

  addEventListener("message", ({ data, origin, source }) => {
    if (source !== parent || data?.porchlight !== 1 || (host && origin !== host)) return;
    const { porchlight: _, ...message } = data;
    if (message.type === "boot") {
      host = origin;
      frame.page = message.page;
      frame.inline ||= message.inline;
      mirrored = message.rtl;
      resize(message);
      update({ ...message.options, position: message.options.position || settings.theme?.position });
      post({ type: "ready", title: document.title });
      // On a phone the panel would cover the page that the visitor has just opened.
      if (message.options.open || frame.inline || (remember() && !frame.fullscreen)) setOpen(true);
    } else if (!host) {
      // Messages before the loader's `boot` are ignored.
    } else if (message.type === "open" || message.type === "close") {
      requestOpen(message.type === "open");
    } else {
      if (message.type === "viewport") resize(message);
      if (message.type === "page") frame.page = { url: message.url, title: message.title };
      if (message.type === "reset") frame.attributes = {};
      if (message.type === "update") {
        update(message.options);
        message.options.scheme = message.options.theme;
      }
      command(message);
      if (message.type === "ask") setOpen(true);
    }
  });

  /** @param {Message} message */
  function resize({ fullscreen }) {
    const changed = fullscreen !== frame.fullscreen;
    frame.fullscreen = fullscreen;
    if (changed && host && frame.open) layout();
  }

  /** @param {Record<string, any>} options */
  function update({ locale, theme, position, hideLauncher, attributes }) {
    if (locale) {
      frame.locale = root.lang = locale;
      setDirection();
      if (locale !== spoken) speak(locale);
    }
    if (theme) frame.scheme = root.dataset.scheme = theme;
    if (position) root.dataset.position = (position === "bottom-left") === mirrored ? "bottom-right" : "bottom-left";
    if (hideLauncher !== undefined) launcherHidden = hideLauncher;
    if (attributes) frame.attributes = attributes;
    layout();
  }

  /**
   * Brings the widget's sentences in another language, from this document in that language. Should that fail, those that
   * are there stay.
   * @param {string} locale
   */
  async function speak(locale) {
    spoken = locale;
    try {
      const answer = await fetch("?lang=" + encodeURIComponent(locale));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const texts = textsOf(page);
      if (locale !== spoken) return;
      frame.texts = texts;
      command({ type: "update", options: { locale }, texts });
    } catch (error) {
      console.error("Porchlight:", error);
    }
  }

  /**
   * @param {Document} page
   * @returns {string[]}
   */
  function textsOf(page) {
    return JSON.parse(/** @type {HTMLElement} */ (page.getElementById("porchlight-texts")).textContent || "[]");
  }

  function setDirection() {
    root.dir = /^(ar|dv|fa|he|ps|ur|yi)\b/.test(root.lang) ? "rtl" : "ltr";
  }

  document.addEventListener("click", ({ target }) => {
    if (appIsReady || !(target instanceof Element)) return;
    if (target.closest(".pl-launcher")) setOpen(!frame.open);
    if (target.closest(".pl-header__close")) {
      setOpen(false);
      /** @type {HTMLElement | null} */ (document.querySelector(".pl-launcher"))?.focus();
    }
    if (target.closest(".pl-skeleton__retry")) start();
  });
  addEventListener("keydown", ({ key }) => {
    if (!appIsReady && key === "Escape") setOpen(false);
  });
  for (const approach of ["pointerover", "focusin"]) addEventListener(approach, start, { once: true, passive: true });
  // @ts-expect-error: not every browser reports that the visitor wants to save data.
  if (!navigator.connection?.saveData) addEventListener("load", () => setTimeout(start, IDLE));

  setDirection();
  if (frame.inline) setOpen(true);
})();
