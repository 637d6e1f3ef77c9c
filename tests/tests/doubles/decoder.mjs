// What workerd's `TextDecoder` decodes bytes to. Argument: a compatibility date. Standard input: a list of {label,
// bytes}, with bytes in base64. Last line of standard output: {name, text} for each, or null if it refuses the label.

import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createTestHarness } from "wrangler";

const main = fileURLToPath(new URL("decoder_worker.mjs", import.meta.url));
const [date] = process.argv.slice(2);
const body = await text(process.stdin);
const runtime = createTestHarness({ workers: [{ config: { name: "decoder", main, compatibility_date: date } }] });
await runtime.listen();
const answer = await runtime.fetch("/", { method: "POST", body });
process.stdout.write(`\n${await answer.text()}\n`);
await runtime.close();
