// @ts-check
// Another language than the document's: its sentences come from this document in that language, which says which language
// it is in, since not every one is written in. Should that fail, those that are there stay.

/**
 * @param {import("./parts").FrameKit} kit
 * @param {string} locale A BCP 47 tag; empty for the browser's.
 */
export default async function speak({ frame, root, command, textsOf, setDirection }, locale) {
  const answer = await fetch("?lang=" + encodeURIComponent(locale));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const texts = textsOf(page);
  // The owner's page has asked for another one since.
  if (locale !== (frame.locale ?? "")) return;
  frame.texts = texts;
  root.lang = page.documentElement.lang;
  setDirection();
  const [theirs, ours] = [page, document].map((one) => /** @type {HTMLElement | null} */ (one.querySelector(".pl-launcher")));
  // The widget takes its name from there.
  if (theirs && ours) ours.dataset.label = ours.ariaLabel = theirs.ariaLabel || "";
  command({ type: "update", options: { locale: locale || navigator.language }, texts });
}
