// Runs wrangler, Cloudflare's command, in the version that the package pins.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { deployedConfiguration } from "./configuration.js";
import { kept } from "./files.js";
import { Problem, tail } from "./problem.js";
/** @import { Context, Wrangler } from "./context.js" */

const require = createRequire(import.meta.url);

export const WRANGLER = join(dirname(require.resolve("wrangler/package.json")), "bin/wrangler.js");

/**
 * Keeps wrangler from asking questions and from sending usage data, and puts its logs into the owner's folder.
 * @param {string} folder
 */
export const environment = (folder) => ({
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_LOG_PATH: kept(folder, "logs"),
});

/**
 * @param {string} folder
 * @returns {Wrangler}
 */
export const wranglerIn = (folder) => (args, more = {}) =>
  new Promise((resolve, reject) => {
    const config = args.includes("--config") ? [] : ["--config", deployedConfiguration(folder)];
    const running = spawn(process.execPath, [WRANGLER, ...args, ...config], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment(folder), CI: "1", ...more },
    });
    let stdout = "";
    let said = "";
    running.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      said += text;
    });
    running.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
    running.on("error", reject);
    running.on("close", (code) => resolve({ ok: code === 0, stdout, said }));
  });

/**
 * The output of a wrangler command that must succeed.
 * @param {Context} context
 * @param {string[]} args
 * @param {Record<string, string>} [more]
 */
export async function must({ wrangler }, args, more) {
  const ran = await wrangler(args, more);
  if (!ran.ok) throw new Problem(`wrangler ${args.slice(0, 3).join(" ")} failed, and says:\n\n${tail(ran.said)}`);
  return ran.stdout;
}

/**
 * The JSON in wrangler's output, which may start with other lines.
 * @param {string} text
 */
export function jsonIn(text) {
  const start = text.search(/^[[{]/m);
  try {
    return JSON.parse(text.slice(start));
  } catch {
    throw new Problem(`wrangler should have answered with JSON, but says:\n\n${tail(text)}`);
  }
}
