//! `/api/v1/keys` and `/api/v1/audit`; and what keys of each kind may not do.

use porchlight_edge::store::api_keys::{KEYS, REVOKED_KEYS, REVOKED_MS};
use serde_json::{Value, json};

use crate::support::{App, SHOP, run};

#[test]
fn a_key_is_shown_once_and_listed_without_itself() {
    run(async {
        let app = App::new().await;
        let body = json!({ "kind": "live", "name": "export", "scopes": ["conversations:read"], "expiresAt": "2030-01-31" });
        let made = app.call("POST", "/api/v1/keys", &app.key, body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let key = made.json()["key"].as_str().unwrap().to_owned();
        let listed = app.call("GET", "/api/v1/keys", &app.key, Value::Null).await;
        assert!(!listed.body.contains(&key));
        let entry = &listed.json()["keys"][0];
        assert_eq!(entry["name"], "export");
        assert_eq!(entry["ending"], key.split_at(key.len() - 4).1);
        assert_eq!(entry["expiresAt"], "2030-02-01T00:00:00.000Z");
        assert_eq!(entry["lastUsedAt"], Value::Null);
        let audit = app
            .call("GET", "/api/v1/audit", &app.key, Value::Null)
            .await;
        assert_eq!(audit.json()["entries"][0]["action"], "key.created");
        assert!(!audit.body.contains(&key));
    });
}

#[test]
fn revoked_keys_keep_nobody_from_making_others_and_are_listed_for_a_while() {
    run(async {
        let app = App::new().await;
        let listed = async || {
            let all = app.call("GET", "/api/v1/keys", &app.key, Value::Null).await;
            all.json()["keys"].as_array().unwrap().clone()
        };
        for number in 0..KEYS + 5 {
            // Stays within the limit on requests of a key per minute.
            app.native.clock.advance(60_000);
            let body = json!({ "kind": "live", "name": format!("key {number}") });
            let made = app.call("POST", "/api/v1/keys", &app.key, body).await;
            assert_eq!(made.status, 201, "{}", made.body);
            let path = format!("/api/v1/keys/{}", made.json()["id"].as_str().unwrap());
            app.call("DELETE", &path, &app.key, Value::Null).await;
        }
        let all = listed().await;
        let revoked = all.iter().filter(|key| key["revokedAt"].is_string());
        assert_eq!(u32::try_from(revoked.count()).unwrap(), REVOKED_KEYS);
        assert_eq!(all.len() - 1, usize::try_from(REVOKED_KEYS).unwrap());
        app.native.clock.advance(REVOKED_MS + 1);
        assert_eq!(listed().await.len(), 1, "only the one that opens something");
    });
}

#[test]
fn a_revoked_or_expired_key_opens_nothing() {
    run(async {
        let app = App::new().await;
        let body = json!({ "kind": "live", "name": "short", "expiresAt": "2026-09-22T00:00:00Z" });
        let made = app
            .call("POST", "/api/v1/keys", &app.key, body)
            .await
            .json();
        let key = made["key"].as_str().unwrap();
        assert_eq!(
            app.call("GET", "/api/v1/keys", key, Value::Null)
                .await
                .status,
            200
        );
        app.native.clock.advance(24 * 60 * 60 * 1_000);
        app.call("GET", "/api/v1/keys", key, Value::Null)
            .await
            .check_error(401, "key_invalid");

        let made = app
            .call(
                "POST",
                "/api/v1/keys",
                &app.key,
                json!({ "kind": "live", "name": "lost" }),
            )
            .await
            .json();
        let (key, path) = (
            made["key"].as_str().unwrap(),
            format!("/api/v1/keys/{}", made["id"].as_str().unwrap()),
        );
        assert_eq!(
            app.call("DELETE", &path, &app.key, Value::Null)
                .await
                .status,
            200
        );
        app.call("GET", "/api/v1/keys", key, Value::Null)
            .await
            .check_error(401, "key_invalid");
        app.call("DELETE", &path, &app.key, Value::Null)
            .await
            .check_error(404, "key_not_found");
    });
}

#[test]
fn there_is_one_key_for_reports_and_a_new_one_disables_the_old() {
    run(async {
        let app = App::new().await;
        let path = format!("/api/public/v1/agents/{}/chats", app.project_id);
        let first = app
            .new_key("live", Some(app.project_id), &["reporting:read"])
            .await;
        assert_eq!(
            app.call("GET", &path, &first, Value::Null).await.status,
            200
        );
        let second = app
            .new_key("live", Some(app.project_id), &["reporting:read"])
            .await;
        app.call("GET", &path, &first, Value::Null)
            .await
            .check_error(401, "key_invalid");
        assert_eq!(
            app.call("GET", &path, &second, Value::Null).await.status,
            200
        );
    });
}

#[test]
fn a_key_that_cannot_be_is_not_made() {
    run(async {
        let app = App::new().await;
        for (body, status, code) in [
            (json!({ "kind": "live", "name": "" }), 400, "name_invalid"),
            (
                json!({ "kind": "live", "name": "a\r\nb" }),
                400,
                "name_invalid",
            ),
            (
                json!({ "kind": "golden", "name": "x" }),
                400,
                "invalid_json",
            ),
            (
                json!({ "kind": "publishable", "name": "x", "scopes": ["config:write"] }),
                400,
                "scope_invalid",
            ),
            (
                json!({ "kind": "live", "name": "x", "expiresAt": "2001-01-01" }),
                400,
                "expiry_invalid",
            ),
            (
                json!({ "kind": "live", "name": "x", "expiresAt": "soon" }),
                400,
                "expiry_invalid",
            ),
            (
                json!({ "kind": "live", "name": "x", "projectId": "0190aaaa-0000-7000-8000-000000000000" }),
                404,
                "project_not_found",
            ),
        ] {
            app.call("POST", "/api/v1/keys", &app.key, body)
                .await
                .check_error(status, code);
        }
    });
}

#[test]
fn a_publishable_key_works_from_the_owners_pages_only() {
    run(async {
        let app = App::new().await;
        let key = app.new_key("publishable", Some(app.project_id), &[]).await;
        let path = format!("/api/v1/chat?apiKey={key}");
        let question = json!({ "question": "How long may I return a lamp?" });
        let asked = |origin: Option<&'static str>| {
            let (app, path, question) = (&app, &path, question.clone());
            async move {
                let headers: Vec<_> = origin.iter().map(|origin| ("origin", *origin)).collect();
                app.request("POST", path, &headers, question).await
            }
        };
        assert_eq!(asked(Some(SHOP)).await.status, 200);
        asked(Some("https://evil.example"))
            .await
            .check_error(403, "origin_not_allowed");
        asked(None).await.check_error(403, "origin_required");
        app.request(
            "GET",
            &format!("/api/v1/keys?apiKey={key}"),
            &[("origin", SHOP)],
            Value::Null,
        )
        .await
        .check_error(403, "scope_missing");
    });
}

#[test]
fn the_key_may_stand_in_the_body_and_a_secret_one_never_in_the_address() {
    run(async {
        let app = App::new().await;
        let body = json!({ "question": "How long may I return a lamp?", "apiKey": app.key });
        assert_eq!(
            app.request("POST", "/api/v1/chat", &[], body).await.status,
            200
        );
        app.request(
            "POST",
            "/api/v1/chat",
            &[],
            json!({ "question": "x", "apiKey": "sk_live_wrong" }),
        )
        .await
        .check_error(401, "key_invalid");
        app.request("POST", "/api/v1/chat", &[], json!({ "question": "x" }))
            .await
            .check_error(401, "key_missing");
        let path = format!("/api/v1/keys?apiKey={}", app.key);
        app.request("GET", &path, &[], Value::Null)
            .await
            .check_error(401, "key_in_address");
    });
}

#[test]
fn a_key_of_the_organization_names_the_project() {
    run(async {
        let app = App::new().await;
        let key = app.new_key("live", None, &[]).await;
        let sources = |path: &'static str| app.call("GET", path, &key, Value::Null);
        sources("/api/v1/sources")
            .await
            .check_error(400, "project_missing");
        assert_eq!(
            sources("/api/v1/sources?project=shop").await.json()["sources"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        sources("/api/v1/sources?project=unknown")
            .await
            .check_error(404, "project_not_found");
    });
}

#[test]
fn the_last_use_is_kept_to_the_minute() {
    run(async {
        let app = App::new().await;
        let used = || async {
            let listed = app
                .call("GET", "/api/v1/keys", &app.key, Value::Null)
                .await
                .json();
            listed["keys"][0]["lastUsedAt"].clone()
        };
        let first = used().await;
        assert!(first.is_string(), "{first}");
        app.native.clock.advance(59_000);
        assert_eq!(used().await, first);
        app.native.clock.advance(1_000);
        assert_ne!(used().await, first);
    });
}

#[test]
fn a_new_key_may_no_more_than_its_maker_and_ends_no_later() {
    run(async {
        let app = App::new().await;
        let scopes = json!(["keys:write", "config:read"]);
        let end = "2026-12-31T00:00:00.000Z";
        let body = json!({ "kind": "live", "name": "maker", "scopes": scopes, "expiresAt": end });
        let maker = app
            .call("POST", "/api/v1/keys", &app.key, body)
            .await
            .json();
        let maker = maker["key"].as_str().unwrap();
        let create = async |body: Value| app.call("POST", "/api/v1/keys", maker, body).await;
        for scope in ["*", "conversations:read", "visitors:write", "chat:write"] {
            create(json!({ "kind": "live", "name": "more", "scopes": ["config:read", scope] }))
                .await
                .check_error(403, "scope_missing");
        }
        create(json!({ "kind": "live", "name": "later", "expiresAt": "2027-01-01" }))
            .await
            .check_error(403, "expiry_too_late");
        create(json!({ "kind": "push", "name": "push" }))
            .await
            .check_error(403, "scope_missing");
        for (kind, expected) in [("live", scopes), ("publishable", json!(["config:read"]))] {
            let made = create(json!({ "kind": kind, "name": kind })).await.json();
            assert_eq!(made["scopes"], expected, "{kind}: {made}");
        }
        let listed = app
            .call("GET", "/api/v1/keys", &app.key, Value::Null)
            .await
            .json();
        for key in listed["keys"].as_array().unwrap().iter().take(3) {
            assert_eq!(key["expiresAt"], end, "{key}");
        }
    });
}
