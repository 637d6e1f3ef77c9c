// What an update saves before it changes anything: the rows in a file, and a bookmark that the database can be restored
// to.
import { appendFileSync, chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync } from "node:fs";
import { join, relative } from "node:path";
import { readIfThere, write } from "./files.js";
import { Problem } from "./problem.js";
import { jsonIn, must } from "./wrangler.js";
/** @import { Context } from "./context.js" */

/**
 * The tables with rows of their own. D1 cannot export a database that has a full-text index. Such indexes are rebuilt
 * from the rows.
 */
const TABLES = `SELECT name FROM sqlite_schema AS one WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
  AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 4) <> '_cf_' AND name <> 'd1_migrations' AND NOT EXISTS (
    SELECT 1 FROM sqlite_schema AS v
    WHERE v.sql LIKE 'CREATE VIRTUAL%' AND substr(one.name, 1, length(v.name) + 1) = v.name || '_')
  ORDER BY name`;

/**
 * Writes the backup and returns its file. Any failure throws a problem, because nobody must update without a backup.
 * @param {Context} context
 * @param {string} database The binding.
 */
export async function backUp(context, database) {
  const { folder, say } = context;
  const { bookmark } = jsonIn(await must(context, ["d1", "time-travel", "info", database, "--json"]));
  if (!bookmark) throw new Problem("Cloudflare has named no state to restore");
  const found = jsonIn(await must(context, ["d1", "execute", database, "--remote", "--json", "--command", TABLES]));
  const tables = found.flatMap((/** @type {any} */ one) => one.results.map((/** @type {any} */ row) => row.name));
  if (tables.length === 0) throw new Problem("the database has no tables, so there is nothing to update: npx porchlight deploy");

  const backups = join(folder, "backups");
  mkdirSync(backups, { recursive: true });
  chmodSync(backups, 0o700);
  // The rows contain visitors' messages, so no git repository may include them.
  if (!readIfThere(join(backups, ".gitignore"))) write(join(backups, ".gitignore"), "*\n");
  const file = join(backups, `${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.sql`);
  say(`Writing a backup to ${relative(folder, file)}; visitors may have to wait for it`);
  const named = tables.flatMap((/** @type {string} */ table) => ["--table", table]);
  const output = ["--no-schema", "--output", file, "--skip-confirmation"];
  await must(context, ["d1", "export", database, "--remote", ...output, ...named]);
  if (!hasRows(file)) throw new Problem(`the backup ${file} has no rows, so nothing is updated`);
  chmodSync(file, 0o600);
  const undo = `npx porchlight wrangler rollback && npx porchlight wrangler d1 time-travel restore ${database} --bookmark=${bookmark}`;
  appendFileSync(file, `\n-- To undo the update and all later changes: ${undo}\n`);
  return { file, undo };
}

/**
 * Whether there is a row near the start of the file. The whole file may not fit into memory.
 * @param {string} file
 */
function hasRows(file) {
  if (!existsSync(file)) return false;
  const open = openSync(file, "r");
  const head = Buffer.alloc(4096);
  const length = readSync(open, head);
  closeSync(open);
  return head.toString("utf8", 0, length).includes("INSERT INTO");
}
