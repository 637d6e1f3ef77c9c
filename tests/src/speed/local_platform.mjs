// The built Worker with all its bindings, in workerd, on a socket of its own: Miniflare as wrangler sets it up, but
// without wrangler's proxy and log, and without Miniflare's own Worker in front.
//
//   node local_platform.mjs <wrangler.toml> <folder for state> <gates: open or deployed> <SQL file>…
//
// Prints its address, then runs until it is killed. BESIDE names a module to run as a second Worker, with the same D1.
// WORKER names the folder of another build of the Worker.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_splitSqlQuery } from "wrangler";

const [configuration, state, gates, ...sqlFiles] = process.argv.slice(2);
const { workerOptions, main } = unstable_getMiniflareWorkerOptions(configuration);
const { assets, modulesRules, ...bindings } = workerOptions;

// All visitors of a benchmark have the same address, so rate limits are off unless they are measured.
if (gates === "open") {
  for (const gate of Object.values(bindings.ratelimits)) {
    gate.simple.limit = Number.MAX_SAFE_INTEGER;
  }
}

const folder = process.env.WORKER ?? dirname(main);
const worker = {
  ...bindings,
  name: "porchlight",
  modulesRoot: folder,
  modules: [
    { type: "ESModule", path: join(folder, basename(main)) },
    { type: "CompiledWasm", path: join(folder, "index_bg.wasm") },
  ],
  // Serves the files directly: Miniflare's own Worker for them would be in front.
  serviceBindings: {
    ...bindings.serviceBindings,
    [assets.binding]: { disk: { path: assets.directory, writable: false } },
  },
  bindings: {
    ...bindings.bindings,
    SESSION_SECRET: "only-for-benchmarks-0123456789-0123456789",
    ROOT_SECRET: "only-for-benchmarks-9876543210-9876543210",
    // The webhooks of a benchmark lead to this machine.
    DEVELOPMENT: "true",
  },
  unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
};
const beside = process.env.BESIDE && {
  name: "beside",
  compatibilityDate: bindings.compatibilityDate,
  d1Databases: bindings.d1Databases,
  modulesRoot: dirname(process.env.BESIDE),
  modules: [{ type: "ESModule", path: process.env.BESIDE }],
  unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
};
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    cf: false,
    telemetry: { enabled: false },
    resourcePersistencePath: state,
    workers: beside ? [worker, beside] : [worker],
  }),
);
await miniflare.ready;
const database = await miniflare.getD1Database("DB");
for (const file of sqlFiles) {
  for (const statement of unstable_splitSqlQuery(readFileSync(file, "utf8"))) {
    await database.prepare(statement).run();
  }
}
if (beside) {
  console.log(`beside on ${(await miniflare.unsafeGetDirectURL("beside")).origin}`);
}
console.log(`listening on ${(await miniflare.unsafeGetDirectURL("porchlight")).origin}`);
