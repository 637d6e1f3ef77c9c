// Shows the real chat of one project on an otherwise empty page, in the console's frame or in a tab:
// /preview?project=acme

const project = new URLSearchParams(location.search).get("project") ?? "";
const loader = document.createElement("script");
loader.src = `/widget.js?project=${encodeURIComponent(project)}`;
loader.async = true;
// The console is about how the panel looks, so the panel is open from the start.
loader.dataset.open = "";
document.head.append(loader);

// Reports questions to the console, which explains them next to the chat. Only a page of this origin can frame this
// one.
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
