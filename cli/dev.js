// `porchlight dev`: everything on this machine, with its own database, queues and rooms in .porchlight/dev/.
import { spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { local } from "./configuration.js";
import { demonstrate } from "./demo.js";
import { asJson, kept, place, readIfThere, write } from "./files.js";
import { Problem, tail } from "./problem.js";
import { localSecrets } from "./secrets.js";
import { answers } from "./worker.js";
import { WRANGLER, environment, must } from "./wrangler.js";
/** @import { Context } from "./context.js" */

/** How long the Worker may take to start, in milliseconds. */
const START = 60_000;
/** How long wrangler may take to stop everything that it started, in milliseconds. */
const END = 5_000;

/**
 * Starts everything, and waits for Ctrl-C.
 * @param {Context} context
 * @param {string} wanted
 */
export async function dev(context, wanted) {
  const { folder, facts, say } = context;
  const port = await freePort(wanted);
  place(folder, facts);
  const files = {
    config: kept(folder, "dev", "wrangler.json"),
    state: kept(folder, "dev", "state"),
    log: kept(folder, "dev", "wrangler.log"),
  };
  write(files.config, asJson(local(facts)));
  const rootSecret = localSecrets(folder, facts);
  await migrate(context, files);

  say("Starting");
  const address = `http://127.0.0.1:${port}`;
  const server = serve(context, port, files);
  try {
    if ((await answers(context, address, START, server.runs)) !== "ok") {
      if (server.stopping()) return;
      throw new Problem(`the Worker did not start. wrangler says:\n\n${tail(readIfThere(files.log) ?? "")}`);
    }
    const { link, apiKey } = await demonstrate(context, { address, rootSecret });
    console.log(`
  Porchlight runs at ${address}/
  Console, once within 15 minutes: ${link}
  API key of the demo project: ${apiKey}

  Ask the demo how Porchlight works. To add your own website, open Knowledge in the console.
  Its data is in .porchlight/dev, with the Worker's log in wrangler.log. Ctrl-C stops it.
`);
    await server.ended;
    if (!server.stopping()) throw new Problem(`wrangler stopped unexpectedly, and says:\n\n${tail(readIfThere(files.log) ?? "")}`);
  } catch (error) {
    // After Ctrl-C during the start, nobody needs an error about the interrupted start.
    if (!server.stopping()) throw error;
  } finally {
    await server.stop();
  }
}

/**
 * @param {string} wanted
 * @returns {Promise<number>}
 */
async function freePort(wanted) {
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) {
    throw new Problem(`\`${wanted}\` is not a port: choose one from 1024 to 65535`);
  }
  const probe = createServer();
  await new Promise((resolve, reject) => {
    probe.once("error", () => {
      const other = `npx porchlight dev --port ${port === 8788 ? 8789 : 8788}`;
      reject(new Problem(`port ${port} is in use: stop the program that uses it, or choose another with \`${other}\``));
    });
    probe.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * @param {Context} context
 * @param {{ config: string, state: string }} files
 */
async function migrate(context, { config, state }) {
  const migrated = kept(context.folder, "dev", "state", "migrated");
  if (readIfThere(migrated) === context.facts.build) return;
  context.say("Creating the database");
  const { binding } = context.facts.wrangler.d1_databases[0];
  await must(context, ["d1", "migrations", "apply", binding, "--local", "--persist-to", state, "--config", config]);
  write(migrated, context.facts.build);
}

/**
 * Starts wrangler, which ends with this program.
 * @param {Context} context
 * @param {number} port
 * @param {{ config: string, state: string, log: string }} files
 */
function serve({ folder, facts }, port, { config, state, log }) {
  mkdirSync(state, { recursive: true });
  const output = openSync(log, "w");
  const args = ["dev", "--config", config, "--persist-to", state, "--ip", "127.0.0.1", "--port", String(port)];
  const server = spawn(process.execPath, [WRANGLER, ...args, "--var", `${facts.publicUrl}:http://127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ["ignore", output, output],
    env: { ...process.env, ...environment(folder), CI: "1" },
  });
  let runs = true;
  let stopping = false;
  const ended = new Promise((resolve) => {
    server.on("close", resolve);
    server.on("error", resolve);
  }).then(() => {
    runs = false;
  });
  const stop = async () => {
    if (!runs) return;
    server.kill("SIGTERM");
    const kill = setTimeout(() => server.kill("SIGKILL"), END);
    await ended;
    clearTimeout(kill);
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      if (!stopping) console.error("\n▸ Stopping");
      stopping = true;
      void stop();
    });
  }
  return { runs: () => runs, stopping: () => stopping, ended, stop };
}
