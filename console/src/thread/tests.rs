//! Threads as the server sends them, and as events change them.

use porchlight_shared::chat_event::Holder;
use serde_json::{Value, json};

use super::*;

const ID: &str = "00000000-0000-7000-8000-00000000000c";

fn message(number: u64, sender: &str, text: &str) -> Value {
    json!({
        "id": format!("00000000-0000-7000-8000-0000000000{number:02}"),
        "sender": sender,
        "text": text,
        "sources": [],
        "unanswered": false,
        "stopped": false,
        "feedback": null,
        "createdAt": format!("2026-01-01T00:00:{number:02}.000Z"),
    })
}

fn full(messages: &[Value], last_event: u64) -> FullConversation {
    let full = json!({
        "id": ID, "question": "How long?", "customerEmail": "me@shop.example",
        "updatedAt": "2026-01-01T00:00:00.000Z", "holder": "queue", "operatorId": null, "operatorName": null,
        "handoffAt": null, "pageUrl": null, "lastMessage": null,
        "lastEventId": last_event, "messages": messages,
        "notes": [{
            "id": "00000000-0000-7000-8000-0000000000aa", "author": "Ada", "text": "Called.",
            "createdAt": "2026-01-01T00:00:01.500Z",
        }],
    });
    serde_json::from_value(full).unwrap()
}

fn event(number: u64, name: &str, data: &Value) -> LiveEvent {
    LiveEvent {
        name: name.parse().unwrap(),
        data: data.to_string(),
        number,
    }
}

fn sent(number: u64, sender: &str, text: &str) -> Value {
    json!({
        "id": format!("00000000-0000-7000-8000-0000000000{number:02}"), "conversation_id": ID, "sender": sender,
        "text": text, "created_at": format!("2026-01-01T00:00:{number:02}.000Z"), "unanswered": false,
        "stopped": false, "operator_name": "Ada",
    })
}

fn texts(thread: &Thread) -> Vec<&str> {
    let mut texts = Vec::new();
    for entry in &thread.entries {
        texts.push(match entry {
            Entry::Message(message) => message.text.as_str(),
            Entry::Note(note) => note.text.as_str(),
        });
    }
    texts
}

fn thread() -> Thread {
    let messages = [
        message(1, "visitor", "How long?"),
        message(2, "assistant", "Ten days."),
    ];
    Thread::of(full(&messages, 5))
}

#[test]
fn notes_stand_where_they_were_written() {
    assert_eq!(texts(&thread()), ["How long?", "Called.", "Ten days."]);
}

#[test]
fn an_answer_grows_until_it_is_stored() {
    let mut thread = thread();
    let turn = json!({
        "conversation_id": ID, "message_id": "00000000-0000-7000-8000-000000000004", "resumed": false,
    });
    thread.apply(&event(6, "turn", &turn));
    thread.apply(&event(7, "delta", &json!({ "text": "Thirty " })));
    thread.apply(&event(8, "delta", &json!({ "text": "days." })));
    assert_eq!(thread.streaming.as_ref().unwrap().text, "Thirty days.");
    let stored = event(9, "message", &sent(4, "assistant", "Thirty days."));
    assert_eq!(thread.apply(&stored), Change::Nothing);
    thread.apply(&event(10, "done", &json!({})));
    assert_eq!(thread.streaming, None);
    assert_eq!(texts(&thread)[3], "Thirty days.");
}

#[test]
fn what_came_before_changes_nothing() {
    let mut thread = thread();
    let before = thread.clone();
    for number in [1, 5] {
        let again = event(number, "message", &sent(3, "visitor", "Hello?"));
        assert_eq!(thread.apply(&again), Change::Nothing);
    }
    assert_eq!(thread, before);
    // A message that also came with the response to sending it is added once.
    thread.apply(&event(6, "message", &sent(2, "assistant", "Ten days.")));
    assert_eq!(texts(&thread).len(), 3);
}

#[test]
fn what_the_visitor_does_is_told() {
    let mut thread = thread();
    let types = |sender: &str| event(0, "typing", &json!({ "sender": sender }));
    assert_eq!(thread.apply(&types("visitor")), Change::VisitorTypes);
    assert_eq!(thread.apply(&types("operator")), Change::Nothing);
    let wrote = event(6, "message", &sent(3, "visitor", "Hello?"));
    assert_eq!(thread.apply(&wrote), Change::VisitorWrote("Hello?".into()));
    let left = event(7, "status", &json!({ "holder": "bot", "text": "" }));
    assert_eq!(thread.apply(&left), Change::Holder);
    assert_eq!(thread.conversation.holder, Holder::Bot);
    assert_eq!(
        thread.apply(&event(8, "message", &json!("nonsense"))),
        Change::Nothing
    );
    assert_eq!(thread.last_event, 8);
}

#[test]
fn a_reply_is_read_until_something_is_said() {
    let mut thread = thread();
    thread.apply(&event(6, "message", &sent(3, "operator", "Hello.")));
    let check = |thread: &Thread, expected: Option<&str>| assert_eq!(thread.read_at(), expected);
    let read = |second: u64| {
        let at = format!("2026-01-01T00:00:{second:02}.000Z");
        event(0, "read", &json!({ "at": at }))
    };
    check(&thread, None);
    thread.apply(&read(2));
    check(&thread, None);
    thread.apply(&read(4));
    check(&thread, Some("2026-01-01T00:00:04.000Z"));
    // This copy was fetched a moment before and knows less.
    let messages = [message(3, "operator", "Hello.")];
    thread.replace(full(&messages, 6));
    check(&thread, Some("2026-01-01T00:00:04.000Z"));
    thread.apply(&event(7, "message", &sent(5, "visitor", "Thanks.")));
    check(&thread, None);
}

#[test]
fn a_newer_copy_keeps_what_is_being_written() {
    let mut thread = thread();
    let turn = json!({
        "conversation_id": ID, "message_id": "00000000-0000-7000-8000-000000000004", "resumed": false,
    });
    thread.apply(&event(6, "turn", &turn));
    thread.replace(full(&[message(1, "visitor", "How long?")], 5));
    assert!(thread.streaming.is_some());
    assert_eq!(thread.last_event, 6);
    thread.replace(full(&[message(4, "assistant", "Thirty days.")], 9));
    assert_eq!((thread.streaming.as_ref(), thread.last_event), (None, 9));
}

#[test]
fn a_reply_stands_in_the_thread_once_with_who_holds_it_now() {
    let mut thread = thread();
    let outcome: ActionOutcome = serde_json::from_value(json!({
        "holder": "operator", "operatorId": "console:ada", "operatorName": "Ada", "leaseUntil": null,
        "message": message(6, "operator", "Hello."),
    }))
    .unwrap();
    thread.apply_outcome(outcome);
    thread.apply(&event(6, "message", &sent(6, "operator", "Hello.")));
    assert_eq!(texts(&thread)[2..], ["Ten days.", "Hello."]);
    assert_eq!(thread.conversation.operator_name.as_deref(), Some("Ada"));
}

#[test]
fn files_come_with_their_message() {
    let file = json!({
        "id": "00000000-0000-7000-8000-0000000000f1", "name": "lamp.png", "mediaType": "image/png", "bytes": 67,
    });
    let mut stored = message(1, "visitor", "lamp.png");
    stored["attachments"] = json!([file]);
    let mut thread = Thread::of(full(&[stored], 1));
    let mut more = sent(2, "visitor", "Another");
    more["attachments"] = json!([file, file]);
    thread.apply(&event(2, "message", &more));
    let counts: Vec<usize> = (thread.entries.iter())
        .filter_map(|entry| match entry {
            Entry::Message(message) => Some(message.attachments.len()),
            Entry::Note(_) => None,
        })
        .collect();
    assert_eq!(counts, [1, 2]);
}
