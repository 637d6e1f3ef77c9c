// Shows the real chat of one project on an otherwise empty page, in the console's frame or in a tab: /preview?project=acme

const project = new URLSearchParams(location.search).get("project") ?? "";
const loader = document.createElement("script");
loader.src = `/widget.js?project=${encodeURIComponent(project)}`;
loader.async = true;
// Open from the start: the console is about how the panel looks.
loader.dataset.open = "";
document.head.append(loader);
