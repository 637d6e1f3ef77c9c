//! The API as a custom frontend or an owner's server uses it, with bad input first.

use anyhow::{Context, Result, ensure};
use porchlight_shared::limits::{CHAT_BODY_BYTES, QUESTION_CHARS};
use porchlight_tests::api::{Answer, Visitor, text};
use reqwest::{StatusCode, header};
use serde_json::{Value, json};

use crate::world::{self, HELP, RIVAL, world};

/// More requests than any gate in these tests allows.
const FLOOD: usize = 200;

fn check(answer: &Answer, status: u16, code: &str) -> Result<()> {
    let sentence = text(&answer.json(), "/error");
    ensure!(
        answer.status.as_u16() == status && answer.code() == code && !sentence.is_empty(),
        "{status} {code} was expected, not {} {}",
        answer.status,
        answer.body
    );
    Ok(())
}

async fn post(visitor: &Visitor, content_type: &str, body: String) -> Result<Answer> {
    let request = visitor.post("/api/chat").body(body);
    Answer::of(request.header(header::CONTENT_TYPE, content_type)).await
}

#[tokio::test]
async fn bad_input_gets_its_own_status_code_and_sentence() -> Result<()> {
    let world = world()?;
    let mut visitor = world.visitor();
    let longest = "é".repeat(QUESTION_CHARS);
    let too_long = format!("{longest}!");
    for (question, status, code) in [
        (too_long.as_str(), 400, "question_too_long"),
        (" \n\t ", 400, "question_missing"),
        ("", 400, "question_missing"),
    ] {
        let body = visitor.question("help", question);
        check(&visitor.ask(&body).await?, status, code)?;
    }
    let body = visitor.question("nobody", "Hello?");
    check(&visitor.ask(&body).await?, 404, "project_not_found")?;
    for body in ["", "{", "[]", "null", "{\"projectSlug\":7}"] {
        let answer = post(&visitor, "application/json", body.to_owned()).await?;
        check(&answer, 400, "invalid_json")?;
    }
    let large = json!({ "padding": "x".repeat(CHAT_BODY_BYTES) }).to_string();
    let answer = post(&visitor, "application/json", large).await?;
    check(&answer, 413, "body_too_large")?;
    let body = visitor.question("help", "Hello?").to_string();
    let answer = post(&visitor, "text/html", body.clone()).await?;
    check(&answer, 415, "unsupported_media_type")?;
    let foreign = visitor
        .post("/api/chat")
        .header(header::ORIGIN, "https://elsewhere.example")
        .header(header::CONTENT_TYPE, "application/json")
        .body(body);
    check(&Answer::of(foreign).await?, 403, "origin_not_allowed")?;
    check(&visitor.get("/api/nothing").await?, 404, "route_not_found")?;

    // The longest question allowed works.
    let body = visitor.question("help", &longest);
    let answer = visitor.ask(&body).await?;
    ensure!(answer.status == StatusCode::OK, "{}", answer.body);
    Ok(())
}

#[tokio::test]
async fn a_token_opens_its_own_sessions_conversations_only() -> Result<()> {
    let world = world()?;
    let mut visitor = world.visitor();
    let question = visitor.question("help", "Hello?");
    let conversation = visitor.ask_and_leave(&question).await?;
    let transcript = format!("/api/chat/{conversation}");
    ensure!(visitor.get(&transcript).await?.status == StatusCode::OK);

    let mut stranger = world.visitor();
    check(&stranger.get(&transcript).await?, 401, "session_required")?;
    let question = stranger.question("help", "Hello?");
    stranger.ask(&question).await?;
    check(
        &stranger.get(&transcript).await?,
        404,
        "conversation_not_found",
    )?;
    let mut rival = world.visitor();
    let question = rival.question("rival", "Hello?");
    rival.ask(&question).await?;
    check(
        &rival.get(&transcript).await?,
        404,
        "conversation_not_found",
    )?;

    // A session works only with its own token.
    let mut forged = visitor.question("help", "And now?");
    forged["sessionToken"] = json!(stranger.token);
    check(&stranger.ask(&forged).await?, 401, "session_invalid")?;
    forged["sessionToken"] = Value::Null;
    check(&stranger.ask(&forged).await?, 401, "session_required")?;
    let mut into = stranger.question("help", "May I?");
    into["conversationId"] = json!(conversation);
    check(&stranger.ask(&into).await?, 404, "conversation_not_found")?;

    let token = visitor.token.take().context("no token")?;
    for broken in [
        format!("{token}x"),
        token.replace('.', ""),
        "x".repeat(4_000),
    ] {
        visitor.token = Some(broken);
        check(&visitor.get(&transcript).await?, 401, "session_invalid")?;
    }
    Ok(())
}

#[tokio::test]
async fn a_message_that_is_sent_twice_is_answered_once() -> Result<()> {
    let world = world()?.with_knowledge().await?;
    let mut visitor = world.visitor();
    let mut body = visitor.question("help", world::QUESTION);
    body["clientMessageId"] = json!(uuid::Uuid::new_v4());
    let first = visitor.ask(&body).await?;
    body["sessionToken"] = json!(visitor.token);
    let again = visitor.ask(&body).await?;
    ensure!(again.status == StatusCode::OK, "{}", again.body);
    ensure!(first.body.contains("\"resumed\":false"), "{}", first.body);
    ensure!(again.body.contains("\"resumed\":true"), "{}", again.body);
    ensure!(again.body.contains(world::ANSWER), "{}", again.body);
    let messages = world.stack.database.value(
        "SELECT count(*) FROM messages JOIN conversations ON conversations.id = conversation_id WHERE session_id = ?1",
        &[&visitor.session],
    )?;
    ensure!(messages.as_deref() == Some("2"), "{messages:?} messages");
    Ok(())
}

#[tokio::test]
async fn a_flood_of_questions_is_refused_for_a_while() -> Result<()> {
    let visitor = world()?.visitor();
    // Refused for another reason, which costs little. The gate counts it anyway.
    let body = visitor.question("nobody", "Hello?").to_string();
    let mut passed = 0;
    let refused = loop {
        let answer = post(&visitor, "application/json", body.clone()).await?;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break answer;
        }
        passed += 1;
        ensure!(passed < FLOOD, "{passed} questions passed");
    };
    check(&refused, 429, "rate_limited")?;
    let wait = refused.headers.get(header::RETRY_AFTER);
    let seconds: u64 = wait
        .map_or("", |wait| wait.to_str().unwrap_or(""))
        .parse()?;
    ensure!((1..=60).contains(&seconds), "{seconds} s");
    ensure!(passed > 10, "only {passed} passed");
    // Others are not affected.
    let other = world()?.visitor();
    let answer = post(&other, "application/json", body).await?;
    check(&answer, 404, "project_not_found")
}

#[tokio::test]
async fn a_server_gets_its_answer_as_json_with_its_sources() -> Result<()> {
    let world = world()?.with_knowledge().await?;
    let answer = world.owner(HELP).ask(world::QUESTION).await?;
    ensure!(answer.status == StatusCode::OK, "{}", answer.body);
    let json = answer.json();
    ensure!(text(&json, "/answer").contains(world::ANSWER), "{json}");
    let url = text(&json, "/sources/0/url");
    ensure!(url.contains(world::ANSWER_PAGE), "{json}");
    ensure!(!text(&json, "/sources/0/title").is_empty(), "{json}");
    ensure!(
        text(&json, "/sources/0/snippet").contains(world::ANSWER),
        "{json}"
    );
    ensure!(!text(&json, "/conversationId").is_empty(), "{json}");

    // One project cannot see another's knowledge.
    let rival = world.owner(RIVAL).ask(world::QUESTION).await?;
    ensure!(
        rival.json().pointer("/sources") == Some(&json!([])),
        "{}",
        rival.body
    );
    ensure!(!rival.body.contains(world::ANSWER), "{}", rival.body);
    Ok(())
}

#[tokio::test]
async fn settings_and_embed_document_are_answered_with_an_etag() -> Result<()> {
    let world = world()?;
    for path in ["/api/widget/config?project=help", "/embed/help"] {
        let url = format!("{}{path}", world.stack.origin);
        let client = reqwest::Client::new();
        let first = client.get(&url).send().await?;
        ensure!(
            first.status() == StatusCode::OK,
            "{path}: {}",
            first.status()
        );
        let etag = first.headers().get(header::ETAG).cloned();
        let Some(etag) = etag else {
            anyhow::bail!("{path} has no ETag");
        };
        let second = client.get(&url).header(header::IF_NONE_MATCH, etag);
        let second = second.send().await?;
        ensure!(
            second.status() == StatusCode::NOT_MODIFIED,
            "{path}: {}",
            second.status()
        );
    }
    let nobody = world.visitor().get("/embed/nobody").await?;
    check(&nobody, 404, "project_not_found")
}
