//! Requests about unanswered questions, and trying out what visitors would be answered.

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

pub(crate) enum Asked<'a> {
    /// The first page of the questions asked since a day.
    Since(&'a str),
    /// A page, from 1, of a time range that was shown before, so that new questions do not shift its groups.
    Within(&'a Time, usize),
}

pub(crate) async fn groups(asked: Asked<'_>) -> Result<Groups, Problem> {
    let query = match asked {
        Asked::Since(from) => format!("from={from}"),
        Asked::Within(Time { from, to }, page) => format!("from={from}&to={to}&page={page}"),
    };
    get(&format!("{UNANSWERED}?{query}")).await
}

/// Answers a group. The answer becomes a source, which the server still has to read.
pub(crate) async fn answer(
    group: &Group,
    time: &Time,
    question: &str,
    answer: &str,
) -> Result<SourceId, Problem> {
    // The visitor's own wording may contain personal data, so the server picks a question of the group that may be
    // shown.
    let own = (question != group.question).then_some(question);
    let body = json!({ "question": own, "answer": answer, "messageIds": group.message_ids });
    let answered = post(&path(group, "/answer", time), body).await?;
    Ok(read::<Answered>(answered).await?.source.id)
}

/// Makes the questions of a group alternatives of a passage.
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

/// Dismisses a group without an answer.
pub(crate) async fn dismiss(group: &Group, time: &Time) -> Result<(), Problem> {
    let ids: Vec<String> = group.message_ids.iter().map(ToString::to_string).collect();
    let path = format!("{}&messageIds={}", path(group, "", time), ids.join(","));
    send(Method::DELETE, &path, None, &[]).await.map(drop)
}

/// Restores a dismissed group.
pub(crate) async fn restore(group: &Group) -> Result<(), Problem> {
    let body = json!({ "messageIds": group.message_ids });
    post(&format!("{UNANSWERED}/{}/restore", group.id), body)
        .await
        .map(drop)
}

/// The answer that a visitor would get.
pub(crate) async fn try_out(question: &str) -> Result<Tried, Problem> {
    let body: Value = json!({ "question": question });
    read(post("/api/v1/preview", body).await?).await
}

/// The time range of the list that a group was in, as the server writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) from: String,
    pub(crate) to: String,
}

fn path(group: &Group, verb: &str, time: &Time) -> String {
    let Time { from, to } = time;
    format!("{UNANSWERED}/{}{verb}?from={from}&to={to}", group.id)
}
