// @ts-check
// Adapts the launcher to the page around it. It moves above other fixed elements in its corner, such as a cookie banner
// or a "back to top" button, follows the page between light and dark, and survives page swaps.

/** How often the launcher checks for other elements in its corner, in milliseconds. */
const LOOK = 1000;
/** The distance from the launcher's edge to its middle, in CSS pixels. */
const HALF = 27;
/** Events before which a page swaps its body, which would remove the frame. */
const SWAPS = ["turbo:before-cache", "turbo:before-render", "astro:before-swap"];
/** The attributes by which pages switch between light and dark. */
const SCHEME = ["data-theme", "class", "style"];

/** @param {import("./parts").PageKit} kit */
export default function watch({ settings, layer, launcher, surface, update, now }) {
  const { signal } = now();
  /** How far the launcher is above its usual position, in CSS pixels. */
  let up = 0;

  function makeRoom() {
    if (now().isOpen) return;
    up = launcher.offsetWidth ? lift() : 0;
    layer.style.setProperty("--up", up + "px");
  }

  function lift() {
    const { left, top } = launcher.getBoundingClientRect();
    const { host } = now();
    let lifted = -1;
    for (let free = 0; free !== lifted; ) {
      lifted = free;
      for (let place = 0; place < 9; place += 1) {
        const x = left + (place % 3) * HALF;
        const y = top + up - lifted + Math.floor(place / 3) * HALF;
        // An element of the page named `elementsFromPoint` hides the document's own method.
        for (const hit of Document.prototype.elementsFromPoint.call(document, x, y)) {
          const box = hit.getBoundingClientRect();
          // An element at least half as high as the screen covers the page, or is the page.
          if (hit !== host && getComputedStyle(hit).position === "fixed" && box.height < innerHeight / 2) {
            free = Math.max(free, innerHeight - box.top);
          }
        }
      }
    }
    return lifted;
  }

  // An element of the page named `documentElement` hides the document's own property.
  const root = Reflect.get(Document.prototype, "documentElement", document);
  // Not earlier, because frameworks that hydrate the whole document accept foreign elements only inside the body.
  const takeRefuge = () => {
    const { host } = now();
    if (!host || host.parentNode === root || settings["target"]) return;
    // `moveBefore` does not reload the frame, but not every browser supports it.
    /** @type {any} */ (root)["moveBefore" in root ? "moveBefore" : "insertBefore"](host, null);
    surface();
  };
  for (const swap of SWAPS) EventTarget.prototype.addEventListener.call(document, swap, takeRefuge, { signal });
  const scheme = () => `${root.dataset.theme} ${getComputedStyle(root).colorScheme}`;
  let before = scheme();
  const observer = new MutationObserver(() => {
    const after = scheme();
    if (after !== before) update();
    before = after;
  });
  observer.observe(root, { attributeFilter: SCHEME });
  const timer = setInterval(makeRoom, LOOK);
  signal.addEventListener("abort", () => (observer.disconnect(), clearInterval(timer)));
  makeRoom();
}
