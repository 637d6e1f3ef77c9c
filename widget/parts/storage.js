// @ts-check
// Storage for a frame that the browser allows none: what the widget stores is kept in memory, and from the first message on
// in the owner's page too, as docs/security.md says: only on listed pages, and never who is signed in.

/**
 * @param {import("./parts").FrameKit} kit
 * @param {{ kept?: string | null }} loan What the page has of an earlier one; not there where it may not lend.
 */
export default function lend({ key, post }, loan) {
  const mayLend = "kept" in loan;
  const pairs = parsed(loan.kept);
  const isPair = (/** @type {unknown} */ pair) => Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === "string");
  const items = new Map(/** @type {[string, string][]} */ (Array.isArray(pairs) ? pairs.filter(isPair) : []));
  const tell = () => {
    const isSignedIn = parsed(items.get(key))?.identity;
    if (mayLend) post({ type: "keep", items: items.size && !isSignedIn ? JSON.stringify([...items]) : "" });
  };
  const storage = {
    getItem: (/** @type {string} */ name) => items.get(name) ?? null,
    setItem(/** @type {string} */ name, /** @type {string} */ value) {
      items.set(name, value);
      tell();
    },
    removeItem(/** @type {string} */ name) {
      items.delete(name);
      tell();
    },
  };
  for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { value: storage });
}

/** What a text says; nothing if it is damaged. @param {string | null | undefined} text */
function parsed(text) {
  try {
    return JSON.parse(text || "null");
  } catch {
    return null;
  }
}
