// The page that a reply link opens: updates the thread, and tells the visitor that somebody is typing. Without this
// script, the page works through its forms.

const thread = document.getElementById("thread");
/** The path of the page before `link.js` took it out of the address bar. */
const base = thread?.dataset.address || "";
const typing = document.getElementById("typing");
const text = document.getElementById("text");
const named = document.getElementById("name");

/** How long "is writing" is shown after a `typing` event, in milliseconds. */
const TYPING_SHOWN = 5000;
/** The shortest time between two "is writing" signals to the visitor, in milliseconds. */
const TYPING_SENT = 3000;
/** How long events are collected before the thread is loaded again, in milliseconds. */
const REFRESH = 150;
/** The wait before an ended stream is opened again, in milliseconds. */
const RECONNECT = 15000;

if (thread && typing && text instanceof HTMLTextAreaElement) {
  let refreshing = 0;
  let shown = 0;
  let sent = 0;

  const refresh = () => {
    clearTimeout(refreshing);
    refreshing = setTimeout(async () => {
      const answer = await fetch(`${base}/thread`).catch(() => null);
      if (!answer?.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      thread.replaceChildren(...page.body.childNodes);
    }, REFRESH);
  };

  const connect = () => {
    const events = new EventSource(`${base}/events`);
    // `open` loads what was said while no stream was open.
    for (const name of ["open", "turn", "message", "status", "done"]) {
      events.addEventListener(name, refresh);
    }
    events.addEventListener("typing", (event) => {
      if (JSON.parse(event.data).sender !== "visitor") return;
      typing.textContent = typing.dataset.text || "";
      clearTimeout(shown);
      shown = setTimeout(() => (typing.textContent = ""), TYPING_SHOWN);
    });
    events.addEventListener("error", () => {
      events.close();
      setTimeout(connect, RECONNECT);
    });
  };

  text.addEventListener("input", () => {
    const now = Date.now();
    if (now - sent < TYPING_SENT) return;
    sent = now;
    const name = named instanceof HTMLInputElement ? named.value : "";
    fetch(base, { method: "POST", body: new URLSearchParams({ do: "typing", name }) }).catch(() => {});
  });

  connect();
}
