// Loads widget.js from a Worker, once for each name, and starts and stops a page's chat.
/** @import { Chat, EventName, Options } from "./index.js" */
/** @import { Attributes, Identity, Porchlight } from "./widget.js" */

/** The options to put into the script's address, so that the launcher is drawn with them at once. */
const IN_ADDRESS = /** @type {const} */ (["project", "open", "locale", "theme", "position", "hideLauncher", "target"]);

/** The defaults of options. Without them, the loader would keep the values of an earlier component. */
const UNSET = { locale: "", theme: "", position: "", hideLauncher: false, attributes: {} };

/** The names of the chats whose visitor the page has identified. @type {Set<string>} */
const named = new Set();

/** @type {EventName[]} */
export const EVENTS = ["ready", "open", "close", "message", "unread", "handoff", "lead", "error"];

/**
 * The page's function for the chat, which queues calls until the loader is ready.
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
    // This is the loader of another Worker, whose chat was stopped.
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
 * All options that can change. Those that are not set have their defaults.
 * @param {Record<string, any>} options
 */
export const all = (options) => Object.fromEntries(Object.entries(UNSET).map(([option, unset]) => [option, options[option] ?? unset]));

/**
 * Identifies the visitor. Leaving the identity out after it was set means that the visitor has signed out.
 * @param {Chat} chat
 * @param {{ name?: string | undefined, identity?: Identity | undefined, attributes?: Attributes | undefined }}
 * properties
 */
export function identify({ call }, { name = "porchlight", identity, attributes = {} }) {
  if (identity) {
    named.add(name);
    call("identify", identity);
  } else if (named.delete(name)) {
    call("reset");
    // Signing out also forgets the attributes.
    call("update", { attributes });
  }
}
