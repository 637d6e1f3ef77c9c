// The loader: one script tag on the owner's page, one host element with one iframe in it, and messages between the two.
// It writes nothing else into the page, stores nothing, and sets styles through the CSSOM only, so that the page needs
// no weaker Content-Security-Policy. The chat itself runs in the iframe, on the origin of this script.
//
//   page ── porchlight("open") ──► loader ── postMessage to exactly our origin ──► widget/boot.js
//   page ◄── on("message", fn) ─── loader ◄── from exactly our frame and origin ── widget/boot.js

/** @import { BootOptions, Events, Identity, Porchlight } from "./widget" */

(() => {
  /** @typedef {{ type: string, [key: string]: any }} Message */

  /** How long the frame may take to answer before it counts as blocked, in milliseconds. */
  const PATIENCE = 10_000;
  /** The widest screen that the panel fills, in CSS pixels. */
  const PHONE = 480;

  /**
   * What the browser itself has on `document`. An element whose name is `currentScript`, say in a comment under an
   * article, hides the real one (https://html.spec.whatwg.org/#dom-document-nameditem).
   * @param {keyof Document} member
   * @returns {any}
   */
  const own = (member) => Reflect.get(Document.prototype, member, document);
  /** @type {(selector: string) => Element | null} */
  const find = (selector) => own("querySelector").call(document, selector);
  /** @type {(tag: string) => any} */
  const make = (tag) => own("createElement").call(document, tag);

  const script = own("currentScript") || find("script[src*='/widget.js']");
  const { origin } = new URL(script.src);
  /** The owner's options, from the tag and from calls; kept by `destroy`. @type {Record<string, any> & BootOptions} */
  const settings = { ...script.dataset };
  const name = settings.name || "porchlight";
  const globals = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));
  /** @type {Porchlight | undefined} */
  const before = typeof globals[name] == "function" ? globals[name] : undefined;
  if (before?.loaded) {
    if (settings.project) before("boot", { project: settings.project });
    return;
  }

  const root = own("documentElement");
  /** @type {HTMLIFrameElement} */
  const frame = make("iframe");
  /** @type {Map<string, Set<(detail: any) => void>>} */
  const listeners = new Map();
  /** @type {Identity | undefined} */
  let identity;

  // From `boot` to `destroy`:
  /** @type {HTMLElement | undefined} */
  let host;
  let life = new AbortController();
  /** Messages for the frame until it is ready. @type {Message[]} */
  let waiting = [];
  let isReady = false;
  let isOpen = false;
  let mode = "";
  /** The element that had the focus when the panel was opened from the page. @type {any} */
  let opener;
  /** The page's own `overflow`, while the panel fills the screen. @type {string | undefined} */
  let overflow;
  /** The host's parent from the first page swap on. @type {Element | undefined} */
  let refuge;

  /** @type {Record<string, (...args: any[]) => void>} */
  const methods = {
    boot(options) {
      if (options?.project && options.project !== settings.project) methods.destroy?.();
      methods.update?.(options);
      if (!host && settings.project) create();
    },
    update(options) {
      Object.assign(settings, options);
      send({ type: "update", options });
    },
    setAttributes(attributes) {
      methods.update?.({ attributes: { ...settings.attributes, ...attributes } });
    },
    identify(who) {
      identity = who;
      send({ type: "identify", ...who });
    },
    reset() {
      identity = undefined;
      settings.attributes = {};
      send({ type: "reset" });
    },
    show() {
      methods.update?.({ hideLauncher: false });
    },
    hide() {
      methods.update?.({ hideLauncher: true });
      send({ type: "close" });
    },
    open() {
      enter({ type: "open" });
    },
    close() {
      send({ type: "close" });
    },
    toggle() {
      if (isOpen) send({ type: "close" });
      else enter({ type: "open" });
    },
    ask(text) {
      enter({ type: "ask", text });
    },
    destroy() {
      life.abort();
      host?.remove();
      host = undefined;
      waiting = [];
      isReady = isOpen = false;
      unlockScroll();
    },
    on(event, listener) {
      listeners.set(event, (listeners.get(event) || new Set()).add(listener));
      if (event === "ready" && isReady) listener({});
    },
    off(event, listener) {
      listeners.get(event)?.delete(listener);
    },
  };

  function create() {
    host = /** @type {HTMLElement} */ (make("porchlight-widget"));
    // Without a box of its own the host ignores most of the page's styles; the shadow root keeps out the others.
    host.style.setProperty("display", "contents", "important");
    host.attachShadow({ mode: "open" }).append(frame);
    frame.title = "Chat";
    frame.allow = "clipboard-write";
    frame.src = `${origin}/embed/${settings.project}?lang=${settings.locale || ""}`;
    Object.assign(
      frame.style,
      { border: 0, pointerEvents: "auto", visibility: "hidden" },
      settings.target
        ? { display: "block", width: "100%", height: "100%", minHeight: "320px" }
        : { position: "fixed", zIndex: 2147483000, bottom: "env(safe-area-inset-bottom)", maxWidth: "100%", maxHeight: "100%" },
    );

    life = new AbortController();
    const { signal } = life;
    const observer = new MutationObserver(() => host?.isConnected || setTimeout(attach));
    const alarm = setTimeout(() => {
      // Browsers do not load frames of a page that is prerendered.
      if (isReady || own(/** @type {any} */ ("prerendering"))) return;
      emit("error", { code: "frame_blocked" });
      console.warn(
        `Porchlight: the chat did not load. Check that project "${settings.project}" exists and allows ${location.origin}, and that this page's CSP allows frame-src ${origin}.`,
      );
    }, PATIENCE);
    signal.onabort = () => {
      observer.disconnect();
      clearTimeout(alarm);
    };

    /** @type {(target: EventTarget | null, events: string, listener: (event: any) => void) => void} */
    const listen = (target, events, listener) =>
      events.split(" ").forEach((event) => target && EventTarget.prototype.addEventListener.call(target, event, listener, { signal }));
    listen(frame, "load", introduce);
    listen(window, "message", receive);
    listen(window, "resize", relayViewport);
    listen(visualViewport, "resize scroll", relayViewport);
    // The Navigation API also reports `pushState`, but not every browser has it.
    const navigation = globals.navigation;
    listen(navigation || window, navigation ? "currententrychange" : "popstate", relayPage);
    listen(document, "click", followButton);
    // Pages that swap their body would remove the frame with it, so it moves beside the body then. Not before, because
    // frameworks that hydrate the whole document accept foreign elements inside the body only.
    listen(document, "turbo:before-cache turbo:before-render astro:before-swap", takeRefuge);
    listen(document, "DOMContentLoaded", attach);
    attach();

    function attach() {
      if (host && !host.isConnected) (settings.target ? find(settings.target) : refuge || own("body"))?.append(host);
      for (const node of [document, own("documentElement"), own("body")]) {
        if (node) observer.observe(node, { childList: true, subtree: !!settings.target });
      }
    }
  }

  function takeRefuge() {
    if (refuge || settings.target) return;
    refuge = root;
    // `moveBefore` does not reload the frame, but not every browser has it.
    /** @type {any} */ (root)["moveBefore" in root ? "moveBefore" : "insertBefore"](host, null);
  }

  /** Sends the options to a frame that has loaded, for the first time or again. */
  function introduce() {
    isReady = false;
    post({
      type: "boot",
      options: { ...settings, open: isOpen || settings.open },
      page: page(),
      ...viewport(),
      inline: !!settings.target,
      rtl: getComputedStyle(root).direction === "rtl",
    });
  }

  /** @param {Message} message */
  function post(message) {
    frame.contentWindow?.postMessage({ porchlight: 1, ...message }, origin);
  }

  /** @param {Message} message */
  function send(message) {
    if (isReady) post(message);
    else waiting.push(message);
  }

  /**
   * Sends a message that opens the panel, and moves the focus there if the visitor has asked for it.
   * @param {Message} message
   */
  function enter(message) {
    if (navigator.userActivation?.isActive) {
      if (!isOpen) opener = own("activeElement");
      // A hidden frame takes no focus.
      frame.style.visibility = "visible";
      frame.focus();
    }
    send(message);
  }

  /** @param {MessageEvent} event */
  function receive({ data, origin: from, source }) {
    if (source !== frame.contentWindow || from !== origin || data?.porchlight !== 1) return;
    const { porchlight, type, ...detail } = data;
    if (type === "layout") {
      layOut(detail);
    } else if (type === "ready") {
      frame.title = detail.title;
      isReady = true;
      if (identity) post({ type: "identify", ...identity });
      waiting.splice(0).forEach(post);
      emit(type, {});
    } else if (type === "opened") {
      isOpen = true;
      settings.open = false;
      emit("open", {});
    } else if (type === "closed") {
      isOpen = false;
      if (own("activeElement") === host) opener?.focus();
      opener = undefined;
      emit("close", {});
    } else {
      emit(type, detail);
    }
  }

  /**
   * @param {keyof Events} event
   * @param {unknown} detail
   */
  function emit(event, detail) {
    // In microtasks, so that an error in one listener is reported as the page's own and does not stop the others.
    listeners.get(event)?.forEach((listener) => queueMicrotask(() => listener(detail)));
  }

  /** Sizes and places the frame as it asks. @param {Record<string, any>} wish */
  function layOut({ mode: wanted, width, height, position, scheme }) {
    mode = wanted;
    const { style } = frame;
    style.visibility = mode === "hidden" ? mode : "visible";
    style.colorScheme = scheme === "auto" ? "light dark" : scheme;
    if (settings.target) return;
    const isLeft = position === "bottom-left";
    Object.assign(style, { width: width + "px", height: height + "px", top: "auto", left: isLeft ? 0 : "auto", right: isLeft ? "auto" : 0 });
    if (mode === "full") {
      overflow ??= root.style.overflow;
      root.style.overflow = "hidden";
      fitToScreen();
    } else unlockScroll();
  }

  /** Limits the panel to the part of the screen that the keyboard leaves free. */
  function fitToScreen() {
    const { height, offsetTop, scale } = visualViewport || { height: innerHeight, offsetTop: 0, scale: 1 };
    Object.assign(frame.style, { width: "100%", height: height * scale + "px", top: offsetTop + "px" });
  }

  function unlockScroll() {
    if (overflow !== undefined) root.style.overflow = overflow;
    overflow = undefined;
  }

  function viewport() {
    return {
      viewport: { width: innerWidth, height: innerHeight },
      fullscreen: Math.min(innerWidth, screen.width, screen.height) <= PHONE,
    };
  }

  function relayViewport() {
    if (mode === "full") fitToScreen();
    if (isReady) post({ type: "viewport", ...viewport() });
  }

  function page() {
    return { url: location.href, title: own("title") };
  }

  function relayPage() {
    // Pages change their title after their address.
    setTimeout(() => isReady && post({ type: "page", ...page() }), 100);
  }

  /** @param {MouseEvent} event */
  function followButton(event) {
    // A form's fields hide its members as well.
    const { closest, getAttribute } = Element.prototype;
    const button = closest.call(/** @type {Element} */ (event.target), "[data-porchlight-ask],[data-porchlight-open]");
    if (!button || (getAttribute.call(button, "data-porchlight-name") || "porchlight") !== name) return;
    const text = getAttribute.call(button, "data-porchlight-ask");
    event.preventDefault();
    enter(text ? { type: "ask", text } : { type: "open" });
  }

  globals[name] = /** @param {string} method @param {any[]} args */ (method, ...args) => methods[method]?.(...args);
  globals[name].loaded = true;
  for (const flag of ["open", "hideLauncher"]) {
    // An attribute without a value counts as set.
    if (flag in settings) settings[flag] = settings[flag] !== "false";
  }
  if (settings.project) create();
  for (const [method, ...args] of before?.q || []) methods[method]?.(...args);
})();
