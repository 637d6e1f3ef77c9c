// The page at /docs/api: one document at a time, chosen by the part of the address after the #.

const links = [...document.querySelectorAll("[data-document]")];

function show() {
  const chosen = links.find((link) => link.hash === location.hash) ?? links[0];
  for (const link of links) {
    link.toggleAttribute("aria-current", link === chosen);
  }
  SwaggerUIBundle({
    url: chosen.dataset.document,
    domNode: document.querySelector("#viewer"),
    docExpansion: "list",
    // Keys stay in this tab's memory.
    persistAuthorization: false,
    validatorUrl: null,
  });
}

addEventListener("hashchange", show);
show();
