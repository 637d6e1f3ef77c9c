// The loader. From one script tag on the owner's page, it creates one host element with the launcher and one iframe,
// and passes messages between page and iframe. It writes nothing else into the page. Styles are set through a
// constructed style sheet and the CSSOM, so that the page can keep a strict Content-Security-Policy. The chat itself
// runs in the iframe, on the origin of this script.
//
//   page ── porchlight("open") ──► loader ── the MessagePort that our frame has passed on ──► widget/boot.js
//   page ◄── on("message", fn) ─── loader ◄──────────────────────────────────────────────────── widget/boot.js
//
// The Worker puts the launcher's look into the last line, so that it is drawn at once. Without that, the launcher waits
// for the frame.
/** @import { BootOptions, Events, Porchlight } from "./widget" */
/** @typedef {{ type: string, [key: string]: any }} Message */
// The look of a project's launcher, and the origins that may show it: all of them if none are listed.
/** @typedef {{ project: string, sites?: string[], label: string, lang: string, style: string, dark?: string, position: string, scheme: string }} Look */
/** @typedef {{ address: string, look?: Look }} Brought */

((/** @type {Brought} */ brought) => {
  /** How long the frame may take to answer before it counts as blocked, in milliseconds. */
  const PATIENCE = 10_000;
  /** When to load the part that watches the page around the launcher, in milliseconds. */
  const LATER = 300;
  /** The widest screen on which the panel fills the screen, in CSS pixels. */
  const PHONE = 480;

  /** The launcher's styles. The frame adds its own position and the styles of all other states. */
  const STYLES =
    // `all` keeps out inherited styles of the page, except the text direction, which the corners follow.
    "div{all:initial;position:fixed;z-index:2147483000}" +
    "button{all:unset;position:fixed;bottom:calc(20px + var(--up,0px));inset-inline-end:20px;width:56px;height:56px;border-radius:50%;box-shadow:0 2px 14px #0004;cursor:pointer}" +
    // A speech bubble with a smile.
    'button:before,button:after{content:"";position:absolute;inset:12px;background:currentColor;clip-path:path("M16 4c7 0 12.6 4.8 12.6 10.9S23 25.7 16 25.7c-1.4 0-2.7-.2-4-.6l-6.3 2.7 1.1-5.6C4.8 20.6 3.4 17.9 3.4 14.9 3.4 8.8 9 4 16 4Z")}' +
    'button:after{background:var(--color);clip-path:path("M10.9 15a1.1 1.1 0 0 1 2.2-.7 3.1 3.1 0 0 0 5.9 0 1.1 1.1 0 0 1 2.2.7 5.4 5.4 0 0 1-10.3 0Z")}' +
    ".left button{inset-inline:20px auto}" +
    ".bare button{display:none}" +
    "iframe{position:fixed;border:0;visibility:hidden;color-scheme:light dark}";

  // A property of `document` from the browser itself. An element named `currentScript`, for example in a comment under
  // an article, hides the real one (https://html.spec.whatwg.org/#dom-document-nameditem).
  /** @type {(member: keyof Document) => any} */
  const own = (member) => Reflect.get(Document.prototype, member, document);
  /** Calls a method of `document` from the browser itself. @param {keyof Document} member @param {any[]} args */
  const call = (member, ...args) => own(member).apply(document, args);
  /** @type {(tag: string) => any} */
  const make = (tag) => call("createElement", tag);
  /** @type {(text: string) => void} */
  const warn = (text) => console.warn("Porchlight: " + text);

  // Modules and evaluated code have no current script, and other products may also have a `widget.js`.
  const now = own("currentScript");
  const tag = /\/widget\.js\b/.test(now?.src) ? now : [...own("scripts")].find(({ src }) => src === brought.address);
  const address = new URL(tag?.src || brought.address);
  const { origin } = address;
  /**
   * The owner's options, from the tag, its address and calls. `destroy` keeps them. @type {Record<string, any> &
   * BootOptions}
   */
  const settings = { ...Object.fromEntries(address.searchParams), ...tag?.dataset };
  const name = settings.name || "porchlight";
  const globals = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));
  /** @type {Porchlight | undefined} */
  const before = typeof globals[name] == "function" ? globals[name] : undefined;
  if (before?.loaded) return settings.project && before("boot", { project: settings.project });

  const root = own("documentElement");
  /** Contains the launcher and the frame, on top of the page. @type {HTMLElement} */
  const layer = make("div");
  /** @type {HTMLButtonElement} */
  const launcher = make("button");
  /** The number of unread messages. @type {HTMLElement} */
  const badge = make("span");
  /** @type {HTMLIFrameElement} */
  const frame = make("iframe");
  /** @type {Map<string, Set<(detail: any) => void>>} */
  const listeners = new Map();

  // From `boot` to `destroy`:
  /** @type {HTMLElement | undefined} */
  let host;
  let life = new AbortController();
  /** The launcher's look, once it is known. @type {Look | undefined} */
  let look;
  /** Connects to the document in the frame. @type {MessagePort} */
  let port;
  /** Messages for the frame until it is ready. @type {Message[]} */
  let waiting = [];
  let isReady = false;
  let isOpen = false;
  /** The element that was focused when the panel was opened from the page. @type {any} */
  let opener;
  /** The page's original `overflow` while the panel fills the screen. @type {string | undefined} */
  let overflow;

  const open = () => enter({ type: "open" });
  const close = () => send({ type: "close" });
  const toggle = () => (isOpen ? close() : open());
  /** @param {Record<string, any>} [options] */
  function update(options) {
    Object.assign(settings, options);
    layOut();
    send({ type: "update", options: { ...options, around: around() } });
  }
  /**
   * Loads a file of widget/parts, which few pages need, or none at first. @param {string} part @param {any} [detail]
   */
  function load(part, detail) {
    const now = () => ({ host, look, isOpen, isReady, signal: life.signal });
    return import(origin + "{{parts}}" + part + ".js").then(
      (module) => module.default({ settings, layer, launcher, frame, origin, methods, update, send, surface, now }, detail),
      () => warn(`${part} did not load. Check CSP script-src ${origin}.`),
    );
  }

  function destroy() {
    life.abort();
    host?.remove();
    host = look = opener = undefined;
    waiting = [];
    isReady = isOpen = false;
    badge.textContent = "";
    layOut();
  }

  /** @type {Record<string, (...args: any[]) => unknown>} */
  const methods = {
    boot(options) {
      if (options?.project && options.project !== settings.project) destroy();
      update(options);
      if (!host && settings.project) create();
    },
    update,
    setAttributes: (attributes) => update({ attributes: { ...settings.attributes, ...attributes } }),
    identify(who) {
      settings.identity = who;
      send({ type: "identify", ...who });
    },
    reset() {
      settings.identity = undefined;
      settings.attributes = {};
      send({ type: "reset" });
    },
    show: () => update({ hideLauncher: false }),
    hide() {
      update({ hideLauncher: true });
      close();
    },
    open,
    close,
    toggle,
    ask: (text) => enter({ type: "ask", text }),
    destroy,
    doctor: () => load("doctor"),
    on(event, listener) {
      listeners.set(event, (listeners.get(event) || new Set()).add(listener));
      if (event === "ready" && isReady) listener({});
    },
    off: (event, listener) => listeners.get(event)?.delete(listener),
  };

  launcher.append(badge);
  layer.append(frame, launcher);

  function create() {
    host = /** @type {HTMLElement} */ (make("porchlight-widget"));
    // With `display: contents` most of the page's styles cannot affect the host. The shadow root keeps out the others.
    host.style.setProperty("display", "contents", "important");
    host.attachShadow({ mode: "open" }).append(layer);
    dress("");
    // In the top layer, no transform, filter or z-index of the page affects it.
    layer.popover = settings.target ? null : "manual";
    frame.allow = "clipboard-write";
    // The fragment says which origin the document may talk to.
    frame.src = `${origin}/embed/${settings.project}?lang=${settings.locale || ""}#${self.origin}`;
    const known = brought.look;
    if (known?.project === settings.project && known?.sites?.includes(self.origin) !== false) look = known;

    life = new AbortController();
    const { signal } = life;
    const observer = new MutationObserver(() => host?.isConnected || setTimeout(attach));
    const alarm = setTimeout(() => {
      // Browsers do not load the frames of a prerendered page.
      if (isReady || own(/** @type {any} */ ("prerendering"))) return;
      look = undefined;
      isOpen = false;
      layOut();
      emit("error", { code: "frame_blocked" });
      warn(`the chat did not load. Check that "${settings.project}" exists and allows ${self.origin}, and CSP frame-src ${origin}.`);
    }, PATIENCE);
    const later = setTimeout(load, LATER, "surroundings");
    signal.onabort = () => (observer.disconnect(), clearTimeout(alarm), clearTimeout(later));

    /** @type {(target: EventTarget, events: string, listener: (event: any) => void) => void} */
    const listen = (target, events, listener) =>
      events.split(" ").forEach((event) => EventTarget.prototype.addEventListener.call(target, event, listener, { signal }));
    listen(window, "message", meet);
    listen(window, "resize", relayViewport);
    listen(visualViewport || window, "resize scroll", relayViewport);
    // The Navigation API also reports `pushState`, but not every browser supports it.
    listen(globals.navigation || window, "currententrychange popstate", relayPage);
    listen(document, "click", followButton);
    listen(launcher, "click", () => (isOpen ? close() : enter({ type: "open" }, true)));
    listen(launcher, "pointerover focus", () => send({ type: "approach" }));
    listen(launcher, "keydown", ({ key }) => key === "Escape" && isOpen && close());
    listen(document, "DOMContentLoaded", attach);
    layOut();
    attach();

    function attach() {
      if (host && !host.isConnected) (settings.target ? call("querySelector", settings.target) : own("body"))?.append(host);
      surface();
      for (const node of [document, own("documentElement"), own("body")]) node && observer.observe(node, { childList: true, subtree: !!settings.target });
    }
  }

  /** Sets the styles. @param {string} more */
  function dress(more) {
    const shadow = /** @type {ShadowRoot} */ (host?.shadowRoot);
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES + more);
      shadow.adoptedStyleSheets = [sheet];
    } catch {
      // For browsers from before 2023.
      shadow.append(Object.assign(make("style"), { textContent: STYLES + more }));
    }
  }

  /** Lifts the layer into the top layer. Moving an element removes it from there. */
  function surface() {
    try {
      layer.showPopover();
    } catch {
      // The browser has no popovers, or the page does not allow this one.
    }
  }

  // Takes the port of the document in our frame, and sends it the options. The document's first message is a string,
  // because other scripts of the page read it, too. In a sandboxed page it has no origin.
  /** @param {MessageEvent} event */
  function meet({ data, origin: from, source, ports }) {
    if (data !== '{"porchlight":1}' || source !== frame.contentWindow || from !== (self.origin === "null" ? from : origin)) return;
    isReady = false;
    port = /** @type {MessagePort} */ (ports[0]);
    port.onmessage = receive;
    const { target } = settings;
    const options = { ...settings, around: around(), open: isOpen || settings.open };
    port.postMessage({ type: "boot", options, page: page(), kept: keep(), fullscreen: isPhone(), inline: !!target });
  }

  /** @param {Message} message */
  const send = (message) => (isReady ? port.postMessage(message) : waiting.push(message));

  // Moves the focus into the panel if the visitor has just clicked for it. `window.event` is not set for events in our
  // shadow root.
  /** Sends a message that opens the panel. @param {Message} message */
  function enter(message, isWanted = window.event?.isTrusted && window.event.type === "click") {
    message.focus = isWanted;
    if (isWanted) {
      const active = own("activeElement");
      if (!isOpen) opener = active === host ? launcher : active;
      isOpen = true;
      // A hidden frame cannot take the focus.
      layOut();
      frame.focus();
    }
    send(message);
  }

  /** @param {MessageEvent} event */
  function receive({ data: { type, ...detail } }) {
    if (type === "ready") {
      frame.title = detail.title;
      look = detail.look;
      dress(detail.styles);
      isReady = true;
      layOut();
      if (opener) frame.focus();
      waiting.splice(0).forEach(send);
      emit(type, {});
    } else if (type === "launcher") {
      look = /** @type {Look} */ ({ ...look, ...detail });
      layOut();
    } else if (type === "keep") {
      keep(detail.items);
    } else if (type === "load") {
      load(detail.part, detail);
    } else if (type === "opened") {
      isOpen = true;
      settings.open = false;
      layOut();
      emit("open", {});
    } else if (type === "closed") {
      isOpen = false;
      if (own("activeElement") === host) (opener || launcher).focus();
      opener = undefined;
      layOut();
      emit("close", {});
    } else {
      if (type === "unread") badge.textContent = detail.count || "";
      emit(type, detail);
    }
  }

  // Runs listeners in microtasks, so that an error in one is reported as the page's own and does not stop the others.
  /** @type {(event: keyof Events, detail: unknown) => void} */
  const emit = (event, detail) => listeners.get(event)?.forEach((listener) => queueMicrotask(() => listener(detail)));
  /** Sets a variable of the styles. @type {(name: string, value: string) => void} */
  const set = (name, value) => layer.style.setProperty("--" + name, value);

  /** @param {string | undefined} tone */
  const isTone = (tone) => /^(light|dark)$/.test(tone || "");
  /** The page's own statement that it is light or dark. */
  const around = () => [root.dataset.theme, getComputedStyle(root).colorScheme].find(isTone) || "";

  /** Positions and colours the launcher and the frame. */
  function layOut() {
    const fills = isPhone() && !settings.target;
    const isLeft = (settings.position || look?.position) === "bottom-left";
    const isBare = !look || settings.hideLauncher || settings.target;
    layer.className = [isOpen && "open", fills && "full", isLeft && "left", isBare && "bare"].join(" ");
    const tone = [settings.theme || look?.scheme, around()].find(isTone) || "";
    frame.style.colorScheme = tone;
    launcher.setAttribute("aria-expanded", String(isOpen));
    if (look) {
      launcher.setAttribute("aria-label", look.label);
      launcher.lang = look.lang;
      const isDark = tone ? tone === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
      launcher.style.cssText = (isDark && look.dark) || look.style;
    }
    if (isOpen && fills) {
      overflow ??= root.style.overflow;
      root.style.overflow = "hidden";
      fitToScreen();
    } else if (overflow !== undefined) {
      root.style.overflow = overflow;
      overflow = undefined;
    }
  }

  /** Limits the panel to the part of the screen above the on-screen keyboard. */
  function fitToScreen() {
    const { height = innerHeight, offsetTop = 0, scale = 1 } = visualViewport || {};
    set("height", height * scale + "px");
    set("top", offsetTop + "px");
  }

  const isPhone = () => Math.min(innerWidth, screen.width, screen.height) <= PHONE;
  const page = () => ({ url: location.href, title: own("title") });
  // Pages change their title after their address.
  const relayPage = () => setTimeout(() => isReady && send({ type: "page", ...page() }), 100);

  function relayViewport() {
    layOut();
    if (isReady) send({ type: "viewport", fullscreen: isPhone() });
  }

  /** Stores in this tab what the frame may not store. Without `items`, only reads. @param {string} [items] */
  function keep(items) {
    try {
      const key = "porchlight:" + settings.project;
      if (items) sessionStorage.setItem(key, items);
      if (items === "") sessionStorage.removeItem(key);
      return sessionStorage.getItem(key);
    } catch {
      // Storage is blocked here, too.
      return null;
    }
  }

  /** @param {MouseEvent} event */
  function followButton(event) {
    // The fields of a form hide the form's own members.
    const { closest, getAttribute } = Element.prototype;
    const button = closest.call(/** @type {Element} */ (event.target), "[data-porchlight-ask],[data-porchlight-open]");
    if (!button || (getAttribute.call(button, "data-porchlight-name") || "porchlight") !== name) return;
    const text = getAttribute.call(button, "data-porchlight-ask");
    event.preventDefault();
    enter(text ? { type: "ask", text } : { type: "open" });
  }
  globals[name] = /** @param {string} method @param {any[]} args */ (method, ...args) =>
    (methods[method] || (() => warn(`there is no command ${method}`)))(...args);
  globals[name].loaded = true;
  // An attribute without a value counts as set.
  for (const flag of ["open", "hideLauncher"]) if (flag in settings) settings[flag] = settings[flag] !== "false";
  if (settings.project) create();
  for (const call of before?.q || []) globals[name](...call);
  setTimeout(() => settings.project || warn("no project: load widget.js?project="), PATIENCE);
})(/** @type {any} */ ("{{brought}}"));
