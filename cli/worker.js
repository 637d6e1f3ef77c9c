// A running Worker: checks whether it answers, and makes requests with its root secret.
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "./problem.js";
/** @import { Context } from "./context.js" */

/** How often a starting Worker is polled, in milliseconds. */
const POLL = 250;

/**
 * @typedef {object} Deployment
 * @property {string} address
 * @property {string} rootSecret
 */

/**
 * Whether the Worker answers within `limit` milliseconds. Stops waiting when `goOn` returns false.
 * @param {Pick<Context, "fetch">} context
 * @param {string} address
 * @param {number} limit
 * @param {() => boolean} [goOn]
 * @returns {Promise<"ok" | "elsewhere" | "silent">} `elsewhere` if it says that this is not its address.
 */
export async function answers({ fetch }, address, limit, goOn = () => true) {
  const deadline = Date.now() + limit;
  while (goOn()) {
    const status = await fetch(`${address}/healthz`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return "ok";
    if (status === 421) return "elsewhere";
    if (Date.now() > deadline) break;
    await sleep(POLL);
  }
  return "silent";
}

/**
 * Calls the API. Throws a problem if the response is not a success, unless its code is `expected`: then returns
 * undefined.
 * @param {Pick<Context, "fetch">} context
 * @param {string} method
 * @param {string} url
 * @param {string} secret
 * @param {object} [body]
 * @param {string} [expected]
 * @returns {Promise<any>}
 */
export async function call({ fetch }, method, url, secret, body, expected) {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch((error) => {
    throw new Problem(`cannot reach ${url}: ${error.cause?.message ?? error.message}`);
  });
  const text = await response.text();
  if (response.ok) return text ? JSON.parse(text) : {};
  if (expected && text.includes(`"${expected}"`)) return undefined;
  throw new Problem(`${url} answered ${response.status}: ${text}`);
}

/**
 * A link that signs `email` in as the owner of `project`. Undefined if there is no such project.
 * @param {Pick<Context, "fetch">} context
 * @param {Deployment} deployment
 * @param {string} project
 * @param {string} email
 * @returns {Promise<string | undefined>}
 */
export async function signInLink(context, { address, rootSecret }, project, email) {
  const url = `${address}/api/admin/sign-in-links`;
  const made = await call(context, "POST", url, rootSecret, { project, email }, "project_not_found");
  return made && `${address}${made.path}`;
}

/**
 * Creates an organization with its first project, and their keys.
 * @param {Pick<Context, "fetch">} context
 * @param {Deployment} deployment
 * @param {{ organization: string, project: string, slug?: string, allowedOrigins: string[] }} wanted
 * @returns {Promise<{ project: string, organizationKey: string, projectKey: string, publishableKey: string }>}
 */
export const setUp = (context, { address, rootSecret }, wanted) =>
  call(context, "POST", `${address}/api/admin/setup`, rootSecret, wanted);
