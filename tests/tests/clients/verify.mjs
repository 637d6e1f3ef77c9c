// Verifies a delivery as a receiver in Node does: with the public library of Standard Webhooks, and with the HMAC of
// the body. Reads {secret, headers, body} from standard input. Exits with status 1 and the reason if the delivery is
// not genuine.

import { createHmac, timingSafeEqual } from "node:crypto";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(await text(process.stdin));
const event = new Webhook(secret).verify(body, headers);
const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
const given = Buffer.from(headers["x-helpbot-signature"]);
if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
  throw new Error("the signature of the body is another");
}
if (event.id !== headers["webhook-id"]) {
  throw new Error("the event has another id than its headers say");
}
