//! A person with several projects: each page of their browser shows one.

use porchlight_edge::platform::Statement;
use serde_json::{Value, json};

use super::{Browser, mails, owners_link, with_mail};
use crate::support::{App, owner::rival, run};

#[test]
fn two_pages_show_two_projects_and_never_each_others() {
    run(async {
        let app = with_mail().await;
        owners_link(&app, "ada@shop.example").await;
        let body = json!({ "email": "ada@shop.example", "role": "admin" });
        let invited = app.call("POST", "/api/v1/people", &rival(), body).await;
        assert_eq!(invited.status, 201, "{}", invited.body);
        let ada = Browser::new(&app);
        ada.ask("ada@shop.example").await;
        let link = mails(&app).await.remove(0).1;
        assert_eq!(ada.sign_in(&link).await.json()["project"], "shop");

        // A project that she has never opened shows no page, and the record says when she does.
        let theirs = ada.showing("rival");
        for path in ["/console/session", "/api/v1/config"] {
            let answer = theirs.get(path).await;
            answer.check_error(401, "console_session_ended");
        }
        let body = json!({ "project": "rival" });
        let moved = ada.send("PATCH", "/console/session", body).await;
        assert_eq!(moved.json()["project"], "rival", "{}", moved.body);

        let ours = ada.showing("shop");
        for (page, slug) in [(&ours, "shop"), (&theirs, "rival"), (&ours, "shop")] {
            assert_eq!(page.get("/console/session").await.json()["project"], slug);
            let listed = page.get("/console/projects").await.json();
            assert_eq!(listed["projects"][0]["project"], slug);
            assert_eq!(listed["projects"].as_array().unwrap().len(), 2);
            let name = json!({ "botName": format!("Bot of {slug}") });
            let set = page.send("PATCH", "/api/v1/config", name).await;
            assert_eq!(set.status, 200, "{}", set.body);
        }
        for (page, slug) in [(&ours, "shop"), (&theirs, "rival")] {
            let settings = page.get("/api/v1/config").await.json();
            let text = settings.to_string();
            assert!(text.contains(&format!("Bot of {slug}")), "{text}");
        }
        // A stream has the project in its address.
        let path = "/api/v1/people?porchlight-project=shop";
        let people = ada.get(path).await.json().to_string();
        assert!(people.contains("ada@shop.example"), "{people}");
        ada.get("/api/v1/people?porchlight-project=nowhere")
            .await
            .check_error(401, "console_session_ended");

        // Removed from the project that is not the session's, she keeps the other.
        let id = ours.get("/console/session").await.json()["person"]["id"].clone();
        let path = format!("/api/v1/people/{}", id.as_str().unwrap());
        let answer = app.call("DELETE", &path, &app.key, Value::Null).await;
        assert_eq!(answer.status, 409, "the last owner stays: {}", answer.body);
        owners_link(&app, "other@shop.example").await;
        let others = "UPDATE people SET joined_at = 1 WHERE email = 'other@shop.example'";
        let others = Statement::new(others);
        app.native.db.batch(vec![others]).await.unwrap();
        let answer = app.call("DELETE", &path, &app.key, Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        ours.get("/api/v1/config")
            .await
            .check_error(401, "console_session_ended");
        assert_eq!(theirs.get("/api/v1/config").await.status, 200);
    });
}

#[test]
fn the_projects_of_somebody_are_one_statement_however_many_there_are() {
    run(async {
        let (app, database) = App::counted().await;
        let ada = Browser::of(&app, "owner").await;
        let asked = async || {
            database.take();
            let listed = ada.get("/console/projects").await.json();
            let count = listed["projects"].as_array().unwrap().len();
            (count, database.take().concat().len())
        };
        assert_eq!(asked().await, (1, 2), "the session, and its projects");
        let more = "
            INSERT INTO people (id, project_id, email, folded_email, name, role, created_at, last_change)
              SELECT 'p' || projects.id, projects.id, people.email, people.folded_email, '', 'viewer', 1, 'x'
              FROM projects JOIN people ON people.project_id <> projects.id";
        let with_mailbox = "UPDATE console_sessions SET has_mailbox = 1";
        let statements = [more, with_mailbox].map(Statement::new);
        app.native.db.batch(statements.into()).await.unwrap();
        assert_eq!(asked().await, (2, 2));
    });
}
