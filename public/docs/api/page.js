// The page at /docs/api. The fragment of the address selects the document.

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
    // Keys are kept in memory only.
    persistAuthorization: false,
    validatorUrl: null,
  });
}

addEventListener("hashchange", show);
show();
