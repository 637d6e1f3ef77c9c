// @ts-check
// Replaces storage that the browser blocks in the frame. The widget's data is kept in memory and, from the first
// message on, also in the owner's page. docs/security.md has the rules: only on listed pages, and never the identity of
// a signed-in visitor.

/**
 * @param {import("./parts").FrameKit} kit
 * @param {{ kept?: string | null }} loan What an earlier page has stored. Absent if the page may not lend storage.
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

/** Parses a text; null if it is damaged. @param {string | null | undefined} text */
function parsed(text) {
  try {
    return JSON.parse(text || "null");
  } catch {
    return null;
  }
}
