//! How much work the database does for a visitor's requests, by the size of the project.

use std::{error::Error, io::Write, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
};
use http::Request;
use porchlight_edge::{
    platform::{
        Statement,
        native::{Native, NoNetwork},
        sqlite::{Run, Sqlite},
    },
    providers::extractive::Extractive,
    router::router,
};
use porchlight_shared::sse::Decoder;
use serde_json::{Value, json};
use tokio::task::LocalSet;
use tower::ServiceExt;

use super::super::history::{NOW, fill};

/// Numbers of messages, each with one event.
const SIZES: [u32; 2] = [100, 100_000];
const ROOT_SECRET: &str = "a root secret for tests, long enough";
const SLUG: &str = "bench";

/// Inserts an event for each message.
const EVENTS: &str = "
    INSERT INTO events (id, project_id, type, data, created_at)
    SELECT lower(hex(randomblob(16))), project_id, 'message.sent',
           json_object('conversationId', conversation_id, 'text', text), created_at
    FROM messages WHERE project_id = ?1";

/// A visitor's requests, with `{}` in place of the conversation, in an order in which each has something to read.
const REQUESTS: [(&str, &str); 8] = [
    ("POST", "/api/chat"),
    ("GET", "/api/chat/{}"),
    ("POST", "/api/chat/{}/handoff"),
    ("POST", "/api/chat/{}/lead"),
    ("POST", "/api/chat/{}/read"),
    ("GET", "/api/chat/conversations"),
    ("DELETE", "/api/chat/{}"),
    ("DELETE", "/api/widget/visitor"),
];

/// Prints the number of SQLite's steps for each request.
pub(super) async fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let local = LocalSet::new();
    let mut measured = Vec::new();
    for size in SIZES {
        measured.push(local.run_until(measure(size)).await?);
    }
    let [few, many] = measured.as_slice() else {
        return Err("two sizes".into());
    };
    writeln!(
        out,
        "rows: steps of SQLite for a visitor's request, a few for each row read, by messages and events in the project"
    )?;
    writeln!(out, "{:<36} {:>8} {:>8}", "", "100", "100,000")?;
    let mut lines: Vec<_> = REQUESTS.iter().zip(few.iter().zip(many)).collect();
    lines.sort_by_key(|(_, (_, many))| std::cmp::Reverse(**many));
    for ((method, path), (few, many)) in lines {
        writeln!(out, "{:<36} {few:>8} {many:>8}", format!("{method} {path}"))?;
    }
    Ok(writeln!(out)?)
}

async fn measure(messages: u32) -> Result<Vec<u64>, Box<dyn Error>> {
    let sqlite = Arc::new(Sqlite::in_memory()?);
    let native = Native::on_one(
        sqlite.clone(),
        NOW,
        Arc::new(NoNetwork),
        Arc::new(Extractive),
    )?;
    let router = router(native.platform.clone());
    let setup = json!({ "organization": "Bench", "project": "Bench", "slug": SLUG });
    let (_, made) = send(&router, "POST", "/api/admin/setup", ROOT_SECRET, &setup).await?;
    let made: Value = serde_json::from_str(&made)?;
    let project = made
        .get("projectId")
        .and_then(Value::as_str)
        .unwrap_or_default();
    fill(&native.db, project, messages).await?;
    native
        .db
        .batch(vec![Statement::new(EVENTS).bind(project)])
        .await?;
    let (mut token, mut conversation) = (String::new(), String::new());
    let mut steps = Vec::new();
    for (method, path) in REQUESTS {
        sqlite.take_runs();
        let path = path.replace("{}", &conversation);
        let body = json!({
            "projectSlug": SLUG,
            "sessionId": "550e8400-e29b-41d4-a716-446655440000",
            "messages": [{ "role": "user", "content": "How do I get a refund?" }],
            "email": "eve@example.com",
        });
        let (new_token, answer) = send(&router, method, &path, &token, &body).await?;
        if let Some(new_token) = new_token {
            token = new_token;
            let frames = Decoder::default().push(answer.as_bytes());
            let turn: Value = serde_json::from_str(&frames.first().ok_or("no event")?.data)?;
            let id = turn.get("conversation_id").and_then(Value::as_str);
            id.unwrap_or_default().clone_into(&mut conversation);
        }
        steps.push(sqlite.take_runs().iter().map(|run: &Run| run.steps).sum());
    }
    Ok(steps)
}

/// The new session token, if any, and the body of the response.
async fn send(
    router: &Router,
    method: &str,
    path: &str,
    bearer: &str,
    body: &Value,
) -> Result<(Option<String>, String), Box<dyn Error>> {
    let body = match method {
        "POST" => Body::from(body.to_string()),
        _ => Body::empty(),
    };
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json");
    if !bearer.is_empty() {
        request = request.header("authorization", format!("Bearer {bearer}"));
    }
    let response = router.clone().oneshot(request.body(body)?).await?;
    let status = response.status();
    let token = response.headers().get("x-session-token");
    let token = token.and_then(|token| Some(token.to_str().ok()?.to_owned()));
    let bytes = to_bytes(response.into_body(), usize::MAX).await?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if status.is_success() {
        Ok((token, text))
    } else {
        Err(format!("{method} {path}: {status} {text}").into())
    }
}
