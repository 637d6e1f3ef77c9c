// The demo on this machine: a project that answers from Porchlight's own pages, added through the owners' API.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PAGES, asJson, kept, readIfThere, writePrivately } from "./files.js";
import { Problem } from "./problem.js";
import { call, setUp, signInLink } from "./worker.js";
/** @import { Context } from "./context.js" */
/** @import { Deployment } from "./worker.js" */

/** How long to wait for all pages to be read, in milliseconds. Reading continues afterwards. */
const INDEXING = 60_000;
/** How often the sources are polled while they are read, in milliseconds. */
const POLL = 500;

/**
 * What is stored about the demo between two starts.
 * @typedef {{ apiKey: string, sources: Record<string, { id: string, hash: string }> }} Demo
 */

/**
 * Creates the demo if it is missing, updates its pages, and returns a sign-in link.
 * @param {Context} context
 * @param {Deployment} deployment
 */
export async function demonstrate(context, deployment) {
  const { slug, owner } = context.facts.demo;
  const link = await signInLink(context, deployment, slug, owner);
  const demo = link ? read(context) : await make(context, deployment);
  await configureDemo(context, deployment, demo);
  await publish(context, deployment, demo);
  return { link: link ?? (await signInLink(context, deployment, slug, owner)), apiKey: demo.apiKey };
}

/** @param {Context} context */
const file = ({ folder }) => kept(folder, "dev", "demo.json");

/** @param {string} address */
const origins = (address) => [address, address.replace("127.0.0.1", "localhost")];

/**
 * @param {Context} context
 * @returns {Demo}
 */
function read(context) {
  const text = readIfThere(file(context));
  if (!text) throw new Problem("the demo's key is gone: remove .porchlight/dev and start again");
  return JSON.parse(text);
}

/**
 * @param {Context} context
 * @param {Demo} demo
 */
const keep = (context, demo) => writePrivately(file(context), asJson(demo));

/**
 * @param {Context} context
 * @param {Deployment} deployment
 * @returns {Promise<Demo>}
 */
async function make(context, deployment) {
  const { slug, organization, settings } = context.facts.demo;
  const wanted = { organization, project: organization, slug, allowedOrigins: origins(deployment.address) };
  const { projectKey } = await setUp(context, deployment, wanted);
  const demo = { apiKey: projectKey, sources: {} };
  keep(context, demo);
  await call(context, "PATCH", `${deployment.address}/api/v1/config`, projectKey, settings);
  return demo;
}

/**
 * Allows this start's port, which may differ from the last one. Websites that were allowed in the console stay.
 * @param {Context} context
 * @param {Deployment} deployment
 * @param {Demo} demo
 */
async function configureDemo(context, { address }, { apiKey }) {
  const url = `${address}/api/v1/config`;
  const { allowedOrigins } = await call(context, "GET", url, apiKey);
  const missing = origins(address).filter((origin) => !allowedOrigins.includes(origin));
  if (missing.length > 0) await call(context, "PATCH", url, apiKey, { allowedOrigins: [...allowedOrigins, ...missing] });
}

/**
 * Adds each new or changed page, then waits until all are read.
 * @param {Context} context
 * @param {Deployment} deployment
 * @param {Demo} demo
 */
async function publish(context, { address }, demo) {
  const url = `${address}/api/v1/sources`;
  let changed = 0;
  for (const filename of readdirSync(PAGES)) {
    const content = readFileSync(join(PAGES, filename), "utf8");
    const hash = createHash("sha256").update(content).digest("hex");
    const before = demo.sources[filename];
    if (before?.hash === hash) continue;
    if (before) await call(context, "DELETE", `${url}?id=${before.id}`, demo.apiKey, undefined, "source_not_found");
    const { source } = await call(context, "POST", url, demo.apiKey, { filename, content });
    demo.sources[filename] = { id: source.id, hash };
    keep(context, demo);
    changed += 1;
  }
  if (changed === 0) return;
  context.say(`Reading ${changed} pages for the demo`);
  const deadline = Date.now() + INDEXING;
  for (;;) {
    const { sources } = await call(context, "GET", url, demo.apiKey);
    const isReading = (/** @type {any} */ source) => source.status === "pending" || source.status === "indexing";
    if (!sources.some(isReading)) return;
    if (Date.now() > deadline) return context.say("Reading takes longer than a minute, and continues");
    await sleep(POLL);
  }
}
