//! How events change a conversation.

use porchlight_shared::{
    attachment::{Attachment, MediaType},
    chat_event::{ChatEvent, Delta, Done, Holder, Status, StreamError, Turn},
    ids::{AttachmentId, ClientMessageId, ConversationId, MessageId},
    message::{Citation, Message, Sender, Verdict},
    sse::NumberedEvent,
    thread::ThreadMessage,
    transcript::Transcript,
};

use super::*;

mod speaker;
mod unread;

fn name(number: u8) -> ClientMessageId {
    ClientMessageId::new(u64::from(number), [number; 10])
}

fn message_id(number: u8) -> MessageId {
    MessageId::new(u64::from(number), [number; 10])
}

fn conversation() -> ConversationId {
    ConversationId::new(0, [0; 10])
}

fn turn() -> ChatEvent {
    ChatEvent::Turn(Turn {
        conversation_id: conversation(),
        message_id: message_id(2),
        client_message_id: Some(name(1)),
        resumed: false,
    })
}

fn delta(text: &str) -> ChatEvent {
    ChatEvent::Delta(Delta { text: text.into() })
}

fn citation() -> Citation {
    Citation {
        n: 1,
        title: "Returns".into(),
        url: String::new(),
        snippet: "Thirty days.".into(),
        quote: "Thirty".into(),
        source_version: 1,
        spans: Vec::new(),
    }
}

fn message(sender: Sender, id: u8, text: &str) -> ThreadMessage {
    ThreadMessage::from(Message {
        id: message_id(id),
        conversation_id: conversation(),
        sender,
        text: text.into(),
        created_at: String::new(),
        client_message_id: (sender == Sender::Visitor).then(|| name(id)),
        citations: Vec::new(),
        grounding: None,
        unanswered: false,
        stopped: false,
        verdict: None,
    })
}

fn done() -> ChatEvent {
    ChatEvent::Done(Done {})
}

fn error(retryable: bool) -> ChatEvent {
    ChatEvent::Error(StreamError {
        code: "interrupted".into(),
        message: "Broke off.".into(),
        retryable,
    })
}

/// The entries as `Q: …`, `A: …` (`A… ` while open), `O: …`, `N: …`, followed by the turn.
fn draw(chat: &Chat) -> String {
    let mut lines: Vec<String> = chat
        .entries
        .iter()
        .map(|entry| {
            let author = match entry.author {
                Author::Visitor => "Q",
                Author::Assistant => "A",
                Author::Operator => "O",
                Author::Notice => "N",
            };
            let open = if entry.open { "…" } else { "" };
            let citations = "[1]".repeat(entry.citations.len());
            format!("{author}{open}: {}{citations}", entry.text)
        })
        .collect();
    lines.push(match &chat.turn {
        TurnState::Failed(problem) => format!("Failed({})", problem.code()),
        turn => format!("{turn:?}"),
    });
    lines.join(" / ")
}

/// Asks "How long?" and applies events numbered from 1.
#[track_caller]
fn check(events: Vec<ChatEvent>, expected: &str) -> Chat {
    let mut chat = Chat::default();
    chat.begin_turn("How long?", name(1)).unwrap();
    for (event, number) in events.into_iter().zip(1..) {
        chat.apply(NumberedEvent { number, event });
    }
    assert_eq!(draw(&chat), expected);
    chat
}

#[test]
fn a_question_waits_and_its_answer_grows() {
    check(vec![], "Q: How long? / Waiting");
    check(vec![turn()], "Q: How long? / Waiting");
    check(
        vec![turn(), delta("Thirty"), delta(" days.")],
        "Q: How long? / A…: Thirty days. / Streaming",
    );
    let chat = check(
        vec![
            turn(),
            delta("Thirty"),
            ChatEvent::Citations(vec![citation()]),
            done(),
        ],
        "Q: How long? / A: Thirty[1] / Idle",
    );
    assert_eq!(chat.conversation, Some(conversation()));
    assert_eq!(chat.last_event, 4);
}

#[test]
fn the_stored_message_takes_the_place_of_its_sketch() {
    let stored = ChatEvent::Message(message(Sender::Assistant, 2, "Thirty days."));
    let chat = check(
        vec![turn(), delta("Thirty"), stored, done()],
        "Q: How long? / A: Thirty days. / Idle",
    );
    assert_eq!(chat.entries[1].revision, 0, "extended, not replaced");
    let other = ChatEvent::Message(message(Sender::Assistant, 2, "Sixty."));
    let chat = check(
        vec![turn(), delta("Thirty"), other, done()],
        "Q: How long? / A: Sixty. / Idle",
    );
    assert_eq!(chat.entries[1].revision, 1);
    let own = ChatEvent::Message(message(Sender::Visitor, 1, "How long?"));
    let chat = check(vec![own, turn()], "Q: How long? / Waiting");
    assert_eq!(chat.entries[0].id, Some(message_id(1)));
}

#[test]
fn a_replayed_event_changes_nothing() {
    let mut chat = check(
        vec![turn(), delta("a"), delta("b")],
        "Q: How long? / A…: ab / Streaming",
    );
    for (number, event) in [
        (2, delta("a")),
        (3, delta("b")),
        (4, delta("c")),
        (4, delta("c")),
    ] {
        chat.apply(NumberedEvent { number, event });
    }
    assert_eq!(draw(&chat), "Q: How long? / A…: abc / Streaming");
}

#[test]
fn a_failed_turn_keeps_what_came_and_can_be_retried_under_the_same_name() {
    let mut chat = check(
        vec![turn(), delta("Thir"), error(true), done()],
        "Q: How long? / A: Thir / Failed(interrupted)",
    );
    let question = chat.retry().unwrap();
    assert_eq!(
        (question.text.as_str(), question.client_message_id),
        ("How long?", name(1))
    );
    for (number, event) in [(10, turn()), (11, delta("ty.")), (12, done())] {
        chat.apply(NumberedEvent { number, event });
    }
    assert_eq!(draw(&chat), "Q: How long? / A: Thirty. / Idle");

    let mut chat = check(
        vec![turn(), delta("Thir"), error(true), done()],
        "Q: How long? / A: Thir / Failed(interrupted)",
    );
    chat.retry().unwrap();
    let anew = ChatEvent::Turn(Turn {
        conversation_id: conversation(),
        message_id: message_id(9),
        client_message_id: Some(name(1)),
        resumed: false,
    });
    for (number, event) in [(10, anew), (11, delta("Sixty.")), (12, done())] {
        chat.apply(NumberedEvent { number, event });
    }
    assert_eq!(draw(&chat), "Q: How long? / A: Sixty. / Idle");

    let mut chat = check(
        vec![error(false), done()],
        "Q: How long? / Failed(interrupted)",
    );
    assert_eq!(chat.retry(), None);
}

#[test]
fn one_question_at_a_time_and_never_an_empty_one() {
    let mut chat = Chat::default();
    assert_eq!(chat.begin_turn(" \n ", name(1)), None);
    let question = chat.begin_turn("  a ", name(1)).unwrap();
    assert_eq!(question.text, "a");
    assert_eq!(chat.begin_turn("b", name(2)), None);
    chat.fail(Problem::Offline);
    assert!(chat.begin_turn("b", name(2)).is_some());
    assert_eq!(draw(&chat), "Q: a / Q: b / Waiting");
}

#[test]
fn a_refused_question_can_be_withdrawn() {
    let mut chat = check(vec![], "Q: How long? / Waiting");
    chat.fail(Problem::Network);
    assert_eq!(chat.withdraw().as_deref(), Some("How long?"));
    assert_eq!(draw(&chat), "Idle");
}

#[test]
fn a_stopped_answer_stays_stopping_until_its_end() {
    let mut chat = check(vec![turn(), delta("a")], "Q: How long? / A…: a / Streaming");
    chat.stop();
    chat.apply(NumberedEvent {
        number: 3,
        event: delta("b"),
    });
    assert_eq!(chat.turn, TurnState::Stopping);
    let mut stored = message(Sender::Assistant, 2, "ab");
    stored.message.stopped = true;
    chat.apply(NumberedEvent {
        number: 4,
        event: ChatEvent::Message(stored),
    });
    chat.apply(NumberedEvent {
        number: 5,
        event: done(),
    });
    assert_eq!(draw(&chat), "Q: How long? / A: ab / Idle");
    assert!(chat.entries[1].stopped);
}

#[test]
fn a_transcript_restores_the_conversation_and_a_running_answer_goes_on() {
    let mut chat = Chat::default();
    chat.restore(Transcript {
        conversation_id: conversation(),
        holder: Holder::Bot,
        operator_name: None,
        messages: vec![message(Sender::Visitor, 1, "How long?")],
        unread: 0,
        operator_read_at: None,
        last_event_id: 3,
        running: true,
    });
    assert_eq!(draw(&chat), "Q: How long? / Waiting");
    for (number, event) in [(3, delta("seen")), (4, turn()), (5, delta("Thirty"))] {
        chat.apply(NumberedEvent { number, event });
    }
    assert_eq!(draw(&chat), "Q: How long? / A…: Thirty / Streaming");
}

#[test]
fn a_verdict_can_be_given_and_taken_back() {
    let stored = ChatEvent::Message(message(Sender::Assistant, 2, "a"));
    let mut chat = check(vec![turn(), stored, done()], "Q: How long? / A: a / Idle");
    assert_eq!(chat.judge(message_id(2), Some(Verdict::Helpful)), None);
    assert_eq!(chat.judge(message_id(2), None), Some(Verdict::Helpful));
    assert_eq!(chat.entries[1].verdict, None);
}

#[test]
fn what_was_said_stays_in_sight_when_the_server_begins_another_conversation() {
    let mut chat = Chat::default();
    chat.begin_turn("How long?", name(1)).unwrap();
    apply(&mut chat, 1, turn());
    apply(&mut chat, 2, delta("Thirty days."));
    apply(&mut chat, 3, done());
    chat.begin_turn("And then?", name(3)).unwrap();
    chat.begin_another("A new conversation has begun.");
    let shown = |chat: &Chat| -> Vec<String> {
        chat.entries
            .iter()
            .map(|entry| entry.text.clone())
            .collect()
    };
    let expected = [
        "How long?",
        "Thirty days.",
        "A new conversation has begun.",
        "And then?",
    ];
    assert_eq!(shown(&chat), expected);
    assert_eq!((chat.conversation, chat.last_event), (None, 0));
    assert!(chat.entries.is_sorted_by_key(|entry| entry.key));
    // The new conversation's transcript replaces only its own part.
    let mut restored = message(Sender::Visitor, 3, "And then?");
    restored.message.client_message_id = Some(name(3));
    chat.restore(transcript(vec![restored], false));
    assert_eq!(shown(&chat), expected);
}

#[test]
fn the_first_question_of_all_begins_a_conversation_without_a_notice() {
    let mut chat = Chat::default();
    chat.begin_turn("How long?", name(1)).unwrap();
    chat.begin_another("A new conversation has begun.");
    assert_eq!(chat.entries.len(), 1);
}

#[test]
fn what_was_said_in_another_tab_is_added_and_nothing_is_shown_twice() {
    let mut chat = Chat::default();
    let first = message(Sender::Visitor, 1, "How long?");
    chat.restore(transcript(vec![first.clone()], false));
    let keys: Vec<u32> = chat.entries.iter().map(|entry| entry.key).collect();
    let second = message(Sender::Assistant, 2, "Thirty days.");
    assert!(!chat.catch_up(transcript(vec![first.clone(), second.clone()], false)));
    assert_eq!(chat.entries.len(), 2);
    assert_eq!(chat.entries[0].key, keys[0]);
    let third = message(Sender::Visitor, 3, "And then?");
    assert!(chat.catch_up(transcript(vec![first, second, third], true)));
    assert_eq!((chat.entries.len(), &chat.turn), (3, &TurnState::Waiting));
    // An answer is running here, so changes from elsewhere wait.
    assert!(!chat.catch_up(transcript(Vec::new(), false)));
    assert_eq!(chat.turn, TurnState::Waiting);
}

fn apply(chat: &mut Chat, number: u64, event: ChatEvent) {
    chat.apply(NumberedEvent { number, event });
}

fn transcript(messages: Vec<ThreadMessage>, running: bool) -> Transcript {
    Transcript {
        conversation_id: conversation(),
        holder: Holder::Bot,
        operator_name: None,
        messages,
        unread: 0,
        operator_read_at: None,
        last_event_id: 3,
        running,
    }
}

#[test]
fn a_message_has_its_files_once_the_server_has_stored_it() {
    let mut stored = message(Sender::Visitor, 1, "How long?");
    stored.attachments.push(Attachment {
        id: AttachmentId::new(3, [3; 10]),
        name: "lamp.png".into(),
        media_type: MediaType::Png,
        bytes: 67,
    });
    let files = stored.attachments.clone();
    let chat = check(
        vec![ChatEvent::Message(stored), done()],
        "Q: How long? / Idle",
    );
    assert_eq!(chat.entries[0].attachments, files);
}
