//! Checks for open event streams whether their credential still opens the project.

use super::{Demanded, OwnedProject, Permission, check_permission};
use crate::{
    api::error::ApiError,
    domain::credentials::{console_token::ConsoleClaims, credential_id::CredentialId},
    platform::Platform,
    store::{
        api_keys,
        console_sessions::{self, SessionProject},
    },
};
use porchlight_shared::ids::{OrganizationId, ProjectId};

/// The credential that has opened a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    organization_id: OrganizationId,
    project_id: ProjectId,
    caller: CredentialId,
    session: Option<ConsoleClaims>,
}

impl<P> OwnedProject<P> {
    /// The credential that has opened the project.
    pub const fn opened(&self) -> Opened {
        Opened {
            organization_id: self.organization_id,
            project_id: self.id,
            caller: self.caller,
            session: self.session,
        }
    }
}

impl Opened {
    /// Whether it still opens the project with the permission `P`: the key or session is valid, and its scope or role
    /// in this project is enough.
    pub async fn still_has<P: Permission>(self, platform: &Platform) -> Result<bool, ApiError> {
        self.still(platform, P::DEMANDED).await
    }

    async fn still(self, platform: &Platform, demanded: Demanded) -> Result<bool, ApiError> {
        let (db, now) = (platform.directory(), platform.clock.now());
        let credential = match (self.session, self.caller) {
            (Some(claims), _) => {
                // The session may have switched to another project, but this page still shows this one.
                let project = SessionProject::This(self.project_id);
                let open = console_sessions::open(db, claims.session_id, project, now).await?;
                open.map(|open| open.credential)
            }
            (None, CredentialId::Key(id)) => api_keys::in_force(db, id, now).await?,
            // Persons always act in a session, so this case does not occur.
            (None, CredentialId::Person(_)) => None,
        };
        Ok(credential.is_some_and(|now| {
            now.organization_id == self.organization_id
                && now.project_id.is_none_or(|only| only == self.project_id)
                && check_permission(demanded, now.id, &now.scopes, now.kind, now.plan).is_ok()
        }))
    }
}
