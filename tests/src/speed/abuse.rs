//! What an attacker can get in a minute from workerd with the deployed limits: answers, e-mails, streams. Also how much
//! work the database does for a visitor's worst request, and how long the worst documents take to read.

use std::{collections::BTreeSet, io::Write, time::Duration};

use anyhow::{Context, Result, anyhow, ensure};
use porchlight_shared::chat_event::ChatEvent;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::{
    chat::{self, FIRST, KEY, QUESTIONS, SLUG, index_documentation},
    local_platform::LocalPlatform,
};
use crate::{
    api::{Answer, Owner, Visitor, text},
    stack::Project,
};

mod documents;
mod rows;

/// The origin of the owner's page.
const PAGE: &str = "https://shop.example";
/// How many questions one address tries to ask.
const TRIES: usize = 60;
/// How many addresses together use up a month's answers.
const ADDRESSES: usize = 15;
/// How many e-mail addresses one visitor leaves, one after the other.
const CHANGES: usize = 50;
/// How many visitors, each with their own IP address, ask for a person.
const VISITORS: usize = 100;
/// How many conversations one address opens streams in, and how many streams in each. With the requests for a person,
/// that is all that its gate allows in a minute.
const CONVERSATIONS: usize = 4;
const STREAMS: usize = 15;
/// How many conversations without a question one address opens streams in.
const EMPTY: usize = 18;
/// The longest time without data after which a stream counts as quiet. It is shorter than the heartbeat.
const QUIET: Duration = Duration::from_millis(500);
/// How long all deliveries may take to finish.
const DELIVERED: Duration = Duration::from_secs(20);

/// How much was granted, and the codes of the refusals.
#[derive(Default)]
struct Granted {
    count: usize,
    refusals: BTreeSet<String>,
}

/// Runs the benchmark, and prints its table.
pub async fn run(out: &mut impl Write) -> Result<()> {
    writeln!(
        out,
        "abuse: what a stranger reaches within a minute, on workerd at the deployed limits"
    )?;
    let free = start().await?;
    free.database()?
        .execute("UPDATE organizations SET plan = 'free'")?;
    let granted = answers(&free, ADDRESSES, TRIES / 2).await?;
    line(out, "answers, 15 addresses, plan Free", &granted)?;
    drop(free);

    let platform = start().await?;
    index_documentation(platform.address)
        .await
        .with_context(|| platform.log())?;
    let granted = answers(&platform, 1, TRIES).await?;
    line(out, "answers, one address, plan without an end", &granted)?;
    let granted = answers_with_key(&platform).await?;
    line(out, "answers, a page's key in the body", &granted)?;
    mails(out, &platform)
        .await
        .with_context(|| platform.log())?;
    let held = streams(&platform).await.with_context(|| platform.log())?;
    line(out, "streams held, one address", &held)?;
    let held = empty_streams(&platform).await?;
    line(out, "streams held, where nothing was said", &held)?;
    writeln!(out)?;
    rows::run(out).await.map_err(|error| anyhow!("{error}"))?;
    documents::run(out, &platform)
        .await
        .with_context(|| platform.log())?;
    Ok(writeln!(out)?)
}

async fn start() -> Result<LocalPlatform> {
    let project = Project {
        allowed_origins: vec![PAGE.to_owned()],
        ..chat::project()
    };
    LocalPlatform::start_guarded(&project).await
}

fn line(out: &mut impl Write, what: &str, granted: &Granted) -> Result<()> {
    let refusals: Vec<&str> = granted.refusals.iter().map(String::as_str).collect();
    let refused = if refusals.is_empty() {
        String::new()
    } else {
        format!("  then {}", refusals.join(", "))
    };
    Ok(writeln!(out, "{what:<44} {:>6}{refused}", granted.count)?)
}

fn origin(platform: &LocalPlatform) -> String {
    format!("http://{}", platform.address)
}

impl Granted {
    fn count(&mut self, answer: &Answer) {
        if answer.status.is_success() {
            self.count += 1;
        } else {
            self.refusals.insert(answer.code());
        }
    }
}

/// Asks from several addresses, each time as a new visitor.
async fn answers(platform: &LocalPlatform, addresses: usize, tries: usize) -> Result<Granted> {
    let mut granted = Granted::default();
    for _ in 0..addresses {
        let mut visitor = Visitor::new(&origin(platform));
        for question in QUESTIONS.iter().cycle().take(tries) {
            visitor.token = None;
            visitor.session = uuid::Uuid::new_v4().to_string();
            let body = visitor.question(SLUG, question);
            granted.count(&visitor.ask(&body).await?);
        }
    }
    Ok(granted)
}

/// Asks with the publishable key, which is in the owner's pages.
async fn answers_with_key(platform: &LocalPlatform) -> Result<Granted> {
    let owner = Owner::new(&origin(platform), KEY);
    let made = owner
        .post(
            "/api/v1/keys",
            &json!({ "kind": "publishable", "name": "pages" }),
        )
        .await?;
    let key = text(&made.json(), "/key");
    ensure!(!key.is_empty(), "{}", made.body);
    let visitor = Visitor::new(&origin(platform));
    let mut granted = Granted::default();
    for question in QUESTIONS.iter().cycle().take(TRIES) {
        let body = json!({ "apiKey": key, "question": question });
        let request = visitor.post("/api/v1/chat").header("origin", PAGE);
        granted.count(&Answer::of(request.json(&body)).await?);
    }
    Ok(granted)
}

/// Has a visitor ask a question, and returns the conversation.
async fn who_asked(platform: &LocalPlatform, visitor: &mut Visitor) -> Result<String> {
    visitor.token = None;
    visitor.session = uuid::Uuid::new_v4().to_string();
    let body = visitor.question(SLUG, FIRST);
    let asked = visitor.ask(&body).await?;
    let events = asked.events().with_context(|| asked.body.clone())?;
    let conversation = events.iter().find_map(|event| match &event.event {
        ChatEvent::Turn(turn) => Some(turn.conversation_id.to_string()),
        _ => None,
    });
    conversation.with_context(|| format!("no turn: {} {}", asked.body, platform.log()))
}

fn hand_off(visitor: &Visitor, conversation: &str, body: &Value) -> RequestBuilder {
    let token = visitor.token.as_deref().unwrap_or_default();
    visitor
        .post(&format!("/api/chat/{conversation}/handoff"))
        .bearer_auth(token)
        .json(body)
}

/// How many e-mails to the owner one visitor can cause, and many visitors.
async fn mails(out: &mut impl Write, platform: &LocalPlatform) -> Result<()> {
    let settings = json!({ "notifyEmail": "me@shop.example" });
    let request = Client::new().patch(format!("{}/api/v1/config", origin(platform)));
    let set = Answer::of(request.bearer_auth(KEY.secret()).json(&settings)).await?;
    ensure!(set.status.is_success(), "{}", set.body);
    let mut visitor = Visitor::new(&origin(platform));
    let conversation = who_asked(platform, &mut visitor).await?;
    for number in 0..CHANGES {
        let body = json!({ "email": format!("eve{number}@example.com") });
        Answer::of(hand_off(&visitor, &conversation, &body)).await?;
    }
    let of_one = mailed(platform).await?;
    for number in 0..VISITORS {
        let mut visitor = Visitor::new(&origin(platform));
        let conversation = who_asked(platform, &mut visitor).await?;
        let body = json!({ "email": format!("mallory{number}@example.com") });
        Answer::of(hand_off(&visitor, &conversation, &body)).await?;
    }
    let of_many = mailed(platform).await? - of_one;
    let count = |count| Granted {
        count,
        ..Granted::default()
    };
    line(
        out,
        "e-mails, one visitor, 50 addresses left",
        &count(of_one),
    )?;
    line(out, "e-mails, 100 visitors more", &count(of_many))
}

/// The number of e-mails to the owner, once no more arrive.
async fn mailed(platform: &LocalPlatform) -> Result<usize> {
    const SENT: &str = "SELECT count(*) || '' FROM deliveries
        WHERE webhook_id IS NULL AND conversation_id IS NULL AND state = 'delivered'";
    sleep(DELIVERED).await;
    let sent = platform.database()?.value(SENT, &[])?;
    Ok(sent.context("no count")?.parse()?)
}

/// The streams that one address can open in conversations that wait for a person.
async fn streams(platform: &LocalPlatform) -> Result<Granted> {
    let mut visitor = Visitor::new(&origin(platform));
    let mut opened = Vec::new();
    let mut granted = Granted::default();
    for _ in 0..CONVERSATIONS {
        let conversation = who_asked(platform, &mut visitor).await?;
        Answer::of(hand_off(&visitor, &conversation, &json!({}))).await?;
        for _ in 0..STREAMS {
            follow(platform, &visitor, &conversation, &mut opened, &mut granted).await?;
        }
    }
    granted.count = still_open(opened).await?;
    Ok(granted)
}

/// The streams that one address can open where a person is asked for without a question.
async fn empty_streams(platform: &LocalPlatform) -> Result<Granted> {
    let mut visitor = Visitor::new(&origin(platform));
    let session = visitor.post("/api/widget/session");
    let session = Answer::of(session.json(&json!({ "project": SLUG }))).await?;
    let token = text(&session.json(), "/token");
    visitor.token = Some(token.clone());
    let mut opened = Vec::new();
    let mut granted = Granted::default();
    for _ in 0..EMPTY {
        let begun = visitor.post("/api/chat/conversation").bearer_auth(&token);
        let begun = Answer::of(begun.json(&json!({}))).await?;
        let conversation = text(&begun.json(), "/conversationSlug");
        Answer::of(hand_off(&visitor, &conversation, &json!({}))).await?;
        follow(platform, &visitor, &conversation, &mut opened, &mut granted).await?;
    }
    granted.count = still_open(opened).await?;
    Ok(granted)
}

async fn follow(
    platform: &LocalPlatform,
    visitor: &Visitor,
    conversation: &str,
    opened: &mut Vec<Response>,
    granted: &mut Granted,
) -> Result<()> {
    let path = format!("{}/api/chat/{conversation}/events", origin(platform));
    let token = visitor.token.as_deref().unwrap_or_default();
    let request = Client::new().get(path).bearer_auth(token);
    let response = visitor.from_its_address(request).send().await?;
    if response.status().is_success() {
        opened.push(response);
    } else {
        let body: Value = response.json().await.unwrap_or_default();
        granted.refusals.insert(text(&body, "/code"));
    }
    Ok(())
}

/// How many of the streams are still open.
async fn still_open(streams: Vec<Response>) -> Result<usize> {
    let mut open = 0;
    for mut stream in streams {
        let ended = timeout(QUIET, async {
            while stream.chunk().await?.is_some() {}
            Ok::<_, reqwest::Error>(())
        });
        match ended.await {
            Ok(ended) => ended?,
            Err(_) => open += 1,
        }
    }
    Ok(open)
}
