// What a deployment has at Cloudflare besides its code: an account, a database, a namespace, queues, a bucket. Creates
// what is missing.
import { configure, deployed, hasOwnBucket, queuesOf, writeOwn } from "./configuration.js";
import { Problem, tail } from "./problem.js";
import { jsonIn, must } from "./wrangler.js";
/** @import { Context } from "./context.js" */
/** @import { Own } from "./configuration.js" */

const SIGN_IN = "run `npx porchlight wrangler login`, or set CLOUDFLARE_API_TOKEN";

/**
 * The accounts that the signed-in user may use.
 * @param {Context} context
 * @returns {Promise<{ id: string, name: string }[]>}
 */
export async function accounts({ wrangler }) {
  const ran = await wrangler(["whoami", "--json"]);
  if (ran.ok) return jsonIn(ran.stdout).accounts ?? [];
  if (/"loggedIn":\s*false/.test(ran.said)) throw new Problem(`you are not signed in to Cloudflare: ${SIGN_IN}`);
  throw new Problem(`Cloudflare does not say who you are: ${SIGN_IN}. wrangler says:\n\n${tail(ran.said)}`);
}

/**
 * The id of the account to use. Undefined if wrangler finds it by itself.
 * @param {Context} context
 * @param {Own} own
 * @param {{ id: string, name: string }[]} all
 */
export async function chosenAccount({ ask }, own, all) {
  if (own.account || process.env.CLOUDFLARE_ACCOUNT_ID) return own.account;
  if (all.length < 2) return all[0]?.id;
  const list = all.map(({ id, name }, index) => `  ${index + 1}  ${id}  ${name}`).join("\n");
  if (!ask) throw new Problem(`you have several Cloudflare accounts: choose one with --account ID\n${list}`);
  console.error(list);
  for (;;) {
    const chosen = all[Number(await ask("Which account", "1")) - 1];
    if (chosen) return chosen.id;
  }
}

/**
 * Finds or creates all resources. Stores each id at once, so that an interrupted run loses nothing.
 * @param {Context} context
 * @param {Own} own
 */
export async function ensureResources(context, own) {
  const { folder, facts } = context;
  /** @param {Partial<Own>} found */
  const remember = (found) => {
    Object.assign(own, found);
    writeOwn(folder, own);
    configure(folder, facts, own);
  };
  remember({});
  const { name, d1_databases, kv_namespaces, queues, r2_buckets = [] } = deployed(facts, own);
  // First, because it fails until the owner has switched R2 on.
  if (!hasOwnBucket(own)) for (const bucket of r2_buckets) await ensureBucket(context, bucket.bucket_name);
  for (const queue of queuesOf({ queues })) await ensureQueue(context, queue);
  if (!own.database) remember({ database: await ensureDatabase(context, d1_databases[0].database_name) });
  // The name that wrangler itself would choose.
  const title = `${name}-${kv_namespaces[0].binding.toLowerCase()}`;
  if (!own.namespace) remember({ namespace: await ensureNamespace(context, title) });
}

/**
 * @param {Context} context
 * @param {string} name
 */
async function ensureQueue(context, name) {
  const there = await context.wrangler(["queues", "info", name]);
  if (there.ok) return;
  if (!/does not exist|not found/i.test(there.said)) {
    throw new Problem(`cannot look for the queue ${name}. wrangler says:\n\n${tail(there.said)}`);
  }
  context.say(`Creating the queue ${name}`);
  await must(context, ["queues", "create", name]);
}

/**
 * @param {Context} context
 * @param {string} name
 */
async function ensureBucket(context, name) {
  const there = await context.wrangler(["r2", "bucket", "info", name]);
  if (there.ok) return;
  if (/10042|enable R2/i.test(there.said)) {
    throw new Problem(
      "R2 is not switched on in your account: switch it on in Cloudflare's dashboard, under R2, where it may ask for a card, " +
        "and run the command again. Or do without files: --files no",
    );
  }
  if (!/10006|does not exist|not found/i.test(there.said)) {
    throw new Problem(`cannot look for the bucket ${name}. wrangler says:\n\n${tail(there.said)}`);
  }
  context.say(`Creating the bucket ${name}`);
  await must(context, ["r2", "bucket", "create", name]);
}

/**
 * @param {Context} context
 * @param {string} name
 * @returns {Promise<string>}
 */
async function ensureDatabase(context, name) {
  const find = async () => {
    const all = jsonIn(await must(context, ["d1", "list", "--json"]));
    return all.find((/** @type {any} */ one) => one.name === name)?.uuid;
  };
  return (await find()) ?? made(context, "database", name, ["d1", "create", name], find);
}

/**
 * @param {Context} context
 * @param {string} title
 * @returns {Promise<string>}
 */
async function ensureNamespace(context, title) {
  const find = async () => {
    const all = jsonIn(await must(context, ["kv", "namespace", "list"]));
    return all.find((/** @type {any} */ one) => one.title === title)?.id;
  };
  return (await find()) ?? made(context, "namespace", title, ["kv", "namespace", "create", title], find);
}

/**
 * Creates a resource and finds its id. wrangler reports ids more reliably in lists than on creation.
 * @param {Context} context
 * @param {string} what
 * @param {string} name
 * @param {string[]} args
 * @param {() => Promise<string | undefined>} find
 */
async function made(context, what, name, args, find) {
  context.say(`Creating the ${what} ${name}`);
  await must(context, args);
  const id = await find();
  if (!id) throw new Problem(`the ${what} ${name} was created, but Cloudflare does not list it yet: run the command again`);
  return id;
}
