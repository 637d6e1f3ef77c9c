//! Which replies are unread.

use super::*;

/// A conversation with replies of a person, the last `unread` of them unread according to the server.
fn replied(replies: u8, unread: u32) -> Chat {
    let mut chat = Chat::default();
    chat.restore(stored(replies, unread));
    chat
}

fn stored(replies: u8, unread: u32) -> Transcript {
    let mut messages = vec![message(Sender::Visitor, 1, "How long?")];
    messages.extend((2..2 + replies).map(|id| message(Sender::Operator, id, "Well.")));
    Transcript {
        unread,
        ..transcript(messages, false)
    }
}

#[test]
fn what_the_server_calls_unread_is_unread_from_the_end() {
    assert_eq!(replied(3, 0).unread(), Vec::<u32>::new());
    assert_eq!(replied(3, 2).unread(), [3, 4]);
}

#[test]
fn a_receipt_goes_as_far_as_everything_was_seen_in_order() {
    let mut chat = replied(3, 3);
    assert_eq!(chat.see(&[3, 4]), None, "the first was not seen");
    assert_eq!(chat.unread(), [2]);
    assert_eq!(chat.see(&[2]), Some(message_id(4)));
    assert_eq!(chat.see(&[2, 3, 4]), None, "it was told before");
    let mut chat = replied(3, 2);
    assert_eq!(chat.see(&[3]), Some(message_id(3)));
    assert_eq!(chat.unread(), [4]);
}

#[test]
fn what_was_read_in_another_tab_is_read_here() {
    let mut chat = replied(2, 2);
    chat.catch_up(stored(3, 1));
    assert_eq!(chat.unread(), [4]);
}

#[test]
fn what_was_seen_here_stays_read_while_the_receipt_is_under_way() {
    let mut chat = replied(2, 2);
    chat.see(&[2, 3]);
    chat.catch_up(stored(3, 3));
    assert_eq!(chat.unread(), [4]);
}

#[test]
fn the_line_stands_above_the_first_unread_reply_and_goes_when_the_visitor_answers() {
    let mut chat = replied(3, 2);
    chat.draw_line();
    assert_eq!(chat.line, Some(3));
    chat.see(&[3]);
    assert_eq!(chat.line, Some(3), "it stays where it was drawn");
    chat.begin_turn("Thanks.", name(9)).unwrap();
    assert_eq!((chat.line, chat.unread()), (None, Vec::new()));
}

#[test]
fn an_answer_that_came_while_nobody_looked_is_unread() {
    let mut chat = check(
        vec![turn(), delta("a"), done()],
        "Q: How long? / A: a / Idle",
    );
    chat.miss(None);
    assert_eq!(chat.unread(), Vec::<u32>::new());
    chat.miss(Some(message_id(2)));
    assert_eq!(chat.unread(), [2]);
}
