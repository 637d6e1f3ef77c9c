//! A turn as a data stream of the AI SDK, version 1, which `useChat` of Vercel's AI SDK 4 reads, and with it the client
//! `@helperai/client`. Each line is a letter for its type, a colon and JSON.
//! <https://ai-sdk.dev/v4/docs/ai-sdk-ui/stream-protocol#data-stream-protocol>
//!
//! ```text
//!   turn ──► f: begins the message     citations ──► h: sources     error ──► 3:
//!   delta ─► 0: text                   message ────► 8: its id      done ───► e: and d: end it
//!   status ► 9: and a: the tool `request_human_support`, if a person was asked for
//! ```

use axum::{
    body::Body,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use porchlight_shared::{
    chat_event::{ChatEvent, Holder, Status},
    message::{Citation, Sender},
    sse::Decoder,
    thread::ThreadMessage,
};
use serde_json::{Value, json};

use crate::{domain::json_text, platform::EventStream};

/// The tool whose call the client shows as a request for a person.
const PERSON_TOOL: &str = "request_human_support";

/// The events of a turn as a data stream.
pub fn data_stream(events: EventStream) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store, no-transform"),
        (HeaderName::from_static("x-vercel-ai-data-stream"), "v1"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let mut writer = DataStreamWriter::default();
    let parts = events.map(move |bytes| bytes.map(|bytes| writer.write(&bytes)));
    (StatusCode::OK, headers, Body::from_stream(parts)).into_response()
}

/// Converts the bytes of events into those of data stream parts.
#[derive(Default)]
struct DataStreamWriter {
    decoder: Decoder,
    /// Whether text of the answer has been written.
    has_text: bool,
}

impl DataStreamWriter {
    fn write(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut parts = String::new();
        for frame in self.decoder.push(bytes) {
            if let Ok(numbered) = frame.chat_event() {
                self.write_event(numbered.event, &mut parts);
            }
        }
        parts.into_bytes()
    }

    fn write_event(&mut self, event: ChatEvent, parts: &mut String) {
        match event {
            ChatEvent::Turn(turn) => part('f', &json!({ "messageId": turn.message_id }), parts),
            ChatEvent::Delta(delta) => self.write_text(delta.text, parts),
            ChatEvent::Citations(citations) => citations
                .iter()
                .filter(|citation| !citation.url.is_empty())
                .for_each(|citation| part('h', &source(citation), parts)),
            ChatEvent::Message(thread) => self.write_message(thread, parts),
            ChatEvent::Status(status) => write_status(&status, parts),
            ChatEvent::Error(error) => part('3', &json!(error.message), parts),
            ChatEvent::Done(_) => {
                let usage = json!({ "promptTokens": 0, "completionTokens": 0 });
                let step = json!({ "finishReason": "stop", "usage": usage, "isContinued": false });
                part('e', &step, parts);
                part(
                    'd',
                    &json!({ "finishReason": "stop", "usage": usage }),
                    parts,
                );
            }
            ChatEvent::Typing(_) | ChatEvent::Read(_) => {}
        }
    }

    fn write_text(&mut self, text: String, parts: &mut String) {
        self.has_text = true;
        part('0', &Value::String(text), parts);
    }

    /// The stored answer: its id, and its text if no `delta` came before, as when it is streamed again.
    fn write_message(&mut self, thread: ThreadMessage, parts: &mut String) {
        let message = thread.message;
        if message.sender == Sender::Visitor {
            return;
        }
        if !self.has_text {
            self.write_text(message.text, parts);
        }
        part('8', &json!([{ "id": message.id }]), parts);
    }
}

/// The client shows a call of [`PERSON_TOOL`] as a request for a person.
fn write_status(status: &Status, parts: &mut String) {
    if status.holder != Holder::Queue {
        return;
    }
    let call = json!({ "toolCallId": PERSON_TOOL, "toolName": PERSON_TOOL, "args": {} });
    part('9', &call, parts);
    let result = json!({ "toolCallId": PERSON_TOOL, "result": status.text });
    part('a', &result, parts);
}

fn source(citation: &Citation) -> Value {
    json!({
        "sourceType": "url",
        "id": citation.n.to_string(),
        "url": citation.url,
        "title": citation.title,
    })
}

fn part(kind: char, value: &Value, parts: &mut String) {
    parts.push(kind);
    parts.push(':');
    parts.push_str(&json_text::one_line(value.to_string()));
    parts.push('\n');
}
