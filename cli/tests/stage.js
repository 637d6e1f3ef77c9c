// Stand-ins for Cloudflare: a wrangler that records its calls and remembers what they create, and the Worker that it
// deploys.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kept, write } from "../files.js";
/** @import { Context, Facts, Ran } from "../context.js" */

/** @type {Facts} */
export const FACTS = {
  version: "1.0.0",
  build: "one",
  wrangler: {
    name: "porchlight",
    main: "worker/index.js",
    assets: { directory: "assets", binding: "ASSETS" },
    d1_databases: [{ binding: "DB", database_name: "porchlight", migrations_dir: "migrations" }],
    kv_namespaces: [{ binding: "SETTINGS" }],
    queues: {
      producers: [{ binding: "JOBS", queue: "porchlight-jobs" }],
      consumers: [{ queue: "porchlight-jobs", dead_letter_queue: "porchlight-dead" }, { queue: "porchlight-dead" }],
    },
    ratelimits: [{ name: "GATE", simple: { limit: 20, period: 60 } }],
    triggers: { crons: ["*/5 * * * *"] },
  },
  deployed: { ai: { binding: "AI" } },
  email: { send_email: [{ name: "EMAIL" }] },
  files: { r2_buckets: [{ binding: "FILES", bucket_name: "porchlight-files" }] },
  secrets: ["SESSION_SECRET", "ROOT_SECRET"],
  rootSecret: "ROOT_SECRET",
  publicUrl: "PUBLIC_URL",
  development: 'DEVELOPMENT="true"\n',
  demo: { slug: "demo", owner: "owner@localhost", organization: "Porchlight", settings: {} },
};

export const FLAGS = { website: "Acme Shop", site: "https://shop.example", email: "ada@shop.example", files: "no" };

const ADDRESS = "https://porchlight.ada.workers.dev";

/** The state of Cloudflare and the Worker, and all calls and requests. */
export class Stage {
  folder = mkdtempSync(join(tmpdir(), "porchlight stage "));
  /** @type {string[]} */
  calls = [];
  /** @type {string[]} */
  requests = [];
  /** @type {string[]} */
  said = [];
  /** Responses that replace the usual ones, by the start of the call. @type {Record<string, Partial<Ran>>} */
  instead = {};
  accounts = [{ id: "a".repeat(32), name: "Ada" }];
  /** @type {Map<string, string>} */
  databases = new Map();
  /** @type {Map<string, string>} */
  namespaces = new Map();
  /** @type {Set<string>} */
  queues = new Set();
  /** @type {Set<string>} */
  buckets = new Set();
  /** @type {Record<string, string> | undefined} */
  secrets;
  /** @type {string[]} */
  projects = [];

  constructor() {
    // There is no package to copy from.
    write(kept(this.folder, "package", "build"), FACTS.build);
  }

  /** @param {Context["ask"]} [ask] @returns {Context} */
  context(ask) {
    return {
      folder: this.folder,
      facts: FACTS,
      wrangler: (args, more) => Promise.resolve(this.#wrangler(args, more ?? {})),
      fetch: (url, options) => Promise.resolve(this.#worker(String(url), options ?? {})),
      ask,
      say: (text) => this.said.push(text),
    };
  }

  own() {
    return JSON.parse(readFileSync(join(this.folder, "porchlight.json"), "utf8"));
  }

  configuration() {
    return JSON.parse(readFileSync(kept(this.folder, "wrangler.json"), "utf8"));
  }

  end() {
    rmSync(this.folder, { recursive: true });
  }

  /** @param {string[]} args @param {Record<string, string>} more @returns {Ran} */
  #wrangler(args, more) {
    const line = args.map((arg) => arg.replace(this.folder, "FOLDER")).join(" ");
    this.calls.push(line);
    const other = Object.entries(this.instead).find(([start]) => line.startsWith(start))?.[1];
    if (other) return { ok: true, stdout: "", said: other.stdout ?? "", ...other };
    const [stdout, ok = true] = this.#answer(args, more);
    return { ok, stdout, said: stdout };
  }

  /** @param {string[]} args @param {Record<string, string>} more @returns {[string, boolean?]} */
  #answer(args, more) {
    const last = args.at(-1) ?? "";
    switch (args.slice(0, 3).join(" ")) {
      case "whoami --json":
        return [JSON.stringify({ loggedIn: true, accounts: this.accounts })];
      case `queues info ${last}`:
        return this.queues.has(last) ? ["there"] : [`Queue "${last}" does not exist.`, false];
      case `queues create ${last}`:
        this.queues.add(last);
        return [""];
      case "r2 bucket info":
        return this.buckets.has(last) ? ["there"] : ["The specified bucket does not exist. [code: 10006]", false];
      case "r2 bucket create":
        this.buckets.add(last);
        return [""];
      case "d1 list --json":
        return [JSON.stringify([...this.databases].map(([name, uuid]) => ({ name, uuid })))];
      case `d1 create ${last}`:
        this.databases.set(last, `id of ${last}`);
        return [""];
      case "kv namespace list":
        return [JSON.stringify([...this.namespaces].map(([title, id]) => ({ title, id })))];
      case "kv namespace create":
        this.namespaces.set(last, `id of ${last}`);
        return [""];
      case "d1 time-travel info":
        return [JSON.stringify({ bookmark: "0000-1111" })];
      case "d1 execute DB":
        return [JSON.stringify([{ results: this.#rows(last) }])];
      case "d1 export DB":
        writeFileSync(args[args.indexOf("--output") + 1] ?? "", 'PRAGMA x;\nINSERT INTO "projects" VALUES(1);\n');
        return [""];
      case "secret list":
        return this.secrets ? [JSON.stringify(Object.keys(this.secrets).map((name) => ({ name })))] : ['Worker "x" not found.', false];
    }
    const file = args.find((arg) => existsSync(arg));
    if (file && (args[0] === "deploy" || args[0] === "secret")) {
      this.secrets = { ...this.secrets, ...JSON.parse(readFileSync(file, "utf8")) };
    }
    if (args[0] === "deploy") {
      const report = { type: "deploy", targets: [ADDRESS, "schedule: */5 * * * *"] };
      writeFileSync(more.WRANGLER_OUTPUT_FILE_PATH ?? "", `{"type":"wrangler-session"}\n${JSON.stringify(report)}\n`);
    }
    return [""];
  }

  /** @param {string} sql */
  #rows(sql) {
    if (sql.includes("sqlite_schema")) return [{ name: "organizations" }, { name: "projects" }];
    return this.projects.map((slug) => ({ slug }));
  }

  /** @param {string} url @param {RequestInit} options */
  #worker(url, { method = "GET", headers, body }) {
    const path = url.replace(this.own().address ?? ADDRESS, "");
    if (path === "/healthz") return new Response("{}");
    this.requests.push(`${method} ${path}`);
    const shown = new Headers(headers).get("authorization");
    if (shown !== `Bearer ${this.secrets?.ROOT_SECRET}`) return new Response("no", { status: 401 });
    const sent = JSON.parse(String(body));
    if (path === "/api/admin/setup") {
      const project = sent.slug ?? "acme-shop";
      this.projects.push(project);
      return Response.json({ project, organizationKey: "sk_1", projectKey: "sk_2", publishableKey: "pk_1" });
    }
    if (this.projects.includes(sent.project)) return Response.json({ path: `/console#${sent.email}` });
    return Response.json({ error: { code: "project_not_found" } }, { status: 404 });
  }
}
