//! `GET /v1/chatbots/{id}/analytics/topics`: the topics that visitors ask about.

use axum::{Json, extract::State};
use jiff::tz::TimeZone;
use porchlight_shared::ids::{ProjectId, TopicId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        error::ApiError,
        openapi::OrganizationErrors,
        owner::{ReadChatbotAnalytics, chatbot::OwnedChatbot},
        query::Params,
    },
    domain::{
        reports::window::{ANY_DAYS, Window},
        timestamp::rfc3339,
    },
    platform::Platform,
    store::topics::{self, TopicSummary},
};

/// The most topics in a response.
const TOPICS: u32 = 50;
/// The number of examples of each topic.
const EXAMPLES: u32 = 3;
/// The fewest questions that make a group a topic.
const LEAST_QUESTIONS: u32 = 2;

/// The time range.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TopicsQuery {
    /// The first day or moment: a date or a time (ISO 8601). Defaults to 30 days before `to`.
    #[param(example = "2026-01-01")]
    from: Option<String>,
    /// The last day, or the moment after the range: a date or a time (ISO 8601). Defaults to now.
    #[param(example = "2026-01-31")]
    to: Option<String>,
}

/// A group of similar questions.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicBody {
    /// The id. It stays the same from day to day.
    id: TopicId,
    /// A question that represents all of them.
    label: String,
    /// The number of questions in the range.
    count: u64,
    /// Some of the questions, newest first.
    examples: Vec<String>,
    /// The share of the questions that the pages did not answer, 0 to 1.
    unanswered_share: f64,
    /// The number of questions in the range of the same length before this one.
    count_before: u64,
    /// How far `count` differs from `countBefore`, in percent. Null if `countBefore` is 0.
    trend: Option<i64>,
}

impl From<TopicSummary> for TopicBody {
    fn from(topic: TopicSummary) -> Self {
        let examples: Vec<String> = serde_json::from_str(&topic.examples).unwrap_or_default();
        let (count, before) = (topic.questions, topic.questions_before);
        Self {
            id: topic.id,
            label: topic
                .label
                .or_else(|| examples.first().cloned())
                .unwrap_or_default(),
            count,
            unanswered_share: share(topic.unanswered, count),
            count_before: before,
            trend: (before > 0).then(|| percent_change(count, before)),
            examples,
        }
    }
}

fn share(part: u64, whole: u64) -> f64 {
    let [part, whole] = [part, whole].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 {
        0.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}

fn percent_change(now: u64, before: u64) -> i64 {
    let [now, before] = [now, before].map(|count| i64::try_from(count).unwrap_or(i64::MAX / 200));
    (now - before) * 100 / before.max(1)
}

/// The topics of the range.
#[derive(Serialize, ToSchema)]
pub struct TopicsBody {
    from: String,
    to: String,
    /// The topics, those with the most questions first: at most 50, of at least two questions each.
    topics: Vec<TopicBody>,
}

/// Lists the topics that visitors ask about. Questions are grouped once a day.
#[utoipa::path(
    get, path = "/v1/chatbots/{id}/analytics/topics", tag = "Analytics",
    params(("id" = ProjectId, Path, description = "The chatbot's id."), TopicsQuery),
    responses((status = 200, body = TopicsBody), OrganizationErrors),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    chatbot: OwnedChatbot<ReadChatbotAnalytics>,
    Params(query): Params<TopicsQuery>,
) -> Result<Json<TopicsBody>, ApiError> {
    let (from, to) = (query.from.as_deref(), query.to.as_deref());
    let now = platform.clock.now();
    let Window { from, to } = Window::parse(from, to, &TimeZone::UTC, ANY_DAYS, now)?;
    let topics = topics::summaries(
        &platform.project(chatbot.project.id),
        chatbot.project.id,
        chatbot.organization.test,
        (from, to),
        TOPICS,
        EXAMPLES,
        LEAST_QUESTIONS,
    )
    .await?;
    Ok(Json(TopicsBody {
        from: rfc3339(from),
        to: rfc3339(to),
        topics: topics.into_iter().map(TopicBody::from).collect(),
    }))
}
