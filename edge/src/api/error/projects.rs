//! Responses to errors of projects, their keys and their setup.

use super::ApiError;
use crate::{
    services::{
        keys::{self, KeyError},
        projects::{self, ORIGINS, ProjectError},
        setup::SetupError,
    },
    store::api_keys::KEYS,
};

impl From<KeyError> for ApiError {
    fn from(error: KeyError) -> Self {
        let text = error.to_string();
        match error {
            KeyError::Name => {
                Self::bad_request("name_invalid", text).with("most", keys::NAME_CHARS)
            }
            KeyError::Scope(..) => Self::bad_request("scope_invalid", text),
            KeyError::Project(_) => Self::bad_request("project_missing", text),
            KeyError::Expiry => Self::bad_request("expiry_invalid", text),
            KeyError::ScopeOfMaker(_) => Self::forbidden("scope_missing", text),
            KeyError::ExpiryOfMaker => Self::forbidden("expiry_too_late", text),
            KeyError::TooMany => Self::forbidden("too_many_keys", text).with("most", KEYS),
            KeyError::NotFound => Self::not_found("key_not_found", text),
            KeyError::Db(error) => error.into(),
            KeyError::Platform(error) => error.into(),
        }
    }
}

impl From<ProjectError> for ApiError {
    fn from(error: ProjectError) -> Self {
        let text = error.to_string();
        match error {
            ProjectError::Name => {
                Self::bad_request("name_invalid", text).with("most", projects::NAME_CHARS)
            }
            ProjectError::Slug => Self::bad_request("slug_invalid", text),
            ProjectError::Origin(_) => {
                Self::bad_request("origin_invalid", text).with("most", ORIGINS)
            }
            ProjectError::SlugTaken => Self::conflict("slug_taken", text),
            ProjectError::Changed => Self::conflict("changed_meanwhile", text),
            ProjectError::Db(error) => error.into(),
            ProjectError::Platform(error) => error.into(),
            ProjectError::Published(error) => error.into(),
        }
    }
}

impl From<SetupError> for ApiError {
    fn from(error: SetupError) -> Self {
        let text = error.to_string();
        match error {
            SetupError::Project(error) => error.into(),
            SetupError::Key(error) => error.into(),
            SetupError::Owner => Self::not_found("owner_not_found", text),
            SetupError::Db(error) => error.into(),
            SetupError::Platform(error) => error.into(),
        }
    }
}
