//! The log of a room fails: nobody gets a number that the log does not have, and nothing is lost or sent twice.

use porchlight_edge::platform::native::Native;
use porchlight_shared::{chat_event::ChatEvent, ids::ConversationId};

use crate::support::{Answer, App, QUESTION, chat_body, run, with};

/// More writes than any turn makes.
const MOST_WRITES: u32 = 10;
const EARLIER: &str = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f3a01";
const ASKED: &str = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f3a02";
const LATER: &str = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f3a03";

struct Talk {
    app: App,
    id: ConversationId,
    token: String,
}

impl Talk {
    async fn new() -> Self {
        let app = App::new().await;
        let said = app.chat(with(chat_body("Hello"), "clientMessageId", EARLIER));
        let said = said.await;
        let token = said.header("x-session-token").unwrap().to_owned();
        let id = said.message().conversation_id;
        Self { app, id, token }
    }

    async fn ask(&self, id: &str) -> Answer {
        let body = with(chat_body(QUESTION), "clientMessageId", id);
        let body = with(body, "sessionToken", self.token.as_str());
        let body = with(body, "conversationId", self.id.to_string());
        let answer = self.app.chat(body).await;
        // The room's work after its last event.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        answer
    }

    fn native(&self) -> &Native {
        &self.app.native
    }
}

fn numbers(answer: &Answer) -> Vec<u64> {
    let events = answer.events().into_iter();
    let mut numbers: Vec<u64> = events.map(|event| event.number).collect();
    // A frame without a number is decoded with the number of the one before.
    numbers.dedup();
    numbers
}

fn words(answer: &Answer) -> String {
    let events = answer.events().into_iter();
    events
        .filter_map(|event| match event.event {
            ChatEvent::Delta(delta) => Some(delta.text),
            _ => None,
        })
        .collect()
}

#[test]
fn what_the_log_lost_once_is_written_and_told_with_what_comes_next() {
    run(async {
        let mut failed = 0;
        for from in 1..MOST_WRITES {
            let talk = Talk::new().await;
            talk.native().rooms.fail_appends(from, 1);
            let answer = talk.ask(ASKED).await;
            failed += u32::from(talk.native().rooms.has_failed());
            let names = answer.event_names();
            assert!(!names.contains(&"error"), "write {from}: {names:?}");
            assert_eq!(words(&answer), answer.message().text, "write {from}");
            assert_eq!(
                numbers(&answer),
                talk.native().rooms.logged(talk.id),
                "write {from}"
            );
        }
        assert!(failed >= 2, "{failed}");
    });
}

#[test]
fn a_turn_whose_log_fails_ends_as_busy_and_tells_no_number_that_is_not_stored() {
    run(async {
        let mut failed = 0;
        for from in 1..MOST_WRITES {
            let talk = Talk::new().await;
            talk.native().rooms.fail_appends(from, u32::MAX);
            let answer = talk.ask(ASKED).await;
            let logged = talk.native().rooms.logged(talk.id);
            assert_eq!(numbers(&answer), logged, "write {from}");
            let has_failed = talk.native().rooms.has_failed();
            talk.native().rooms.fail_appends(0, 0);
            if has_failed {
                failed += 1;
                let names = answer.event_names();
                assert!(
                    names.ends_with(&["error", "done"]),
                    "write {from}: {names:?}"
                );
                let events = answer.events();
                let [.., error, _] = events.as_slice() else {
                    panic!("{events:?}");
                };
                let ChatEvent::Error(error) = &error.event else {
                    panic!("{error:?}");
                };
                assert_eq!((error.code.as_str(), error.retryable), ("busy", true));
            }
            // The answer is stored, and sent when the question is repeated.
            let again = talk.ask(ASKED).await;
            assert!(again.message().text.contains("30 days"), "write {from}");
            let count = "SELECT count(*) AS n FROM messages WHERE sender = 'assistant'";
            assert_eq!(talk.app.count(count).await, 2, "write {from}");
            let later = talk.ask(LATER).await;
            assert_eq!(
                numbers(&later),
                talk.native().rooms.logged(talk.id),
                "write {from}"
            );
        }
        assert!(failed >= 2, "{failed}");
    });
}
