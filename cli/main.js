// Parses the command, and runs it.
import { spawnSync } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { configure, readOwn } from "./configuration.js";
import { deploy, link, update } from "./deploy.js";
import { dev } from "./dev.js";
import { place, readFacts } from "./files.js";
import { Problem } from "./problem.js";
import { FLAGS } from "./questions.js";
import { WRANGLER, environment, wranglerIn } from "./wrangler.js";
/** @import { Context } from "./context.js" */

const USAGE = `Usage: npx porchlight <command>

  dev [--port 8787]   run Porchlight with a demo on this machine; Ctrl-C ends it
  deploy [OPTION…]    deploy to your Cloudflare account; asks for what it needs. Run again, it changes what you name,
                      but not the websites of the project: those are in the console, under Appearance
  update [OPTION…]    the same with this version of Porchlight, after a backup
  link                print a link that signs you in to the console
  wrangler …          run Cloudflare's command with the configuration of your deployment: wrangler tail

Options of deploy and update, instead of their questions:

${FLAGS}
Your answers are stored in porchlight.json, and the commands' own files in .porchlight/, both in this folder.
`;

/** @param {string[]} given */
export async function main(given) {
  try {
    await run(given);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  }
}

/** @param {string[]} given */
async function run([command = "help", ...rest]) {
  const facts = readFacts();
  const folder = process.cwd();
  switch (command) {
    case "dev": {
      const { port = "8787" } = options(rest, ["port"]);
      return dev(context(folder, facts), port);
    }
    case "deploy":
    case "update": {
      const flags = options(rest, FLAGS.match(/(?<=--)[a-z-]+/g) ?? []);
      return (command === "deploy" ? deploy : update)(context(folder, facts), flags);
    }
    case "link":
      options(rest, []);
      return link(context(folder, facts));
    case "wrangler": {
      place(folder, facts);
      const { configuration } = configure(folder, facts, readOwn(folder));
      const ran = spawnSync(process.execPath, [WRANGLER, ...rest, "--config", configuration], {
        stdio: "inherit",
        env: { ...process.env, ...environment(folder) },
      });
      process.exitCode = ran.status ?? 1;
      return;
    }
    case "--version":
      return console.log(facts.version);
    case "help":
    case "--help":
    case "-h":
      return console.log(USAGE);
    default:
      throw new Problem(`there is no command \`${command}\`. \`npx porchlight\` lists the commands`);
  }
}

/**
 * @param {string[]} args
 * @param {string[]} names
 */
function options(args, names) {
  try {
    const known = Object.fromEntries(names.map((name) => [name, { type: /** @type {const} */ ("string") }]));
    return /** @type {Record<string, string | undefined>} */ (parseArgs({ args, options: known }).values);
  } catch (error) {
    throw new Problem(`${/** @type {Error} */ (error).message}. \`npx porchlight\` lists what there is`);
  }
}

/**
 * @param {string} folder
 * @param {Context["facts"]} facts
 * @returns {Context}
 */
const context = (folder, facts) => ({
  folder,
  facts,
  wrangler: wranglerIn(folder),
  fetch,
  ask: process.stdin.isTTY ? ask : undefined,
  say: (text) => console.error(`▸ ${text}`),
});

/**
 * @param {string} question
 * @param {string} fallback
 */
async function ask(question, fallback) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question}${fallback ? ` [${fallback}]` : ""}: `);
    return answer.trim() || fallback;
  } finally {
    terminal.close();
  }
}
