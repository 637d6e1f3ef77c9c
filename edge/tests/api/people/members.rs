//! People are invited, get other roles and are removed. Each change is recorded.

use porchlight_edge::{
    domain::credentials::role::Role,
    jobs::sweep::sweep,
    services::people::invite::INVITATIONS,
    store::people::{self, PEOPLE, REMOVED_MS},
};
use porchlight_shared::ids::{AuditId, PersonId};
use serde_json::{Value, json};

use super::{Browser, id_of, invited, mails, owners_link, with_mail};
use crate::support::{App, NOW, owner::rival, run};

#[test]
fn somebody_is_invited_comes_and_is_listed() {
    run(async {
        let app = with_mail().await;
        let owner = Browser::of(&app, "owner").await;
        app.native.clock.advance(1_000);
        let body = json!({ "email": "Ada@shop.example", "name": " Ada ", "role": "operator" });
        let made = owner.send("POST", "/api/v1/people", body.clone()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let made = made.json();
        assert_eq!(made["mailed"], true);
        assert_eq!(made["person"]["name"], "Ada");
        assert_eq!(made["person"]["joinedAt"], Value::Null);
        let address = made["invitationUrl"].as_str().unwrap();
        assert!(address.starts_with("https://chat.example.com/console#link="));
        let (to, mailed) = mails(&app).await.remove(0);
        assert_eq!(to, "Ada@shop.example");
        assert!(address.ends_with(&mailed));

        // A second invitation ends the first link.
        let again = owner.send("POST", "/api/v1/people", body.clone()).await;
        assert_eq!(again.status, 201, "{}", again.body);
        let ada = Browser::new(&app);
        ada.sign_in(&mailed)
            .await
            .check_error(401, "sign_in_link_invalid");
        let link = mails(&app).await.remove(0).1;
        let session = ada.sign_in(&link).await;
        assert_eq!(session.json()["person"]["name"], "Ada");
        owner
            .send("POST", "/api/v1/people", body)
            .await
            .check_error(409, "person_exists");
        let listed = owner.get("/api/v1/people").await.json();
        let roles: Vec<&str> = listed["people"]
            .as_array()
            .unwrap()
            .iter()
            .map(|person| person["role"].as_str().unwrap())
            .collect();
        assert_eq!(roles, ["owner", "operator"]);
        let ada = &listed["people"][1];
        assert!(ada["joinedAt"].is_string(), "{listed}");
        assert_eq!(ada["lastSeenAt"], ada["joinedAt"]);
    });
}

#[test]
fn a_repeated_invitation_shows_no_link() {
    run(async {
        let app = App::new().await;
        let body = json!({ "email": "ada@shop.example", "role": "viewer" });
        let first = app
            .once("/api/v1/people", &app.key, "once", body.clone())
            .await
            .json();
        assert!(first["invitationUrl"].is_string() && first["mailed"] == false);
        let again = app
            .once("/api/v1/people", &app.key, "once", body)
            .await
            .json();
        assert_eq!(again["invitationUrl"], Value::Null, "{again}");
        assert_eq!(again["person"]["id"], first["person"]["id"]);
    });
}

#[test]
fn another_role_takes_back_no_name_that_somebody_else_gives_meanwhile() {
    run(async {
        let app = App::new().await;
        let body = json!({ "email": "ada@shop.example", "name": "Ada", "role": "viewer" });
        app.call("POST", "/api/v1/people", &app.key, body).await;
        let id: PersonId = id_of(&app, "ada@shop.example").await.parse().unwrap();
        let entry = AuditId::new(NOW, [1; 10]);
        let changes = [(Role::Viewer, Some("Ada B.")), (Role::Operator, None)];
        for (role, name) in changes {
            let change = people::change(app.project_id, id, role, name, entry, Role::Viewer);
            assert!(
                people::run(app.native.platform.directory(), change, Vec::new())
                    .await
                    .unwrap()
            );
        }
        let all = app
            .call("GET", "/api/v1/people", &app.key, Value::Null)
            .await;
        let ada = &all.json()["people"][0];
        assert_eq!(
            (&ada["name"], &ada["role"]),
            (&json!("Ada B."), &json!("operator"))
        );
    });
}

#[test]
fn nobody_gives_or_takes_more_than_they_have() {
    run(async {
        let app = App::new().await;
        let owner = Browser::of(&app, "owner").await;
        let admin = Browser::of(&app, "admin").await;
        let invite = |role: &str| json!({ "email": "new@shop.example", "role": role });
        admin
            .send("POST", "/api/v1/people", invite("owner"))
            .await
            .check_error(403, "role_too_high");
        let (an_owner, an_admin) = (
            format!("/api/v1/people/{}", id_of(&app, "owner@shop.example").await),
            format!("/api/v1/people/{}", id_of(&app, "admin@shop.example").await),
        );
        for (method, path, body) in [
            ("PATCH", &an_admin, json!({ "role": "owner" })),
            ("PATCH", &an_owner, json!({ "role": "viewer" })),
            ("PATCH", &an_owner, json!({ "name": "Eve" })),
            ("DELETE", &an_owner, Value::Null),
        ] {
            admin
                .send(method, path, body)
                .await
                .check_error(403, "role_too_high");
        }
        assert_eq!(
            admin
                .send("POST", "/api/v1/people", invite("admin"))
                .await
                .status,
            201
        );
        // An admin cannot make a key that may do more, either.
        let key = json!({ "kind": "live", "name": "mine", "scopes": ["*"] });
        admin
            .send("POST", "/api/v1/keys", key)
            .await
            .check_error(403, "scope_missing");
        // A key with this scope alone gives no role at all.
        let weak = app
            .new_key("live", Some(app.project_id), &["people:write"])
            .await;
        app.call("POST", "/api/v1/people", &weak, invite("viewer"))
            .await
            .check_error(403, "role_too_high");
        let raised = owner
            .send("PATCH", &an_admin, json!({ "role": "owner" }))
            .await;
        assert_eq!(raised.json()["role"], "owner", "{}", raised.body);
        assert_eq!(
            admin
                .send("PATCH", &an_owner, json!({ "role": "viewer" }))
                .await
                .status,
            200
        );
    });
}

#[test]
fn the_last_owner_stays() {
    run(async {
        let app = App::new().await;
        let owner = Browser::of(&app, "owner").await;
        let own = format!("/api/v1/people/{}", id_of(&app, "owner@shop.example").await);
        // A person who was only invited does not count.
        invited(&app, "second@shop.example", "owner").await;
        for (method, body) in [
            ("PATCH", json!({ "role": "admin" })),
            ("DELETE", Value::Null),
        ] {
            owner
                .send(method, &own, body)
                .await
                .check_error(409, "last_owner");
        }
        assert_eq!(owner.get("/api/v1/people").await.status, 200);
        let second = format!(
            "/api/v1/people/{}",
            id_of(&app, "second@shop.example").await
        );
        assert_eq!(owner.send("DELETE", &second, Value::Null).await.status, 200);
        let link = invited(&app, "third@shop.example", "owner").await;
        assert_eq!(Browser::new(&app).sign_in(&link).await.status, 200);
        assert_eq!(owner.send("DELETE", &own, Value::Null).await.status, 200);
        owner
            .get("/api/v1/people")
            .await
            .check_error(401, "console_session_ended");
        assert!(
            recorded(&app)
                .await
                .iter()
                .all(|entry| entry["action"] != "person.changed")
        );
    });
}

#[test]
fn a_lowered_or_removed_person_is_stopped_at_once() {
    run(async {
        let app = App::new().await;
        let admin = Browser::of(&app, "admin").await;
        let path = format!("/api/v1/people/{}", id_of(&app, "admin@shop.example").await);
        assert_eq!(admin.get("/api/v1/keys").await.status, 200);
        let lowered = app
            .call("PATCH", &path, &app.key, json!({ "role": "operator" }))
            .await;
        assert_eq!(lowered.status, 200, "{}", lowered.body);
        admin
            .get("/api/v1/keys")
            .await
            .check_error(403, "scope_missing");
        assert_eq!(admin.get("/api/v1/conversations").await.status, 200);
        app.call("DELETE", &path, &app.key, Value::Null).await;
        for path in [
            "/api/v1/conversations",
            "/console/session",
            "/console/sessions",
        ] {
            admin
                .get(path)
                .await
                .check_error(401, "console_session_ended");
        }
        let kept = "SELECT count(*) AS n FROM console_sessions";
        assert_eq!(app.count(kept).await, 0);
        app.call("DELETE", &path, &app.key, Value::Null)
            .await
            .check_error(404, "person_not_found");
    });
}

#[test]
fn another_projects_people_are_not_there() {
    run(async {
        let app = App::new().await;
        Browser::of(&app, "operator").await;
        let path = format!(
            "/api/v1/people/{}",
            id_of(&app, "operator@shop.example").await
        );
        let rival = rival();
        let listed = app.call("GET", "/api/v1/people", &rival, Value::Null).await;
        assert_eq!(listed.json()["people"], json!([]));
        for (method, body) in [
            ("PATCH", json!({ "role": "viewer" })),
            ("DELETE", Value::Null),
        ] {
            app.call(method, &path, &rival, body)
                .await
                .check_error(404, "person_not_found");
        }
    });
}

async fn recorded(app: &App) -> Vec<Value> {
    let audit = app
        .call("GET", "/api/v1/audit", &app.key, Value::Null)
        .await
        .json();
    let mut entries = audit["entries"].as_array().unwrap().clone();
    entries.reverse();
    entries
}

#[test]
fn every_change_says_who_made_it_of_what_and_into_what() {
    run(async {
        let app = App::new().await;
        let link = owners_link(&app, "owner@shop.example").await;
        app.native.clock.advance(1_000);
        let owner = Browser::new(&app);
        owner.sign_in(&link).await;
        app.native.clock.advance(1_000);
        let body = json!({ "email": "ada@shop.example", "name": "Ada", "role": "viewer" });
        owner.send("POST", "/api/v1/people", body).await;
        let ada = id_of(&app, "ada@shop.example").await;
        let path = format!("/api/v1/people/{ada}");
        app.native.clock.advance(1_000);
        owner
            .send("PATCH", &path, json!({ "role": "operator" }))
            .await;
        // Repeating it changes nothing.
        owner
            .send("PATCH", &path, json!({ "role": "operator" }))
            .await;
        app.native.clock.advance(1_000);
        owner
            .send("PATCH", "/api/v1/config", json!({ "botName": "Lamp" }))
            .await;
        app.native.clock.advance(1_000);
        owner.send("DELETE", &path, Value::Null).await;
        let me = format!("person:{}", id_of(&app, "owner@shop.example").await);
        let entries = recorded(&app).await;
        let told: Vec<(&str, &str, Value)> = entries
            .iter()
            .map(|entry| {
                let text = |name: &str| entry[name].as_str().unwrap();
                (text("action"), text("actor"), entry["detail"].clone())
            })
            .collect();
        assert_eq!(told[0].0, "person.invited");
        assert_eq!(told[0].1, "root");
        assert_eq!((told[1].0, told[1].1), ("console.signed_in", &*me));
        assert_eq!(
            told[2],
            ("person.invited", &*me, json!({ "role": "viewer" }))
        );
        let changed = json!({ "from": "viewer", "to": "operator" });
        assert_eq!(told[3], ("person.changed", &*me, changed));
        assert_eq!(told[4].1, me, "{:?}", told[4]);
        let removed = json!({ "from": "operator", "to": null });
        assert_eq!(told[5], ("person.removed", &*me, removed));
        assert_eq!(told.len(), 6, "{told:?}");
        assert_eq!(entries[5]["actorName"], "owner@shop.example");
        assert_eq!(entries[5]["targetName"], "Ada");
        assert!(entries.iter().all(|entry| entry["createdAt"].is_string()));

        // The identity of a removed person is kept for a while, and then deleted. The record of their actions stays.
        app.native.clock.advance(REMOVED_MS);
        sweep(&app.native.platform).await.unwrap();
        let later = recorded(&app).await;
        assert_eq!(later[5]["targetName"], Value::Null);
        let left = "SELECT count(*) AS n FROM people WHERE email LIKE 'ada%'";
        assert_eq!(app.count(left).await, 0);
    });
}

#[test]
fn there_are_not_too_many_people_or_invitations() {
    run(async {
        let app = App::new().await;
        for number in 0..PEOPLE {
            app.native
                .clock
                .advance(3_600_000 / u64::from(INVITATIONS.limit) + 1);
            invited(&app, &format!("p{number}@shop.example"), "viewer").await;
        }
        app.native.clock.advance(3_600_000);
        let one_more = json!({ "email": "more@shop.example", "role": "viewer" });
        app.call("POST", "/api/v1/people", &app.key, one_more)
            .await
            .check_error(403, "too_many_people");
        let again = json!({ "email": "p1@shop.example", "role": "viewer" });
        for _ in 1..INVITATIONS.limit {
            let made = app
                .call("POST", "/api/v1/people", &app.key, again.clone())
                .await;
            assert_eq!(made.status, 201, "{}", made.body);
        }
        let refused = app.call("POST", "/api/v1/people", &app.key, again).await;
        refused.check_error(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), Some("3600"));
        for (field, value) in [("email", "nobody"), ("name", &*"x".repeat(101))] {
            let mut body = json!({ "email": "q@shop.example", "role": "viewer" });
            body[field] = value.into();
            let answer = app.call("POST", "/api/v1/people", &app.key, body).await;
            assert_eq!(answer.status, 400, "{}", answer.body);
        }
        // The deployer can let an owner in nevertheless, whether they exist or not.
        for email in ["p1@shop.example", "rescue@shop.example"] {
            let link = owners_link(&app, email).await;
            let session = Browser::new(&app).sign_in(&link).await;
            assert_eq!(session.status, 200, "{}", session.body);
        }
        let first = app.call("GET", "/api/v1/people", &app.key, Value::Null);
        let first = first.await.json();
        assert_eq!(first["people"].as_array().unwrap().len(), 100);
        let cursor = first["nextCursor"].as_str().unwrap();
        let path = format!("/api/v1/people?cursor={cursor}");
        let rest = app.call("GET", &path, &app.key, Value::Null).await.json();
        assert_eq!(rest["people"][0]["email"], "rescue@shop.example", "{rest}");
        assert_eq!(rest["people"].as_array().unwrap().len(), 1);
        assert_eq!(rest["nextCursor"], Value::Null);
        let wrong = app.call("GET", "/api/v1/people?cursor=x", &app.key, Value::Null);
        wrong.await.check_error(400, "cursor_invalid");
    });
}
