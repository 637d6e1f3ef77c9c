//! The project that a site owner's key opens.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{header, request::Parts},
};
use porchlight_shared::ids::ProjectId;

use crate::{api::error::ApiError, domain::api_key, platform::Platform, store::api_keys};

/// A project, opened by `Authorization: Bearer sk_live_…`.
pub struct OwnedProject(pub ProjectId);

impl<S: Send + Sync> FromRequestParts<S> for OwnedProject
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let platform = Platform::from_ref(state);
        if parts
            .uri
            .query()
            .is_some_and(|query| query.contains(api_key::PREFIX))
        {
            return Err(ApiError::unauthorized(
                "key_in_address",
                "A secret key does not belong into an address, where logs keep it. Revoke it, and send the new one \
                 in the header: Authorization: Bearer <key>.",
            ));
        }
        let key = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
            .ok_or_else(|| {
                ApiError::unauthorized(
                    "key_missing",
                    "Send your API key in the header: Authorization: Bearer <key>.",
                )
            })?;
        let invalid = || {
            ApiError::unauthorized(
                "key_invalid",
                "This API key opens nothing. Check it, or make a new one.",
            )
        };
        let hash = api_key::stored_hash(key).ok_or_else(invalid)?;
        let project = api_keys::project_of(&*platform.db, &hash, platform.clock.now()).await?;
        project.map(Self).ok_or_else(invalid)
    }
}
