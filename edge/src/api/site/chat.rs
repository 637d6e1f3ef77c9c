//! `POST /api/v1/chat`: a question, and the whole answer as JSON.

use axum::{Json, extract::State};
use porchlight_shared::{
    ids::{ConversationId, SessionId},
    message::Citation,
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        error::ApiError,
        owner::{Chat, OwnedBody},
    },
    platform::Platform,
    services::ask_whole::{self, WholeQuestion},
};

/// The body.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuestionBody {
    question: Option<String>,
    session_id: Option<String>,
    language: Option<String>,
}

/// The answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerBody {
    answer: String,
    sources: Vec<SourceBody>,
    conversation_id: ConversationId,
}

/// What the answer rests on.
#[derive(Serialize)]
pub struct SourceBody {
    title: String,
    url: String,
    snippet: String,
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

/// Asks on behalf of a visitor of the owner's.
#[worker::send]
pub async fn post(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<Chat, QuestionBody>,
) -> Result<Json<AnswerBody>, ApiError> {
    let session: Option<SessionId> =
        body.session_id
            .map(|id| id.parse())
            .transpose()
            .map_err(|_| {
                ApiError::bad_request(
                    "session_id_invalid",
                    "sessionId is not a UUID. Send one, or leave it out.",
                )
            })?;
    let question = WholeQuestion {
        question: body.question.unwrap_or_default(),
        conversation: None,
        session,
        language: body.language,
    };
    let answer = ask_whole::ask_whole(&platform, project.id, question).await?;
    Ok(Json(AnswerBody {
        answer: answer.text,
        sources: answer.citations.into_iter().map(SourceBody::from).collect(),
        conversation_id: answer.conversation_id,
    }))
}
