//! From an address to passages, over HTTP and through the queue, including every way to fail.

use anyhow::{Context, Result, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use porchlight_shared::chat_event::ChatEvent;
use porchlight_tests::{
    api::{Answer, text},
    deadline::{PATIENCE, until},
};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::{self, HELP, ORCHARD, RIVAL, World, world};

#[tokio::test]
async fn a_sitemap_is_indexed_with_progress_and_robots_txt_respected() -> Result<()> {
    let world = world()?.with_knowledge().await?;
    let documents = world.stack.database.value(
        "SELECT count(*) FROM documents WHERE project_id = ?1 AND url LIKE '%/en/help/%'",
        &[&HELP.project_id()],
    )?;
    ensure!(
        documents.as_deref() == Some("12"),
        "{documents:?} documents"
    );
    ensure!(
        !world.help_centre.was_asked_for("/private/notes/"),
        "robots.txt forbids it"
    );
    // Passages contain no menus, cookie banner or feedback buttons.
    let chrome = world.stack.database.value(
        "SELECT count(*) FROM passages WHERE project_id = ?1
         AND (text LIKE '%cookies to improve%' OR text LIKE '%Was this page helpful%' OR text LIKE '%© Help center%')",
        &[&HELP.project_id()],
    )?;
    ensure!(
        chrome.as_deref() == Some("0"),
        "{chrome:?} passages of chrome"
    );

    let body = json!({ "url": format!("{}/en/help/", world.help_centre.origin), "kind": "site" });
    let owner = world.owner(RIVAL);
    let site = owner.index(&body).await?;
    // The start of this site has no page.
    ensure!(text(&site, "/status") == "failed", "{site}");
    Ok(())
}

#[tokio::test]
async fn what_an_owner_adds_is_answered_from_until_it_is_deleted() -> Result<()> {
    let world = world()?;
    let owner = world.owner(RIVAL);
    let file = json!({
        "filename": "parking.md",
        "content": "# Parking\n\nVisitors park their bicycles behind the greenhouse, free of charge.\n",
    });
    let pair = json!({
        "question": "Do you lend umbrellas?",
        "answer": "Yes, red ones, against a deposit of four marks.",
        "alternatives": ["Can I borrow something against the rain?"],
    });
    let guide = include_bytes!("../../../edge/tests/pages/pdf/lamp-guide.pdf");
    let pdf = json!({ "filename": "lamp-guide.pdf", "content": BASE64_STANDARD.encode(guide) });
    for (body, question, expected) in [
        (
            pdf,
            "How long does the warranty of the lamp last?",
            "five years",
        ),
        (
            file,
            "Where can I park my bicycle?",
            "behind the greenhouse",
        ),
        (
            pair,
            "Can I borrow something against the rain?",
            "four marks",
        ),
    ] {
        let source = owner.index(&body).await?;
        ensure!(text(&source, "/status") == "indexed", "{source}");
        let answer = owner.ask(question).await?;
        ensure!(answer.body.contains(expected), "{}", answer.body);

        let deleted = owner.delete_source(&text(&source, "/id")).await?;
        ensure!(deleted.status.is_success(), "{}", deleted.body);
        let answer = owner.ask(question).await?;
        ensure!(!answer.body.contains(expected), "{}", answer.body);
    }
    Ok(())
}

#[tokio::test]
async fn after_a_source_is_deleted_questions_are_answered_and_answers_rated() -> Result<()> {
    let world = world()?;
    let owner = world.owner(ORCHARD);
    let bell =
        json!({ "question": "Where is the bell?", "answer": "The bell hangs in the orchard." });
    let gate =
        json!({ "question": "Where is the gate?", "answer": "The gate stands by the brook." });
    let stays = owner.index(&bell).await?;
    let goes = owner.index(&gate).await?;
    let deleted = owner.delete_source(&text(&goes, "/id")).await?;
    ensure!(
        deleted.status.is_success(),
        "{}: {}",
        deleted.status,
        deleted.body
    );

    let mut visitor = world.visitor();
    let question = visitor.question("orchard", "Where is the bell?");
    let answer = visitor.ask(&question).await?;
    ensure!(answer.body.contains("orchard"), "{}", answer.body);
    let turn = answer
        .events()?
        .into_iter()
        .find_map(|event| match event.event {
            ChatEvent::Turn(turn) => Some(turn),
            _ => None,
        });
    let turn = turn.context("no turn")?;
    let path = format!("/api/chat/{}/feedback", turn.conversation_id);
    let verdict = json!({ "message_id": turn.message_id, "verdict": "helpful" });
    let token = visitor.token.clone().context("no token")?;
    let rated = Answer::of(visitor.post(&path).bearer_auth(token).json(&verdict)).await?;
    ensure!(
        rated.status.is_success(),
        "{}: {}",
        rated.status,
        rated.body
    );
    let stored = world.stack.database.value(
        "SELECT verdict FROM messages WHERE id = ?1",
        &[&turn.message_id.to_string()],
    )?;
    ensure!(stored.as_deref() == Some("helpful"), "{stored:?}");

    let deleted = owner.delete_source(&text(&stays, "/id")).await?;
    ensure!(
        deleted.status.is_success(),
        "{}: {}",
        deleted.status,
        deleted.body
    );
    Ok(())
}

#[tokio::test]
async fn a_page_that_cannot_be_read_fails_with_its_own_code() -> Result<()> {
    let world = world()?;
    let owner = world.owner(RIVAL);
    // An address at which nothing listens.
    let nowhere = "http://127.0.0.1:9/".to_owned();
    let broken = |page: &str| format!("{}/broken/{page}", world.help_centre.origin);
    let expected = [
        (broken("missing"), "not_found"),
        (broken("failing"), "server_error"),
        (broken("forbidden"), "forbidden"),
        (broken("picture"), "not_text"),
        (broken("empty"), "no_text"),
        (broken("endless"), "too_large"),
        (broken("circle"), "too_many_redirects"),
        (broken("private"), "private_address"),
        (broken("metadata"), "private_address"),
        (broken("never"), "timeout"),
        (nowhere, "unreachable"),
    ];
    // Added together, because waiting for the slowest then covers all others.
    let mut added = Vec::new();
    for (url, code) in expected {
        let id = owner.add_source(&json!({ "url": url })).await?;
        added.push((id, url, code));
    }
    let mut wrong = Vec::new();
    for (id, url, code) in added {
        let source = owner.settled(&id).await?;
        let found = world.stack.database.value(
            "SELECT status || ' ' || coalesce(failure_code, '') FROM sources WHERE id = ?1",
            &[&id],
        )?;
        let told = source.to_string().contains(code);
        if found != Some(format!("failed {code}")) || !told {
            wrong.push(format!("{url}: {code} expected, not {found:?}: {source}"));
        }
    }
    ensure!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

#[tokio::test]
async fn an_address_that_must_not_be_read_is_refused_at_once() -> Result<()> {
    let world = world()?;
    for address in [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:192.168.0.1]/",
        "http://metadata.google.internal/",
        "ftp://shop.example/",
        "javascript:alert(1)",
        "shop.example",
        "https://me:secret@shop.example/",
        "",
    ] {
        check_refused(world, json!({ "url": address })).await?;
    }
    for body in [
        json!({}),
        json!({ "filename": "a.exe", "content": "x" }),
        json!({ "filename": "a.md", "content": "" }),
        json!({ "question": "", "answer": "x" }),
        json!({ "question": "x", "answer": "" }),
    ] {
        check_refused(world, body).await?;
    }
    Ok(())
}

async fn check_refused(world: &World, body: Value) -> Result<()> {
    let answer = world.owner(RIVAL).post("/api/v1/sources", &body).await?;
    let told = !answer.code().is_empty() || answer.json().pointer("/error").is_some();
    ensure!(
        answer.status == StatusCode::BAD_REQUEST && told,
        "{body} was answered {}: {}",
        answer.status,
        answer.body
    );
    Ok(())
}

#[tokio::test]
async fn a_source_that_fails_later_keeps_its_old_passages() -> Result<()> {
    let world = world()?;
    let owner = world.owner(RIVAL);
    let url = format!("{}/closing/shop", world.help_centre.origin);
    world.help_centre.set_closed(false);
    let source = owner.index(&json!({ "url": url })).await?;
    ensure!(text(&source, "/status") == "indexed", "{source}");
    world.help_centre.set_closed(true);
    let id = text(&source, "/id");
    let again = json!({ "sourceId": id });
    let answer = owner.post("/api/v1/sources/rescrape", &again).await?;
    ensure!(answer.status.is_success(), "{}", answer.body);
    until("the source has failed", PATIENCE, async || {
        let status = text(&owner.source(&id).await?, "/status");
        Ok((status == "failed").then_some(()))
    })
    .await?;
    let answer = owner.ask("When does the candle shop close?").await?;
    ensure!(answer.body.contains("half past nine"), "{}", answer.body);
    Ok(())
}

#[tokio::test]
async fn a_key_opens_its_own_project_only() -> Result<()> {
    let world = world()?;
    let body = json!({ "question": "Hello?" });
    let url = format!("{}/api/v1/chat", world.stack.origin);
    let client = reqwest::Client::new();
    for (key, code) in [
        ("", "key_missing"),
        ("sk_live_nonsense", "key_invalid"),
        (&world::HELP.secret().replace('1', "2"), "key_invalid"),
    ] {
        let mut request = client.post(&url).json(&body);
        if !key.is_empty() {
            request = request.bearer_auth(key);
        }
        let answer = request.send().await?;
        ensure!(answer.status() == StatusCode::UNAUTHORIZED, "{key}");
        let text = answer.text().await?;
        ensure!(text.contains(code), "{key}: {text}");
    }
    let pair = json!({ "question": "Mine?", "answer": "Only mine." });
    let id = world.owner(HELP).add_source(&pair).await?;
    let foreign = world.owner(RIVAL).delete_source(&id).await?;
    ensure!(foreign.status == StatusCode::NOT_FOUND, "{}", foreign.body);
    world.owner(HELP).settled(&id).await?;
    let own = world.owner(HELP).delete_source(&id).await?;
    ensure!(own.status.is_success(), "{}", own.body);
    Ok(())
}
