// What a deployment needs to know from its owner. Each answer is a flag, a question, and a field of porchlight.json.
import { hasOwnBucket } from "./configuration.js";
import { Problem } from "./problem.js";
/** @import { Context } from "./context.js" */
/** @import { Own } from "./configuration.js" */

/**
 * @typedef {object} Question
 * @property {Exclude<keyof Own, "wrangler">} key
 * @property {string} ask
 * @property {string} shown The placeholder of the value in the usage text.
 * @property {string} [fallback] The default answer.
 * @property {RegExp} form
 * @property {string} wrong The error for an answer that does not match `form`.
 * @property {(own: Own) => boolean} [when]
 */

const HOST = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+";

/** @type {Question[]} */
const ASKED = [
  {
    key: "name",
    ask: "Name of the Worker at Cloudflare",
    shown: "NAME",
    fallback: "porchlight",
    // A name has at most 63 characters, including the suffix for queues.
    form: /^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/,
    wrong: "a name has lowercase letters, digits, and hyphens between them, 50 at most",
  },
  {
    key: "website",
    ask: "Name of your website",
    shown: "NAME",
    form: /^\S.{0,99}$/,
    wrong: "a name has 1 to 100 characters",
  },
  {
    key: "site",
    ask: "Address of your website, such as https://shop.example",
    shown: "https://SITE",
    form: /^https?:\/\/[^/\s]+$/,
    wrong: "an address begins with https:// and has no path",
  },
  {
    key: "email",
    ask: "Your e-mail address, to sign in with",
    shown: "ADDRESS",
    form: /^\S+@\S+$/,
    wrong: "this is not an e-mail address",
  },
  {
    key: "sender",
    ask: "Sender of e-mails, such as Shop <hello@shop.example>; empty to send none",
    shown: "SENDER",
    fallback: "",
    form: /^$|^\S+@\S+$|^[^<>]+<\S+@\S+>$/,
    wrong: "a sender is an address, or a name with an address in angle brackets",
  },
  {
    key: "mail-provider",
    ask: "Who sends them: cloudflare (with a domain set up there), resend or postmark",
    shown: "cloudflare|resend|postmark",
    fallback: "cloudflare",
    form: /^(?:cloudflare|resend|postmark)$/,
    wrong: "it can be cloudflare, resend or postmark",
    when: (own) => Boolean(own.sender),
  },
  {
    key: "files",
    ask: "Allow pictures and PDFs in conversations: yes or no (yes needs R2, which you switch on in Cloudflare's dashboard first)",
    shown: "yes|no",
    fallback: "no",
    form: /^(?:yes|no)$/,
    wrong: "it can be yes or no",
    when: (own) => !hasOwnBucket(own),
  },
];

/** Optional flags that are never asked for. @type {Question[]} */
const SAID = [
  {
    key: "domain",
    ask: "your own domain at Cloudflare instead of workers.dev; empty for none",
    shown: "chat.SITE",
    form: new RegExp(`^$|^${HOST}$`),
    wrong: "a domain looks like chat.shop.example",
  },
  {
    key: "address",
    ask: "the address of the Worker, if it is neither",
    shown: "https://HOST",
    form: /^https:\/\/[^/\s]+$/,
    wrong: "an address begins with https:// and has no path",
  },
  {
    key: "account",
    ask: "the id of your Cloudflare account, if you have several",
    shown: "ID",
    form: /^[0-9a-f]{32}$/,
    wrong: "an account's id has 32 hex digits",
  },
  {
    key: "project",
    ask: "the slug of the project: an existing one, or the first one",
    shown: "SLUG",
    form: /^[a-z0-9-]+$/,
    wrong: "a slug has lowercase letters, digits and hyphens",
  },
];

export const FLAGS = [...ASKED, ...SAID].map(({ key, shown, ask }) => `  --${key} ${shown}\n        ${ask}\n`).join("");

/**
 * `own` with the values of flags, and with answers for the rest.
 * @param {Pick<Context, "ask">} context
 * @param {Own} own
 * @param {Record<string, string | undefined>} flags
 */
export async function settle({ ask }, own, flags) {
  const settled = { ...own };
  const missing = [];
  for (const question of [...ASKED, ...SAID]) {
    const { key, when, shown } = question;
    const given = flags[key];
    if (given !== undefined) settled[key] = checked(question, given);
    if (settled[key] !== undefined || SAID.includes(question) || (when && !when(settled))) continue;
    if (ask) settled[key] = await answered(ask, question);
    else if (question.fallback !== undefined) settled[key] = question.fallback;
    else missing.push(`--${key} ${shown}`);
  }
  if (missing.length > 0) throw new Problem(`this is not a terminal, so give ${missing.join(" ")}`);
  return settled;
}

/**
 * @param {NonNullable<Context["ask"]>} ask
 * @param {Question} question
 */
async function answered(ask, question) {
  for (;;) {
    const answer = plain(question, await ask(question.ask, question.fallback ?? ""));
    if (question.form.test(answer)) return answer;
    console.error(`  ${question.wrong}`);
  }
}

/**
 * @param {Question} question
 * @param {string} given
 */
function checked(question, given) {
  const value = plain(question, given);
  if (!question.form.test(value)) throw new Problem(`--${question.key} ${given}: ${question.wrong}`);
  return value;
}

/**
 * An answer in the form that is stored: without the slash that browsers append to copied addresses.
 * @param {Question} question
 * @param {string} given
 */
const plain = ({ key }, given) => (key === "site" || key === "address" ? given.replace(/\/$/, "") : given);
