//! A project on the organization's surface, as an argument of handlers: it exists, and the key opens it.

use axum::{
    extract::{FromRef, FromRequestParts, Path},
    http::request::Parts,
};
use porchlight_shared::ids::ProjectId;

use super::{Demanded, OwnedOrganization, SecretPermission, presented};
use crate::{api::error::ApiError, platform::Platform, store::projects::Project};

/// The project whose id is in the path, if the key opens it.
pub struct OwnedChatbot<P> {
    /// The organization, and the caller.
    pub organization: OwnedOrganization<P>,
    /// The project, as stored.
    pub project: Project,
}

impl<S: Send + Sync, P: SecretPermission> FromRequestParts<S> for OwnedChatbot<P>
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let opened = chatbot(&Platform::from_ref(state), parts, P::DEMANDED).await?;
        Ok(Self {
            organization: opened.organization.with(),
            project: opened.project,
        })
    }
}

async fn chatbot(
    platform: &Platform,
    parts: &mut Parts,
    demanded: Demanded,
) -> Result<OwnedChatbot<()>, ApiError> {
    let organization = OwnedOrganization::of(&*presented(parts)?, demanded)?;
    let not_found = || ApiError::not_found("not_found", "Chatbot not found.");
    let Path(ids) = Path::<Vec<(String, String)>>::from_request_parts(parts, &())
        .await
        .map_err(|_| not_found())?;
    let id: ProjectId = ids
        .first()
        .and_then(|(_, id)| id.parse().ok())
        .ok_or_else(not_found)?;
    let project = organization
        .project(platform, id)
        .await?
        .ok_or_else(not_found)?;
    Ok(OwnedChatbot {
        organization,
        project,
    })
}
