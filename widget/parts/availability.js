// @ts-check
// The form that asks for a person says in advance that nobody is there, or how soon people usually reply.
import { element } from "./dialog.js";
import { textsIn } from "./texts.js";

/** @param {import("./parts").FrameKit} kit */
export default async function tell({ frame, root }) {
  const answer = await fetch("/api/widget/availability?project=" + encodeURIComponent(frame.project));
  if (!answer.ok) return;
  const { open, usual_reply } = await answer.json();
  const name = !open ? "nobody_here" : usual_reply && "usually_" + usual_reply;
  if (!name) return;
  const texts = await textsIn(root.lang);
  const form = document.querySelector(".pl-handoff--form");
  if (!form || form.querySelector(".pl-handoff__closed")) return;
  const line = element("p", { class: "pl-handoff__hint pl-handoff__closed", role: "status", id: "pl-part-closed" });
  form.prepend(line);
  const address = form.querySelector("[type=email]");
  address?.setAttribute("aria-describedby", [address.getAttribute("aria-describedby"), line.id].filter(Boolean).join(" "));
  // Sets the text once the live region is there, so that it is announced.
  requestAnimationFrame(() => (line.textContent = texts[name] || ""));
}
