//! `/api/v1/conversations/{id}/notes`: notes that operators write for each other.

use axum::{Json, extract::State, http::StatusCode};
use porchlight_shared::{
    error::ErrorBody,
    ids::{ConversationId, NoteId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{WriteConversations, conversation::OwnedConversationBody},
    },
    domain::timestamp::rfc3339,
    platform::Platform,
    services::operators,
    store::notes::Note,
};

/// A note for other operators.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "text": "Parcel was lost, a new one is on its way.", "operatorName": "Ada" }))]
pub struct NewNoteBody {
    /// The text of the note.
    #[serde(default)]
    #[schema(required, min_length = 1, max_length = 4_000)]
    text: String,
    /// The author. Defaults to the key.
    #[schema(max_length = 100)]
    operator_name: Option<String>,
}

/// An operator's note. Visitors never see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversationNote)]
pub struct NoteBody {
    /// The id of the note.
    id: NoteId,
    /// The operator who wrote it.
    author: String,
    /// The text of the note.
    text: String,
    /// When it was written.
    created_at: String,
}

impl From<Note> for NoteBody {
    fn from(note: Note) -> Self {
        Self {
            id: note.id,
            author: note.author,
            text: note.text,
            created_at: rfc3339(note.created_at),
        }
    }
}

/// Adds a note for operators. Visitors never see it.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/notes", tag = "Operators", request_body = NewNoteBody,
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses(
        (status = 201, body = NoteBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    OwnedConversationBody {
        project,
        conversation,
        body,
    }: OwnedConversationBody<WriteConversations, NewNoteBody>,
) -> Result<(StatusCode, Json<NoteBody>), ApiError> {
    let author = body
        .operator_name
        .unwrap_or_else(|| project.caller.operator());
    let note = operators::note(&platform, project.id, conversation.id, &author, &body.text).await?;
    Ok((StatusCode::CREATED, Json(note.into())))
}
