// Starts the console. Its Content-Security-Policy allows no inline script, so this is a file.

import start from "{{console_js}}";

try {
  await start({ module_or_path: "{{console_wasm}}" });
} catch (error) {
  console.error("Porchlight:", error);
  const notice = document.querySelector(".pc-loading");
  const again = document.createElement("button");
  again.type = "button";
  again.className = "pc-button";
  again.textContent = "Try again";
  again.addEventListener("click", () => location.reload());
  notice?.replaceChildren("Could not load this page. Check your connection. ", again);
}
