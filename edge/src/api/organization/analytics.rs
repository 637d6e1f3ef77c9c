//! `GET /v1/chatbots/{id}/analytics`: the numbers of a range.

use axum::{Json, extract::State};
use jiff::tz::TimeZone;
use porchlight_shared::ids::ProjectId;
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
        time_zone,
        timestamp::rfc3339,
    },
    platform::Platform,
    services::analytics::percent,
    store::activity,
};

/// The time range.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AnalyticsQuery {
    /// The first day or moment: a date or a time (ISO 8601). Defaults to 30 days before `to`.
    #[param(example = "2026-01-01")]
    from: Option<String>,
    /// The last day, or the moment after the range: a date or a time (ISO 8601). Defaults to now.
    #[param(example = "2026-01-31")]
    to: Option<String>,
    /// The time zone in which days begin, from the IANA time zone database. Defaults to UTC.
    #[param(example = "Europe/Berlin")]
    timezone: Option<String>,
}

/// The numbers of the range, accurate to a quarter of an hour.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnalyticsBody {
    from: String,
    to: String,
    conversations: u64,
    questions: u64,
    answers: u64,
    /// The number of questions that the pages did not answer.
    unanswered: u64,
    helpful: u64,
    unhelpful: u64,
    /// The share of helpful verdicts among all verdicts, in percent.
    satisfaction_rate: u64,
    /// The number of conversations in which the visitor asked for a person.
    handoffs: u64,
    /// The share of conversations with a handoff among all conversations, in percent.
    handoff_rate: u64,
    leads: u64,
}

/// Returns a summary of a range.
#[utoipa::path(
    get, path = "/v1/chatbots/{id}/analytics", tag = "Analytics",
    params(("id" = ProjectId, Path, description = "The chatbot's id."), AnalyticsQuery),
    responses((status = 200, body = AnalyticsBody), OrganizationErrors),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    chatbot: OwnedChatbot<ReadChatbotAnalytics>,
    Params(query): Params<AnalyticsQuery>,
) -> Result<Json<AnalyticsBody>, ApiError> {
    let zone = query
        .timezone
        .map_or(Some(TimeZone::UTC), |name| time_zone::by_name(&name))
        .ok_or_else(|| {
            ApiError::bad_request(
                "timezone_invalid",
                "timezone must be a name of the IANA time zone database, like Europe/Berlin.",
            )
        })?;
    let (from, to) = (query.from.as_deref(), query.to.as_deref());
    let now = platform.clock.now();
    let Window { from, to } = Window::parse(from, to, &zone, ANY_DAYS, now)?;
    let test = chatbot.organization.test;
    let sums = activity::sums(
        &platform.project(chatbot.project.id),
        chatbot.project.id,
        test,
        from,
        to,
    )
    .await?;
    Ok(Json(AnalyticsBody {
        from: rfc3339(from),
        to: rfc3339(to),
        conversations: sums.conversations,
        questions: sums.questions,
        answers: sums.answers,
        unanswered: sums.unanswered,
        helpful: sums.helpful,
        unhelpful: sums.unhelpful,
        satisfaction_rate: percent(sums.helpful, sums.helpful + sums.unhelpful),
        handoffs: sums.handoffs,
        handoff_rate: percent(sums.handoffs, sums.conversations),
        leads: sums.leads,
    }))
}
