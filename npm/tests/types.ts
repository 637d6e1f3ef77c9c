// The type checker tests these examples of an owner's code.
import { createElement } from "react";
import { h } from "vue";
import { start } from "../index.js";
import { Porchlight } from "../react.js";
import { Porchlight as VuePorchlight } from "../vue.js";

start({ host: "https://chat.example", project: "acme", locale: "de" }).call("ask", "Do you ship to Norway?");
createElement(Porchlight, { host: "https://chat.example", project: "acme", onUnread: ({ count }) => count + 1 });
h(VuePorchlight, { host: "https://chat.example", project: "acme", theme: "dark" });

// @ts-expect-error A project is needed.
start({ host: "https://chat.example" });
// @ts-expect-error There is no such corner.
createElement(Porchlight, { host: "https://chat.example", project: "acme", position: "top" });
// @ts-expect-error There is no such theme.
h(VuePorchlight, { host: "https://chat.example", project: "acme", theme: "blue" });
