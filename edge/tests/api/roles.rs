//! Which credential may call what: every role against every route of the keyed surfaces.

use porchlight_edge::{
    platform::Statement,
    router::{Before, GROUPS},
};
use serde_json::{Value, json};

use crate::support::{Answer, App, QUESTION, ROOT, SHOP, run};

mod people;

#[derive(Debug)]
struct Operation {
    method: String,
    path: String,
}

/// The operations of all keyed surfaces, with the ids of `owner`'s objects in their paths.
fn operations(owner: &Owner) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (before, group) in GROUPS {
        if matches!(before, Before::Key(_)) {
            operations.extend(group.routes.iter().map(|(method, path)| Operation {
                method: method.to_uppercase(),
                path: owner.fill(path),
            }));
        }
    }
    assert!(operations.len() > 10, "{operations:?}");
    operations
}

struct Owner {
    project: String,
    conversation: String,
    other_key: String,
}

impl Owner {
    async fn of_the_shop(app: &App) -> Self {
        let asked = app
            .call(
                "POST",
                "/api/v1/chat",
                &app.key,
                json!({ "question": QUESTION }),
            )
            .await
            .json();
        let made = app
            .call(
                "POST",
                "/api/v1/keys",
                &app.key,
                json!({ "kind": "live", "name": "other" }),
            )
            .await
            .json();
        Self {
            project: app.project_id.to_string(),
            conversation: asked["conversationId"].as_str().unwrap().to_owned(),
            other_key: made["id"].as_str().unwrap().to_owned(),
        }
    }

    fn fill(&self, path: &str) -> String {
        let id = if path.contains("/keys/{") {
            &self.other_key
        } else if path.contains("/conversations/{") {
            &self.conversation
        } else {
            &self.project
        };
        let mut filled = path
            .replace("{agent_id}", &self.project)
            .replace("{chat_id}", &self.conversation);
        while let (Some(start), Some(end)) = (filled.find('{'), filled.find('}')) {
            filled.replace_range(start..=end, id);
        }
        filled
    }
}

async fn call(app: &App, operation: &Operation, key: Option<&str>) -> Answer {
    let mut headers = vec![
        ("origin", SHOP),
        ("accept", "application/problem+json, application/json"),
    ];
    if let Some(key) = key {
        headers.push(("x-api-key", key));
    }
    let body = match operation.method.as_str() {
        "GET" | "DELETE" => Value::Null,
        _ => json!({}),
    };
    app.request(&operation.method, &operation.path, &headers, body)
        .await
}

/// Expects that every operation answers `key` with this status and code.
async fn check(app: &App, operations: &[Operation], key: Option<&str>, status: u16, code: &str) {
    for operation in operations {
        let answer = call(app, operation, key).await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{operation:?}: {}",
            answer.body
        );
        assert_eq!(answer.json()["code"], code, "{operation:?}");
    }
}

#[test]
fn without_a_key_that_opens_something_everything_is_closed() {
    run(async {
        let app = App::new().await;
        let operations = operations(&Owner::of_the_shop(&app).await);
        check(&app, &operations, None, 401, "key_missing").await;
        check(
            &app,
            &operations,
            Some("sk_live_nonsense"),
            401,
            "key_invalid",
        )
        .await;

        let body = json!({ "kind": "live", "name": "short", "expiresAt": "2026-09-21T15:00:00Z" });
        let expiring = app
            .call("POST", "/api/v1/keys", &app.key, body)
            .await
            .json();
        let body = json!({ "kind": "live", "name": "lost" });
        let lost = app
            .call("POST", "/api/v1/keys", &app.key, body)
            .await
            .json();
        let path = format!("/api/v1/keys/{}", lost["id"].as_str().unwrap());
        assert_eq!(
            app.call("DELETE", &path, &app.key, Value::Null)
                .await
                .status,
            200
        );
        app.native.clock.advance(60 * 60 * 1_000);
        for gone in [expiring, lost] {
            let key = gone["key"].as_str().unwrap();
            check(&app, &operations, Some(key), 401, "key_invalid").await;
        }
    });
}

#[test]
fn a_secret_key_in_the_address_is_refused_everywhere() {
    run(async {
        let app = App::new().await;
        let mut operations = operations(&Owner::of_the_shop(&app).await);
        for operation in &mut operations {
            operation.path = format!("{}?apiKey={}", operation.path, app.key);
        }
        check(&app, &operations, None, 401, "key_in_address").await;
    });
}

#[test]
fn a_key_does_only_what_its_scopes_say() {
    run(async {
        let app = App::new().await;
        let operations = operations(&Owner::of_the_shop(&app).await);
        let pushing = app
            .new_key("live", Some(app.project_id), &["sales:push"])
            .await;
        check(&app, &operations, Some(&pushing), 403, "scope_missing").await;
    });
}

#[test]
fn a_key_that_is_no_secret_or_only_pushes_is_refused_but_where_it_belongs() {
    /// The operations that publishable keys open.
    const OPEN: [&str; 4] = [
        "POST /api/v1/chat",
        "POST /api/v1/feedback",
        "POST /api/v1/handoff",
        "GET /api/v1/config",
    ];
    run(async {
        let app = App::new().await;
        let operations = operations(&Owner::of_the_shop(&app).await);
        for kind in ["publishable", "push"] {
            let key = app.new_key(kind, Some(app.project_id), &[]).await;
            for operation in &operations {
                // Stays within the quota of a key.
                app.native.clock.advance(1_000);
                let answer = call(&app, operation, Some(&key)).await;
                let name = format!("{} {}", operation.method, operation.path);
                let open = kind == "publishable" && OPEN.contains(&&*name);
                assert_eq!(answer.status != 403, open, "{kind} {name}: {}", answer.body);
            }
        }
        // The kind alone is enough to be refused, whatever scopes the key has.
        for kind in ["publishable", "push"] {
            let key = app.new_key(kind, Some(app.project_id), &[]).await;
            let all = Statement::new("UPDATE api_keys SET scopes = '[\"*\"]' WHERE kind = ?1");
            app.native.db.batch(vec![all.bind(kind)]).await.unwrap();
            for operation in &operations {
                // Stays within the quota of a key.
                app.native.clock.advance(1_000);
                let answer = call(&app, operation, Some(&key)).await;
                let name = format!("{} {}", operation.method, operation.path);
                let open = kind == "publishable" && OPEN.contains(&&*name);
                let code = answer.json()["code"].clone();
                assert_eq!(
                    code != "secret_key_required",
                    open,
                    "{kind} {name}: {}",
                    answer.body
                );
            }
        }
    });
}

#[test]
fn a_test_key_changes_nothing_real() {
    run(async {
        let app = App::new().await;
        let operations = operations(&Owner::of_the_shop(&app).await);
        let test = app.new_key("test", Some(app.project_id), &[]).await;
        for operation in &operations {
            let answer = call(&app, operation, Some(&test)).await;
            let name = format!("{} {}", operation.method, operation.path);
            let asks = ["/chat", "/feedback", "/handoff", "/preview"]
                .iter()
                .any(|end| name.ends_with(end));
            let writes = operation.method != "GET" && !asks;
            // A test key may answer as a person in test conversations. It finds no others.
            let refusal = if operation.path.contains("/api/v1/conversations/") {
                "conversation_not_found"
            } else {
                "test_key"
            };
            assert!(
                !writes || answer.json()["code"] == refusal,
                "{name}: {}",
                answer.body
            );
        }
    });
}

#[test]
fn what_is_another_tenants_is_not_there() {
    run(async {
        let app = App::new().await;
        let owner = Owner::of_the_shop(&app).await;
        let operations = operations(&owner);
        let body = json!({ "organization": "Globex", "project": "Globex" });
        let foreign = app
            .call("POST", "/api/admin/setup", ROOT, body)
            .await
            .json();
        for key in ["projectKey", "organizationKey"] {
            for operation in &operations {
                let answer = call(&app, operation, foreign[key].as_str()).await;
                let names_ours = [&owner.project, &owner.conversation, &owner.other_key]
                    .iter()
                    .any(|id| operation.path.contains(*id));
                assert!(
                    !names_ours || matches!(answer.status.as_u16(), 400 | 404),
                    "{operation:?}: {} {}",
                    answer.status,
                    answer.body
                );
                for id in [&owner.project, &owner.conversation, &owner.other_key] {
                    assert!(
                        !answer.body.contains(id.as_str()),
                        "{operation:?}: {}",
                        answer.body
                    );
                }
            }
        }
    });
}

#[test]
fn the_owners_key_opens_everything() {
    run(async {
        let app = App::new().await;
        let owner = Owner::of_the_shop(&app).await;
        for operation in operations(&owner) {
            let answer = call(&app, &operation, Some(&app.key)).await;
            let status = answer.status.as_u16();
            let streams = answer.header("content-type") == Some("text/event-stream");
            let made_with_a_key_of_one = !streams && answer.json()["code"] == "key_of_one_chatbot";
            assert!(
                made_with_a_key_of_one || !matches!(status, 401 | 403 | 500..),
                "{operation:?}: {}",
                answer.body
            );
        }
    });
}
