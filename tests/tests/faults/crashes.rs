//! The Worker is killed at each step of a turn and of an operator's reply, and the client tries again.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, Result, ensure};
use porchlight_shared::sse::Decoder;
use porchlight_tests::{
    api::{Owner, Visitor, text},
    deadline::until,
    help_centre::HelpCentre,
    stack::{Key, Stack},
};
use serde_json::{Value, json};

use crate::{
    receiver::{HELD, Receiver},
    scene::{all_settled, count, crash_and_restart, done, project, register, report, sweep},
};

const KEY: Key = Key(0x31);
const SLUG: &str = "crashes";
const QUESTION: &str = "How do I set up backup codes?";
const PAGE: &str = "/en/help/create-account/authentication-methods/backup-codes/";

/// How long a stream may take to end after a restart.
const ENDS: Duration = Duration::from_secs(20);

/// When the Worker is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// This many milliseconds after the request was sent.
    After(u64),
    /// As soon as the visitor has received this event.
    Seen(&'static str),
}

const OF_A_TURN: [Moment; 10] = [
    Moment::After(0),
    Moment::After(3),
    Moment::After(8),
    Moment::After(15),
    Moment::After(30),
    Moment::Seen("turn"),
    Moment::Seen("delta"),
    Moment::Seen("citations"),
    Moment::Seen("message"),
    Moment::Seen("done"),
];
const OF_A_REPLY: [Moment; 5] = [
    Moment::After(0),
    Moment::After(4),
    Moment::After(8),
    Moment::After(16),
    Moment::After(40),
];

/// The receiver's path, the webhook's event, and the request that causes it.
const OF_A_DELIVERY: [(&str, &str, &str); 2] = [
    (HELD, "conversation.feedback", "/api/v1/feedback"),
    ("/answered", "conversation.handoff", "/api/v1/handoff"),
];
/// The events of the webhook that records all turns and replies.
const OF_ALL: [&str; 2] = ["conversation.created", "message.sent"];

#[tokio::test(flavor = "multi_thread")]
async fn no_crash_loses_or_doubles_a_message_or_an_event() -> Result<()> {
    let help_centre = HelpCentre::start()?;
    let mut stack = Stack::start(&[project(SLUG, KEY)]).await?;
    let owner = Owner::new(&stack.origin, KEY);
    let source = owner
        .index(&json!({ "url": format!("{}{PAGE}", help_centre.origin) }))
        .await?;
    ensure!(text(&source, "/status") == "indexed", "{source}");
    let receiver = Receiver::start().await?;
    register(&owner, &format!("{}/hook", receiver.origin), &OF_ALL).await?;

    for moment in OF_A_TURN {
        turn(&mut stack, moment)
            .await
            .with_context(|| format!("a turn, killed {moment:?}\n{}", stack.log()))?;
    }
    for moment in OF_A_REPLY {
        reply(&mut stack, &owner, moment)
            .await
            .with_context(|| format!("a reply, killed {moment:?}\n{}", stack.log()))?;
    }

    for (path, event, what) in OF_A_DELIVERY {
        register(&owner, &format!("{}{path}", receiver.origin), &[event]).await?;
        delivery(&mut stack, &owner, &receiver, path, what)
            .await
            .with_context(|| format!("a delivery to {path}\n{}", stack.log()))?;
    }
    receiver.mend();

    sweep(&stack).await?;
    all_settled(&stack).await?;
    let again = OF_A_DELIVERY.map(|(path, ..)| receiver.received(path));
    for arrivals in &again {
        let (first, _) = arrivals.first().context("nothing arrived")?;
        ensure!(arrivals.iter().all(|(id, _)| id == first), "{arrivals:?}");
    }
    let held = again.first().map_or(0, Vec::len);
    ensure!(held > 1, "what was not answered did not come again");
    let events = count(
        &stack,
        "SELECT count(*) FROM events WHERE type <> 'source.indexed'",
        &[],
    )?;
    let wanted = count(
        &stack,
        "SELECT count(*) FROM events WHERE type IN ('conversation.created', 'message.sent')",
        &[],
    )?;
    let mut bodies: BTreeMap<String, String> = BTreeMap::new();
    let arrivals = receiver.received("/hook");
    for (id, body) in &arrivals {
        let first = bodies.entry(id.clone()).or_insert_with(|| body.clone());
        ensure!(first == body, "event {id} came with another body");
    }
    let arrived = u64::try_from(bodies.len())?;
    ensure!(arrived == wanted, "{arrived} of {wanted} events arrived");
    let dead = count(
        &stack,
        "SELECT count(*) FROM deliveries WHERE state <> 'delivered'",
        &[],
    )?;
    ensure!(dead == 0, "{dead} deliveries are dead");
    report(&format!(
        "crashes: {} turns, {} replies and 2 deliveries killed; messages lost: 0, doubled: 0; events: {events}, \
         wanted by the webhook: {wanted}, arrived: {arrived}; more than once, with the same id: {}",
        OF_A_TURN.len(),
        OF_A_REPLY.len(),
        arrivals.len() - bodies.len() + again.iter().map(|all| all.len() - 1).sum::<usize>(),
    ));
    Ok(())
}

/// A visitor asks, the Worker dies, and the client automatically sends the same message again.
async fn turn(stack: &mut Stack, moment: Moment) -> Result<()> {
    let mut visitor = Visitor::new(&stack.origin);
    let message = uuid::Uuid::new_v4().to_string();
    let mut body = visitor.question(SLUG, QUESTION);
    set(&mut body, "clientMessageId", json!(message));
    let request = visitor.post("/api/chat").json(&body);
    let asked = tokio::spawn(follow(request, moment));
    let waited = match moment {
        Moment::After(milliseconds) => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            None
        }
        Moment::Seen(_) => Some(asked.await??),
    };
    crash_and_restart(stack).await?;
    drop(waited);

    let again = visitor.ask(&body).await?;
    ensure!(again.status.is_success(), "{} {}", again.status, again.body);
    let events = again.events()?;
    let names: Vec<_> = events.iter().map(|event| event.event.name()).collect();
    ensure!(names.last() == Some(&"done"), "{names:?}");
    ensure!(
        names.iter().filter(|name| **name == "message").count() == 1,
        "{names:?}"
    );

    let id = stack
        .database
        .value(
            "SELECT conversation_id FROM messages WHERE client_message_id = ?1",
            &[&message],
        )?
        .context("the question is not there")?;
    let transcript = done(&visitor.get(&format!("/api/chat/{id}")).await?)?;
    let senders = senders(&transcript);
    ensure!(senders == ["visitor", "assistant"], "{transcript}");
    ensure!(
        transcript.pointer("/running") == Some(&Value::Bool(false)),
        "{transcript}"
    );
    ensure!(text(&transcript, "/holder") == "bot", "{transcript}");
    // Every follower of the conversation's events reaches an end.
    let events = format!("/api/chat/{id}/events?after=0");
    let followed = visitor.get(&events);
    let followed = tokio::time::timeout(ENDS, followed).await??;
    let last = followed
        .events()?
        .pop()
        .context("the room remembers nothing")?;
    ensure!(last.event.name() == "done", "{}", followed.body);
    Ok(())
}

/// An operator replies, the Worker dies, and the client sends the same reply again.
async fn reply(stack: &mut Stack, owner: &Owner, moment: Moment) -> Result<()> {
    let mut visitor = Visitor::new(&stack.origin);
    let asked = visitor.ask(&visitor.question(SLUG, QUESTION)).await?;
    let id = stack
        .database
        .value(
            "SELECT id FROM conversations ORDER BY created_at DESC LIMIT 1",
            &[],
        )?
        .context(asked.body)?;
    let path = format!("/api/v1/conversations/{id}/replies");
    let body = json!({
        "text": "Hello, this is Ada.",
        "operatorId": "ada",
        "clientMessageId": uuid::Uuid::new_v4().to_string(),
    });
    let Moment::After(milliseconds) = moment else {
        anyhow::bail!("a reply is one answer");
    };
    {
        let first = owner.post(&path, &body);
        let wait = tokio::time::sleep(Duration::from_millis(milliseconds));
        futures::pin_mut!(first, wait);
        // Whichever comes first, the Worker dies now.
        futures::future::select(first, wait).await;
    }
    crash_and_restart(stack).await?;
    done(&owner.post(&path, &body).await?)?;
    let transcript = done(&visitor.get(&format!("/api/chat/{id}")).await?)?;
    ensure!(
        senders(&transcript) == ["visitor", "assistant", "operator"],
        "{transcript}"
    );
    ensure!(text(&transcript, "/holder") == "operator", "{transcript}");
    done(
        &owner
            .post(&format!("/api/v1/conversations/{id}/resolve"), &json!({}))
            .await?,
    )?;
    Ok(())
}

/// The Worker dies while a delivery is under way or has just arrived, before it has stored the outcome.
async fn delivery(
    stack: &mut Stack,
    owner: &Owner,
    receiver: &Receiver,
    path: &str,
    what: &str,
) -> Result<()> {
    let answer = done(&owner.ask(QUESTION).await?)?;
    let body = json!({ "conversationId": text(&answer, "/conversationId"), "helpful": "yes" });
    done(&owner.post(what, &body).await?)?;
    until("it arrives", ENDS, async || {
        Ok((!receiver.received(path).is_empty()).then_some(()))
    })
    .await?;
    crash_and_restart(stack).await
}

/// Reads until the moment comes.
async fn follow(request: reqwest::RequestBuilder, moment: Moment) -> Result<reqwest::Response> {
    let mut response = request.send().await?;
    let mut decoder = Decoder::default();
    while let Some(piece) = response.chunk().await? {
        for frame in decoder.push(&piece) {
            if matches!(moment, Moment::Seen(name) if frame.event == name) {
                return Ok(response);
            }
        }
    }
    Ok(response)
}

fn senders(transcript: &Value) -> Vec<String> {
    let messages = transcript.pointer("/messages").and_then(Value::as_array);
    let messages = messages.into_iter().flatten();
    messages.map(|message| text(message, "/sender")).collect()
}

fn set(body: &mut Value, field: &str, value: Value) {
    if let Some(body) = body.as_object_mut() {
        body.insert(field.to_owned(), value);
    }
}
