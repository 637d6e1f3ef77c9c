// `porchlight deploy`, `update` and `link`: a deployment at Cloudflare. Each step first checks what exists, so that a
// second run changes nothing.
import { rmSync } from "node:fs";
import { relative } from "node:path";
import { backUp } from "./backup.js";
import { configure, deployed, readOwn, writeOwn } from "./configuration.js";
import { kept, place, readIfThere } from "./files.js";
import { Problem, tail } from "./problem.js";
import { settle } from "./questions.js";
import { accounts, chosenAccount, ensureResources } from "./resources.js";
import { inFile, readSecrets, secretsOf } from "./secrets.js";
import { answers, setUp, signInLink } from "./worker.js";
import { jsonIn, must } from "./wrangler.js";
/** @import { Context } from "./context.js" */
/** @import { Own } from "./configuration.js" */

/** How long a new address may take to be known everywhere, in milliseconds. */
const NEW_ADDRESS = 3 * 60 * 1000;
const ROOT_SECRET = "PORCHLIGHT_ROOT_SECRET";
const MAIL_KEY = "MAIL_KEY";

/**
 * @param {Context} context
 * @param {Record<string, string | undefined>} flags
 */
export async function deploy(context, flags) {
  place(context.folder, context.facts);
  configure(context.folder, context.facts, readOwn(context.folder));
  await put(context, await prepared(context, flags));
}

/**
 * @param {Context} context
 * @param {Record<string, string | undefined>} flags
 */
export async function update(context, flags) {
  const { folder, facts } = context;
  if (!readOwn(folder).database) throw new Problem("nothing is deployed from this folder yet: npx porchlight deploy");
  place(folder, facts);
  configure(folder, facts, readOwn(folder));
  const ready = await prepared(context, flags);
  const { file, undo } = await backUp(context, facts.wrangler.d1_databases[0].binding);
  await put(context, ready);
  console.log(`\n  The backup is ${relative(folder, file)}. To undo the update and all later changes:\n  ${undo}\n`);
}

/**
 * Prints a sign-in link for the deployment.
 * @param {Context} context
 */
export async function link(context) {
  const own = readOwn(context.folder);
  if (!own.address || !own.project || !own.email) {
    throw new Problem("nothing is deployed from this folder yet: npx porchlight deploy");
  }
  const rootSecret = rootSecretOf(context);
  if (!rootSecret) throw new Problem(noRootSecret(context));
  const made = await signInLink(context, { address: own.address, rootSecret }, own.project, own.email);
  if (!made) throw new Problem(`there is no project ${own.project} at ${own.address}`);
  console.log(made);
}

/**
 * The settings and the account for a deployment, with all the resources at Cloudflare that the code needs.
 * @param {Context} context
 * @param {Record<string, string | undefined>} flags
 */
async function prepared(context, flags) {
  const all = await accounts(context);
  const before = readOwn(context.folder);
  const own = await settle(context, before, flags);
  if (before.database && own.name !== before.name) {
    throw new Problem(`this folder belongs to the Worker ${before.name}: deploy ${own.name} from another folder`);
  }
  if (flags.domain) own.address = `https://${flags.domain}`;
  // An address outside the domain was set by the owner, and stays.
  const leaves = flags.domain === "" && Boolean(before.domain) && before.address === `https://${before.domain}`;
  if (leaves && !flags.address) delete own.address;
  if (flags.domain === "") delete own.domain;
  const provider = before["mail-provider"];
  if (provider && own["mail-provider"] !== provider) own["mail-key-of"] ??= provider;
  const account = await chosenAccount(context, own, all);
  if (before.database && before.account && account && account !== before.account) {
    throw new Problem(`this folder belongs to the account ${before.account}: deploy to ${account} from another folder`);
  }
  if (account) own.account = account;
  await ensureResources(context, own);
  return { own, isMoved: Boolean(flags.address || flags.domain) || leaves };
}

/**
 * Deploys tables, code, secrets, address and project, in this order, so that no code runs before the things it needs.
 * @param {Context} context
 * @param {{ own: Own, isMoved: boolean }} ready Whether the owner has set another address.
 */
async function put(context, { own, isMoved }) {
  const { folder, facts, say } = context;
  const database = facts.wrangler.d1_databases[0].binding;
  say("Applying migrations");
  await must(context, ["d1", "migrations", "apply", database, "--remote"]);

  const present = await presentSecrets(context);
  const secrets = await missingSecrets(context, own, present);
  say("Deploying");
  const targets = await deployWith(context, secrets);
  if (secrets[MAIL_KEY] && own["mail-provider"]) own["mail-key-of"] = own["mail-provider"];
  const address = own.address ?? publicUrl(targets);
  if (!address) throw new Problem("this Worker has no address yet: name it with --address https://HOST, or --domain");
  // An existing address changes only if the owner says so, and only once the Worker can be reached at the new one.
  if (present.includes(facts.publicUrl) ? isMoved : !own.address) {
    say(`Setting ${facts.publicUrl} to ${address}`);
    await inFile(folder, { [facts.publicUrl]: address }, (file) => must(context, ["secret", "bulk", file]));
  }
  await finish(context, own, address);
}

/**
 * The names of the Worker's secrets. A new Worker has none.
 * @param {Context} context
 * @returns {Promise<string[]>}
 */
async function presentSecrets({ wrangler }) {
  const ran = await wrangler(["secret", "list"]);
  if (ran.ok) return jsonIn(ran.stdout).map((/** @type {any} */ secret) => secret.name);
  if (/Worker .* not found/.test(ran.said)) return [];
  throw new Problem(`cannot list the secrets. wrangler says:\n\n${tail(ran.said)}`);
}

/**
 * The secrets that are missing. Existing ones are kept, because a new secret would end every visitor's session or
 * invalidate keys derived from it.
 * @param {Context} context
 * @param {Own} own
 * @param {string[]} present
 */
async function missingSecrets({ folder, facts, ask }, own, present) {
  const secrets = secretsOf(folder, facts.secrets.filter((name) => !present.includes(name)));
  if (own.address && !present.includes(facts.publicUrl)) secrets[facts.publicUrl] = own.address;
  if (!own.sender || own["mail-provider"] === "cloudflare") return secrets;
  const provider = own["mail-provider"];
  const has = present.includes(MAIL_KEY) && (own["mail-key-of"] ?? provider) === provider;
  const key = process.env[MAIL_KEY] ?? (has ? "" : await ask?.(`API key of ${provider}`, ""));
  if (key) secrets[MAIL_KEY] = key;
  // Without the key, the Worker would not answer.
  if (!key && !has) throw new Problem(`set ${MAIL_KEY} in the environment to the API key of ${provider}`);
  return secrets;
}

/**
 * Deploys, and returns the targets that wrangler reports.
 * @param {Context} context
 * @param {Record<string, string>} secrets
 * @returns {Promise<string[]>}
 */
async function deployWith(context, secrets) {
  const report = kept(context.folder, "deployed.ndjson");
  rmSync(report, { force: true });
  const more = { WRANGLER_OUTPUT_FILE_PATH: report };
  if (Object.keys(secrets).length === 0) await must(context, ["deploy"], more);
  else await inFile(context.folder, secrets, (file) => must(context, ["deploy", "--secrets-file", file], more));
  const lines = readIfThere(report)?.trim().split("\n") ?? [];
  return lines.map((line) => JSON.parse(line)).findLast((entry) => entry.type === "deploy")?.targets ?? [];
}

/**
 * The public origin of a deployment: the owner's first domain, or else the one on workers.dev.
 * @param {string[]} targets
 */
export function publicUrl(targets) {
  const domain = targets.find((target) => target.endsWith(" (custom domain)"))?.split(" ")[0];
  return domain ? `https://${domain}` : targets.find((target) => target.startsWith("https://"));
}

/**
 * Creates the project if necessary, and prints the sign-in link.
 * @param {Context} context
 * @param {Own} own
 * @param {string} address
 */
async function finish(context, own, address) {
  const { folder, say } = context;
  say(`Waiting for ${address}`);
  const state = await answers(context, address, NEW_ADDRESS);
  if (state === "elsewhere") {
    throw new Problem(`the Worker is deployed, but at another address than ${address}: name it with --address https://HOST`);
  }
  if (state === "silent") {
    throw new Problem(`the Worker is deployed, but ${address} does not respond yet. A new address can take some minutes: run the command again later`);
  }
  own.address = address;
  const first = await firstProject(context);
  if (first) own.project ??= first;
  writeOwn(folder, own);
  const rootSecret = rootSecretOf(context);
  if (!rootSecret) {
    say(noRootSecret(context));
    return report(own, undefined);
  }
  const deployment = { address, rootSecret };
  // A removed owner must not become an owner again.
  if (first) return report(own, undefined);
  await makeProject(context, deployment, own);
  report(own, await signInLink(context, deployment, own.project ?? "", own.email ?? ""));
}

/**
 * The slug of the project in an existing database.
 * @param {Context} context
 * @returns {Promise<string | undefined>}
 */
async function firstProject(context) {
  const { binding } = deployed(context.facts, {}).d1_databases[0];
  const oldest = "SELECT slug FROM projects ORDER BY created_at LIMIT 1";
  const answer = jsonIn(await must(context, ["d1", "execute", binding, "--remote", "--json", "--command", oldest]));
  return answer[0]?.results[0]?.slug;
}

/**
 * @param {Context} context
 * @param {{ address: string, rootSecret: string }} deployment
 * @param {Own} own
 */
async function makeProject(context, deployment, own) {
  const { website = "", site = "", project } = own;
  context.say(`Creating the project ${website}`);
  const wanted = { organization: website, project: website, ...(project && { slug: project }), allowedOrigins: [site] };
  const made = await setUp(context, deployment, wanted);
  own.project = made.project;
  writeOwn(context.folder, own);
  console.log(`
  Keys for your own programs, shown only once:
  ${made.projectKey}  everything in this project
  ${made.organizationKey}  everything, and more projects
  ${made.publishableKey}  for pages`);
}

/**
 * @param {Own} own
 * @param {string | undefined} signIn
 */
function report(own, signIn) {
  const tag = `<script async src="${own.address}/widget.js?project=${own.project}"></script>`;
  console.log(`\n  Porchlight runs at ${own.address}\n  On your pages: ${tag}`);
  console.log(signIn ? `  Console, once within 15 minutes: ${signIn}\n` : `  Console: ${own.address}/console, or a link to sign in with: npx porchlight link\n`);
}

/** @param {Context} context */
const rootSecretOf = ({ folder, facts }) => process.env[ROOT_SECRET] ?? readSecrets(folder)[facts.rootSecret];

/** @param {Context} context */
const noRootSecret = ({ facts }) =>
  `this folder does not have ${facts.rootSecret}: set ${ROOT_SECRET} to it for a link to sign in with`;
