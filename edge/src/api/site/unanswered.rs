//! `/api/v1/unanswered`: the visitors' unanswered questions, grouped, and what the owner does about them.

pub mod restore;

use axum::{
    Json,
    extract::{Path, State},
};
use jiff::tz::TimeZone;
use porchlight_knowledge::retrieval::ScoredPassage;
use porchlight_shared::{
    error::ErrorBody,
    ids::{DocumentId, MessageId, PassageId, ProjectId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::sources::SourceBody;
use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadUnanswered, WriteAnswers},
        query::Params,
    },
    domain::{
        reports::window::{ANY_DAYS, Window},
        timestamp::rfc3339,
    },
    platform::Platform,
    services::unanswered::{
        self, AskedOf, EXAMPLES, GROUPS, GroupAnswer, UnansweredError, UnansweredGroup,
    },
};

/// The time range, and the page of the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnansweredQuery {
    /// The first day or moment: a date or a time (ISO 8601). Defaults to 30 days before `to`.
    #[param(example = "2027-01-01")]
    from: Option<String>,
    /// The last day, or the moment after the range: a date or a time (ISO 8601). Defaults to now.
    #[param(example = "2027-01-31")]
    to: Option<String>,
    /// The page, from 1, with 10 groups each.
    #[param(minimum = 1, default = 1)]
    page: Option<usize>,
}

impl UnansweredQuery {
    fn of(
        &self,
        platform: &Platform,
        project_id: ProjectId,
        test: bool,
    ) -> Result<AskedOf, ApiError> {
        let (from, to) = (self.from.as_deref(), self.to.as_deref());
        let now = platform.clock.now();
        Ok(AskedOf {
            project_id,
            test,
            window: Window::parse(from, to, &TimeZone::UTC, ANY_DAYS, now)?,
        })
    }
}

/// A group of questions that ask the same.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UnansweredGroup, example = json!({
    "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "question": "Do you ship to Norway?", "count": 7, "countBefore": 3,
    "trend": 133, "messageIds": ["0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"], "examples": ["Do you ship to Norway?", "delivery to oslo"],
    "firstAskedAt": "2027-01-03T09:30:00.000Z", "lastAskedAt": "2027-01-31T09:30:00.000Z", "closest": [],
}))]
pub struct GroupBody {
    /// The id of the message that represents the group. Requests may use the id of any of its messages.
    id: MessageId,
    /// The question that represents the group.
    question: String,
    /// The number of questions in the range.
    count: usize,
    /// The number of questions in the range of the same length before this one.
    count_before: usize,
    /// How far `count` differs from `countBefore`, in percent. Null if `countBefore` is 0.
    trend: Option<i64>,
    /// Some of the questions, newest first; at most 5.
    examples: Vec<String>,
    /// The messages of the group, newest first.
    message_ids: Vec<MessageId>,
    /// When the first question of the group was asked.
    first_asked_at: String,
    /// When the latest question of the group was asked.
    last_asked_at: String,
    /// The closest passages, best first; at most 3.
    closest: Vec<ClosestPassage>,
}

/// A passage that is close to the question.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClosestPassage {
    /// The id of the passage. It changes when its page does.
    passage_id: PassageId,
    /// The id of its document.
    document_id: DocumentId,
    /// The title of the document, followed by the headings above the passage.
    title: String,
    /// The address, null for a file or a pair.
    url: Option<String>,
    /// The text, as Markdown.
    text: String,
}

impl From<ScoredPassage> for ClosestPassage {
    fn from(scored: ScoredPassage) -> Self {
        let passage = scored.passage;
        Self {
            passage_id: passage.id,
            document_id: passage.document_id,
            title: passage.title_path.join(" › "),
            url: passage.url,
            text: passage.text,
        }
    }
}

impl GroupBody {
    fn of(group: UnansweredGroup, closest: Vec<ScoredPassage>) -> Self {
        let times = || group.questions.iter().map(|question| question.asked_at);
        let time = |time: Option<u64>| rfc3339(time.unwrap_or_default());
        let [now, before] = [group.count, group.count_before]
            .map(|count| i64::try_from(count).unwrap_or(i64::MAX / 200));
        Self {
            id: group.typical.id,
            count: group.count,
            count_before: group.count_before,
            trend: (before > 0).then(|| (now - before) * 100 / before),
            first_asked_at: time(times().min()),
            last_asked_at: time(times().max()),
            message_ids: group.questions.iter().map(|question| question.id).collect(),
            examples: group
                .questions
                .into_iter()
                .map(|question| question.text)
                .take(EXAMPLES)
                .collect(),
            question: group.typical.text,
            closest: closest.into_iter().map(ClosestPassage::from).collect(),
        }
    }
}

/// The visitors' unanswered questions.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnansweredBody {
    /// The start of the range.
    from: String,
    /// The end of the range, which is not included.
    to: String,
    /// The number of groups.
    total_groups: usize,
    /// The groups of this page, those with the most questions first.
    groups: Vec<GroupBody>,
}

/// Lists the visitors' unanswered questions, grouped by what they ask: the newest 300 that are not resolved, of this
/// range and the one before.
#[utoipa::path(
    get, path = "/api/v1/unanswered", tag = "Analytics", params(UnansweredQuery),
    responses(
        (status = 200, body = UnansweredBody),
        (status = 400, description = "The range is not valid.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadUnanswered>,
    Params(query): Params<UnansweredQuery>,
) -> Result<Json<UnansweredBody>, ApiError> {
    let of = query.of(&platform, project.id, project.test)?;
    let groups = unanswered::groups(&platform, of).await?;
    let total_groups = groups.len();
    let skipped = query
        .page
        .unwrap_or(1)
        .saturating_sub(1)
        .saturating_mul(GROUPS);
    let mut page = Vec::new();
    for group in groups.into_iter().skip(skipped).take(GROUPS) {
        let closest = unanswered::closest(&platform, project.id, &group).await?;
        page.push(GroupBody::of(group, closest));
    }
    Ok(Json(UnansweredBody {
        from: rfc3339(of.window.from),
        to: rfc3339(of.window.to),
        total_groups,
        groups: page,
    }))
}

/// An answer to a group.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AnswerGroup, example = json!({ "answer": "Yes, in 5 to 7 days." }))]
pub struct GroupAnswerBody {
    /// The answer, as Markdown.
    #[schema(max_length = 8000)]
    answer: String,
    /// The question of the pair, which visitors may see. Defaults to the most typical question of the group without
    /// addresses and long numbers.
    #[schema(max_length = 500)]
    question: Option<String>,
    /// Other phrasings. Defaults to the questions of the group, without those that contain addresses or long numbers.
    #[schema(max_items = 50)]
    alternatives: Option<Vec<String>>,
    /// The messages of the group that are answered. Defaults to all that it has now.
    #[schema(max_items = 300)]
    message_ids: Option<Vec<MessageId>>,
}

/// A group that was answered.
#[derive(Serialize, ToSchema)]
#[schema(as = AnsweredGroup)]
pub struct AnsweredBody {
    /// The question-and-answer pair, which has not been read yet.
    source: SourceBody,
    /// The number of questions that are resolved.
    resolved: usize,
}

/// Adds a question-and-answer pair for the group, with its questions as alternative phrasings. The group is resolved.
#[utoipa::path(
    post, path = "/api/v1/unanswered/{id}/answer", tag = "Analytics", request_body = GroupAnswerBody,
    params(("id" = String, Path, description = "The id of a message of the group."), UnansweredQuery),
    responses(
        (status = 200, body = AnsweredBody),
        (status = 404, description = "There is no such unanswered question.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn answer(
    State(platform): State<Platform>,
    Path(id): Path<String>,
    Params(query): Params<UnansweredQuery>,
    OwnedBody { project, body }: OwnedBody<WriteAnswers, GroupAnswerBody>,
) -> Result<Json<AnsweredBody>, ApiError> {
    project.require::<ReadUnanswered>()?;
    let of = query.of(&platform, project.id, project.test)?;
    let given = GroupAnswer {
        answer: body.answer,
        question: body.question,
        alternatives: body.alternatives,
        seen: body.message_ids,
    };
    let (source, resolved) = unanswered::answer(&platform, of, read(&id)?, given).await?;
    Ok(Json(AnsweredBody {
        source: source.into(),
        resolved,
    }))
}

/// The passage that answers a group.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AddAlternatives)]
pub struct AlternativesBody {
    /// The id of the passage's document.
    document_id: DocumentId,
    /// The id of the passage.
    passage_id: PassageId,
    /// Other phrasings. Defaults to the questions of the group, without those that contain addresses or long numbers.
    #[schema(max_items = 50)]
    alternatives: Option<Vec<String>>,
    /// The messages of the group that are answered. Defaults to all that it has now.
    #[schema(max_items = 300)]
    message_ids: Option<Vec<MessageId>>,
}

/// The phrasings that were added to a passage.
#[derive(Serialize, ToSchema)]
#[schema(as = AddedAlternatives)]
pub struct AddedAlternativesBody {
    /// The alternative phrasings.
    alternatives: Vec<String>,
    /// The number of questions that are resolved.
    resolved: usize,
}

/// Makes the questions of the group alternative phrasings of the passage that answers them. They stay when the page is
/// read again. The group is resolved.
#[utoipa::path(
    post, path = "/api/v1/unanswered/{id}/alternatives", tag = "Analytics", request_body = AlternativesBody,
    params(("id" = String, Path, description = "The id of a message of the group."), UnansweredQuery),
    responses(
        (status = 200, body = AddedAlternativesBody),
        (status = 404, description = "There is no such unanswered question, or no such passage.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn add_alternatives(
    State(platform): State<Platform>,
    Path(id): Path<String>,
    Params(query): Params<UnansweredQuery>,
    OwnedBody { project, body }: OwnedBody<WriteAnswers, AlternativesBody>,
) -> Result<Json<AddedAlternativesBody>, ApiError> {
    project.require::<ReadUnanswered>()?;
    let of = query.of(&platform, project.id, project.test)?;
    let passage = (body.document_id, body.passage_id);
    let (alternatives, resolved) = unanswered::add_alternatives(
        &platform,
        of,
        read(&id)?,
        passage,
        body.alternatives,
        body.message_ids.as_deref(),
    )
    .await?;
    Ok(Json(AddedAlternativesBody {
        alternatives,
        resolved,
    }))
}

/// The part of a group to resolve.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct SeenQuery {
    /// The messages of the group that are resolved, separated by commas. Defaults to all that it has now.
    message_ids: Option<String>,
}

/// Parses a comma-separated list of ids.
fn message_ids(list: &str) -> Result<Vec<MessageId>, UnansweredError> {
    list.split(',').map(read).collect()
}

/// A group that was dismissed.
#[derive(Serialize, ToSchema)]
#[schema(as = DismissedGroup)]
pub struct DismissedBody {
    /// The number of questions that are resolved.
    resolved: usize,
}

/// Resolves the group without an answer.
#[utoipa::path(
    delete, path = "/api/v1/unanswered/{id}", tag = "Analytics",
    params(("id" = String, Path, description = "The id of a message of the group."), UnansweredQuery, SeenQuery),
    responses(
        (status = 200, body = DismissedBody),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        (status = 404, description = "There is no such unanswered question.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn dismiss(
    State(platform): State<Platform>,
    project: OwnedProject<WriteAnswers>,
    Path(id): Path<String>,
    Params(query): Params<UnansweredQuery>,
    Params(seen): Params<SeenQuery>,
) -> Result<Json<DismissedBody>, ApiError> {
    project.require::<ReadUnanswered>()?;
    let of = query.of(&platform, project.id, project.test)?;
    let seen = seen.message_ids.as_deref().map(message_ids).transpose()?;
    let resolved = unanswered::dismiss(&platform, of, read(&id)?, seen.as_deref()).await?;
    Ok(Json(DismissedBody { resolved }))
}

/// The id, or 404 for a text that is not an id.
fn read(id: &str) -> Result<MessageId, UnansweredError> {
    id.parse().map_err(|_| UnansweredError::NotFound)
}
