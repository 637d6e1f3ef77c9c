// Starts the console. Its Content-Security-Policy allows no inline script, so this is a file.

import start from "{{console_js}}";

const languages = {{console_languages}};

// The language chosen in this browser, or else the first of the browser's languages that has texts.
const chosen = () => {
  try {
    return localStorage.getItem("porchlight-console:language");
  } catch {
    return null; // Storage is blocked.
  }
};
const wanted = [chosen(), ...navigator.languages].map((tag) => tag?.split("-")[0]);
let tag = wanted.find((tag) => Object.hasOwn(languages, tag)) ?? "en";

const loaded = async (path) => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};

let texts = {};
try {
  if (languages[tag].texts) texts = await loaded(languages[tag].texts);
} catch (error) {
  console.error("Porchlight:", error);
  tag = "en";
}
document.documentElement.lang = tag;
const names = Object.fromEntries(Object.entries(languages).map(([tag, { name }]) => [tag, name]));
globalThis.porchlightLanguages = JSON.stringify({ tag, names, texts });

try {
  await start({ module_or_path: "{{console_wasm}}" });
} catch (error) {
  console.error("Porchlight:", error);
  const notice = document.querySelector(".pc-loading");
  const again = document.createElement("button");
  again.type = "button";
  again.className = "pc-button";
  again.textContent = languages[tag].again;
  again.addEventListener("click", () => location.reload());
  notice?.replaceChildren(`${languages[tag].failed} `, again);
}
