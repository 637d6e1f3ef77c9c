// Everything that `@helperai/client` can do outside a browser, with the package as published on npm. Standard input: {
// host, project, email, secret }.
import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { HelperClient } from "@helperai/client";
import { generateHelperAuth } from "@helperai/client/auth";

const { host, project, email, secret } = JSON.parse(await text(process.stdin));
const client = new HelperClient({ host, project, ...generateHelperAuth({ email, hmacSecret: secret }) });

assert.equal((await client.conversations.unread()).count, 0);
const message = { content: "How do I reset my password?" };
const { conversationSlug: slug } = await client.conversations.create({ subject: "Password", message });

// The answer to a posted message arrives by itself.
const details = await until(async () => {
  const found = await client.conversations.get(slug, { markRead: false });
  return found.messages.some(({ role }) => role === "assistant") && found;
});
assert.equal(details.slug, slug);
assert.equal(details.isEscalated, false);
const [asked, answer] = details.messages;
assert.deepEqual([asked.role, asked.content], ["user", message.content]);
for (const field of ["staffName", "reactionType", "reactionFeedback", "reactionCreatedAt"]) {
  assert.equal(answer[field], null, field);
}
assert.deepEqual([answer.publicAttachments, answer.privateAttachments], [[], []]);

const { conversations, nextCursor } = await client.conversations.list();
assert.equal(nextCursor, null);
const [listed] = conversations;
assert.deepEqual([listed.slug, listed.isUnread, listed.isEscalated], [slug, true, false]);
assert.ok(listed.messageCount >= 2);
assert.ok(!Number.isNaN(Date.parse(listed.latestMessageAt)));
assert.equal((await client.conversations.unread()).count, 1);
assert.equal((await client.conversations.update(slug, { markRead: true })).success, true);
assert.equal((await client.conversations.unread()).count, 0);

await client.messages.react(slug, answer.id, { type: "thumbs-down", feedback: "Too short" });
const judged = (await client.conversations.get(slug)).messages[1];
assert.deepEqual([judged.reactionType, judged.reactionFeedback], ["thumbs-down", "Too short"]);

// Does what `useChat` of the AI SDK does with the handler.
const handler = client.chat.handler({ conversation: details });
assert.deepEqual(handler.initialMessages.map(({ content }) => content), [asked.content, answer.content]);
const question = { id: "question-1", role: "user", content: "And if I forgot it?", parts: [] };
const body = handler.experimental_prepareRequestBody({ messages: [question], id: "chat-1" });
const response = await handler.fetch("/api/chat", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
assert.equal(response.status, 200);
assert.equal(response.headers.get("x-vercel-ai-data-stream"), "v1");
const parts = (await response.text()).trimEnd().split("\n").map((line) => {
  const [, kind, json] = /^(\w):(.*)$/.exec(line);
  return [kind, JSON.parse(json)];
});
const said = parts.filter(([kind]) => kind === "0").map(([, piece]) => piece).join("");
assert.notEqual(said, "");
assert.equal(parts.at(-1)[0], "d");
const after = await client.conversations.get(slug);
assert.equal(after.messages.at(-1).content.trim(), said.trim());

await assert.rejects(client.conversations.get("nothing"), Error);

/** Polls until there is a result, for at most ten seconds. */
async function until(look) {
  for (let tries = 0; tries < 50; tries += 1) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("nothing came");
}
