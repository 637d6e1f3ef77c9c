// wrangler's configuration: what the package contains, overridden by the owner's porchlight.json.
import { join } from "node:path";
import { asJson, kept, readIfThere, write } from "./files.js";
import { Problem } from "./problem.js";
/** @import { Configuration, Facts } from "./context.js" */

/**
 * porchlight.json: the owner's answers, and the resources created at Cloudflare.
 * @typedef {object} Own
 * @property {string} [name] The name of the Worker. All other names start with it.
 * @property {string} [website] The name of the project.
 * @property {string} [site] The origin of the owner's pages.
 * @property {string} [email] The address of the owner, who signs in with it.
 * @property {string} [sender] The sender of e-mails. If it is empty, none are sent.
 * @property {string} [mail-provider]
 * @property {string} [mail-key-of] The provider of the API key that the Worker has.
 * @property {string} [files] Whether there is a bucket for the files of conversations: `yes` or `no`.
 * @property {string} [domain] A domain at Cloudflare in place of workers.dev.
 * @property {string} [account] The id of the account at Cloudflare.
 * @property {string} [database] The id of the D1 database.
 * @property {string} [namespace] The id of the KV namespace.
 * @property {string} [address] The public address of the deployment.
 * @property {string} [project] The project's slug.
 * @property {Configuration} [wrangler] Any other settings of wrangler. They override those of the package.
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
 * The configuration of a deployment.
 * @param {Facts} facts
 * @param {Own} own
 * @returns {Configuration}
 */
export function deployed(facts, own) {
  const files = own.files === "yes" ? facts.files : {};
  const base = inFolder("package", named({ ...facts.wrangler, ...files }, own.name ?? facts.wrangler.name));
  if (own.account) base.account_id = own.account;
  if (own.database) base.d1_databases[0].database_id = own.database;
  if (own.namespace) base.kv_namespaces[0].id = own.namespace;
  if (own.domain) base.routes = [{ pattern: own.domain, custom_domain: true }];
  const mail = own.sender ? { vars: { MAIL_FROM: own.sender, MAIL_PROVIDER: own["mail-provider"] } } : {};
  const binding = own.sender && own["mail-provider"] === "cloudflare" ? facts.email : {};
  return [facts.deployed, mail, binding, own.wrangler ?? {}].reduce(merged, base);
}

/**
 * Whether the owner has named a bucket for files. The command does not create it then.
 * @param {Own} own
 */
export const hasOwnBucket = ({ wrangler }) => Boolean(wrangler?.r2_buckets);

/**
 * The configuration for this machine, in a folder next to the package's files. It has the bucket for files, because
 * that needs no account here.
 * @param {Facts} facts
 */
export const local = (facts) => inFolder("../package", structuredClone({ ...facts.wrangler, ...facts.files }));

/**
 * Makes the names of all resources at Cloudflare start with the Worker's name, so that two deployments share nothing.
 * @param {Configuration} wrangler
 * @param {string} name
 * @returns {Configuration}
 */
function named(wrangler, name) {
  /** @param {string} text */
  const renamed = (text) => name + text.slice(wrangler.name.length);
  const copy = structuredClone(wrangler);
  for (const database of copy.d1_databases) database.database_name = renamed(database.database_name);
  for (const bucket of copy.r2_buckets ?? []) bucket.bucket_name = renamed(bucket.bucket_name);
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
 * `base` overridden by `over`. Bindings with the same name are merged. Any other list is replaced.
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
