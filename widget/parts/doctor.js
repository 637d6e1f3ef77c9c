// @ts-check
// `porchlight("doctor")`: why the chat is not shown on this page, or not as it should be. Each check says what was
// found and what to do. The console shows the results as a table, and the caller gets them as data.
/** @import { Finding, PageKit } from "./parts" */

/** How long to wait for the page's policy to block a test frame, in milliseconds. */
const REFUSAL = 1500;
/** How long the frame's own checks may take, in milliseconds. */
const EXAMINATION = 8000;
/** How far the clocks of visitor and server may differ, in milliseconds. */
const CLOCK = 60_000;

/** @type {(check: string, found: string) => Finding} */
const ok = (check, found) => ({ check, state: "ok", found, advice: "" });
/** @type {(check: string, found: string, advice: string) => Finding} */
const problem = (check, found, advice) => ({ check, state: "problem", found, advice });
/** @type {(check: string, found: string, advice: string) => Finding} */
const note = (check, found, advice) => ({ check, state: "note", found, advice });

/**
 * @param {PageKit} kit
 * @returns {Promise<Finding[]>}
 */
export default async function doctor(kit) {
  const groups = await Promise.all([tags(kit), project(kit), policy(kit), isolation(), launcher(kit), inFrame(kit)]);
  const findings = groups.flat();
  console.table(findings);
  return findings;
}

/** The script tags of this deployment. @param {PageKit} kit */
function tags({ origin, settings }) {
  const ours = [...document.querySelectorAll("script[src]")].filter((script) =>
    /** @type {HTMLScriptElement} */ (script).src.startsWith(origin + "/widget.js"),
  );
  const hosts = document.querySelectorAll("porchlight-widget").length;
  const names = new Set(ours.map((script) => script.getAttribute("data-name") || new URL(/** @type {any} */ (script).src).searchParams.get("name") || "porchlight"));
  const findings = [];
  if (!settings.project) findings.push(problem("tag", "No project is named.", `Load ${origin}/widget.js?project=your-slug.`));
  if (ours.length > names.size) {
    findings.push(problem("tag", `The script is on the page ${ours.length} times under one name.`, "Keep one tag, or give each its own data-name."));
  } else if (ours.length > 1) findings.push(ok("tag", `The script is on the page ${ours.length} times, each under its own name.`));
  else findings.push(ok("tag", ours.length ? "The script is on the page once." : "The script was loaded by another script."));
  if (hosts > Math.max(1, names.size)) findings.push(problem("tag", `There are ${hosts} chats on the page.`, "Something copies parts of the page: keep <porchlight-widget> out of it."));
  return findings;
}

/** Checks the slug, the website and the clock with the server. @param {PageKit} kit */
async function project({ origin, settings, now }) {
  if (!settings.project) return [];
  const address = `${origin}/api/widget/doctor?project=${encodeURIComponent(settings.project)}&origin=${encodeURIComponent(self.origin)}`;
  let report;
  try {
    report = await (await fetch(address, { cache: "no-store" })).json();
  } catch {
    // The page's connect-src need not allow the request below.
    if (now().isReady) return [ok("project", `“${settings.project}” is shown on ${self.origin}.`)];
    return [note("project", "This page may not ask the server.", `Open ${origin}/doctor?site=${encodeURIComponent(location.href)} instead.`)];
  }
  if (!report.project) {
    return [problem("project", `There is no project “${settings.project}”.`, "Check the slug in the tag: it is case-sensitive.")];
  }
  const findings = [ok("project", `“${settings.project}” exists.`)];
  findings.push(
    report.originAllowed
      ? ok("website", `${self.origin} is on the project's list.`)
      : problem("website", `${self.origin} is not on the project's list.`, `Add ${self.origin} to allowedOrigins: with and without www are two websites.`),
  );
  const off = Math.round((Date.now() - report.now) / 1000);
  if (Math.abs(off) * 1000 > CLOCK) findings.push(note("clock", `This device's clock is ${off} seconds off.`, "Signatures made on this device would be refused; those of your server are not affected."));
  return findings;
}

/** Whether the page's Content-Security-Policy allows the frame. @param {PageKit} kit */
async function policy({ origin, now }) {
  if (now().isReady) return [ok("policy", "The page's Content-Security-Policy allows the script and the frame.")];
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.src = origin + "/healthz";
  const listening = new AbortController();
  /** @type {SecurityPolicyViolationEvent | undefined} */
  const refused = await new Promise((resolve) => {
    document.addEventListener("securitypolicyviolation", (event) => event.blockedURI.startsWith(origin) && resolve(event), { signal: listening.signal });
    setTimeout(resolve, REFUSAL);
    document.documentElement.append(frame);
  });
  listening.abort();
  frame.remove();
  if (!refused) return [ok("policy", "The page's Content-Security-Policy does not stop the frame.")];
  return [problem("policy", `The page's Content-Security-Policy stops the frame: ${refused.effectiveDirective}.`, `Add ${origin} to frame-src and script-src.`)];
}

function isolation() {
  if (self.origin === "null") {
    return [note("origin", "This page has no origin: it is sandboxed, or a file.", "The chat shows here only if allowedOrigins has *.")];
  }
  return self.crossOriginIsolated ? [ok("isolation", "The page is isolated (COEP); the chat works in it.")] : [];
}

/** Whether something covers the launcher's corner. @param {PageKit} kit */
function launcher({ launcher, layer, settings, now }) {
  if (settings.target) {
    return document.querySelector(settings.target) ? [] : [problem("target", `Nothing matches “${settings.target}”.`, "Correct data-target, or add the element before the script.")];
  }
  if (settings.hideLauncher) return [note("launcher", "The page hides the launcher.", 'Open the chat with a button of your own, or call porchlight("show").')];
  const { left, top, width, height } = launcher.getBoundingClientRect();
  if (!width) return [problem("launcher", "The launcher is not drawn yet.", "See the other findings.")];
  const { host } = now();
  const above = document.elementsFromPoint(left + width / 2, top + height / 2);
  const over = above.slice(0, Math.max(0, above.indexOf(/** @type {Element} */ (host))));
  if (over[0]) return [problem("corner", `${named(over[0])} covers the launcher.`, "Lower its z-index, or move the launcher with data-position.")];
  const up = parseFloat(layer.style.getPropertyValue("--up")) || 0;
  if (up) return [note("corner", `Something else is fixed in the corner: the launcher is ${up} pixels higher.`, "Move the launcher with data-position, or the other element.")];
  return [ok("corner", "Nothing else is in the launcher's corner.")];
}

/** `div#banner.cookie` @param {Element} element */
function named(element) {
  return [element.localName, element.id && "#" + element.id, ...[...element.classList].map((name) => "." + name)].join("");
}

/** The checks that the frame makes. @param {PageKit} kit @returns {Promise<Finding[]>} */
function inFrame({ methods, send, settings, now, origin }) {
  if (!now().isReady) {
    return Promise.resolve([problem("frame", "The chat's frame has not loaded.", `See the other findings; behind a login or a VPN, check that ${origin} can be reached.`)]);
  }
  return new Promise((resolve) => {
    const answered = (/** @type {{ findings: Finding[] }} */ { findings }) => {
      methods["off"]?.("examined", answered);
      resolve(findings);
    };
    methods["on"]?.("examined", answered);
    setTimeout(() => answered({ findings: [problem("frame", "The frame does not answer.", "Reload the page.")] }), EXAMINATION);
    send({ type: "part", part: "examination", identity: settings["identity"] });
  });
}
