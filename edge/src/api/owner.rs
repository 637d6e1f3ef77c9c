//! What a key opens, loaded and checked, as arguments of handlers.
//!
//! *Invariant:* a handler names its [`Permission`] in its arguments, so it cannot forget the check. Anything that
//! belongs to somebody else is answered as if it did not exist.

pub mod asker;
pub mod chatbot;
pub mod conversation;
pub mod lasting;
pub mod permission;

use std::{marker::PhantomData, sync::Arc};

use axum::{
    extract::{FromRef, FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
};
use porchlight_shared::{
    ids::{OrganizationId, ProjectId},
    limits::CHAT_BODY_BYTES,
};
use serde::de::DeserializeOwned;

pub use self::permission::*;
use super::{
    body::JsonBody,
    credential::{self, Presented},
    error::ApiError,
};
use crate::{
    domain::{
        credentials::{
            api_key::KeyKind, console_token::ConsoleClaims, credential_id::CredentialId,
            link_token::LinkMaker, origin, scope::Scope,
        },
        settings::plan::Plan,
    },
    platform::Platform,
    services::{
        keys::KeyMaker,
        published_project::{self, PublishedProject},
    },
    store::{
        api_keys::Credential,
        projects::{self, Project},
    },
};

/// An organization, opened by a key with the permission `P`.
pub struct OwnedOrganization<P> {
    /// The id of the organization.
    pub id: OrganizationId,
    /// The only project that the key opens. `None`: all projects of the organization.
    pub only: Option<ProjectId>,
    /// The plan of the organization.
    pub plan: Plan,
    /// The key or the person who sends the request.
    pub caller: CredentialId,
    /// Whether the key sees and creates only test data.
    pub test: bool,
    /// What limits the keys that this caller may create.
    pub maker: KeyMaker,
    /// The console session in which a person acts. `None` for a key.
    pub session: Option<ConsoleClaims>,
    permission: PhantomData<P>,
}

impl OwnedOrganization<()> {
    /// The organization that `credential` opens, if it has what is `demanded`.
    fn of(credential: &Credential, demanded: Demanded) -> Result<Self, ApiError> {
        let (kind, scopes) = (credential.kind, &credential.scopes);
        check_permission(demanded, credential.id, scopes, kind, credential.plan)?;
        Ok(Self {
            id: credential.organization_id,
            only: credential.project_id,
            plan: credential.plan,
            caller: credential.id,
            test: kind == KeyKind::Test,
            maker: KeyMaker {
                name: credential.id.to_string(),
                scopes: credential.scopes.clone(),
                expires_at: credential.expires_at,
            },
            session: credential.session,
            permission: PhantomData,
        })
    }

    /// Converts it to the type for the permission `P`, which has been checked.
    fn with<P>(self) -> OwnedOrganization<P> {
        OwnedOrganization {
            id: self.id,
            only: self.only,
            plan: self.plan,
            caller: self.caller,
            test: self.test,
            maker: self.maker,
            session: self.session,
            permission: PhantomData,
        }
    }
}

impl<P> OwnedOrganization<P> {
    /// A project of the organization, if the key opens it.
    pub async fn project(
        &self,
        platform: &Platform,
        id: ProjectId,
    ) -> Result<Option<Project>, ApiError> {
        project_of(platform, self.id, self.only, id).await
    }
}

async fn project_of(
    platform: &Platform,
    organization_id: OrganizationId,
    only: Option<ProjectId>,
    id: ProjectId,
) -> Result<Option<Project>, ApiError> {
    let project = projects::by_id(platform.directory(), id).await?;
    Ok(project.filter(|project| {
        project.organization_id == organization_id && only.is_none_or(|only| only == project.id)
    }))
}

impl<S: Send + Sync, P: SecretPermission> FromRequestParts<S> for OwnedOrganization<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        OwnedOrganization::of(&*presented(parts)?, P::DEMANDED).map(OwnedOrganization::with)
    }
}

/// A project, opened by a key with the permission `P`.
pub struct OwnedProject<P> {
    /// The id of the project.
    pub id: ProjectId,
    /// The organization of the project.
    pub organization_id: OrganizationId,
    /// The plan of the organization.
    pub plan: Plan,
    /// The key or the person who sends the request.
    pub caller: CredentialId,
    /// Whether the key sees and creates only test data.
    pub test: bool,
    /// Whether the key is in web pages, where anyone can read it.
    pub is_public: bool,
    /// What limits the keys that this caller may create.
    pub maker: KeyMaker,
    /// The project, if opening it has already loaded it.
    loaded: Option<Project>,
    /// The console session in which a person acts. `None` for a key.
    pub session: Option<ConsoleClaims>,
    permission: PhantomData<P>,
}

impl OwnedProject<()> {
    /// The project that the request opens, if its credential has what is `demanded`.
    async fn open(
        platform: &Platform,
        parts: &Parts,
        demanded: Demanded,
    ) -> Result<Self, ApiError> {
        let credential = presented(parts)?;
        let organization = OwnedOrganization::of(&credential, demanded)?;
        let mut loaded = None;
        let id = if let Some(id) = organization.only {
            id
        } else {
            let named = named_project(platform, organization.id, parts).await?;
            loaded.insert(named).id
        };
        if credential.kind == KeyKind::Publishable {
            if loaded.is_none() {
                loaded = organization.project(platform, id).await?;
            }
            let project = loaded.as_ref().ok_or_else(ApiError::project_not_found)?;
            check_origin(project, parts)?;
        }
        Ok(Self {
            id,
            organization_id: organization.id,
            plan: organization.plan,
            caller: organization.caller,
            test: organization.test,
            is_public: credential.kind == KeyKind::Publishable,
            maker: organization.maker,
            loaded,
            session: organization.session,
            permission: PhantomData,
        })
    }

    /// Converts it to the type for the permission `P`, which has been checked.
    fn with<P>(self) -> OwnedProject<P> {
        OwnedProject {
            id: self.id,
            organization_id: self.organization_id,
            plan: self.plan,
            caller: self.caller,
            test: self.test,
            is_public: self.is_public,
            maker: self.maker,
            loaded: self.loaded,
            session: self.session,
            permission: PhantomData,
        }
    }
}

impl<P> OwnedProject<P> {
    /// Checks one more permission, for requests whose content needs it.
    pub fn require<Q: Permission>(&self) -> Result<(), ApiError> {
        let kind = match (self.test, self.is_public) {
            (true, _) => KeyKind::Test,
            (_, true) => KeyKind::Publishable,
            _ => KeyKind::Live,
        };
        let scopes = &self.maker.scopes;
        check_permission(Q::DEMANDED, self.caller, scopes, kind, self.plan)
    }

    /// The person or key for whom links to conversations are made.
    pub const fn link_maker(&self) -> LinkMaker {
        match (self.caller, self.session) {
            (_, Some(session)) => LinkMaker::Session(session.session_id),
            (CredentialId::Key(id), None) => LinkMaker::Key(id),
            // Persons always act in a session, so this case does not occur. No mailbox has this digest.
            (CredentialId::Person(_), None) => LinkMaker::Mailbox(0),
        }
    }

    /// The project, as stored.
    pub async fn record(&self, platform: &Platform) -> Result<Project, ApiError> {
        record(platform, self.id, self.loaded.as_ref()).await
    }

    /// The project, as visitors see it.
    pub async fn published(&self, platform: &Platform) -> Result<PublishedProject, ApiError> {
        let record = record(platform, self.id, self.loaded.as_ref()).await?;
        Ok(published_project::from_record(record)?)
    }
}

async fn record(
    platform: &Platform,
    id: ProjectId,
    loaded: Option<&Project>,
) -> Result<Project, ApiError> {
    if let Some(project) = loaded {
        return Ok(project.clone());
    }
    let project = projects::by_id(platform.directory(), id).await?;
    project.ok_or_else(ApiError::project_not_found)
}

/// Checks that a key of this kind, with these scopes and on this plan, has what is `demanded`. A person's scopes come
/// from their role.
fn check_permission(
    demanded: Demanded,
    caller: CredentialId,
    scopes: &[Scope],
    kind: KeyKind,
    plan: Plan,
) -> Result<(), ApiError> {
    if !demanded.scope.is_in(scopes) && !demanded.also.is_some_and(|scope| scope.is_in(scopes)) {
        let scope = demanded.scope.name();
        let text = match caller {
            CredentialId::Key(_) => {
                format!("This key lacks the scope {scope}. Use one that has it.")
            }
            CredentialId::Person(_) => {
                format!("Your role does not include this ({scope}). Ask an owner of the project.")
            }
        };
        return Err(ApiError::forbidden("scope_missing", text));
    }
    if !demanded.allows(kind) {
        return Err(ApiError::forbidden(
            "secret_key_required",
            format!(
                "A {} key does not open this. Use a secret key, on a server.",
                kind.name()
            ),
        ));
    }
    if kind == KeyKind::Test && !demanded.test_keys {
        return Err(ApiError::forbidden(
            "test_key",
            "A test key works with test data only, and this would change live data. Use a live key.",
        ));
    }
    if let Some(feature) = demanded.feature
        && !plan.has(feature)
    {
        return Err(ApiError::forbidden("plan_required", feature.refusal()));
    }
    Ok(())
}

/// A key for the whole organization names the project in the address.
async fn named_project(
    platform: &Platform,
    organization_id: OrganizationId,
    parts: &Parts,
) -> Result<Project, ApiError> {
    let query = parts.uri.query().unwrap_or_default();
    let slug = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "project")
        .map(|(_, slug)| slug.into_owned())
        .ok_or_else(|| {
            ApiError::bad_request(
                "project_missing",
                "This key opens every project of its organization. Name one: ?project=<slug>.",
            )
        })?;
    let project = projects::by_slug(platform.directory(), &slug).await?;
    project
        .filter(|project| project.organization_id == organization_id)
        .ok_or_else(ApiError::project_not_found)
}

/// A publishable key is in web pages, where anyone can read it. It is valid only from the owner's own pages.
fn check_origin(project: &Project, parts: &Parts) -> Result<(), ApiError> {
    let allowed: Vec<String> = serde_json::from_str(&project.allowed_origins)
        .map_err(|error| ApiError::internal(&error))?;
    let origin = parts
        .headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok())
        .ok_or_else(|| {
            ApiError::forbidden(
                "origin_required",
                "A publishable key works from web pages only: there is no Origin header. On a server, use a secret key.",
            )
        })?;
    if origin::is_allowed(&allowed, origin) {
        Ok(())
    } else {
        Err(ApiError::origin_not_allowed(origin))
    }
}

impl<S: Send + Sync, P: Permission> FromRequestParts<S> for OwnedProject<P>
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let platform = Platform::from_ref(state);
        let project = OwnedProject::open(&platform, parts, P::DEMANDED).await?;
        Ok(project.with())
    }
}

/// A project, and the JSON body `T` of the request, which may have contained the key.
pub struct OwnedBody<P, T, const LIMIT: usize = CHAT_BODY_BYTES> {
    /// The project that the key opens.
    pub project: OwnedProject<P>,
    /// The body, without the key.
    pub body: T,
}

impl<S: Send + Sync, P: Permission, T: DeserializeOwned, const LIMIT: usize> FromRequest<S>
    for OwnedBody<P, T, LIMIT>
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let platform = Platform::from_ref(state);
        let (parts, body) = request.into_parts();
        let project = OwnedProject::open(&platform, &parts, P::DEMANDED).await?;
        let request = Request::from_parts(parts, body);
        let JsonBody(body) = JsonBody::<T, LIMIT>::from_request(request, state).await?;
        Ok(Self {
            project: project.with(),
            body,
        })
    }
}

fn presented(parts: &Parts) -> Result<Arc<Credential>, ApiError> {
    match parts.extensions.get::<Presented>() {
        Some(Presented::Opened(credential)) => Ok(Arc::clone(credential)),
        Some(Presented::Refused(error)) => Err(error.clone()),
        Some(Presented::Nothing) | None => Err(credential::key_missing()),
    }
}
