//! Requests of visitors, owners and their programs.

use porchlight_edge::{
    api::body,
    domain::{
        conversation::{attachment, handoff_words, small_talk},
        credentials::passkey::{self, Challenge, Expected, PasskeyAnswer},
        email, json_fault, json_text,
    },
};
use porchlight_knowledge::{
    reading,
    retrieval::{query, words},
};
use porchlight_shared::chat_request::ChatRequest;

use super::pages::halves;

/// How many bytes longer a picture may get when its metadata is removed: its orientation is written again.
const ORIENTATION: usize = 200;

pub(super) fn pictures(input: &[u8]) {
    if let Some(media_type) = attachment::media_type(input) {
        let without = attachment::without_metadata(media_type, input.to_vec());
        assert!(without.len() <= input.len() + ORIENTATION);
    }
    let (name, _) = halves(input);
    let name = String::from_utf8_lossy(name);
    if let Some(media_type) = attachment::media_type(input) {
        attachment::file_name(&name, media_type);
    }
}

pub(super) fn json(input: &[u8]) {
    let readable = json_text::readable(input);
    if std::str::from_utf8(input).is_ok() {
        json_text::one_line(String::from_utf8_lossy(input).into_owned());
    }
    body::from_json::<ChatRequest>(input);
    json_fault::described(&readable, &|json| {
        serde_json::from_slice::<ChatRequest>(json).err()
    });
    email::normalised(&String::from_utf8_lossy(input));
}

pub(super) fn passkeys(input: &[u8]) {
    let challenge = Challenge::new([7; 32], 1);
    let expected = Expected {
        challenge: &challenge,
        host: "chat.example",
    };
    if let Ok(answer) = serde_json::from_slice::<PasskeyAnswer>(input) {
        let _ = passkey::made(&answer, &expected);
        let _ = passkey::signed(&answer, &expected, &answer.id);
    }
}

pub(super) fn questions(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for locale in [None, Some("de"), Some("ja")] {
        let query = query::parse(&text, locale);
        query.telling();
        small_talk::read(&text, locale);
        small_talk::refers_back(&text, locale.unwrap_or("en"));
        reading::two_questions(&text, locale.unwrap_or("en"));
    }
    handoff_words::asks_for_person(&text);
    words::words(&text);
    words::fold(&text);
}
