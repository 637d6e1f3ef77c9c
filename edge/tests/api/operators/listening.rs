//! Streams that stay open while a person is in the conversation.

use futures::join;
use serde_json::{Value, json};

use super::{Desk, frames, names};
use crate::support::{QUESTION, run};

/// Lets everything that can go on go on.
async fn settle() {
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
        // Who comes later hears it all but what is not kept.
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
            r#"{"holder":"bot","text":"Ada has left. You get automatic answers again."}"#
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
            // Something happens: it begins anew.
            desk.app.native.clock.advance(599_000);
            desk.say(QUESTION).await;
            desk.app.native.clock.advance(599_999);
            desk.app.native.rooms.tick().await.unwrap();
            desk.say(QUESTION).await;
            desk.app.native.clock.advance(600_000);
            desk.app.native.rooms.tick().await.unwrap();
        });
        let heard = frames(&heard);
        assert_eq!(
            names(&heard).iter().filter(|name| **name == "turn").count(),
            3
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
