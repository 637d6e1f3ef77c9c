//! Failures that are the same everywhere: bodies of the wrong type or size, and a database that fails.

use axum::{
    body::Body,
    http::{HeaderValue, Request},
};
use porchlight_edge::{api::openapi::documents, platform::Statement};
use serde_json::{Value, json};

use crate::support::{Answer, App, OTHER_SESSION, QUESTION, SHOP, chat_body, run, with};

/// Longer than any allowed body, in bytes.
const TOO_LONG: usize = 3 * 1024 * 1024;

#[derive(Debug)]
struct Operation {
    document: &'static str,
    method: String,
    path: String,
    takes_json: bool,
}

fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    for (document, described) in documents::all() {
        let described = serde_json::to_value(described).unwrap();
        for (path, item) in described["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                    operations.push(Operation {
                        document,
                        method: method.to_uppercase(),
                        path: path.clone(),
                        takes_json: operation["requestBody"]["content"]["application/json"]
                            .is_object(),
                    });
                }
            }
        }
    }
    operations
}

/// A visitor in a conversation, the shop's owner, and the shop's server that pushes sales.
struct Caller {
    app: App,
    conversation: String,
    token: String,
    push_secret: String,
}

impl Caller {
    async fn new() -> Self {
        let app = App::new().await;
        let (message, token) = app.ask(QUESTION).await;
        let push_secret = app.new_key("push", Some(app.project_id), &[]).await;
        Self {
            app,
            conversation: message.conversation_id.to_string(),
            token,
            push_secret,
        }
    }

    /// Calls `operation` with the right credential.
    async fn call(
        &self,
        operation: &Operation,
        content_type: &'static str,
        body: String,
    ) -> Answer {
        let project = self.app.project_id.to_string();
        let mut path = operation
            .path
            .replace("{project}", "shop")
            .replace("{agent_id}", &project);
        while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
            let id = if path.starts_with("/v1/") {
                &project
            } else {
                &self.conversation
            };
            path.replace_range(start..=end, id);
        }
        let mut request = Request::builder()
            .method(operation.method.as_str())
            .uri(path)
            .header("origin", SHOP)
            .header("content-type", content_type);
        let bearer = match (operation.document, operation.path.as_str()) {
            (_, "/api/widget/salespop-push") => &self.push_secret,
            ("browser", _) => &self.token,
            _ => &self.app.key,
        };
        request = request.header("authorization", format!("Bearer {bearer}"));
        self.app.send(request.body(Body::from(body)).unwrap()).await
    }
}

/// Expects an error in the format of its surface, with no other fields.
fn check_shape(operation: &Operation, answer: &Answer, status: u16, code: &str) {
    let context = format!("{operation:?}: {}", answer.body);
    assert_eq!(answer.status.as_u16(), status, "{context}");
    let body = answer.json();
    let (code_field, text_field) = if operation.path.starts_with("/v1/") {
        ("error", "message")
    } else {
        ("code", "error")
    };
    assert_eq!(body[code_field], code, "{context}");
    assert!(body[text_field].as_str().unwrap().len() > 10, "{context}");
    let more = usize::from(body["values"].is_object());
    assert_eq!(body.as_object().unwrap().len(), 2 + more, "{context}");
    let request_id = answer.headers.get("x-request-id").map(HeaderValue::len);
    assert!(request_id.is_some_and(|length| length > 0), "{context}");
}

#[test]
fn every_body_of_another_kind_is_refused() {
    run(async {
        let caller = Caller::new().await;
        let operations = operations()
            .into_iter()
            .filter(|operation| operation.takes_json);
        let mut count = 0;
        for operation in operations {
            let answer = caller.call(&operation, "text/xml", "<a/>".into()).await;
            check_shape(&operation, &answer, 415, "unsupported_media_type");
            count += 1;
        }
        assert!(count > 20, "{count}");
    });
}

#[test]
fn every_body_that_is_too_large_is_refused() {
    run(async {
        let caller = Caller::new().await;
        let body = json!({ "x": "x".repeat(TOO_LONG) }).to_string();
        for operation in operations().iter().filter(|operation| operation.takes_json) {
            let answer = caller
                .call(operation, "application/json", body.clone())
                .await;
            check_shape(operation, &answer, 413, "body_too_large");
        }
    });
}

/// Breaks the database, and expects that the clients of all operations learn only that.
async fn check_broken(broken: &'static str, asked: &[(&'static str, &str, &str, Value)]) {
    let caller = Caller::new().await;
    caller.app.change(Statement::new(broken)).await;
    for (document, method, path, body) in asked {
        let operation = Operation {
            document,
            method: (*method).to_owned(),
            path: (*path).to_owned(),
            takes_json: true,
        };
        let answer = caller
            .call(&operation, "application/json", body.to_string())
            .await;
        check_shape(&operation, &answer, 500, "internal");
        let body = answer.body.to_lowercase();
        for internal in [
            "sql",
            "table",
            "conversations",
            "api_keys",
            "constraint",
            "panic",
            ".rs",
        ] {
            assert!(!body.contains(internal), "{operation:?}: {body}");
        }
    }
}

#[test]
fn a_database_that_fails_is_said_without_details() {
    run(async {
        let question = json!({ "question": QUESTION });
        let message = json!({ "message": QUESTION });
        let asked = with(chat_body(QUESTION), "sessionId", OTHER_SESSION);
        check_broken(
            "ALTER TABLE conversations RENAME TO lost",
            &[
                ("browser", "POST", "/api/chat", asked),
                ("browser", "GET", "/api/chat/{conversation}", Value::Null),
                ("site", "GET", "/api/v1/conversations", Value::Null),
                ("site", "GET", "/api/v1/conversations/{id}", Value::Null),
                ("site", "POST", "/api/v1/chat", question),
                ("organization", "POST", "/v1/chatbots/{id}/chat", message),
                (
                    "organization",
                    "GET",
                    "/v1/chatbots/{id}/conversations",
                    Value::Null,
                ),
                (
                    "reporting",
                    "GET",
                    "/api/public/v1/agents/{agent_id}/chats",
                    Value::Null,
                ),
            ],
        )
        .await;
    });
}

#[test]
fn a_database_without_keys_opens_nothing() {
    run(async {
        let caller = Caller::new().await;
        let lost = Statement::new("ALTER TABLE api_keys RENAME TO lost");
        caller.app.change(lost).await;
        let keyed = operations()
            .into_iter()
            .filter(|operation| operation.document != "browser");
        for operation in keyed {
            let answer = caller
                .call(&operation, "application/json", "{}".into())
                .await;
            check_shape(&operation, &answer, 500, "internal");
        }
    });
}
