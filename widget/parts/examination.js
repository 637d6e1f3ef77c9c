// @ts-check
// The doctor's checks that only the frame can make: its storage, the visitor's identity, and whether answers stream.

/** If both parts of the test stream arrive within this time, they count as one piece, in milliseconds. */
const AT_ONCE = 400;

/**
 * @param {import("./parts").FrameKit} kit
 * @param {{ identity?: Record<string, any> }} message
 */
export default async function examine({ frame, post }, { identity }) {
  const checks = [storage(), signature(frame.project, identity), streaming()];
  post({ type: "examined", findings: (await Promise.all(checks)).filter(Boolean) });
}

/** @returns {import("./parts").Finding} */
function storage() {
  const check = "storage";
  // If storage is blocked, boot.js has replaced it with a stand-in.
  if (Object.getOwnPropertyDescriptor(window, "localStorage")?.value) {
    return {
      check,
      state: "note",
      found: "The browser keeps nothing for a frame of another site.",
      advice:
        "Nothing to do on listed websites: the conversation is kept in your page's session storage. To keep it longer, serve Porchlight from a subdomain of your own site.",
    };
  }
  return { check, state: "ok", found: "The frame can store the conversation.", advice: "" };
}

/**
 * Whether the server accepts the signature on the owner's page.
 * @param {string} project
 * @param {Record<string, any> | undefined} identity
 * @returns {Promise<import("./parts").Finding>}
 */
async function signature(project, identity) {
  const check = "identity";
  if (!identity) return { check, state: "ok", found: "The page identifies nobody.", advice: "" };
  if (!identity.emailHash && !identity.jwt) {
    return {
      check,
      state: "note",
      found: "The page names the visitor without a signature, so they stay a guest.",
      advice: "Sign on your server: send emailHash and timestamp, or jwt.",
    };
  }
  const response = await fetch("/api/widget/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ project, ...identity }),
  });
  if (response.ok) return { check, state: "ok", found: "The server accepts the signature.", advice: "" };
  const { code = "", error = "" } = await response.json().catch(() => ({}));
  const skew = Number(identity.timestamp) - Date.parse(response.headers.get("Date") || "");
  const clock = Number.isFinite(skew) && Math.abs(skew) > 60_000 ? ` It is ${Math.round(skew / 1000)} seconds off the server's clock.` : "";
  return {
    check,
    state: "problem",
    found: `The server refuses the signature: ${error} (${code})${clock}`,
    advice: "Sign HMAC-SHA256 of the e-mail address and the timestamp, in milliseconds, anew for each page, with the project's identity secret.",
  };
}

/** @returns {Promise<import("./parts").Finding>} */
async function streaming() {
  const check = "streaming";
  try {
    const response = await fetch("/api/widget/doctor/stream", { cache: "no-store" });
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    await reader.read();
    const first = performance.now();
    while (!(await reader.read()).done);
    if (!response.ok) throw new Error("HTTP " + response.status);
    if (performance.now() - first > AT_ONCE) return { check, state: "ok", found: "Answers arrive as they are written.", advice: "" };
    return {
      check,
      state: "problem",
      found: "Something between browser and server holds answers back until they are complete.",
      advice: "Switch off buffering for text/event-stream in the proxy, VPN or virus scanner in between.",
    };
  } catch (error) {
    return { check, state: "problem", found: `The server cannot be reached: ${error}`, advice: "Check the network, and extensions that block requests." };
  }
}
