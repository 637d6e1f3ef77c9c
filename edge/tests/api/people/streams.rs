//! An open stream of a conversation ends when its credential does.

use futures::{StreamExt, join, stream};
use porchlight_edge::{
    api::{
        error::ApiError,
        event_stream::{RECHECK_SECONDS, UNSURE_SECONDS, while_allowed},
    },
    platform::Statement,
    services::room::listeners::STREAM_SECONDS,
};
use serde_json::{Value, json};

use super::{Browser, id_of, mails, owners_link, with_mail};
use crate::{
    operators::{Desk, listening::settle},
    support::{App, owner::rival, run},
};

const BEFORE: &str = "Where is my parcel?";
const AFTER: &str = "My address is Oak Street 1.";

impl Desk {
    /// The events at `path` while a visitor writes to a person, and again after `end` and [`RECHECK_SECONDS`].
    async fn heard(
        &self,
        listens: impl Future<Output = crate::support::Answer>,
        end: impl AsyncFnOnce(),
    ) -> String {
        let (heard, ()) = join!(listens, async {
            settle().await;
            self.take_over().await;
            self.say(BEFORE).await;
            settle().await;
            end().await;
            self.app.native.clock.advance(RECHECK_SECONDS * 1_000);
            self.say(AFTER).await;
            settle().await;
            // Ends the streams that are still open, so that the test ends.
            self.app
                .native
                .clock
                .advance(u64::from(STREAM_SECONDS) * 1_000);
            self.app.native.rooms.tick().await.unwrap();
        });
        assert!(heard.body.contains(BEFORE), "{}", heard.body);
        heard.body
    }

    fn events(&self) -> String {
        format!("/api/v1/conversations/{}/events?linger=true", self.id)
    }

    async fn change(&self, method: &str, path: &str, body: Value) {
        let answer = self.app.call(method, path, &self.app.key, body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
    }
}

/// The events that end a person's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Nothing,
    OtherRole,
    Lowered,
    Removed,
    SignedOut,
    EndedElsewhere,
    OthersEnded,
}

#[test]
fn a_persons_stream_ends_with_what_has_opened_it() {
    run(async {
        for end in [
            End::Nothing,
            End::OtherRole,
            End::Lowered,
            End::Removed,
            End::SignedOut,
            End::EndedElsewhere,
            End::OthersEnded,
        ] {
            let desk = Desk::new().await;
            let ada = Browser::of(&desk.app, "operator").await;
            let id = id_of(&desk.app, "operator@shop.example").await;
            let path = format!("/api/v1/people/{id}");
            let (here, elsewhere) = (ada.copy(), Browser::new(&desk.app));
            let sessions = here.get("/console/sessions").await.json();
            let session = sessions["sessions"][0]["id"].as_str().unwrap().to_owned();
            let link = owners_link(&desk.app, "operator@shop.example").await;
            elsewhere.sign_in(&link).await;
            let events = desk.events();
            let heard = desk.heard(ada.get(&events), async || match end {
                End::Nothing => {}
                End::OtherRole => {
                    desk.change("PATCH", &path, json!({ "role": "admin" }))
                        .await;
                }
                End::Lowered => {
                    desk.change("PATCH", &path, json!({ "role": "viewer" }))
                        .await;
                }
                End::Removed => desk.change("DELETE", &path, Value::Null).await,
                End::SignedOut => {
                    here.send("DELETE", "/console/session", Value::Null).await;
                }
                End::EndedElsewhere => {
                    let path = format!("/console/sessions/{session}");
                    elsewhere.send("DELETE", &path, Value::Null).await;
                }
                End::OthersEnded => {
                    elsewhere
                        .send("DELETE", "/console/sessions", Value::Null)
                        .await;
                }
            });
            let lasts = matches!(end, End::Nothing | End::OtherRole);
            assert_eq!(heard.await.contains(AFTER), lasts, "{end:?}");
        }
    });
}

#[test]
fn a_stream_goes_on_while_its_session_moves_and_ends_with_the_person() {
    run(async {
        for is_removed in [false, true] {
            let desk = Desk::of(with_mail().await).await;
            owners_link(&desk.app, "ada@shop.example").await;
            let body = json!({ "email": "ada@shop.example", "role": "operator" });
            let invited = desk
                .app
                .call("POST", "/api/v1/people", &rival(), body)
                .await;
            assert_eq!(invited.status, 201, "{}", invited.body);
            let ada = Browser::new(&desk.app);
            ada.ask("ada@shop.example").await;
            let link = mails(&desk.app).await.remove(0).1;
            let session = ada.sign_in(&link).await.json();
            assert_eq!(session["project"], "shop");
            let id = session["person"]["id"].as_str().unwrap().to_owned();
            let here = ada.copy();
            let events = desk.events();
            let heard = desk.heard(ada.get(&events), async || {
                let body = json!({ "project": "rival" });
                let moved = here.send("PATCH", "/console/session", body).await;
                assert_eq!(moved.status, 200, "{}", moved.body);
                if is_removed {
                    let gone = "UPDATE people SET removed_at = 1 WHERE id = ?1";
                    let gone = Statement::new(gone).bind(id.as_str());
                    desk.app.native.db.batch(vec![gone]).await.unwrap();
                }
            });
            assert_eq!(heard.await.contains(AFTER), !is_removed);
        }
    });
}

#[test]
fn a_stream_of_a_key_a_link_or_a_visitor_ends_with_it() {
    run(async {
        let desk = Desk::new().await;
        let body = json!({
            "kind": "live", "name": "Desk", "scopes": ["conversations:read", "conversations:write"],
        });
        let made = desk.app.call("POST", "/api/v1/keys", &desk.app.key, body);
        let made = made.await.json();
        let key = made["key"].as_str().unwrap();
        let path = format!("/api/v1/keys/{}", made["id"].as_str().unwrap());
        let events = desk.events();
        let heard = desk.heard(
            desk.app.call("GET", &events, key, Value::Null),
            async || desk.change("DELETE", &path, Value::Null).await,
        );
        assert!(!heard.await.contains(AFTER), "a key");

        let desk = Desk::new().await;
        let path = format!("/api/v1/conversations/{}/reply-link", desk.id);
        let made = desk
            .app
            .call("POST", &path, &desk.app.key, Value::Null)
            .await;
        let url = made.json()["replyUrl"].as_str().unwrap().to_owned();
        let link = url.strip_prefix("https://chat.example.com").unwrap();
        let events = format!("{link}/events");
        let heard = desk.heard(desk.app.get(&events), async || {
            desk.change("DELETE", &path, Value::Null).await;
        });
        assert!(!heard.await.contains(AFTER), "a link");
    });
}

#[test]
fn a_visitors_stream_ends_with_their_session() {
    run(async {
        let desk = Desk::new().await;
        let path = format!("/api/v1/conversations/{}", desk.id);
        let whole = desk
            .app
            .call("GET", &path, &desk.app.key, Value::Null)
            .await;
        let session = whole.json()["sessionId"].as_str().unwrap().to_owned();
        let (heard, ()) = join!(
            desk.visitor("GET", "/events?linger=true", Value::Null),
            async {
                settle().await;
                desk.operate("replies", json!({ "text": BEFORE }), 200)
                    .await;
                settle().await;
                let path = format!("/api/v1/sessions/{session}/revoke");
                desk.change("POST", &path, Value::Null).await;
                desk.app.native.clock.advance(RECHECK_SECONDS * 1_000);
                desk.operate("replies", json!({ "text": AFTER }), 200).await;
                settle().await;
                desk.app
                    .native
                    .clock
                    .advance(u64::from(STREAM_SECONDS) * 1_000);
                desk.app.native.rooms.tick().await.unwrap();
            }
        );
        assert!(heard.body.contains(BEFORE) && !heard.body.contains(AFTER));
    });
}

#[test]
fn nobody_follows_with_a_link_that_a_removed_person_made() {
    run(async {
        let desk = Desk::new().await;
        let ada = Browser::of(&desk.app, "operator").await;
        let path = format!("/api/v1/conversations/{}/reply-link", desk.id);
        let made = ada.send("POST", &path, json!({})).await;
        let url = made.json()["replyUrl"].as_str().unwrap().to_owned();
        let link = url.strip_prefix("https://chat.example.com").unwrap();
        let id = id_of(&desk.app, "operator@shop.example").await;
        let events = format!("{link}/events");
        let heard = desk.heard(desk.app.get(&events), async || {
            desk.change("DELETE", &format!("/api/v1/people/{id}"), Value::Null)
                .await;
        });
        assert!(!heard.await.contains(AFTER));
        let app: &App = &desk.app;
        assert_ne!(app.get(link).await.status, 200);
    });
}

#[test]
fn a_stream_outlives_a_database_that_fails_for_a_moment_only() {
    run(async {
        let app = App::new().await;
        let events = stream::repeat_with(|| Ok(b"data: 1\n\n".to_vec()));
        let mut followed = while_allowed(&app.native.platform, Box::pin(events), async |_| {
            Err(ApiError::internal(&"busy"))
        });
        let mut heard = 0;
        loop {
            app.native.clock.advance(RECHECK_SECONDS * 1_000);
            if followed.next().await.is_none() {
                break;
            }
            heard += 1;
        }
        assert_eq!(heard, UNSURE_SECONDS / RECHECK_SECONDS);
    });
}
