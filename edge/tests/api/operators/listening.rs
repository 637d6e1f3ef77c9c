//! Streams that stay open while a person is in the conversation.

use futures::join;
use porchlight_edge::services::room::listeners::STREAM_SECONDS;
use serde_json::{Value, json};

use super::{Desk, frames, names};
use crate::support::{QUESTION, run};

/// Lets all tasks run until they wait.
pub(crate) async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[test]
fn two_listeners_hear_the_same_of_a_whole_conversation_with_a_person() {
    run(async {
        let desk = Desk::new().await;
        desk.visitor("POST", "/handoff", json!({})).await;
        let last = desk.visitor("GET", "", Value::Null).await.json()["last_event_id"].clone();
        let events = format!("/events?after={last}");
        let (first, second, ()) = join!(
            desk.visitor("GET", &events, Value::Null),
            desk.visitor("GET", &events, Value::Null),
            async {
                settle().await;
                desk.take_over().await;
                desk.visitor("POST", "/typing", json!({})).await;
                desk.say("Are you there?").await;
                desk.operate("typing", json!({ "operatorName": "Ada" }), 200)
                    .await;
                desk.operate("replies", json!({ "text": "I am." }), 200)
                    .await;
                desk.operate("resolve", json!({}), 200).await;
            }
        );
        let heard = frames(&first);
        assert_eq!(
            names(&heard),
            [
                "status", "typing", "message", "status", "done", "typing", "message", "status"
            ]
        );
        assert_eq!(heard, frames(&second));
        assert_eq!(heard[1].data, r#"{"sender":"visitor"}"#);
        assert_eq!(
            heard[5].data,
            r#"{"sender":"operator","operator_name":"Ada"}"#
        );
        let numbers: Vec<u64> = heard
            .iter()
            .map(|frame| frame.id.parse().unwrap_or(0))
            .collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
        // A later listener receives everything but events that are not stored.
        let later = desk.visitor("GET", &events, Value::Null).await;
        let kept: Vec<_> = heard
            .into_iter()
            .filter(|frame| frame.event != "typing")
            .collect();
        assert_eq!(frames(&later), kept);
    });
}

#[test]
fn a_lease_that_runs_out_is_seen_by_who_listens() {
    run(async {
        let desk = Desk::new().await;
        desk.set(json!({ "leaseExpiry": "bot" })).await;
        desk.take_over().await;
        let (heard, ()) = join!(desk.visitor("GET", "/events?after=0", Value::Null), async {
            settle().await;
            desk.app.native.clock.advance(600_000);
            desk.app.native.rooms.tick().await.unwrap();
        });
        let last = frames(&heard).pop().unwrap();
        assert_eq!(last.event, "status");
        assert_eq!(
            last.data,
            r#"{"holder":"bot","text":"Ada has left. The assistant is answering again."}"#
        );
    });
}

#[test]
fn streams_in_which_nothing_happens_are_closed() {
    run(async {
        let desk = Desk::new().await;
        desk.visitor("POST", "/handoff", json!({})).await;
        let (heard, ()) = join!(desk.visitor("GET", "/events", Value::Null), async {
            settle().await;
            // An event: the time starts again.
            desk.app.native.clock.advance(100_000);
            desk.say(QUESTION).await;
            desk.app.native.clock.advance(599_999);
            desk.app.native.rooms.tick().await.unwrap();
            desk.app.native.clock.advance(1);
            desk.app.native.rooms.tick().await.unwrap();
            desk.say(QUESTION).await;
        });
        let heard = frames(&heard);
        assert_eq!(
            names(&heard).iter().filter(|name| **name == "turn").count(),
            2
        );
    });
}

#[test]
fn without_a_person_the_stream_ends_with_the_turn() {
    run(async {
        let desk = Desk::new().await;
        let replayed = desk.visitor("GET", "/events", Value::Null).await;
        assert_eq!(names(&frames(&replayed)).last(), Some(&"done"));
    });
}

#[test]
fn who_lingers_hears_of_a_person_who_comes_in_unasked() {
    run(async {
        let desk = Desk::new().await;
        let last = desk.transcript().await["last_event_id"].clone();
        let events = format!("/events?linger=true&after={last}");
        let (heard, ()) = join!(desk.visitor("GET", &events, Value::Null), async {
            settle().await;
            desk.app.native.clock.advance(119_999);
            desk.app.native.rooms.tick().await.unwrap();
            desk.operate("replies", json!({ "text": "May I help?" }), 200)
                .await;
            // A person is there now, so longer silences are expected.
            desk.app.native.clock.advance(299_000);
            desk.app.native.rooms.tick().await.unwrap();
            desk.operate("handback", json!({ "to": "bot" }), 200).await;
            desk.app.native.clock.advance(119_999);
            desk.app.native.rooms.tick().await.unwrap();
            desk.say(QUESTION).await;
            desk.app.native.clock.advance(120_000);
            desk.app.native.rooms.tick().await.unwrap();
        });
        let heard = frames(&heard);
        let rest = ["status", "message", "status", "turn"];
        assert_eq!(names(&heard)[..4], rest, "{heard:?}");
        assert_eq!(names(&heard).last(), Some(&"done"));
    });
}

#[test]
fn no_stream_is_open_for_ever() {
    run(async {
        let desk = Desk::new().await;
        desk.visitor("POST", "/handoff", json!({})).await;
        let path = format!("/api/v1/conversations/{}/events?linger=true", desk.id);
        let (heard, ()) = join!(
            desk.app.call("GET", &path, &desk.app.key, Value::Null),
            async {
                settle().await;
                for _ in 0..3 {
                    desk.app.native.clock.advance(299_999);
                    desk.app.native.rooms.tick().await.unwrap();
                    desk.say(QUESTION).await;
                }
                desk.app.native.clock.advance(3);
                desk.app.native.rooms.tick().await.unwrap();
                desk.say(QUESTION).await;
            }
        );
        let heard = frames(&heard);
        let turns = names(&heard).into_iter().filter(|name| *name == "turn");
        assert_eq!(turns.count(), 1 + 3, "that of before, and three of four");
    });
}

#[test]
fn who_comes_back_when_a_stream_has_closed_misses_nothing_and_hears_nothing_twice() {
    run(async {
        let desk = Desk::new().await;
        desk.visitor("POST", "/handoff", json!({})).await;
        let token = format!("Bearer {}", desk.token);
        let path = format!("/api/chat/{}/events", desk.id);
        let follow = async |seen: &str| {
            let headers = [("authorization", token.as_str()), ("last-event-id", seen)];
            let app = &desk.app;
            frames(&app.request("GET", &path, &headers, Value::Null).await)
        };
        let clock = &desk.app.native.clock;
        let rooms = &desk.app.native.rooms;
        let mut heard = Vec::new();
        let mut seen = "0".to_owned();
        for _ in 0..3 {
            let (frames, ()) = join!(follow(&seen), async {
                settle().await;
                desk.say(QUESTION).await;
                clock.advance(u64::from(STREAM_SECONDS) * 1_000 - 1);
                desk.say(QUESTION).await;
                clock.advance(1);
                rooms.tick().await.unwrap();
            });
            seen.clone_from(&frames.last().unwrap().id);
            heard.extend(frames);
            // Nobody listens now.
            desk.say(QUESTION).await;
        }
        let (rest, ()) = join!(follow(&seen), async {
            settle().await;
            clock.advance(u64::from(STREAM_SECONDS) * 1_000);
            rooms.tick().await.unwrap();
        });
        heard.extend(rest);
        let numbers: Vec<u64> = heard
            .iter()
            .map(|frame| frame.id.parse().unwrap())
            .collect();
        let first = numbers[0];
        let all: Vec<u64> = (first..).take(numbers.len()).collect();
        assert_eq!(numbers, all);
        let turns = names(&heard).into_iter().filter(|name| *name == "turn");
        assert_eq!(turns.count(), 1 + 3 * 3, "that of before, and each since");
    });
}

#[test]
fn whoever_wrote_hears_that_it_was_read() {
    run(async {
        let desk = Desk::new().await;
        desk.take_over().await;
        desk.operate("replies", json!({ "text": "Hello." }), 200)
            .await;
        let path = format!("/api/v1/conversations/{}", desk.id);
        let whole = async || {
            let answer = desk
                .app
                .call("GET", &path, &desk.app.key, Value::Null)
                .await;
            answer.json()
        };
        let before = whole().await;
        assert_eq!(before["readAt"], Value::Null);
        let events = format!("{path}/events?after={}", before["lastEventId"]);
        let (heard, ()) = join!(
            desk.app.call("GET", &events, &desk.app.key, Value::Null),
            async {
                settle().await;
                desk.app.native.clock.advance(1_000);
                desk.visitor("POST", "/read", Value::Null).await;
                for _ in 0..2 {
                    // The lease ends, and nothing happens after that.
                    desk.app.native.clock.advance(600_000);
                    desk.app.native.rooms.tick().await.unwrap();
                }
            }
        );
        let read = &frames(&heard)[0];
        assert_eq!(read.event, "read");
        assert_eq!(read.data, r#"{"at":"2026-09-21T14:13:21.000Z"}"#);
        assert_eq!(whole().await["readAt"], "2026-09-21T14:13:21.000Z");
    });
}
