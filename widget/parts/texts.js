// @ts-check
// The sentences of the parts in the document's language, or in English if that language has none.

/** @type {Map<string, Promise<Record<string, string>>>} */
const loaded = new Map();

/** Rejects if they cannot be loaded now. @param {string} language A BCP 47 tag. */
export function textsIn(language) {
  const texts = loaded.get(language) || load(language);
  loaded.set(language, texts);
  // The next caller tries again.
  texts.catch(() => loaded.delete(language));
  return texts;
}

/** @param {string} language @returns {Promise<Record<string, string>>} */
async function load(language) {
  const answer = await fetch(new URL(`${language}.json`, import.meta.url));
  if (answer.status === 404 && language !== "en") return load("en");
  if (!answer.ok) throw new Error("HTTP " + answer.status);
  return { ...(await answer.json()), ...own(language) };
}

/**
 * The owner's texts that replace some of them. @param {string} language @returns {Record<string, string> | undefined}
 */
function own(language) {
  const settings = document.getElementById("porchlight-settings")?.textContent;
  return JSON.parse(settings || "{}").parts?.[language];
}

/** The message if they cannot be loaded, from the document. @param {import("./parts").FrameKit} kit */
export const notLoaded = ({ skeleton }) => skeleton.querySelector(".pl-skeleton__text")?.textContent || "";
