//! A bare JavaScript Durable Object, as a baseline for a room.

use anyhow::Result;

use super::workerd::{Listens, Worker, Workerd};

/// A Durable Object, new for each request, that streams the frames and leaves the stream open if asked to.
const ROOM: &str = "import { DurableObject } from \"cloudflare:workers\";
const init = { headers: { \"content-type\": \"text/event-stream\" } };
export class Room extends DurableObject {
  async fetch(request) {
    const { hold } = await request.json();
    if (keeps) {
      const { sql } = this.ctx.storage;
      sql.exec(\"CREATE TABLE IF NOT EXISTS events (number INTEGER PRIMARY KEY, data TEXT NOT NULL)\");
      frames.forEach((frame, number) => sql.exec(\"INSERT INTO events VALUES (?, ?)\", number, frame));
    }
    const encoder = new TextEncoder();
    const stream = new ReadableStream({
      start(controller) {
        for (const frame of frames) controller.enqueue(encoder.encode(frame));
        if (!hold) controller.close();
      },
    });
    return new Response(stream, init);
  }
}
export default {
  fetch(request, env) { return env.ROOMS.get(env.ROOMS.newUniqueId()).fetch(request); },
};
";

/// The definition of the Durable Object in workerd's configuration.
const FIELDS: &str = r#"bindings = [(name = "ROOMS", durableObjectNamespace = "Room")],
durableObjectNamespaces = [(className = "Room", uniqueKey = "room", enableSql = true)], durableObjectStorage = (localDisk = "disk")"#;

/// Starts a bare room that streams `frames`, and also stores them if it `keeps` them.
pub(super) async fn start(frames: &str, keeps: bool) -> Result<Workerd> {
    let frames: Vec<&str> = frames.split_inclusive("\n\n").collect();
    let script = format!(
        "{ROOM}const frames = {};\nconst keeps = {keeps};\n",
        serde_json::to_string(&frames)?
    );
    let room = Worker {
        fields: FIELDS.to_owned(),
        ..Worker::script("room", script, Listens::OnASocket)
    };
    Workerd::start(&[room]).await
}
