//! The requests of the console's rooms: visitors, the record of changes, what a retention period would erase, the plan,
//! and changes of webhooks.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    people::Browser,
    session::{begin, guest},
    support::{App, QUESTION, run},
};

mod record;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

impl App {
    async fn read(&self, path: &str) -> Value {
        let answer = self.call("GET", path, &self.key, Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json()
    }

    /// The names and addresses of the visitors that a query finds.
    async fn visitors(&self, query: &str) -> Vec<String> {
        let page = self.read(&format!("/api/v1/visitors?{query}")).await;
        let visitors = page["visitors"].as_array().unwrap().iter();
        visitors
            .map(|one| {
                let text = |name: &str| one[name].as_str().map(str::to_owned);
                let shown = text("name").or(text("email")).or(text("signedEmail"));
                shown.or(text("sessionId")).unwrap()
            })
            .collect()
    }

    /// A visitor who asks, and leaves these contact details.
    async fn visitor(&self, lead: Value) -> String {
        self.native.clock.advance(1_000);
        let token = guest(self).await;
        let slug = begin(self, &token).await;
        let path = format!("/api/chat/{slug}/lead");
        let left = self.call("POST", &path, &token, lead).await;
        assert_eq!(left.status, StatusCode::CREATED, "{}", left.body);
        token
    }

    async fn asked_by(&self, name: &str) {
        self.native.clock.advance(1_000);
        let body = json!({ "question": QUESTION, "sessionId": name });
        let asked = self.call("POST", "/api/v1/chat", &self.key, body).await;
        assert_eq!(asked.status, 200, "{}", asked.body);
    }
}

#[test]
fn visitors_are_listed_and_found_by_what_they_left() {
    run(async {
        let app = App::new().await;
        app.asked_by("user-42").await;
        let sarah = json!({ "name": "Sarah Kim", "email": "sarah@oak.example", "phone": "+1 512 555 0100" });
        app.visitor(sarah).await;
        app.visitor(json!({ "name": "Zoë 田中", "email": "zoe@example.com" }))
            .await;
        assert_eq!(app.visitors("").await, ["Zoë 田中", "Sarah Kim", "user-42"]);
        assert_eq!(
            app.visitors("contact=true").await,
            ["Zoë 田中", "Sarah Kim"]
        );
        for (search, found) in [
            ("kim", "Sarah Kim"),
            ("SAR", "Sarah Kim"),
            ("oak.exa", "Sarah Kim"),
            ("555+01", "Sarah Kim"),
            ("zoe", "Zoë 田中"),
            ("%E7%94%B0", "Zoë 田中"),
            ("user-42", "user-42"),
        ] {
            let visitors = app.visitors(&format!("search={search}")).await;
            assert_eq!(visitors, [found], "{search}");
        }
        for search in ["imk", "user-43", "example+sarah+zoe", "%22*", "a%00b"] {
            let visitors = app.visitors(&format!("search={search}")).await;
            assert_eq!(visitors, [""; 0], "{search}");
        }
        let page = app.read("/api/v1/visitors?search=kim").await;
        let sarah = &page["visitors"][0];
        assert_eq!(sarah["conversations"], 1);
        assert_eq!(sarah["phone"], "+1 512 555 0100");
        assert!(sarah["contactAt"].is_string() && sarah["lastSeenAt"].is_string());

        // The search finds stored data, and does not find erased data any more.
        let path = format!("/api/v1/visitors/{}", sarah["sessionId"].as_str().unwrap());
        assert_eq!(app.read(&path).await["leads"][0]["name"], "Sarah Kim");
        app.call("DELETE", &path, &app.key, Value::Null).await;
        assert_eq!(app.visitors("search=kim").await, [""; 0]);
        assert_eq!(app.visitors("").await, ["Zoë 田中", "user-42"]);
    });
}

#[test]
fn visitors_are_found_by_a_new_address_and_not_by_the_old_one() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        for email in ["old@example.com", "new@example.com"] {
            let path = format!("/api/chat/{slug}/lead");
            app.call("POST", &path, &token, json!({ "email": email }))
                .await;
        }
        assert_eq!(app.visitors("search=new").await, ["new@example.com"]);
        assert_eq!(app.visitors("search=old").await, [""; 0]);
        let path = format!("/api/chat/{slug}/handoff");
        let asked = json!({ "email": "Desk@oak.example" });
        app.call("POST", &path, &token, asked).await;
        assert_eq!(app.visitors("search=desk@").await.len(), 1);
        assert_eq!(app.visitors("search=DESK@OAK.example").await.len(), 1);
    });
}

#[test]
fn each_page_of_visitors_goes_on_where_the_one_before_ended() {
    run(async {
        let app = App::new().await;
        for number in 0..5 {
            app.visitor(json!({ "name": format!("Lee {number}"), "email": "lee@example.com" }))
                .await;
        }
        for list in ["", "contact=true&", "search=lee&"] {
            let (mut names, mut cursor) = (Vec::new(), String::new());
            loop {
                let path = format!("/api/v1/visitors?{list}limit=2&cursor={cursor}");
                let page = app.read(&path).await;
                for visitor in page["visitors"].as_array().unwrap() {
                    names.push(visitor["name"].as_str().unwrap().to_owned());
                }
                match page["nextCursor"].as_str() {
                    Some(next) => next.clone_into(&mut cursor),
                    None => break,
                }
            }
            assert_eq!(
                names,
                ["Lee 4", "Lee 3", "Lee 2", "Lee 1", "Lee 0"],
                "{list}"
            );
        }
        let page = app.read("/api/v1/visitors?limit=2").await;
        let cursor = page["nextCursor"].as_str().unwrap();
        let elsewhere = format!("/api/v1/visitors?contact=true&cursor={cursor}");
        app.call("GET", &elsewhere, &app.key, Value::Null)
            .await
            .check_error(400, "cursor_invalid");
    });
}

#[test]
fn what_test_keys_did_is_not_listed() {
    run(async {
        let app = App::new().await;
        app.visitor(json!({ "name": "Sarah Kim", "email": "sarah@example.com" }))
            .await;
        let test = app.new_key("test", Some(app.project_id), &[]).await;
        let body = json!({ "question": QUESTION, "sessionId": "tester" });
        app.call("POST", "/api/v1/chat", &test, body).await;
        app.call("GET", "/api/v1/visitors", &test, Value::Null)
            .await
            .check_error(403, "test_key");
        assert_eq!(app.visitors("").await, ["Sarah Kim"]);
        assert_eq!(app.visitors("search=tester").await, [""; 0]);
    });
}

#[test]
fn what_a_retention_period_would_erase_is_counted_before() {
    run(async {
        let app = App::new().await;
        app.asked_by("early").await;
        app.native.clock.advance(10 * DAY_MS);
        app.asked_by("late").await;
        let count = async |days: u32| {
            let path = format!("/api/v1/upkeep/retention?days={days}");
            app.read(&path).await
        };
        assert_eq!(count(9).await, json!({ "conversations": 1, "more": false }));
        assert_eq!(
            count(11).await,
            json!({ "conversations": 0, "more": false })
        );
        for days in ["0", "3651"] {
            let path = format!("/api/v1/upkeep/retention?days={days}");
            app.call("GET", &path, &app.key, Value::Null)
                .await
                .check_error(400, "days_invalid");
        }
        let test = app.new_key("test", Some(app.project_id), &[]).await;
        let path = "/api/v1/upkeep/retention?days=9";
        app.call("GET", path, &test, Value::Null)
            .await
            .check_error(403, "test_key");
    });
}

#[test]
fn the_record_is_filtered_by_who_and_by_what() {
    run(async {
        let app = App::new().await;
        let ada = Browser::of(&app, "owner").await;
        // Entries of the same time have no order.
        app.native.clock.advance(1_000);
        let bot = json!({ "botName": "Ember", "notifyEmail": "me@shop.example" });
        assert_eq!(ada.send("PATCH", "/api/v1/config", bot).await.status, 200);
        let kept = json!({ "recrawlDays": 3, "retentionDays": 30 });
        app.call("PUT", "/api/v1/upkeep", &app.key, kept).await;
        app.native.clock.advance(1_000);
        let key = json!({ "kind": "live", "name": "export" });
        ada.send("POST", "/api/v1/keys", key).await;
        let actions = async |query: &str| -> Vec<String> {
            let page = app.read(&format!("/api/v1/audit?{query}")).await;
            let entries = page["entries"].as_array().unwrap().iter();
            entries
                .map(|entry| entry["action"].as_str().unwrap().to_owned())
                .collect()
        };
        let whole = app.read("/api/v1/audit").await;
        let entry = |action: &str| {
            let entries = whole["entries"].as_array().unwrap();
            let found = entries.iter().find(|entry| entry["action"] == action);
            found.unwrap().clone()
        };
        let by_ada = entry("project.updated");
        let actor = by_ada["actor"].as_str().unwrap();
        assert_eq!(
            actions(&format!("actor={actor}")).await,
            ["key.created", "project.updated", "console.signed_in"]
        );
        assert_eq!(actions("kind=upkeep").await, ["upkeep.updated"]);
        assert_eq!(
            actions(&format!("actor={actor}&kind=key")).await,
            ["key.created"]
        );
        assert_eq!(actions("kind=keys").await, [""; 0]);
        // The old and the new value. Addresses are not stored there.
        assert_eq!(
            by_ada["detail"]["fields"],
            json!(["botName", "notifyEmail"])
        );
        let changes = &by_ada["detail"]["changes"];
        assert_eq!(changes["botName"]["to"], "Ember");
        assert!(changes["botName"]["from"].is_string());
        assert!(!by_ada["detail"].to_string().contains("me@shop.example"));
        assert_eq!(
            entry("upkeep.updated")["detail"]["changes"]["retentionDays"],
            json!({ "from": null, "to": 30 })
        );
    });
}

#[test]
fn who_sees_the_settings_sees_the_plan_and_what_is_used_of_it() {
    run(async {
        let app = App::new().await;
        app.asked_by("user-42").await;
        app.set_plan("growth").await;
        for role in ["owner", "operator"] {
            let person = Browser::of(&app, role).await;
            let plan = person.get("/api/v1/plan").await.json();
            assert_eq!(plan["plan"], "growth");
            assert_eq!(plan["credits"]["used"], 1);
            assert_eq!(plan["credits"]["limit"], 10_000);
            assert_eq!(plan["credits"]["remaining"], 9_999);
        }
        app.set_plan("scale").await;
        let plan = app.read("/api/v1/plan").await;
        assert_eq!(plan["credits"]["limit"], Value::Null);
    });
}

#[test]
fn a_webhook_is_changed_paused_and_goes_on_with_the_same_secret() {
    run(async {
        let app = App::new().await;
        let body =
            json!({ "url": "https://shop.example/hook", "events": ["conversation.handoff"] });
        let made = app.call("POST", "/api/v1/webhooks", &app.key, body).await;
        let id = made.json()["webhook"]["id"].as_str().unwrap().to_owned();
        let secret = made.json()["webhook"]["secret"]
            .as_str()
            .unwrap()
            .to_owned();
        let ada = Browser::of(&app, "owner").await;
        let path = format!("/api/v1/webhooks/{id}");
        let change = async |body: Value| {
            app.native.clock.advance(1_000);
            let answer = ada.send("PATCH", &path, body).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.json()["webhook"].clone()
        };
        let changed = change(json!({ "events": ["lead.captured"], "description": " CRM " })).await;
        assert_eq!(changed["events"], json!(["lead.captured"]));
        assert_eq!(changed["description"], "CRM");
        assert_eq!(changed["url"], "https://shop.example/hook");
        let ending = secret.get(secret.len() - 4..).unwrap();
        assert!(changed["secret"].as_str().unwrap().ends_with(ending));

        let paused = change(json!({ "active": false })).await;
        assert_eq!(
            (&paused["active"], &paused["disabledReason"]),
            (&json!(false), &Value::Null)
        );
        app.visitor(json!({ "email": "sarah@example.com" })).await;
        let sent = format!("{path}/deliveries");
        assert_eq!(app.read(&sent).await["deliveries"], json!([]));
        assert_eq!(change(json!({ "active": true })).await["active"], true);
        app.visitor(json!({ "email": "kim@example.com" })).await;
        app.pause().await;
        assert_eq!(
            app.read(&sent).await["deliveries"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        // Deliveries that wait when it is paused are not sent, but can be sent again.
        change(json!({ "active": false })).await;
        let waiting = app.read(&sent).await["deliveries"][0].clone();
        assert_eq!(waiting["state"], "dead", "{waiting}");

        for (body, code) in [
            (json!({ "url": "http://shop.example" }), "https_required"),
            (json!({ "events": [] }), "events_invalid"),
            (
                json!({ "description": "x".repeat(201) }),
                "description_too_long",
            ),
        ] {
            ada.send("PATCH", &path, body).await.check_error(400, code);
        }
        let entries = app.read("/api/v1/audit?kind=webhook").await["entries"].clone();
        let actions: Vec<&str> = entries
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["action"].as_str().unwrap())
            .collect();
        assert_eq!(
            actions,
            [
                "webhook.disabled",
                "webhook.enabled",
                "webhook.disabled",
                "webhook.updated",
                "webhook.created"
            ]
        );
        let recorded = &entries[3]["detail"]["changes"];
        assert_eq!(
            recorded["events"],
            json!({ "from": ["conversation.handoff"], "to": ["lead.captured"] })
        );
        assert!(recorded.get("url").is_none(), "{recorded}");
        assert!(recorded.get("active").is_none(), "{recorded}");
    });
}

#[test]
fn who_names_another_address_answers_for_the_webhook() {
    run(async {
        let app = App::new().await;
        let body =
            json!({ "url": "https://shop.example/hook", "events": ["conversation.handoff"] });
        let made = app.call("POST", "/api/v1/webhooks", &app.key, body).await;
        let id = made.json()["webhook"]["id"].as_str().unwrap().to_owned();
        let narrow = app
            .new_key("live", Some(app.project_id), &["webhooks:write"])
            .await;
        let maker =
            "SELECT count(*) AS n FROM webhooks JOIN api_keys ON webhooks.made_by = api_keys.id
                     WHERE api_keys.scopes LIKE '%webhooks:write%'";
        let path = format!("/api/v1/webhooks/{id}");
        for (body, answers) in [
            (json!({ "description": "CRM" }), 0),
            (json!({ "url": "https://elsewhere.example/hook" }), 1),
        ] {
            let changed = app.call("PATCH", &path, &narrow, body).await;
            assert_eq!(changed.status, 200, "{}", changed.body);
            assert_eq!(app.count(maker).await, answers);
        }
    });
}
