//! Questions that were asked in vain, and what visitors would be answered.

use gloo_net::http::Method;
use porchlight_shared::ids::SourceId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{get, post, read, send};
use crate::{
    model::gaps::{ClosestPassage, Group, Groups, Tried},
    problem::Problem,
};

const UNANSWERED: &str = "/api/v1/unanswered";

#[derive(Deserialize)]
struct Answered {
    source: Stored,
}

#[derive(Deserialize)]
struct Stored {
    id: SourceId,
}

/// Which groups are asked for.
pub(crate) enum Asked<'a> {
    /// The first of the questions since a day.
    Since(&'a str),
    /// A page, from 1, of a time that was shown already: new questions move none of its groups.
    Within(&'a Time, usize),
}

/// A page of groups.
pub(crate) async fn groups(asked: Asked<'_>) -> Result<Groups, Problem> {
    let query = match asked {
        Asked::Since(from) => format!("from={from}"),
        Asked::Within(Time { from, to }, page) => format!("from={from}&to={to}&page={page}"),
    };
    get(&format!("{UNANSWERED}?{query}")).await
}

/// Answers a group. The answer is a source, still to be read.
pub(crate) async fn answer(
    group: &Group,
    time: &Time,
    question: &str,
    answer: &str,
) -> Result<SourceId, Problem> {
    // What the visitor wrote may name them: the server takes a question of the group that may be shown.
    let own = (question != group.question).then_some(question);
    let body = json!({ "question": own, "answer": answer, "messageIds": group.message_ids });
    let answered = post(&path(group, "/answer", time), body).await?;
    Ok(read::<Answered>(answered).await?.source.id)
}

/// Makes the questions of a group other ways to ask for a passage.
pub(crate) async fn lead_to(
    group: &Group,
    time: &Time,
    passage: &ClosestPassage,
) -> Result<(), Problem> {
    let body = json!({
        "documentId": passage.document_id, "passageId": passage.passage_id, "messageIds": group.message_ids,
    });
    post(&path(group, "/alternatives", time), body)
        .await
        .map(drop)
}

/// Puts a group aside without an answer.
pub(crate) async fn dismiss(group: &Group, time: &Time) -> Result<(), Problem> {
    let ids: Vec<String> = group.message_ids.iter().map(ToString::to_string).collect();
    let path = format!("{}&messageIds={}", path(group, "", time), ids.join(","));
    send(Method::DELETE, &path, None, &[]).await.map(drop)
}

/// Takes back that a group was put aside.
pub(crate) async fn restore(group: &Group) -> Result<(), Problem> {
    let body = json!({ "messageIds": group.message_ids });
    post(&format!("{UNANSWERED}/{}/restore", group.id), body)
        .await
        .map(drop)
}

/// What a visitor who asks would be answered.
pub(crate) async fn try_out(question: &str) -> Result<Tried, Problem> {
    let body: Value = json!({ "question": question });
    read(post("/api/v1/preview", body).await?).await
}

/// The time of the list that a group was in, as the server writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) from: String,
    pub(crate) to: String,
}

fn path(group: &Group, verb: &str, time: &Time) -> String {
    let Time { from, to } = time;
    format!("{UNANSWERED}/{}{verb}?from={from}&to={to}", group.id)
}
