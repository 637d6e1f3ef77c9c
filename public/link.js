// Takes the secret of a link in a message out of the address bar at once, so that it is not on a shared screen, in a
// copied address or in a list of visited pages. The entry in the tab's history keeps it for a reload.

const opened = /^(\/reply|\/chat\/[^/]+\/return)(\/[^/]+)?$/.exec(location.pathname);

if (opened) {
  const [link, page, token] = opened;
  const kept = history.state?.link;
  if (token) {
    history.replaceState({ link }, "", page + location.hash);
  } else if (typeof kept === "string" && kept.startsWith(`${page}/`)) {
    location.replace(kept + location.hash);
  }
}
