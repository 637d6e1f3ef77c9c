// Secrets: random, made once, and kept where only their owner reads them.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { asJson, kept, readIfThere, writePrivately } from "./files.js";
/** @import { Facts } from "./context.js" */

const SECRET_BYTES = 32;

/** 64 hex digits. */
const random = () => randomBytes(SECRET_BYTES).toString("hex");

/**
 * What a deployment's secrets are, as far as this folder knows: Cloudflare shows none of them again.
 * @param {string} folder
 * @returns {Record<string, string>}
 */
export const readSecrets = (folder) => JSON.parse(readIfThere(secretsFile(folder)) ?? "{}");

/** @param {string} folder */
const secretsFile = (folder) => kept(folder, "secrets.json");

/**
 * The secrets of `names`. Each that has to be made is kept before anything else sees it.
 * @param {string} folder
 * @param {string[]} names
 */
export function secretsOf(folder, names) {
  const present = readSecrets(folder);
  const secrets = Object.fromEntries(names.map((name) => [name, present[name] ?? random()]));
  writePrivately(secretsFile(folder), asJson({ ...present, ...secrets }));
  return secrets;
}

/**
 * Hands over a file with `secrets`, which is gone afterwards.
 * @template T
 * @param {string} folder
 * @param {Record<string, string>} secrets
 * @param {(file: string) => Promise<T>} work
 */
export async function inFile(folder, secrets, work) {
  const file = kept(folder, "handed-over.json");
  writePrivately(file, asJson(secrets));
  try {
    return await work(file);
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * Writes the variables of the Worker on this machine, or those that are missing, and returns the root secret.
 * @param {string} folder
 * @param {Facts} facts
 */
export function localSecrets(folder, { secrets, rootSecret, development }) {
  const file = kept(folder, "dev", ".dev.vars");
  let text = readIfThere(file) ?? development;
  for (const name of secrets) {
    if (!text.split("\n").some((line) => line.startsWith(`${name}=`))) text += `${name}="${random()}"\n`;
  }
  writePrivately(file, text);
  return new RegExp(`^${rootSecret}="(.*)"$`, "m").exec(text)?.[1] ?? "";
}
