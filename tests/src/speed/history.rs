//! The time of lists, reports and a question, by the number of messages in the database, which are one project's year.

use std::{error::Error, io::Write, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
};
use http::Request;
use porchlight_edge::{
    platform::{
        ProjectDb, Statement,
        native::{Native, NoNetwork},
    },
    providers::extractive::Extractive,
    router::router,
};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::processor_time::of_this_thread;

/// Numbers of messages in the database. Ratios are to the first.
pub(super) const SIZES: [u32; 2] = [1_000, 1_000_000];
/// The number of messages in a conversation.
pub(super) const CONVERSATION: u32 = 4;
/// The number of timed requests.
const REQUESTS: u32 = 30;
/// The end of that year, in Unix milliseconds.
pub(super) const NOW: u64 = 1_790_000_000_000;
pub(super) const YEAR_MS: u64 = 365 * 24 * 60 * 60 * 1_000;
/// The root secret of the native platform.
const ROOT_SECRET: &str = "a root secret for tests, long enough";

/// The requests. `{project}` and `{early}` stand for the project's id and an early day.
const REQUESTS_OF: [(&str, &str, &str); 17] = [
    (
        "list of chats",
        "GET",
        "/api/public/v1/agents/{project}/chats",
    ),
    (
        "list, oldest first",
        "GET",
        "/api/public/v1/agents/{project}/chats?order=asc",
    ),
    (
        "conversations, page 1",
        "GET",
        "/api/v1/conversations?range=30d",
    ),
    (
        "unanswered ones",
        "GET",
        "/api/v1/conversations?filter=unanswered&range=30d",
    ),
    (
        "search",
        "GET",
        "/api/v1/conversations?search=refund%207&range=30d",
    ),
    (
        "overview of a year",
        "GET",
        "/api/v1/analytics/overview?range=365d",
    ),
    (
        "activity of a year",
        "GET",
        "/api/v1/analytics/activity?range=365d",
    ),
    ("visitors", "GET", "/api/v1/visitors"),
    (
        "visitors who left more",
        "GET",
        "/api/v1/visitors?contact=true",
    ),
    (
        "visitors, searched",
        "GET",
        "/api/v1/visitors?search=refund",
    ),
    ("one visitor", "GET", "/api/v1/visitors/{visitor}"),
    (
        "what a time erases",
        "GET",
        "/api/v1/upkeep/retention?days=360",
    ),
    ("record of changes", "GET", "/api/v1/audit"),
    ("changes of a kind", "GET", "/api/v1/audit?kind=webhook"),
    ("e-mails", "GET", "/api/v1/emails?limit=100"),
    ("plan", "GET", "/api/v1/plan"),
    ("a question", "POST", "/api/v1/chat"),
];

/// Runs the benchmark, and prints its table.
pub async fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let local = tokio::task::LocalSet::new();
    let mut times = Vec::new();
    for size in SIZES {
        times.push(local.run_until(measure(size)).await?);
    }
    writeln!(
        out,
        "history, native SQLite, processor time of a request (mean of {REQUESTS}), by messages of one project"
    )?;
    writeln!(
        out,
        "{:<24} {:>10} {:>12}  ratio",
        "", "1,000 µs", "1,000,000 µs"
    )?;
    let [small, large] = times.as_slice() else {
        return Err("two sizes".into());
    };
    for (((what, _, _), small), large) in REQUESTS_OF.iter().zip(small).zip(large) {
        writeln!(
            out,
            "{what:<24} {small:>10.0} {large:>12.0}  {:>5.2}",
            large / small
        )?;
    }
    Ok(())
}

async fn measure(messages: u32) -> Result<Vec<f64>, Box<dyn Error>> {
    let native = Native::new(NOW, Arc::new(NoNetwork), Arc::new(Extractive))?;
    let router = router(native.platform.clone());
    let setup = json!({ "organization": "Bench", "project": "Bench" });
    let made = send(
        &router,
        "POST",
        "/api/admin/setup",
        ROOT_SECRET,
        Some(setup),
    )
    .await?;
    let text = |name: &str| {
        let text = made.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let (project, key) = (text("projectId"), text("projectKey"));
    fill(&native.db, &project, messages).await?;
    fill_rooms(&native.db, &project).await?;
    let mut times = Vec::new();
    for (_, method, path) in REQUESTS_OF {
        let path = path
            .replace("{project}", &project)
            .replace("{visitor}", "0190bbbb-0000-7000-8000-000000000007");
        let mut spent = 0;
        for _ in 0..REQUESTS {
            // A key allows a limited number of requests a minute.
            native.clock.advance(1_000);
            let body = (method == "POST").then(|| json!({ "question": "How do I get a refund?" }));
            let start = of_this_thread()?;
            send(&router, method, &path, &key, body).await?;
            spent += of_this_thread()? - start;
        }
        times.push(spent as f64 / 1_000.0 / f64::from(REQUESTS));
    }
    Ok(times)
}

async fn send(
    router: &Router,
    method: &str,
    path: &str,
    key: &str,
    body: Option<Value>,
) -> Result<Value, Box<dyn Error>> {
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {key}"))
        .body(body)?;
    let response = router.clone().oneshot(request).await?;
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await?;
    if !status.is_success() {
        return Err(format!(
            "{method} {path}: {status} {}",
            String::from_utf8_lossy(&bytes)
        )
        .into());
    }
    Ok(serde_json::from_slice(&bytes)?)
}

/// Inserts `?2` conversations of the project `?1`, spread over `?4` milliseconds from the time `?3`.
pub(super) const CONVERSATIONS: &str = "
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?2)
    INSERT INTO conversations (id, project_id, session_id, created_at, updated_at)
    SELECT printf('0190aaaa-0000-7000-8000-%012d', n), ?1, printf('0190bbbb-0000-7000-8000-%012d', n / 2),
           ?3 + n * ?4 / ?2, ?3 + n * ?4 / ?2 FROM numbers";
/// Inserts `?2` messages, `?5` in each conversation.
pub(super) const MESSAGES: &str = "
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?2)
    INSERT INTO messages (id, project_id, conversation_id, sender, text, unanswered, created_at)
    SELECT printf('0190cccc-0000-7000-8000-%012d', n), ?1, printf('0190aaaa-0000-7000-8000-%012d', n / ?5),
           CASE n % 2 WHEN 0 THEN 'visitor' ELSE 'assistant' END,
           'How do I get a refund for order ' || n % 9973 || ' of the lamp ' || n % 101,
           n % 2 AND n % 7 = 1, ?3 + n / ?5 * ?4 / (?2 / ?5) + n % ?5
    FROM numbers";

/// Inserts a year of conversations, evenly spread. Every seventh answer is a refusal.
pub(super) async fn fill(
    db: &ProjectDb,
    project: &str,
    messages: u32,
) -> Result<(), Box<dyn Error>> {
    let conversations = Statement::new(CONVERSATIONS)
        .bind(project)
        .bind(messages / CONVERSATION)
        .bind(NOW - YEAR_MS)
        .bind(YEAR_MS);
    let stored = Statement::new(MESSAGES)
        .bind(project)
        .bind(messages)
        .bind(NOW - YEAR_MS)
        .bind(YEAR_MS)
        .bind(CONVERSATION);
    db.batch(vec![conversations, stored]).await?;
    Ok(())
}

/// Data for the console's rooms: a visitor for every two conversations, contact details of every second visitor, a
/// change of a rare kind among others, and an e-mail per conversation.
pub(super) const ROOMS: [&str; 4] = [
    "INSERT INTO sessions (project_id, id, created_at)
       SELECT DISTINCT project_id, session_id, min(created_at) FROM conversations WHERE project_id = ?1 GROUP BY session_id",
    "INSERT INTO leads (id, project_id, conversation_id, session_id, name, email, created_at)
       SELECT id, project_id, id, session_id, 'Sarah Kim', 'refund' || rowid || '@oak.example', created_at FROM conversations
       WHERE project_id = ?1 AND rowid % 2 = 0",
    "INSERT INTO audit (id, organization_id, project_id, actor, action, target, created_at)
       SELECT id, (SELECT organization_id FROM projects WHERE id = ?1), project_id, 'root',
              CASE rowid % 100 WHEN 0 THEN 'webhook.updated' ELSE 'project.updated' END, id, created_at
       FROM conversations WHERE project_id = ?1",
    "INSERT INTO deliveries (id, project_id, event_id, event_type, state, attempts, created_at, updated_at)
       SELECT id, project_id, id, 'conversation.handoff', 'delivered', 1, created_at, created_at FROM conversations
       WHERE project_id = ?1",
];

async fn fill_rooms(db: &ProjectDb, project: &str) -> Result<(), Box<dyn Error>> {
    let statements = ROOMS.map(|sql| Statement::new(sql).bind(project));
    db.batch(statements.into()).await?;
    Ok(())
}
