// Shows the real chat of one project on an otherwise empty page, in the console's frame or in a tab: /preview?project=acme

const project = new URLSearchParams(location.search).get("project") ?? "";
const loader = document.createElement("script");
loader.src = `/widget.js?project=${encodeURIComponent(project)}`;
loader.async = true;
// Open from the start: the console is about how the panel looks.
loader.dataset.open = "";
document.head.append(loader);

// The console explains beside the chat what was asked in it. Only a page of this origin can show this one.
if (parent !== window) {
  /** @type {[string, ...unknown[]][]} */
  const calls = [];
  const queue = Object.assign((/** @type {[string, ...unknown[]]} */ ...call) => void calls.push(call), { q: calls });
  const porchlight = (window.porchlight ??= /** @type {import("./widget").Porchlight} */ (/** @type {unknown} */ (queue)));
  porchlight("on", "message", (event) => {
    const message = /** @type {{ sender: string, text: string }} */ (event.message);
    if (message.sender === "visitor") parent.postMessage({ asked: message.text }, location.origin);
  });
}
