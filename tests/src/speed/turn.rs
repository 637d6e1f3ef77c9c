//! What a turn sends to the database: statements, and how many round trips follow one another. On Cloudflare each goes
//! through a network while the visitor waits.

use std::{error::Error, io::Write, sync::Arc};

use futures::StreamExt;
use porchlight_edge::{
    domain::conversation::attributes::Attributes,
    platform::{
        Statement,
        native::{Native, NoNetwork, counted::Counted},
        sqlite::Sqlite,
    },
    providers::extractive::Extractive,
    services::{ask, published_project, sources},
};
use porchlight_shared::{
    chat_request::ChatRequest,
    ids::{ConversationId, OrganizationId, ProjectId},
    sse::Decoder,
};
use serde_json::{Value, json};

const NOW: u64 = 1_790_000_000_000;
const SESSION: &str = "550e8400-e29b-41d4-a716-446655440000";

/// The visitor's messages, in one conversation.
const SAID: [(&str, &str); 5] = [
    (
        "first question",
        "How many days do I have to return a lamp?",
    ),
    ("question that goes on", "And how long does it take?"),
    ("misspelled question", "How do I retrun a lamp?"),
    ("no answer", "Who won the football championship in 1974?"),
    ("small talk", "Hello"),
];

/// Prints the counts. They are measured natively and apply to the deployed Worker, whose code and statements are the
/// same.
pub async fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let database = Arc::new(Counted::new(Arc::new(Sqlite::in_memory()?)));
    let native = Native::on_one(
        database.clone(),
        NOW,
        Arc::new(NoNetwork),
        Arc::new(Extractive),
    )?;
    let (id, organization) = (
        ProjectId::new(NOW, [1; 10]),
        OrganizationId::new(NOW, [2; 10]),
    );
    let insert = |sql| Statement::new(sql).bind(organization);
    native
        .db
        .batch(vec![
            insert(
                "INSERT INTO organizations (id, name, plan, created_at) VALUES (?1, '', 'free', 0)",
            ),
            insert(
                "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
                 VALUES (?2, ?1, 'demo', 'Demo', 0, 0)",
            )
            .bind(id),
        ])
        .await?;
    let file = sources::NewSource::File {
        filename: "returns.md".into(),
        content:
            "# Returns\n\nYou have 30 days to return a lamp. Refunds take five working days.\n"
                .into(),
    };
    sources::create(&native.platform, id, file).await?;
    while let Some(job) = native.jobs.take() {
        porchlight_edge::jobs::run(&native.platform, job).await?;
    }
    let project = published_project::by_id(&native.platform, id).await?;
    let project = project.ok_or("no project")?;
    writeln!(
        out,
        "a turn on the free plan, where the copy of its project is in KV: journeys to D1 that follow one another\n\
         {:<24} {:>16} {:>12} {:>8} {:>12}",
        "", "to first delta", "to done", "in all", "statements"
    )?;
    let (mut token, mut conversation): (Option<String>, Option<ConversationId>) = (None, None);
    for (number, (name, says)) in SAID.into_iter().enumerate() {
        native.clock.advance(1_000);
        let request: ChatRequest = serde_json::from_value(json!({
            "projectSlug": "demo",
            "sessionId": SESSION,
            "sessionToken": token,
            "conversationId": conversation,
            "clientMessageId": format!("0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a{number:02}"),
            "messages": [{ "role": "user", "content": says }],
        }))?;
        database.take();
        let started = ask::ask(&native.platform, &project, request, Attributes::default()).await?;
        token = started.new_token.or(token);
        let mut stream = started.stream;
        let mut decoder = Decoder::default();
        let (mut first_delta, mut done) = (None, 0);
        while let Some(bytes) = stream.next().await {
            for frame in decoder.push(&bytes?) {
                let journeys = database.journeys();
                match frame.event.as_str() {
                    "turn" => {
                        let data: Value = serde_json::from_str(&frame.data)?;
                        let begun = data.get("conversation_id").cloned().unwrap_or_default();
                        conversation = serde_json::from_value(begun)?;
                    }
                    "delta" => first_delta = first_delta.or(Some(journeys)),
                    "done" => done = journeys,
                    _ => {}
                }
            }
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let all = database.journeys();
        let statements: usize = database.take().iter().map(Vec::len).sum();
        let first_delta = first_delta.map_or_else(|| "-".to_owned(), |count| count.to_string());
        writeln!(
            out,
            "{name:<24} {first_delta:>16} {done:>12} {all:>8} {statements:>12}"
        )?;
    }
    Ok(writeln!(out)?)
}
