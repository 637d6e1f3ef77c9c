// A jsdom page with the globals that components need. Records the calls to its chat.
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html><head></head><body><div id='root'></div></body>", {
  url: "https://shop.example/",
});
const globals = /** @type {any} */ (globalThis);
for (const name of ["window", "document", "Element", "HTMLElement", "SVGElement", "Node", "Event"]) {
  globals[name] = name === "window" ? window : /** @type {any} */ (window)[name];
}
globals.CSS = { escape: (/** @type {string} */ text) => text.replace(/\W/g, "\\$&") };
globals.IS_REACT_ACT_ENVIRONMENT = true;

/** The scripts on the page. */
export const scripts = () => [...window.document.querySelectorAll("script")].map((script) => script.src);

/** Adds a loader, as `widget.js` does. It runs queued calls and records every call. @returns {any[][]} */
export function loadChat(name = "porchlight") {
  /** @type {any[][]} */
  const calls = [];
  const page = /** @type {any} */ (window);
  const waiting = page[name]?.q ?? [];
  page[name] = (/** @type {any[]} */ ...call) => void calls.push(call);
  page[name].loaded = true;
  for (const call of waiting) page[name](...call);
  return calls;
}

/** The defaults of options that nobody sets: `boot` gets all of them, and `update` those that can change. */
export const CHANGING = { locale: "", theme: "", position: "", hideLauncher: false, attributes: {} };
export const UNSET = { ...CHANGING, open: false, target: "" };

/** Removes scripts and loaders. */
export function clear() {
  for (const script of window.document.querySelectorAll("script")) script.remove();
  for (const name of Object.keys(window)) {
    if (name.startsWith("porchlight")) delete (/** @type {any} */ (window)[name]);
  }
}

/** @param {any[][]} calls @param {string} event */
export function listener(calls, event) {
  const heard = calls.findLast(([command, name]) => command === "on" && name === event);
  return heard?.[2];
}
