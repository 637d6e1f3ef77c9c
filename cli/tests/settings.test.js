import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { deployed, local, merged } from "../configuration.js";
import { dev } from "../dev.js";
import { kept, write } from "../files.js";
import { settle } from "../questions.js";
import { localSecrets } from "../secrets.js";
import { jsonIn } from "../wrangler.js";
import { FACTS, FLAGS, Stage } from "./stage.js";

/** @type {Stage} */
let stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.end());

test("each question is asked once, and a wrong answer is asked for again", async () => {
  const answers = ["", "Acme", "shop.example", "https://shop.example", "ada@shop.example", "", "perhaps", "yes"];
  /** @type {string[]} */
  const asked = [];
  const ask = async (/** @type {string} */ question, /** @type {string} */ fallback) => {
    asked.push(question.slice(0, 15));
    return answers.shift() || fallback;
  };
  const own = await settle({ ask }, {}, {});
  assert.deepEqual(own, { name: "porchlight", website: "Acme", site: "https://shop.example", email: "ada@shop.example", sender: "", files: "yes" });
  assert.equal(asked.filter((question) => question === "Address of your").length, 2);
  assert.deepEqual(await settle({ ask: () => assert.fail() }, own, {}), own);
});

test("where nobody can be asked, everything that is missing is named at once", async () => {
  await assert.rejects(settle({ ask: undefined }, {}, { email: "ada@shop.example" }), /give --website NAME --site https:\/\/SITE$/);
  await assert.rejects(settle({ ask: undefined }, {}, { ...FLAGS, site: "shop" }), /--site shop: an address begins with https/);
  assert.equal((await settle({ ask: undefined }, {}, { ...FLAGS, site: "https://shop.example/" })).site, "https://shop.example");
});

test("two deployments of one account share nothing", () => {
  const { name, d1_databases, queues } = deployed(FACTS, { name: "acme-chat" });
  assert.deepEqual([name, d1_databases[0].database_name], ["acme-chat", "acme-chat"]);
  assert.deepEqual(queues, {
    producers: [{ binding: "JOBS", queue: "acme-chat-jobs" }],
    consumers: [{ queue: "acme-chat-jobs", dead_letter_queue: "acme-chat-dead" }, { queue: "acme-chat-dead" }],
  });
});

test("what the owner says comes over what the package brings", () => {
  const wrangler = {
    ratelimits: [{ name: "GATE", simple: { limit: 60 } }],
    vars: { ANSWER_PROVIDER: "extractive" },
    browser: { binding: "BROWSER" },
    triggers: { crons: ["0 * * * *"] },
  };
  const all = deployed(FACTS, { sender: "a@b.example", "mail-provider": "cloudflare", wrangler });
  assert.deepEqual(all.ratelimits, [{ name: "GATE", simple: { limit: 60, period: 60 } }]);
  assert.deepEqual(all.vars, { MAIL_FROM: "a@b.example", MAIL_PROVIDER: "cloudflare", ANSWER_PROVIDER: "extractive" });
  assert.deepEqual([all.send_email, all.browser], [[{ name: "EMAIL" }], { binding: "BROWSER" }]);
  assert.deepEqual(all.triggers.crons, ["0 * * * *"]);
  assert.deepEqual(merged([{ binding: "A" }], [{ binding: "B" }]), [{ binding: "A" }, { binding: "B" }]);
});

test("on this machine nothing needs an account", () => {
  const { ai, main, d1_databases, r2_buckets } = local(FACTS);
  assert.deepEqual([ai, main, d1_databases[0].migrations_dir], [undefined, "../package/worker/index.js", "../package/migrations"]);
  assert.deepEqual(r2_buckets, FACTS.files.r2_buckets);
  assert.equal(FACTS.wrangler.main, "worker/index.js");
});

test("only local secrets that are missing are made", () => {
  write(kept(stage.folder, "dev", ".dev.vars"), 'SESSION_SECRET="kept"\n');
  const root = localSecrets(stage.folder, FACTS);
  const text = readFileSync(kept(stage.folder, "dev", ".dev.vars"), "utf8");
  assert.match(root, /^[0-9a-f]{64}$/);
  assert.equal(text, `SESSION_SECRET="kept"\nROOT_SECRET="${root}"\n`);
  assert.equal(localSecrets(stage.folder, FACTS), root);
});

test("a port that is taken or none is refused before anything starts", async () => {
  const other = createServer();
  await new Promise((resolve) => other.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (other.address());
  await assert.rejects(dev(stage.context(), String(port)), new RegExp(`port ${port} is in use: .* --port 8788`));
  await assert.rejects(dev(stage.context(), "porch"), /`porch` is not a port/);
  other.close();
  assert.deepEqual(stage.calls, []);
});

test("JSON is found after what wrangler writes before it", () => {
  assert.deepEqual(jsonIn("a warning [1]\n\n[\n  1\n]\n"), [1]);
  assert.throws(() => jsonIn("Nothing."), /should have answered with JSON, but says:\n\nNothing\./);
});

test("an old Node is told to go", () => {
  const program = fileURLToPath(new URL("../porchlight.js", import.meta.url));
  const old = 'data:text/javascript,Object.defineProperty(process.versions, "node", { value: "20.1.0" })';
  const ran = spawnSync(process.execPath, ["--import", old, program, "dev"], { encoding: "utf8" });
  assert.deepEqual([ran.status, ran.stderr.split(",")[0]], [1, "error: Porchlight needs Node.js 22 or newer"]);
});

test("a command that there is not is answered with those that there are", () => {
  const program = fileURLToPath(new URL("../porchlight.js", import.meta.url));
  const ran = spawnSync(process.execPath, [program, "destroy"], { encoding: "utf8" });
  assert.equal(ran.status, 1);
  assert.match(ran.stderr, /^error: /);
});
