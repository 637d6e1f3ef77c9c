// Loads widget.js from a Worker, once for each name, and starts and stops the chat of a page.
/** @import { Chat, EventName, Options } from "./index.js" */
/** @import { Attributes, Identity, Porchlight } from "./widget.js" */

/** The options that may stand in the script's address, so that the launcher is drawn with them at once. */
const IN_ADDRESS = /** @type {const} */ (["project", "open", "locale", "theme", "position", "hideLauncher", "target"]);

/** What every option is that nobody sets. The loader keeps those of the component before this one. */
const UNSET = { locale: "", theme: "", position: "", hideLauncher: false, attributes: {} };

/** The names of the chats whose visitor the page has named. @type {Set<string>} */
const named = new Set();

/** @type {EventName[]} */
export const EVENTS = ["ready", "open", "close", "message", "unread", "handoff", "lead", "error"];

/**
 * The page's function for the chat, which keeps calls until the loader is there.
 * @param {string} name
 * @returns {Porchlight}
 */
function global(name) {
  const globals = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));
  const queue = function () {
    (queue.q ||= []).push(arguments);
  };
  /** @type {IArguments[] | undefined} */
  queue.q = undefined;
  return (globals[name] ||= queue);
}

/**
 * @param {Options} options
 * @returns {Chat}
 */
export function start({ host, name = "porchlight", nonce, ...options }) {
  const address = new URL("/widget.js", host);
  const before = /** @type {HTMLScriptElement | null} */ (document.querySelector(`script[data-porchlight-chat="${CSS.escape(name)}"]`));
  if (before && new URL(before.src).origin !== address.origin) {
    // The loader of another Worker, whose chat has been stopped.
    before.remove();
    Reflect.deleteProperty(window, name);
  }
  const page = global(name);
  /** @type {any} */
  const call = (/** @type {any[]} */ ...parts) => /** @type {any} */ (global(name))(...parts);
  if (!page.loaded && !before?.isConnected) {
    for (const option of IN_ADDRESS) {
      const value = options[option];
      if (value !== undefined && value !== false) address.searchParams.set(option, String(value));
    }
    if (name !== "porchlight") address.searchParams.set("name", name);
    const script = document.createElement("script");
    script.async = true;
    script.dataset.porchlightChat = name;
    if (nonce) script.nonce = nonce;
    script.src = address.href;
    document.head.append(script);
  }
  call("boot", { ...all(options), open: false, target: "", ...options });
  return { call, stop: () => call("destroy") };
}

/**
 * All options that may change, with what is meant by those that are not set.
 * @param {Record<string, any>} options
 */
export const all = (options) => Object.fromEntries(Object.entries(UNSET).map(([option, unset]) => [option, options[option] ?? unset]));

/**
 * Says who the visitor is. Nobody, after somebody, is a visitor who has signed out.
 * @param {Chat} chat
 * @param {{ name?: string | undefined, identity?: Identity | undefined, attributes?: Attributes | undefined }} properties
 */
export function identify({ call }, { name = "porchlight", identity, attributes = {} }) {
  if (identity) {
    named.add(name);
    call("identify", identity);
  } else if (named.delete(name)) {
    call("reset");
    // It forgets these, too.
    call("update", { attributes });
  }
}
