// The files of the package, and those in the folder where the command runs.
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Problem } from "./problem.js";
/** @import { Facts } from "./context.js" */

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));
/**
 * The files that wrangler reads. They are copied, so that a configuration stays valid wherever npm puts the package.
 */
const COPIED = ["worker", "assets", "migrations"];

/** The pages for users. The demo answers from them. */
export const PAGES = join(PACKAGE, "pages");

/** @returns {Facts} */
export function readFacts() {
  const file = join(PACKAGE, "facts.json");
  if (!existsSync(file)) throw new Problem("this is the command's source: build the package with `cargo xtask package`");
  return JSON.parse(readFileSync(file, "utf8"));
}

/**
 * A path in the commands' part of the owner's folder. It contains secrets, so no git repository may include it.
 * @param {string} folder
 * @param {string[]} parts
 */
export const kept = (folder, ...parts) => join(folder, ".porchlight", ...parts);

/**
 * Copies the files of the package into the owner's folder, unless they are there already.
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
 * Writes a file that only its owner may read.
 * @param {string} file
 * @param {string} text
 */
export function writePrivately(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  // The mode above applies only to a new file.
  chmodSync(file, 0o600);
}

/** @param {unknown} value */
export const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;
