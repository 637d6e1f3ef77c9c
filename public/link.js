// The pages that a link in a message opens: takes the link out of the address bar at once, so that no shared screen, no
// copied address and no list of visited pages has it. The entry in the tab's history keeps it, for a reload.

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
