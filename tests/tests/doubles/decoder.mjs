// What workerd's `TextDecoder` makes of bytes. The arguments: a compatibility date. Standard input: a list of
// {label, bytes}, bytes in base64. The last line of standard output: for each {name, text}, or null where it refuses the
// label.

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
