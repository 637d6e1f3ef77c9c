// @ts-check
// Switches to another language. The sentences come from this document in that language. The response names its actual
// language, because not every language has texts. If the request fails, the current texts stay.

/**
 * @param {import("./parts").FrameKit} kit
 * @param {string} locale A BCP 47 tag; empty for the browser's.
 */
export default async function speak({ frame, root, command, textsOf, setDirection }, locale) {
  const answer = await fetch("?lang=" + encodeURIComponent(locale));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const texts = textsOf(page);
  // The owner's page has meanwhile asked for another language.
  if (locale !== (frame.locale ?? "")) return;
  frame.texts = texts;
  root.lang = page.documentElement.lang;
  setDirection();
  const [theirs, ours] = [page, document].map((one) => /** @type {HTMLElement | null} */ (one.querySelector(".pl-launcher")));
  // The widget reads the launcher's label from there.
  if (theirs && ours) ours.dataset.label = ours.ariaLabel = theirs.ariaLabel || "";
  command({ type: "update", options: { locale: locale || navigator.language }, texts });
}
