// A page of jsdom with the globals that components need, and what was called on its chat.
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

/** The scripts that the page was given. */
export const scripts = () => [...window.document.querySelectorAll("script")].map((script) => script.src);

/** Puts a loader there, as `widget.js` does; it carries out what waits and notes every call. @returns {any[][]} */
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

/** What `boot` is told of options that nobody sets, and `update` of those that may change. */
export const CHANGING = { locale: "", theme: "", position: "", hideLauncher: false, attributes: {} };
export const UNSET = { ...CHANGING, open: false, target: "" };

/** Takes scripts and loaders away. */
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
