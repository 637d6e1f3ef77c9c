// Where things lie: in the package, and in the folder of whoever runs the command.
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Problem } from "./problem.js";
/** @import { Facts } from "./context.js" */

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));
/** What wrangler reads, copied, so that a configuration goes on to hold wherever npm keeps the package. */
const COPIED = ["worker", "assets", "migrations"];

/** The pages for users, which the demo answers from. */
export const PAGES = join(PACKAGE, "pages");

/** @returns {Facts} */
export function readFacts() {
  const file = join(PACKAGE, "facts.json");
  if (!existsSync(file)) throw new Problem("this is the command's source: `cargo xtask package` makes the package");
  return JSON.parse(readFileSync(file, "utf8"));
}

/**
 * What the commands keep in the owner's folder. No git repository takes it: secrets are in it.
 * @param {string} folder
 * @param {string[]} parts
 */
export const kept = (folder, ...parts) => join(folder, ".porchlight", ...parts);

/**
 * Puts the files of the package into the owner's folder, unless they are there.
 * @param {string} folder
 * @param {Facts} facts
 */
export function place(folder, facts) {
  const target = kept(folder, "package");
  const placed = join(target, "build");
  if (readIfThere(placed) === facts.build) return;
  rmSync(target, { recursive: true, force: true });
  for (const name of COPIED) cpSync(join(PACKAGE, name), join(target, name), { recursive: true });
  write(kept(folder, ".gitignore"), "*\n");
  write(placed, facts.build);
}

/** @param {string} file */
export const readIfThere = (file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

/**
 * @param {string} file
 * @param {string} text
 */
export function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/**
 * Writes what only the owner of the file may read.
 * @param {string} file
 * @param {string} text
 */
export function writePrivately(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  // One that was there before keeps its mode.
  chmodSync(file, 0o600);
}

/** @param {unknown} value */
export const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;
