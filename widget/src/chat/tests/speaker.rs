//! Who answers, and the notices about it.

use super::*;

#[test]
fn a_change_of_speaker_is_said_once() {
    let status = Status {
        holder: Holder::Queue,
        text: "A person was asked for.".into(),
        operator_name: None,
    };
    let mut chat = Chat::default();
    chat.set_holder(status.clone());
    chat.set_holder(status);
    assert_eq!(draw(&chat), "N: A person was asked for. / Idle");
    assert_eq!(chat.holder, Holder::Queue);
}

#[test]
fn a_notice_that_says_more_takes_the_place_of_the_last() {
    let mut chat = Chat::default();
    for text in ["Passed on.", "Passed on. By e-mail.", "Passed on.", ""] {
        let holder = Holder::Queue;
        chat.set_holder(Status {
            holder,
            text: text.into(),
            operator_name: None,
        });
    }
    let notices: Vec<&str> = chat.entries.iter().map(|entry| &*entry.text).collect();
    assert_eq!(notices, ["Passed on. By e-mail."]);
}

#[test]
fn the_person_who_speaks_is_known_by_name_until_they_leave() {
    let mut chat = Chat::default();
    chat.restore(Transcript {
        holder: Holder::Operator,
        operator_name: Some("Ada".into()),
        ..transcript(Vec::new(), false)
    });
    assert_eq!(chat.operator_name.as_deref(), Some("Ada"));
    assert!(chat.has_person());
    let mut reply = message(Sender::Operator, 4, "Hello.");
    reply.operator_name = Some("Ada".into());
    apply(&mut chat, 4, ChatEvent::Message(reply));
    assert_eq!(chat.entries[0].operator_name.as_deref(), Some("Ada"));
    for (number, holder, has_person) in [
        (5, Holder::Queue, true),
        (6, Holder::Resolved, false),
        (7, Holder::Bot, false),
    ] {
        let status = Status {
            holder,
            text: String::new(),
            operator_name: None,
        };
        apply(&mut chat, number, ChatEvent::Status(status));
        assert_eq!(
            (chat.has_person(), &chat.operator_name),
            (has_person, &None)
        );
    }
    // A status without a sentence adds no notice.
    assert_eq!(draw(&chat), "O: Hello. / Idle");
}

#[test]
fn what_was_missed_is_noticed_and_made_up_for() {
    let mut chat = Chat::default();
    chat.restore(transcript(Vec::new(), false));
    apply(&mut chat, 4, done());
    assert!(!chat.missed);
    apply(&mut chat, 6, done());
    assert!(chat.missed);
    let mut stored = transcript(vec![message(Sender::Operator, 4, "Hello.")], false);
    stored.last_event_id = 6;
    chat.catch_up(stored);
    assert!(!chat.missed);
    assert_eq!(draw(&chat), "O: Hello. / Idle");
}

#[test]
fn a_person_is_offered_as_long_as_the_newest_message_does() {
    let mut offer = message(Sender::Assistant, 2, "Shall a person help?");
    offer.offer_handoff = true;
    let mut chat = check(
        vec![turn(), ChatEvent::Message(offer), done()],
        "Q: How long? / A: Shall a person help? / Idle",
    );
    assert!(chat.person_offered);
    chat.begin_turn("No.", name(3)).unwrap();
    assert!(!chat.person_offered);
}
