// What workerd's `TextDecoder` makes of bytes. The arguments: a compatibility date. Standard input: a list of
// {label, bytes}, bytes in base64. Standard output: for each {name, text}, or null where it refuses the label.

import { text } from "node:stream/consumers";
import { Miniflare } from "miniflare";

const worker = `export default {
  async fetch(request) {
    const calls = await request.json();
    return Response.json(calls.map(({ label, bytes }) => {
      let decoder;
      try {
        decoder = new TextDecoder(label);
      } catch {
        return null;
      }
      const decoded = decoder.decode(Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)));
      return { name: decoder.encoding, text: decoded };
    }));
  },
};`;
const [compatibilityDate] = process.argv.slice(2);
const runtime = new Miniflare({ modules: true, script: worker, compatibilityDate });
const body = await text(process.stdin);
const answer = await runtime.dispatchFetch("http://decoder/", { method: "POST", body });
process.stdout.write(await answer.text());
await runtime.dispose();
