//! `/api/v1/saved-questions`: questions whose answers the owner has checked.

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{
    error::ErrorBody,
    ids::{MessageId, SavedQuestionId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::sources::DeletedBody;
use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadSavedQuestions, WriteSavedQuestions},
    },
    domain::{
        saved_question::{AnswerProblem, QuestionOrigin},
        timestamp::rfc3339,
    },
    platform::Platform,
    services::saved_questions::{self, SavedQuestionError, WantedQuestion},
    store::saved_questions::SavedQuestion,
};

/// A saved question, with its result in the latest run.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SavedQuestion, example = json!({
    "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "question": "How long can I return a lamp?", "language": "en",
    "page": "https://shop.example/returns", "words": ["30 days"], "origin": "unhelpful",
    "messageId": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2c", "passed": false, "problem": "words",
    "createdAt": "2027-01-31T09:30:00.000Z", "updatedAt": "2027-01-31T09:30:00.000Z",
}))]
pub struct SavedQuestionBody {
    /// The id of the saved question.
    id: SavedQuestionId,
    /// The question.
    question: String,
    /// The visitor's language, as a BCP 47 tag.
    language: Option<String>,
    /// The page that an answer must cite: an address, or the id of a source.
    page: Option<String>,
    /// The texts that an answer must contain.
    words: Vec<String>,
    /// How it was saved.
    origin: QuestionOrigin,
    /// The visitor's message that it was copied from. When the message is erased, so is the question.
    message_id: Option<MessageId>,
    /// Whether it was answered as expected in the latest run, null if the run did not include it.
    passed: Option<bool>,
    /// What the answer lacked.
    problem: Option<AnswerProblem>,
    /// When it was saved.
    created_at: String,
    /// When it was last changed.
    updated_at: String,
}

impl From<SavedQuestion> for SavedQuestionBody {
    fn from(saved: SavedQuestion) -> Self {
        Self {
            id: saved.id,
            question: saved.question,
            language: saved.language,
            page: saved.page,
            words: serde_json::from_str(&saved.words).unwrap_or_default(),
            origin: saved.origin,
            message_id: saved.message_id,
            passed: saved.passed.map(|passed| passed != 0),
            problem: saved.problem,
            created_at: rfc3339(saved.created_at),
            updated_at: rfc3339(saved.updated_at),
        }
    }
}

/// The saved questions of a project.
#[derive(Serialize, ToSchema)]
pub struct SavedQuestionsBody {
    /// The saved questions, newest first; at most 200.
    questions: Vec<SavedQuestionBody>,
}

/// Lists the saved questions, with the result of each in the latest run.
#[utoipa::path(
    get, path = "/api/v1/saved-questions", tag = "Saved questions",
    responses((status = 200, body = SavedQuestionsBody), KeyErrors),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSavedQuestions>,
) -> Result<Json<SavedQuestionsBody>, ApiError> {
    let questions = saved_questions::list(&platform, project.id).await?;
    Ok(Json(SavedQuestionsBody {
        questions: questions.into_iter().map(SavedQuestionBody::from).collect(),
    }))
}

/// A question to save or to change. Without a page and words, any answer from the pages passes.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SaveQuestion, example = json!({
    "question": "How long can I return a lamp?", "page": "https://shop.example/returns", "words": ["30 days"],
}))]
pub struct SaveQuestionBody {
    /// The question. Defaults to the text of the message.
    #[schema(max_length = 1000)]
    question: Option<String>,
    /// A visitor's message, or the answer to it. Only when saving.
    message_id: Option<MessageId>,
    /// The visitor's language, as a BCP 47 tag; an empty string for none.
    #[schema(max_length = 35)]
    language: Option<String>,
    /// The page that an answer must cite: an address, or the id of a source; an empty string for none.
    #[schema(max_length = 2000)]
    page: Option<String>,
    /// The texts that an answer must contain, in upper or lower case.
    #[schema(max_items = 10)]
    words: Option<Vec<String>>,
}

impl From<SaveQuestionBody> for WantedQuestion {
    fn from(body: SaveQuestionBody) -> Self {
        Self {
            question: body.question,
            message_id: body.message_id,
            language: body.language,
            page: body.page,
            words: body.words,
        }
    }
}

/// Saves a question. If the same text is saved already, its expectations are replaced. If the text is a visitor's, the
/// question is erased with their conversation.
#[utoipa::path(
    post, path = "/api/v1/saved-questions", tag = "Saved questions", request_body = SaveQuestionBody,
    responses(
        (status = 200, body = SavedQuestionBody),
        (status = 404, description = "There is no such message.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteSavedQuestions, SaveQuestionBody>,
) -> Result<Json<SavedQuestionBody>, ApiError> {
    if body.message_id.is_some() {
        project.require::<ReadSavedQuestions>()?;
    }
    let saved = saved_questions::save(&platform, project.id, project.test, body.into()).await?;
    Ok(Json(saved.into()))
}

/// A list of questions.
#[derive(Deserialize, ToSchema)]
#[schema(as = ImportQuestions, example = json!({
    "csv": "question,page,words\nHow long can I return a lamp?,https://shop.example/returns,30 days|lamp\n",
}))]
pub struct ImportBody {
    /// The list as CSV, with the columns `question`, `page`, `words` (between `|`) and `language`.
    csv: String,
}

/// The result of an import.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportedQuestions)]
pub struct ImportedBody {
    /// The number of questions that were saved or changed.
    imported: usize,
}

/// Saves all questions of a list, or none if a row is invalid.
#[utoipa::path(
    post, path = "/api/v1/saved-questions/import", tag = "Saved questions", request_body = ImportBody,
    responses((status = 200, body = ImportedBody), KeyErrors, BodyErrors),
)]
#[worker::send]
pub async fn import(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteSavedQuestions, ImportBody>,
) -> Result<Json<ImportedBody>, ApiError> {
    let imported = saved_questions::import(&platform, project.id, &body.csv).await?;
    Ok(Json(ImportedBody { imported }))
}

/// Changes a saved question. Omitted fields stay as they are. Its earlier results are removed.
#[utoipa::path(
    patch, path = "/api/v1/saved-questions/{id}", tag = "Saved questions", request_body = SaveQuestionBody,
    params(("id" = String, Path, description = "The id of the saved question.")),
    responses(
        (status = 200, body = SavedQuestionBody),
        (status = 404, description = "There is no such saved question.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    Path(id): Path<String>,
    OwnedBody { project, body }: OwnedBody<WriteSavedQuestions, SaveQuestionBody>,
) -> Result<Json<SavedQuestionBody>, ApiError> {
    let changed = saved_questions::change(&platform, project.id, read(&id)?, body.into()).await?;
    Ok(Json(changed.into()))
}

/// Removes a saved question and its results.
#[utoipa::path(
    delete, path = "/api/v1/saved-questions/{id}", tag = "Saved questions",
    params(("id" = String, Path, description = "The id of the saved question.")),
    responses(
        (status = 200, body = DeletedBody),
        (status = 404, description = "There is no such saved question.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn delete(
    State(platform): State<Platform>,
    project: OwnedProject<WriteSavedQuestions>,
    Path(id): Path<String>,
) -> Result<Json<DeletedBody>, ApiError> {
    saved_questions::delete(&platform, project.id, read(&id)?).await?;
    Ok(Json(DeletedBody { deleted: true }))
}

/// The id, or 404 for a text that is not an id.
fn read(id: &str) -> Result<SavedQuestionId, SavedQuestionError> {
    id.parse().map_err(|_| SavedQuestionError::NotFound)
}
