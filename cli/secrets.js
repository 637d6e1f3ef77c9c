// Random secrets, created once and stored where only their owner can read them.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { asJson, kept, readIfThere, writePrivately } from "./files.js";
/** @import { Facts } from "./context.js" */

const SECRET_BYTES = 32;

/** 64 hex digits. */
const random = () => randomBytes(SECRET_BYTES).toString("hex");

/**
 * A deployment's secrets, as far as they are stored in this folder. Cloudflare never shows a secret again.
 * @param {string} folder
 * @returns {Record<string, string>}
 */
export const readSecrets = (folder) => JSON.parse(readIfThere(secretsFile(folder)) ?? "{}");

/** @param {string} folder */
const secretsFile = (folder) => kept(folder, "secrets.json");

/**
 * The secrets called `names`. A new secret is stored before it is used anywhere.
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
 * Runs `work` with a file that contains `secrets`, and deletes the file afterwards.
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
 * Writes the local Worker's variables, or those that are missing, and returns the root secret.
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
