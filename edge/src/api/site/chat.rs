//! `POST /api/v1/chat`: a question, with the answer as JSON or as a stream.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use porchlight_shared::{error::ErrorBody, ids::ConversationId, message::Citation};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        event_stream::event_stream,
        openapi::{BodyErrors, KeyErrors, StreamedEvent},
        owner::{Chat, OwnedBody},
    },
    domain::credentials::external_session::{self, NAME_CHARS},
    platform::Platform,
    services::ask_whole::{self, WholeQuestion},
};

/// A question of a visitor.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "question": "How many days do I have to return a lamp?", "sessionId": "user-42" }))]
pub struct QuestionBody {
    /// The question, at most 1,000 characters.
    #[schema(required, max_length = 1000)]
    question: Option<String>,
    /// The visitor, by any name that you have for them. The same name continues the same conversation. A UUID is used
    /// as it is, and any other text is turned into one.
    #[schema(max_length = 200)]
    session_id: Option<String>,
    /// The language to answer in, as a BCP 47 tag, in place of the setting `aiLanguage`.
    #[schema(example = "de")]
    language: Option<String>,
    /// The key, if it is not in the header.
    #[serde(rename = "apiKey", skip_deserializing)]
    #[expect(
        dead_code,
        reason = "read before the body is; it stands here for the documentation"
    )]
    api_key: Option<String>,
}

/// The answer to a question.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "answer": "You have 30 days to return a lamp [1].",
    "sources": [{
        "title": "Returns › How long", "url": "https://shop.example/returns#:~:text=You%20have%2030%20days",
        "snippet": "You have 30 days to return a lamp. The days count from the delivery of the parcel.",
    }],
    "conversationId": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
}))]
pub struct AnswerBody {
    /// Markdown with citation marks `[1]`, `[2]`, …
    answer: String,
    /// The passages that the marks refer to, in order; empty if nothing was found.
    sources: Vec<SourceBody>,
    /// The conversation, for feedback, for a handoff, and to read it again.
    conversation_id: ConversationId,
}

/// A passage that an answer rests on.
#[derive(Serialize, ToSchema)]
#[schema(as = AnswerSource)]
pub struct SourceBody {
    /// The title of the page, followed by the headings above the passage.
    pub title: String,
    /// Where to read on, empty for a question-and-answer pair.
    pub url: String,
    /// The text around the quotation.
    pub snippet: String,
}

impl From<Citation> for SourceBody {
    fn from(citation: Citation) -> Self {
        Self {
            title: citation.title,
            url: citation.url,
            snippet: citation.snippet,
        }
    }
}

/// Asks a question on behalf of a visitor.
///
/// With `Accept: text/event-stream` the answer streams in the events of `POST /api/chat`.
#[utoipa::path(
    post, path = "/api/v1/chat", tag = "Chat", request_body = QuestionBody,
    responses(
        (status = 200, description = "The answer; one that was asked with a test key costs no credit.", content(
            (AnswerBody = "application/json"), (StreamedEvent = "text/event-stream"),
        )),
        (status = 429, description = "This month's credits are used up, or too many requests.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn ask(
    State(platform): State<Platform>,
    headers: HeaderMap,
    OwnedBody { project, body }: OwnedBody<Chat, QuestionBody>,
) -> Result<Response, ApiError> {
    let session = body
        .session_id
        .filter(|name| !name.trim().is_empty())
        .map(|name| external_session::session_id(project.id, &name).ok_or_else(session_id_invalid))
        .transpose()?;
    let question = WholeQuestion {
        question: body.question.unwrap_or_default(),
        conversation: None,
        session,
        language: body.language,
        test: project.test,
    };
    if wants_stream(&headers) {
        let stream = ask_whole::stream(&platform, project.id, question).await?;
        return Ok(event_stream(stream));
    }
    let answer = ask_whole::ask_whole(&platform, project.id, question).await?;
    Ok(Json(AnswerBody {
        answer: answer.text,
        sources: answer.citations.into_iter().map(SourceBody::from).collect(),
        conversation_id: answer.conversation_id,
    })
    .into_response())
}

fn wants_stream(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|accepted| accepted.contains("text/event-stream"))
}

/// 400 for a name that cannot be a session's.
pub fn session_id_invalid() -> ApiError {
    ApiError::bad_request(
        "session_id_invalid",
        format!("sessionId is a text of 1 to {NAME_CHARS} characters."),
    )
}
