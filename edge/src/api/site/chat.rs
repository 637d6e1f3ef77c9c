//! `POST /api/v1/chat`: a question, with the answer as JSON or as a stream.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use porchlight_shared::{error::ErrorBody, ids::ProjectId, message::Citation};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        event_stream::event_stream,
        openapi::{BodyErrors, KeyErrors},
        owner::asker::{Asker, AskerBody, WithSessionToken},
        widget::visitor::SESSION_TOKEN,
    },
    domain::credentials::{
        named_session::{NAME_CHARS, NamedSession},
        page_conversation,
    },
    platform::Platform,
    services::{
        ask_whole::{self, AskedBy, WholeQuestion},
        sessions::IssuedToken,
    },
};

/// A visitor's question.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "question": "How many days do I have to return a lamp?", "sessionId": "user-42" }))]
pub struct QuestionBody {
    /// The question, at most 1,000 characters; 4,000 while a person answers.
    #[schema(required, max_length = 1000)]
    question: Option<String>,
    /// The visitor, by any name that you use for them. The same name continues the same conversation. Answers, lists,
    /// events and exports show it as you sent it. It has no effect with a publishable key: there, the session token
    /// continues the conversation.
    #[schema(max_length = 200)]
    session_id: Option<String>,
    /// With a publishable key: the session token of an earlier answer, to continue its conversation. It may also be in
    /// the header `X-Session-Token`.
    session_token: Option<String>,
    /// The language to answer in, as a BCP 47 tag, instead of the setting `aiLanguage`.
    #[schema(example = "de")]
    language: Option<String>,
    /// The key, if it is not in the header.
    #[serde(rename = "apiKey")]
    #[expect(
        dead_code,
        reason = "read before the body is; it stands here for the documentation"
    )]
    api_key: Option<String>,
}

impl WithSessionToken for QuestionBody {
    fn session_token(&self) -> Option<&str> {
        self.session_token.as_deref()
    }
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
    sources: Vec<AnswerSourceBody>,
    /// The conversation, for feedback, for a handoff, and to read it again. With a publishable key it is signed: the
    /// id, a dot, and a signature.
    conversation_id: String,
    /// The visitor, by the name in `sessionId` of the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    session_id: Option<String>,
    /// With a publishable key: the session token to keep from now on, if there is a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<String>,
}

/// A passage that an answer rests on.
#[derive(Serialize, ToSchema)]
#[schema(as = AnswerSource)]
pub struct AnswerSourceBody {
    /// The title of the page, followed by the headings above the passage.
    pub title: String,
    /// The address of the passage, empty for a question-and-answer pair.
    pub url: String,
    /// The text around the quotation.
    pub snippet: String,
}

impl From<Citation> for AnswerSourceBody {
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
        (
            status = 200, description = "The answer; one that was asked with a test key costs no credit.",
            body = AnswerBody,
            headers(("X-Session-Token" = String, description = "With a publishable key: the session token to keep from now on, if there is a new one.")),
        ),
        (status = 429, description = "This month's credits or the day's share of them are used up, or too many requests.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn ask(
    State(platform): State<Platform>,
    headers: HeaderMap,
    AskerBody { asker, body }: AskerBody<QuestionBody>,
) -> Result<Response, ApiError> {
    let project_id = asker.project_id();
    let mut session_id = None;
    let by = match &asker {
        Asker::Server(project) => {
            let named = optional_session(&platform, project_id, body.session_id.as_deref())?;
            session_id = named.as_ref().map(|named| named.shown().to_owned());
            AskedBy::Server {
                conversation: None,
                named,
                test: project.test,
            }
        }
        Asker::Page(page) => AskedBy::Page {
            session: page.session(&platform, &body).await?,
        },
    };
    let question = WholeQuestion {
        question: body.question.unwrap_or_default(),
        language: body.language,
        by,
    };
    let project = asker.published(&platform).await?;
    if wants_stream(&headers) {
        let asked = ask_whole::stream(&platform, &project, question).await?;
        return Ok(with_token(event_stream(asked.stream), asked.token.as_ref()));
    }
    let answer = ask_whole::ask_whole(&platform, &project, question).await?;
    let message = answer.message;
    let id = message.conversation_id;
    let body = AnswerBody {
        answer: message.text,
        sources: message
            .citations
            .into_iter()
            .map(AnswerSourceBody::from)
            .collect(),
        conversation_id: if asker.is_page() {
            page_conversation::sign(&platform.config.session_secret, project_id, id)
        } else {
            id.to_string()
        },
        session_id,
        session_token: answer.token.as_ref().map(|issued| issued.token.clone()),
    };
    Ok(with_token(
        Json(body).into_response(),
        answer.token.as_ref(),
    ))
}

fn with_token(mut response: Response, issued: Option<&IssuedToken>) -> Response {
    let value = issued.and_then(|issued| HeaderValue::from_str(&issued.token).ok());
    if let Some(value) = value {
        response.headers_mut().insert(SESSION_TOKEN, value);
    }
    response
}

fn wants_stream(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|accepted| accepted.contains("text/event-stream"))
}

/// The session that an owner's server names, if any. An empty name counts as none.
pub fn optional_session(
    platform: &Platform,
    project_id: ProjectId,
    name: Option<&str>,
) -> Result<Option<NamedSession>, ApiError> {
    name.filter(|name| !name.trim().is_empty())
        .map(|name| named_session(platform, project_id, name))
        .transpose()
}

/// The session that the owner calls `name`, or 400 for an invalid name.
pub fn named_session(
    platform: &Platform,
    project_id: ProjectId,
    name: &str,
) -> Result<NamedSession, ApiError> {
    NamedSession::read(platform.config.naming_secret(), project_id, name).ok_or_else(|| {
        ApiError::bad_request(
            "session_id_invalid",
            format!("sessionId must be a text of 1 to {NAME_CHARS} characters."),
        )
    })
}
