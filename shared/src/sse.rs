//! Server-sent events, both encoding and decoding: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
//!
//! `EventSource` can neither POST nor send headers, so the widget reads the stream with `fetch` and this decoder.

use crate::chat_event::ChatEvent;

/// A comment line that keeps proxies from closing a quiet stream.
pub const HEARTBEAT: &str = ": keep-alive\n\n";

/// The longest line that the decoder keeps, in bytes. It drops longer lines.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

/// The longest id that the decoder keeps, in bytes, because each frame repeats it. It ignores longer ids.
pub const MAX_ID_BYTES: usize = 256;

/// A chat event with its number in the conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberedEvent {
    /// The event number, unique and rising within the conversation. 0 if the event has none.
    pub number: u64,
    /// The decoded event.
    pub event: ChatEvent,
}

impl NumberedEvent {
    /// Numbers an event by the id of its frame. A frame without an id has the id of the previous frame, as the format
    /// defines, so the id of `typing` means nothing.
    pub fn of(event: ChatEvent, id: &str) -> Self {
        let number = match event {
            ChatEvent::Typing(_) | ChatEvent::Read(_) => 0,
            _ => id.parse().unwrap_or(0),
        };
        Self { number, event }
    }

    /// The event as one SSE frame. Fails if its data cannot be serialised.
    pub fn encode(&self) -> Result<String, serde_json::Error> {
        Ok(format!(
            "id: {}\nevent: {}\ndata: {}\n\n",
            self.number,
            self.event.name(),
            self.event.data()?
        ))
    }
}

/// A complete SSE frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The last id received, empty if there was none.
    pub id: String,
    /// The name of the event, or `message` if the stream gives none.
    pub event: String,
    /// The data, with its lines joined by line feeds.
    pub data: String,
}

impl Frame {
    /// The chat event in this frame. Fails if its name is unknown or its data is malformed.
    pub fn chat_event(&self) -> Result<NumberedEvent, serde_json::Error> {
        ChatEvent::parse(&self.event, &self.data).map(|event| NumberedEvent::of(event, &self.id))
    }
}

/// Turns bytes, split anywhere, into frames.
#[derive(Debug, Default)]
pub struct Decoder {
    line: Vec<u8>,
    after_carriage_return: bool,
    started: bool,
    overlong: bool,
    id: String,
    event: String,
    data: Option<String>,
}

impl Decoder {
    /// Takes the next bytes of the stream and returns the frames that they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Frame> {
        let mut frames = Vec::new();
        for &byte in bytes {
            let line_feed_of_pair = byte == b'\n' && self.after_carriage_return;
            self.after_carriage_return = byte == b'\r';
            match byte {
                b'\n' if line_feed_of_pair => {}
                b'\n' | b'\r' => frames.extend(self.end_line()),
                _ if self.line.len() < MAX_LINE_BYTES => self.line.push(byte),
                _ => self.overlong = true,
            }
        }
        frames
    }

    fn end_line(&mut self) -> Option<Frame> {
        let bytes = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.overlong) {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        let line = if self.started {
            &*text
        } else {
            text.strip_prefix('\u{feff}').unwrap_or(&text)
        };
        self.started = true;
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" if value.len() <= MAX_ID_BYTES && !value.as_bytes().contains(&0) => {
                value.clone_into(&mut self.id);
            }
            "event" => value.clone_into(&mut self.event),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<Frame> {
        let event = std::mem::take(&mut self.event);
        let data = self.data.take()?;
        let event = if event.is_empty() {
            "message".to_owned()
        } else {
            event
        };
        Some(Frame {
            id: self.id.clone(),
            event,
            data,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat_event::Delta;

    /// Decodes `input` at once and byte by byte, and expects these (id, event, data) triples.
    fn check(input: &[u8], expected: &[(&str, &str, &str)]) {
        let expected: Vec<Frame> = expected
            .iter()
            .map(|(id, event, data)| Frame {
                id: (*id).into(),
                event: (*event).into(),
                data: (*data).into(),
            })
            .collect();
        assert_eq!(Decoder::default().push(input), expected);
        let mut decoder = Decoder::default();
        let bytewise: Vec<Frame> = input
            .chunks(1)
            .flat_map(|byte| decoder.push(byte))
            .collect();
        assert_eq!(bytewise, expected);
    }

    #[test]
    fn what_has_no_number_does_not_get_that_of_the_event_before() {
        let frames = Decoder::default().push(
            b"id: 7\nevent: done\ndata: {}\n\nevent: typing\ndata: {\"sender\":\"visitor\"}\n\n",
        );
        let numbers: Vec<u64> = frames
            .iter()
            .map(|frame| frame.chat_event().unwrap().number)
            .collect();
        assert_eq!(numbers, [7, 0]);
    }

    #[test]
    fn reads_fields_comments_and_every_line_ending() {
        check(
            b"id: 1\nevent: delta\ndata: {}\n\n",
            &[("1", "delta", "{}")],
        );
        check(
            b"id: 1\r\ndata: a\r\ndata: b\r\n\r\n",
            &[("1", "message", "a\nb")],
        );
        check(
            b"data:a\r\r: a comment\n\ndata\n\n",
            &[("", "message", "a"), ("", "message", "")],
        );
        check(b"\xef\xbb\xbfdata: a\n\n", &[("", "message", "a")]);
        check("data: größer\n\n".as_bytes(), &[("", "message", "größer")]);
    }

    #[test]
    fn an_id_that_is_too_long_to_repeat_is_ignored() {
        let long = "1".repeat(MAX_ID_BYTES + 1);
        let stream = format!("id: 7\ndata: a\n\nid: {long}\ndata: b\n\n");
        check(
            stream.as_bytes(),
            &[("7", "message", "a"), ("7", "message", "b")],
        );
    }

    #[test]
    fn an_unfinished_frame_is_not_dispatched() {
        check(b"id: 4\nevent: delta\ndata: {", &[]);
        check(b"event: delta\n\n", &[]);
    }

    #[test]
    fn what_is_encoded_decodes_to_the_same_event() {
        let event = NumberedEvent {
            number: 42,
            event: ChatEvent::Delta(Delta {
                text: "line\nline".into(),
            }),
        };
        let encoded = event.encode().unwrap();
        assert_eq!(
            encoded,
            "id: 42\nevent: delta\ndata: {\"text\":\"line\\nline\"}\n\n"
        );
        let frames = Decoder::default().push(encoded.as_bytes());
        assert_eq!(frames.first().unwrap().chat_event().unwrap(), event);
    }
}
