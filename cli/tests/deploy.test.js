import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, mock, test } from "node:test";
import { deploy, link, publicUrl, update } from "../deploy.js";
import { kept } from "../files.js";
import { FLAGS, Stage } from "./stage.js";

/** @type {Stage} */
let stage;
/** @type {string[]} */
let printed;

beforeEach(() => {
  stage = new Stage();
  printed = [];
  mock.method(console, "log", (/** @type {string} */ text) => printed.push(text));
});
afterEach(() => {
  mock.restoreAll();
  stage.end();
});

/** @param {string[]} calls The calls that change something at Cloudflare. */
const changes = (calls) => calls.filter((call) => / create | bulk |^deploy|^d1 migrations|^d1 export/.test(call));

test("a first deployment makes everything that is missing, in an order in which nothing misses anything", async () => {
  await deploy(stage.context(), FLAGS);
  assert.deepEqual(changes(stage.calls), [
    "queues create porchlight-jobs",
    "queues create porchlight-dead",
    "d1 create porchlight",
    "kv namespace create porchlight-settings",
    "d1 migrations apply DB --remote",
    "deploy --secrets-file FOLDER/.porchlight/handed-over.json",
    "secret bulk FOLDER/.porchlight/handed-over.json",
  ]);
  assert.deepEqual(Object.keys(stage.secrets ?? {}), ["SESSION_SECRET", "ROOT_SECRET", "PUBLIC_URL"]);
  assert.equal(stage.secrets?.PUBLIC_URL, "https://porchlight.ada.workers.dev");
  assert.deepEqual(stage.own(), {
    name: "porchlight",
    website: "Acme Shop",
    site: "https://shop.example",
    email: "ada@shop.example",
    sender: "",
    files: "no",
    account: "a".repeat(32),
    database: "id of porchlight",
    namespace: "id of porchlight-settings",
    address: "https://porchlight.ada.workers.dev",
    project: "acme-shop",
  });
  const { d1_databases, kv_namespaces, account_id, ai, main } = stage.configuration();
  assert.equal(d1_databases[0].database_id, "id of porchlight");
  assert.equal(kv_namespaces[0].id, "id of porchlight-settings");
  assert.deepEqual([account_id, ai, main], ["a".repeat(32), { binding: "AI" }, "package/worker/index.js"]);
  assert.match(printed.join("\n"), /Console, .*: https:\/\/porchlight\.ada\.workers\.dev\/console#ada@shop\.example/);
});

test("secrets are kept for their owner alone, and what was handed over is gone", async () => {
  await deploy(stage.context(), FLAGS);
  const file = kept(stage.folder, "secrets.json");
  assert.equal(JSON.parse(readFileSync(file, "utf8")).ROOT_SECRET, stage.secrets?.ROOT_SECRET);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(existsSync(kept(stage.folder, "handed-over.json")), false);
});

test("a second deployment changes nothing that exists, and asks nothing", async () => {
  await deploy(stage.context(), FLAGS);
  const before = { own: stage.own(), secrets: stage.secrets, configuration: stage.configuration() };
  stage.calls = [];
  stage.requests = [];
  await deploy(stage.context(), {});
  assert.deepEqual(changes(stage.calls), [
    "d1 migrations apply DB --remote",
    "deploy",
  ]);
  assert.deepEqual(stage.requests, []);
  assert.deepEqual({ own: stage.own(), secrets: stage.secrets, configuration: stage.configuration() }, before);
});

test("another name is another deployment, from another folder", async () => {
  await deploy(stage.context(), FLAGS);
  await assert.rejects(deploy(stage.context(), { name: "other" }), /this folder belongs to the Worker porchlight/);
});

test("a deployment that broke off goes on where it was", async () => {
  stage.instead = { "kv namespace create": { ok: false, said: "no network" } };
  await assert.rejects(deploy(stage.context(), FLAGS), /wrangler kv namespace create failed, and says:\n\nno network/);
  stage.instead = {};
  stage.calls = [];
  await deploy(stage.context(), {});
  assert.deepEqual(changes(stage.calls).slice(0, 2), [
    "kv namespace create porchlight-settings",
    "d1 migrations apply DB --remote",
  ]);
});

test("what another folder has deployed is found, and its secrets stay", async () => {
  await deploy(stage.context(), FLAGS);
  const other = new Stage();
  for (const key of /** @type {const} */ (["databases", "namespaces", "queues", "secrets", "projects"])) {
    Object.assign(other, { [key]: stage[key] });
  }
  await deploy(other.context(), FLAGS);
  assert.deepEqual(changes(other.calls), [
    "d1 migrations apply DB --remote",
    "deploy",
  ]);
  assert.deepEqual(other.secrets, stage.secrets);
  assert.equal(other.own().project, "acme-shop");
  assert.match(other.said.join("\n"), /this folder does not have ROOT_SECRET: set PORCHLIGHT_ROOT_SECRET/);
  other.end();
});

test("who is not signed in is told how, before anything is asked", async () => {
  stage.instead = { whoami: { ok: false, said: '{ "loggedIn": false }' } };
  const asked = mock.fn(async () => "");
  await assert.rejects(deploy(stage.context(asked), {}), /not signed in to Cloudflare: run `npx porchlight wrangler login`/);
  stage.instead = { whoami: { ok: false, said: "fetch failed" } };
  await assert.rejects(deploy(stage.context(asked), {}), /wrangler says:\n\nfetch failed/);
  assert.equal(asked.mock.callCount(), 0);
});

test("a bucket for files is made where its owner says so, and kept by updates", async () => {
  await deploy(stage.context(), { ...FLAGS, name: "acme-chat", files: "yes" });
  const bucket = { binding: "FILES", bucket_name: "acme-chat-files" };
  assert.equal(changes(stage.calls)[0], "r2 bucket create acme-chat-files");
  assert.deepEqual(stage.configuration().r2_buckets, [bucket]);
  stage.calls = [];
  await update(stage.context(), {});
  assert.ok(!stage.calls.includes("r2 bucket create acme-chat-files"));
  assert.deepEqual([stage.own().files, stage.configuration().r2_buckets], ["yes", [bucket]]);
  // The bucket keeps the files that were sent.
  await deploy(stage.context(), { files: "no" });
  assert.deepEqual([stage.configuration().r2_buckets, [...stage.buckets]], [undefined, ["acme-chat-files"]]);
});

test("where nobody can be asked, there is no bucket unless it is said", async () => {
  const { files: _, ...unsaid } = FLAGS;
  await deploy(stage.context(), unsaid);
  assert.ok(!stage.calls.some((call) => call.startsWith("r2 ")));
  assert.equal(stage.configuration().r2_buckets, undefined);
  await assert.rejects(deploy(stage.context(), { files: "maybe" }), /--files maybe: it can be yes or no/);
});

test("who deployed before there was a bucket is asked for one", async () => {
  await deploy(stage.context(), FLAGS);
  const { files: _, ...earlier } = stage.own();
  writeFileSync(join(stage.folder, "porchlight.json"), JSON.stringify(earlier));
  const asked = mock.fn(async (/** @type {string} */ question) => (question.startsWith("Allow pictures") ? "yes" : ""));
  await update(stage.context(asked), {});
  assert.deepEqual([asked.mock.callCount(), [...stage.buckets]], [1, ["porchlight-files"]]);
});

test("a bucket that its owner has named is theirs", async () => {
  const own = { binding: "FILES", bucket_name: "mine" };
  writeFileSync(join(stage.folder, "porchlight.json"), JSON.stringify({ wrangler: { r2_buckets: [own] } }));
  const answers = ["porchlight", "Acme Shop", "https://shop.example", "ada@shop.example", ""];
  await deploy(stage.context(async (_, fallback) => answers.shift() ?? assert.fail(fallback)), {});
  assert.ok(!stage.calls.some((call) => call.startsWith("r2 ")));
  assert.deepEqual([stage.own().files, stage.configuration().r2_buckets], [undefined, [own]]);
});

for (const [what, said, says] of /** @type {const} */ ([
  ["is switched off", "Please enable R2 through the Cloudflare Dashboard. [code: 10042]", /R2 is not switched on .* Or do without files: --files no$/],
  ["cannot be reached", "fetch failed", /cannot look for the bucket porchlight-files. wrangler says:\n\nfetch failed/],
])) {
  test(`where R2 ${what}, nothing is made yet`, async () => {
    stage.instead = { "r2 bucket info": { ok: false, said } };
    await assert.rejects(deploy(stage.context(), { ...FLAGS, files: "yes" }), says);
    assert.deepEqual(changes(stage.calls), []);
  });
}

test("of several accounts one is chosen", async () => {
  stage.accounts.push({ id: "b".repeat(32), name: "Work" });
  await assert.rejects(deploy(stage.context(), FLAGS), /choose one with --account ID\n {2}1 {2}a+ {2}Ada\n {2}2 {2}b+ {2}Work/);
  await deploy(stage.context(), { ...FLAGS, account: "b".repeat(32) });
  assert.equal(stage.configuration().account_id, "b".repeat(32));
});

test("a domain of one's own is the address from the beginning", async () => {
  await deploy(stage.context(), { ...FLAGS, domain: "chat.shop.example" });
  assert.deepEqual(stage.configuration().routes, [{ pattern: "chat.shop.example", custom_domain: true }]);
  assert.equal(stage.secrets?.PUBLIC_URL, "https://chat.shop.example");
  assert.ok(!stage.calls.some((call) => call.startsWith("secret bulk")));
});

test("a provider of e-mails needs its key, since the Worker does not answer without it", async () => {
  const flags = { ...FLAGS, sender: "Shop <hello@shop.example>", "mail-provider": "resend" };
  await assert.rejects(deploy(stage.context(), flags), /set MAIL_KEY in the environment/);
  assert.ok(!stage.calls.some((call) => call.startsWith("deploy")));
  await deploy(stage.context(async () => "re_1"), flags);
  assert.equal(stage.secrets?.MAIL_KEY, "re_1");
  assert.deepEqual(stage.configuration().vars, { MAIL_FROM: "Shop <hello@shop.example>", MAIL_PROVIDER: "resend" });
});

test("a key of another provider is no key", async () => {
  const flags = { ...FLAGS, name: "porchlight", sender: "Shop <hello@shop.example>", "mail-provider": "resend" };
  await deploy(stage.context(async () => "re_1"), flags);
  const asked = mock.fn(async () => "pm_1");
  await deploy(stage.context(asked), {});
  assert.equal(asked.mock.callCount(), 0);
  await assert.rejects(deploy(stage.context(), { "mail-provider": "postmark" }), /set MAIL_KEY .* postmark/);
  await deploy(stage.context(asked), {});
  assert.deepEqual([asked.mock.callCount(), stage.secrets?.MAIL_KEY], [1, "pm_1"]);
});

test("a domain that was mistyped can be taken back", async () => {
  stage.instead = { deploy: { ok: false, said: "no zone" } };
  await assert.rejects(deploy(stage.context(), { ...FLAGS, domain: "chat.shp.example" }), /no zone/);
  stage.instead = {};
  await deploy(stage.context(), { domain: "" });
  assert.equal(stage.configuration().routes, undefined);
  assert.equal(stage.own().domain, undefined);
  assert.equal(stage.secrets?.PUBLIC_URL, "https://porchlight.ada.workers.dev");
});

test("an address that is none of a domain stays when there is no domain any more", async () => {
  const address = "https://chat.shop.example";
  await deploy(stage.context(), { ...FLAGS, address });
  stage.calls = [];
  await deploy(stage.context(), { domain: "" });
  assert.deepEqual([stage.own().address, stage.secrets?.PUBLIC_URL], [address, address]);
  assert.deepEqual(changes(stage.calls), ["d1 migrations apply DB --remote", "deploy"]);
});

test("a PUBLIC_URL that was set by hand stays where no domain is taken back", async () => {
  await deploy(stage.context(), FLAGS);
  stage.secrets = { ...stage.secrets, PUBLIC_URL: "https://proxy.shop.example" };
  await deploy(stage.context(), { domain: "" });
  assert.equal(stage.secrets?.PUBLIC_URL, "https://proxy.shop.example");
});

test("a key is that of the provider before where nobody noted whose it is", async () => {
  const flags = { ...FLAGS, name: "porchlight", sender: "Shop <hello@shop.example>", "mail-provider": "resend" };
  await deploy(stage.context(async () => "re_1"), flags);
  const { "mail-key-of": _, ...earlier } = stage.own();
  writeFileSync(join(stage.folder, "porchlight.json"), JSON.stringify(earlier));
  await assert.rejects(deploy(stage.context(), { "mail-provider": "postmark" }), /set MAIL_KEY .* postmark/);
  await assert.rejects(deploy(stage.context(), {}), /set MAIL_KEY .* postmark/);
  await deploy(stage.context(async () => "pm_1"), {});
  assert.equal(stage.secrets?.MAIL_KEY, "pm_1");
});

test("the first project has the slug that was said", async () => {
  await deploy(stage.context(), { ...FLAGS, project: "lamps" });
  assert.deepEqual([stage.projects, stage.own().project], [["lamps"], "lamps"]);
});

test("an address is taken with a slash at its end, however it is given", async () => {
  const answers = ["porchlight", "Acme Shop", "https://shop.example/", "ada@shop.example", "", "no"];
  await deploy(stage.context(async () => answers.shift() ?? ""), {});
  assert.equal(stage.own().site, "https://shop.example");
});

test("an update writes a backup before it changes anything", async () => {
  await deploy(stage.context(), FLAGS);
  stage.calls = [];
  await update(stage.context(), {});
  const [backup, ...rest] = changes(stage.calls);
  assert.match(backup ?? "", /^d1 export DB --remote --no-schema .* --table organizations --table projects$/);
  assert.equal(rest[0], "d1 migrations apply DB --remote");
  const [file = ""] = readdirSync(join(stage.folder, "backups")).filter((name) => name.endsWith(".sql"));
  assert.match(readFileSync(join(stage.folder, "backups", file), "utf8"), /time-travel restore DB --bookmark=0000-1111\n$/);
  assert.match(printed.join("\n"), /npx porchlight wrangler d1 time-travel restore DB --bookmark=0000-1111/);
});

for (const [what, instead, says] of /** @type {const} */ ([
  ["fails", { "d1 export": { ok: false, said: "D1 Export error" } }, /wrangler d1 export DB failed, and says:\n\nD1 Export error/],
  ["has no rows", { "d1 export": { ok: true } }, /has no rows, so nothing is updated/],
  ["has no way back", { "d1 time-travel": { ok: false, said: "no" } }, /wrangler d1 time-travel info failed/],
])) {
  test(`an update whose backup ${what} goes no further`, async () => {
    await deploy(stage.context(), FLAGS);
    stage.calls = [];
    stage.instead = instead;
    await assert.rejects(update(stage.context(), {}), says);
    assert.deepEqual(changes(stage.calls).filter((call) => !call.startsWith("d1 export")), []);
  });
}

test("what is not deployed is not updated, and has no link", async () => {
  await assert.rejects(update(stage.context(), {}), /nothing is deployed from this folder yet: npx porchlight deploy/);
  await assert.rejects(link(stage.context()), /nothing is deployed from this folder yet/);
  assert.deepEqual(stage.calls, []);
});

test("a link is made without wrangler", async () => {
  await deploy(stage.context(), FLAGS);
  stage.calls = [];
  printed = [];
  await link(stage.context());
  assert.deepEqual([stage.calls, printed], [[], ["https://porchlight.ada.workers.dev/console#ada@shop.example"]]);
});

test("the address is the owner's domain or else the one on workers.dev", () => {
  const given = "https://porchlight.ada.workers.dev";
  assert.equal(publicUrl([given, "schedule: */5 * * * *"]), given);
  assert.equal(publicUrl([given, "chat.example.com (custom domain)"]), "https://chat.example.com");
  assert.equal(publicUrl(["schedule: */5 * * * *"]), undefined);
});
