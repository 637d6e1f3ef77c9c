// What the commands work with. Tests replace it.

/**
 * What `cargo xtask package` has taken from wrangler.toml and from the constants of xtask.
 * @typedef {object} Facts
 * @property {string} version
 * @property {string} build The hash of the packaged files.
 * @property {Configuration} wrangler wrangler.toml, with the package's paths.
 * @property {Configuration} deployed What is added to it in a deployment.
 * @property {Configuration} email What is added to it for e-mail through Cloudflare.
 * @property {Configuration} files What is added to it for a bucket for the files of conversations.
 * @property {string[]} secrets
 * @property {string} rootSecret The one that opens the administration.
 * @property {string} publicUrl The name of the variable with the deployment's address.
 * @property {string} development The lines of .dev.vars other than the secrets.
 * @property {{ slug: string, owner: string, organization: string, settings: object }} demo
 */

/**
 * A configuration of wrangler's.
 * @typedef {Record<string, any>} Configuration
 */

/**
 * Runs wrangler quietly.
 * @typedef {(args: string[], environment?: Record<string, string>) => Promise<Ran>} Wrangler
 */

/** @typedef {{ ok: boolean, stdout: string, said: string }} Ran */

/**
 * @typedef {object} Context
 * @property {string} folder The owner's folder.
 * @property {Facts} facts
 * @property {Wrangler} wrangler
 * @property {typeof fetch} fetch
 * @property {((question: string, fallback: string) => Promise<string>) | undefined} ask Missing if nobody can answer.
 * @property {(text: string) => void} say
 */

export {};
