// wrangler's configuration: what the package brings, and over it what the owner has said in porchlight.json.
import { join } from "node:path";
import { asJson, kept, readIfThere, write } from "./files.js";
import { Problem } from "./problem.js";
/** @import { Configuration, Facts } from "./context.js" */

/**
 * porchlight.json: what the owner was asked, and what was made at Cloudflare for it.
 * @typedef {object} Own
 * @property {string} [name] The name of the Worker, with which the names of all else begin.
 * @property {string} [website] What the project is called.
 * @property {string} [site] The origin of the owner's pages.
 * @property {string} [email] Who signs in.
 * @property {string} [sender] Whom e-mails come from. Empty: none are sent.
 * @property {string} [mail-provider]
 * @property {string} [mail-key-of] The provider whose API key the Worker has.
 * @property {string} [domain] A domain at Cloudflare in place of workers.dev.
 * @property {string} [account] The id of the account at Cloudflare.
 * @property {string} [database] The id of the D1 database.
 * @property {string} [namespace] The id of the KV namespace.
 * @property {string} [address] Where people reach the deployment.
 * @property {string} [project] The project's slug.
 * @property {Configuration} [wrangler] Anything else that wrangler knows, over what the package brings.
 */

/** @param {string} folder */
const ownFile = (folder) => join(folder, "porchlight.json");

/**
 * @param {string} folder
 * @returns {Own}
 */
export function readOwn(folder) {
  try {
    return JSON.parse(readIfThere(ownFile(folder)) ?? "{}");
  } catch (error) {
    throw new Problem(`porchlight.json is not JSON: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * @param {string} folder
 * @param {Own} own
 */
export const writeOwn = (folder, own) => write(ownFile(folder), asJson(own));

/** @param {string} folder */
export const deployedConfiguration = (folder) => kept(folder, "wrangler.json");

/**
 * Writes the configuration of the deployment.
 * @param {string} folder
 * @param {Facts} facts
 * @param {Own} own
 */
export function configure(folder, facts, own) {
  const configuration = deployedConfiguration(folder);
  write(configuration, asJson(deployed(facts, own)));
  return { configuration };
}

/**
 * The configuration that is deployed.
 * @param {Facts} facts
 * @param {Own} own
 * @returns {Configuration}
 */
export function deployed(facts, own) {
  const base = inFolder("package", named(facts.wrangler, own.name ?? facts.wrangler.name));
  if (own.account) base.account_id = own.account;
  if (own.database) base.d1_databases[0].database_id = own.database;
  if (own.namespace) base.kv_namespaces[0].id = own.namespace;
  if (own.domain) base.routes = [{ pattern: own.domain, custom_domain: true }];
  const mail = own.sender ? { vars: { MAIL_FROM: own.sender, MAIL_PROVIDER: own["mail-provider"] } } : {};
  const binding = own.sender && own["mail-provider"] === "cloudflare" ? facts.email : {};
  return [facts.deployed, mail, binding, own.wrangler ?? {}].reduce(merged, base);
}

/**
 * The configuration for this machine, in a folder beside that of the package's files.
 * @param {Facts} facts
 */
export const local = (facts) => inFolder("../package", structuredClone(facts.wrangler));

/**
 * What the owner has at Cloudflare begins with the Worker's name, so that two deployments share nothing.
 * @param {Configuration} wrangler
 * @param {string} name
 * @returns {Configuration}
 */
function named(wrangler, name) {
  /** @param {string} text */
  const renamed = (text) => name + text.slice(wrangler.name.length);
  const copy = structuredClone(wrangler);
  for (const database of copy.d1_databases) database.database_name = renamed(database.database_name);
  for (const queue of [...copy.queues.producers, ...copy.queues.consumers]) {
    queue.queue = renamed(queue.queue);
    if (queue.dead_letter_queue) queue.dead_letter_queue = renamed(queue.dead_letter_queue);
  }
  return { ...copy, name };
}

/**
 * @param {string} folder
 * @param {Configuration} configuration
 */
function inFolder(folder, configuration) {
  configuration.main = `${folder}/${configuration.main}`;
  configuration.assets.directory = `${folder}/${configuration.assets.directory}`;
  for (const database of configuration.d1_databases) database.migrations_dir = `${folder}/${database.migrations_dir}`;
  return configuration;
}

/**
 * `over` laid over `base`. Bindings of one name are one; any other list takes the place of the one before.
 * @param {any} base
 * @param {any} over
 * @returns {any}
 */
export function merged(base, over) {
  if (Array.isArray(base) && Array.isArray(over) && over.every(nameOf)) {
    const rest = over.filter((one) => !base.some((other) => nameOf(other) === nameOf(one)));
    return [...base.map((one) => merged(one, over.find((other) => nameOf(other) === nameOf(one)) ?? one)), ...rest];
  }
  if (!isObject(base) || !isObject(over)) return over;
  const entries = Object.entries(over).map(([key, value]) => [key, key in base ? merged(base[key], value) : value]);
  return { ...base, ...Object.fromEntries(entries) };
}

/** @param {any} one */
const nameOf = (one) => one?.binding ?? one?.name;

/** @param {any} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {Configuration} configuration */
export const queuesOf = ({ queues }) => /** @type {string[]} */ (queues.consumers.map((/** @type {any} */ one) => one.queue));
