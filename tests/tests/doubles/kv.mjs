// workerd's KV. Reads one call per line from standard input, {get} or {put, text, seconds}, and answers each with a
// line, {text} or {error}.

import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { getPlatformProxy } from "wrangler";

const runtime = await getPlatformProxy({
  configPath: fileURLToPath(new URL("kv.toml", import.meta.url)),
  persist: false,
});
const kv = runtime.env.SETTINGS;
for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line);
  let answer;
  try {
    answer =
      "get" in call
        ? { text: await kv.get(call.get) }
        : { text: (await kv.put(call.put, call.text, { expirationTtl: call.seconds })) ?? null };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await runtime.dispose();
