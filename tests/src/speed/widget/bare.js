// A button, a panel with a field, and text that is appended: the least that a page needs.
const make = (name, style) => document.body.appendChild(Object.assign(document.createElement(name), { style }));
const launcher = make("button", "position: fixed; right: 20px; bottom: 20px; width: 56px; height: 56px; border-radius: 28px");
launcher.id = "launcher";
const panel = make("section", "position: fixed; right: 20px; bottom: 90px; width: 380px; height: 560px; overflow: auto; background: white; border: 1px solid");
panel.hidden = true;
const log = panel.appendChild(document.createElement("div"));
const field = panel.appendChild(document.createElement("textarea"));
field.id = "field";
launcher.onclick = () => {
  panel.hidden = false;
  field.focus();
};
field.onkeydown = async (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const { body } = await fetch("/bare/answer", { method: "POST" });
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + text).split("\n\n");
    rest = frames.pop();
    log.append(...frames.map((frame) => JSON.parse(frame.slice("data: ".length))));
  }
};
