//! A person's own sessions, and the projects that one session reaches.

use porchlight_edge::{domain::credentials::console_token::CONSOLE_SECONDS, jobs::sweep::sweep};
use serde_json::{Value, json};

use super::{Browser, id_of, mails, owners_link, with_mail};
use crate::{
    operators::Desk,
    support::{App, owner::rival, run},
};

#[test]
fn a_person_sees_and_ends_their_sessions() {
    run(async {
        let app = App::new().await;
        let first = Browser::of(&app, "owner").await;
        app.native.clock.advance(5 * 60_000);
        let second = Browser::of(&app, "owner").await;
        let third = Browser::of(&app, "owner").await;
        let other = Browser::of(&app, "operator").await;
        let listed = second.get("/console/sessions").await.json();
        let sessions = listed["sessions"].as_array().unwrap();
        assert_eq!(sessions.len(), 3, "{listed}");
        assert!(
            sessions
                .iter()
                .all(|session| session["browser"] == "Firefox")
        );
        let current = sessions.iter().filter(|session| session["current"] == true);
        assert_eq!(current.count(), 1);
        let oldest = sessions[2]["id"].as_str().unwrap();
        assert_ne!(sessions[2]["createdAt"], sessions[0]["createdAt"]);

        let path = format!("/console/sessions/{oldest}");
        // Nobody can end another person's session.
        other
            .send("DELETE", &path, Value::Null)
            .await
            .check_error(404, "session_not_found");
        assert_eq!(first.get("/console/session").await.status, 200);
        let ended = second.send("DELETE", &path, Value::Null).await;
        assert_eq!(ended.json()["ended"], 1, "{}", ended.body);
        first
            .get("/api/v1/conversations")
            .await
            .check_error(401, "console_session_ended");
        let ended = second
            .send("DELETE", "/console/sessions", Value::Null)
            .await;
        assert_eq!(ended.json()["ended"], 1, "{}", ended.body);
        third
            .get("/console/session")
            .await
            .check_error(401, "console_session_ended");
        assert_eq!(second.get("/console/session").await.status, 200);
        assert_eq!(other.get("/console/session").await.status, 200);
    });
}

#[test]
fn a_session_ends_by_itself_and_by_signing_out() {
    run(async {
        let app = App::new().await;
        let left = Browser::of(&app, "operator").await;
        let copy = left.cookies.borrow().clone();
        let lasting = Browser::of(&app, "owner").await;
        left.send("DELETE", "/console/session", Value::Null).await;
        assert!(left.cookies.borrow().is_empty());
        *left.cookies.borrow_mut() = copy;
        left.get("/api/v1/conversations")
            .await
            .check_error(401, "console_session_ended");
        app.native.clock.advance(CONSOLE_SECONDS * 1_000 - 1);
        assert_eq!(lasting.get("/api/v1/conversations").await.status, 200);
        app.native.clock.advance(1);
        lasting
            .get("/api/v1/conversations")
            .await
            .check_error(401, "console_session_ended");
        sweep(&app.native.platform).await.unwrap();
        let kept = "SELECT count(*) AS n FROM console_sessions";
        assert_eq!(app.count(kept).await, 0);
    });
}

#[test]
fn only_who_gets_the_mail_reaches_their_other_projects() {
    run(async {
        let app = with_mail().await;
        owners_link(&app, "ada@shop.example").await;
        let body = json!({ "email": "ada@shop.example", "role": "viewer" });
        let invited = app.call("POST", "/api/v1/people", &rival(), body).await;
        assert_eq!(invited.status, 201, "{}", invited.body);

        // The rival's owner has the link of the invitation, and reaches nothing else with it.
        let address = invited.json()["invitationUrl"].as_str().unwrap().to_owned();
        let guest = Browser::new(&app);
        guest.sign_in(&super::secret(&address)).await;
        let projects = guest.get("/console/projects").await.json();
        assert_eq!(projects["projects"].as_array().unwrap().len(), 1);
        assert_eq!(projects["projects"][0]["project"], "rival");
        guest
            .send("PATCH", "/console/session", json!({ "project": "shop" }))
            .await
            .check_error(404, "project_not_found");

        let ada = Browser::new(&app);
        ada.ask("ada@shop.example").await;
        let link = mails(&app).await.remove(0).1;
        let session = ada.sign_in(&link).await.json();
        assert_eq!(
            session["project"], "shop",
            "what others did in her name does not count"
        );
        assert_eq!(ada.get("/api/v1/conversations").await.status, 200);
        let projects = ada.get("/console/projects").await.json();
        assert_eq!(projects["projects"][1]["project"], "rival");
        app.native.clock.advance(1_000);
        let moved = ada
            .send("PATCH", "/console/session", json!({ "project": "rival" }))
            .await;
        assert_eq!(moved.json()["person"]["role"], "viewer", "{}", moved.body);
        ada.get("/api/v1/conversations")
            .await
            .check_error(403, "scope_missing");

        // Her session elsewhere is visible here and can be ended. The session of somebody who has the invitation is not
        // shown as hers.
        let phone = Browser::new(&app);
        phone.ask("ada@shop.example").await;
        let link = mails(&app).await.remove(0).1;
        let session = phone.sign_in(&link).await.json();
        assert_eq!(session["project"], "rival", "where she went last");
        phone
            .send("PATCH", "/console/session", json!({ "project": "shop" }))
            .await;
        ada.send("DELETE", "/console/sessions", Value::Null).await;
        phone
            .get("/api/v1/conversations")
            .await
            .check_error(401, "console_session_ended");
        ada.send("PATCH", "/console/session", json!({ "project": "nowhere" }))
            .await
            .check_error(404, "project_not_found");
    });
}

#[test]
fn what_a_person_leaves_behind_ends_with_them() {
    run(async {
        let desk = Desk::new().await;
        let app = &desk.app;
        let ada = Browser::of(app, "operator").await;
        let path = format!("/api/v1/conversations/{}", desk.id);
        let made = ada
            .send("POST", &format!("{path}/reply-link"), json!({}))
            .await;
        let url = made.json()["replyUrl"].as_str().unwrap().to_owned();
        let link = url.strip_prefix("https://chat.example.com").unwrap();
        assert_eq!(app.get(link).await.status, 200);
        let note = ada
            .send("POST", &format!("{path}/notes"), json!({ "text": "Seen." }))
            .await;
        let id = id_of(app, "operator@shop.example").await;
        assert_eq!(note.json()["author"], format!("person:{id}"));
        let path = format!("/api/v1/people/{id}");
        app.call("DELETE", &path, &app.key, Value::Null).await;
        assert_ne!(app.get(link).await.status, 200);
    });
}

#[test]
fn a_session_does_not_end_without_a_record_and_nothing_is_recorded_without_an_end() {
    run(async {
        let (app, database) = App::counted().await;
        let first = Browser::of(&app, "operator").await;
        let id = first.get("/console/sessions").await.json()["sessions"][0]["id"].clone();
        let owner = Browser::of(&app, "owner").await;
        let again = Browser::of(&app, "owner").await;
        let recorded = "SELECT count(*) AS n FROM audit WHERE action LIKE 'console.s%_ended' OR action LIKE '%signed_out'";
        // There are no other sessions, and this one belongs to nobody.
        let path = format!("/console/sessions/{}", id.as_str().unwrap());
        owner.send("DELETE", &path, Value::Null).await;
        first.send("DELETE", "/console/sessions", Value::Null).await;
        assert_eq!(app.count(recorded).await, 0);
        database.take();
        let ends = async |browser: &Browser<'_>, path: &str| {
            database.take();
            browser.send("DELETE", path, Value::Null).await;
            let calls = database.take();
            let mut ends = calls.into_iter().filter(|call| {
                call.iter()
                    .any(|sql| sql.contains("DELETE FROM console_sessions"))
            });
            let batch = ends.next().unwrap();
            assert!(
                batch.iter().any(|sql| sql.contains("INSERT INTO audit")),
                "{path}: {batch:?}"
            );
            assert!(ends.next().is_none());
        };
        ends(&owner, "/console/sessions").await;
        assert_eq!(app.count(recorded).await, 1);
        again
            .get("/console/session")
            .await
            .check_error(401, "console_session_ended");
        ends(&owner, "/console/session").await;
        assert_eq!(app.count(recorded).await, 2);
    });
}

#[test]
fn a_reply_link_works_on_while_its_session_is_in_another_project() {
    run(async {
        let desk = Desk::of(with_mail().await).await;
        let app = &desk.app;
        owners_link(app, "ada@shop.example").await;
        let body = json!({ "email": "ada@shop.example", "role": "viewer" });
        app.call("POST", "/api/v1/people", &rival(), body).await;
        let ada = Browser::new(app);
        ada.ask("ada@shop.example").await;
        let link = mails(app).await.remove(0).1;
        assert_eq!(ada.sign_in(&link).await.json()["project"], "shop");
        let path = format!("/api/v1/conversations/{}/reply-link", desk.id);
        let made = ada.send("POST", &path, json!({})).await.json();
        let url = made["replyUrl"].as_str().unwrap().to_owned();
        let link = url.strip_prefix("https://chat.example.com").unwrap();
        ada.send("PATCH", "/console/session", json!({ "project": "rival" }))
            .await;
        assert_eq!(app.get(link).await.status, 200);
        // What she may do in the conversation's project counts, not what she may do in the current one.
        let second = Browser::of(app, "owner").await;
        let path = format!("/api/v1/people/{}", id_of(app, "ada@shop.example").await);
        let lowered = second
            .send("PATCH", &path, json!({ "role": "viewer" }))
            .await;
        assert_eq!(lowered.status, 200, "{}", lowered.body);
        assert_eq!(app.get(link).await.status, 410);
        second
            .send("PATCH", &path, json!({ "role": "operator" }))
            .await;
        assert_eq!(app.get(link).await.status, 200);
        second.send("DELETE", &path, Value::Null).await;
        assert_eq!(app.get(link).await.status, 410);
    });
}

#[test]
fn a_person_is_seen_whenever_they_do_something() {
    run(async {
        let app = App::new().await;
        let ada = Browser::of(&app, "operator").await;
        let seen = async || {
            let people = app
                .call("GET", "/api/v1/people", &app.key, Value::Null)
                .await;
            people.json()["people"][0]["lastSeenAt"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        let first = seen().await;
        app.native.clock.advance(59_000);
        ada.get("/api/v1/conversations").await;
        assert_eq!(seen().await, first);
        app.native.clock.advance(1_000);
        ada.get("/api/v1/conversations").await;
        let later = seen().await;
        assert!(later > first, "{later}");
        ada.send("DELETE", "/console/session", Value::Null).await;
        assert_eq!(
            seen().await,
            later,
            "it is known after the session has ended"
        );
    });
}
