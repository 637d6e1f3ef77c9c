// A small language model behind OpenAI's chat completions, for tests: node server.mjs MODEL_FILE PORT
// One answer at a time, on one thread; a client that leaves ends its answer. GET answers with the last text written.

import { createServer } from "node:http";
import { getLlama, LlamaChatSession } from "node-llama-cpp";

const [modelPath, port] = process.argv.slice(2);
const MOST_TOKENS = 120;

const llama = await getLlama({ gpu: false, build: "never", logLevel: "error", maxThreads: 1 });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 4096, threads: 1 });

let last = Promise.resolve();
let written = "";

async function answer(request, response, body) {
  const { messages, max_tokens: wanted, temperature } = JSON.parse(body);
  const of = (role) => messages.filter((message) => message.role === role).map((message) => message.content).join("\n");
  const prompt = of("user");
  const left = new AbortController();
  response.on("close", () => left.abort());
  const contextSequence = context.getSequence();
  const session = new LlamaChatSession({ contextSequence, systemPrompt: of("system") });
  const send = (data) => response.write(`data: ${JSON.stringify(data)}\n\n`);
  response.writeHead(200, { "content-type": "text/event-stream" });
  written = "";
  let output = 0;
  try {
    await session.prompt(prompt, {
      temperature,
      seed: 7,
      maxTokens: Math.min(wanted ?? MOST_TOKENS, MOST_TOKENS),
      signal: left.signal,
      stopOnAbortSignal: true,
      onTextChunk(text) {
        output += 1;
        written += text;
        send({ choices: [{ index: 0, delta: { content: text } }] });
      },
    });
    if (output >= MOST_TOKENS) send({ choices: [{ index: 0, delta: {}, finish_reason: "length" }] });
    const usage = { prompt_tokens: model.tokenize(prompt).length, completion_tokens: output };
    send({ choices: [], usage });
    response.write("data: [DONE]\n\n");
  } catch (error) {
    send({ error: { message: String(error) } });
  } finally {
    response.end();
    session.dispose();
    contextSequence.dispose();
  }
}

createServer((request, response) => {
  if (request.method !== "POST") {
    response.end(written);
    return;
  }
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    last = last.then(() => answer(request, response, body)).catch((error) => response.destroy(error));
  });
}).listen(Number(port), "127.0.0.1");
