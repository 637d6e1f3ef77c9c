//! The owner's people: invited ([`invite`]), given another role, removed. Every change is recorded in its batch.
//!
//! *Invariant:* nobody gives or takes a role that may do more than their own, and the last owner stays.

pub mod invite;

use porchlight_shared::{
    ids::{AuditId, OrganizationId, PersonId, ProjectId},
    limits,
};
use serde_json::{Value, json};

use super::sign_in::SignInError;
use crate::{
    domain::credentials::{role::Role, scope::Scope},
    platform::{DbError, DirectoryData, Platform, PlatformError, Statement, random_bytes},
    store::{
        audit::{self, NewAudit},
        console_sessions, passkeys,
        people::{self, PEOPLE, Person},
        sign_in_links,
    },
};

/// The longest name, in characters. Operators' names have the same limit.
pub const NAME_CHARS: usize = limits::NAME_CHARS;
/// The most removed people that one sweep deletes.
const PRUNED: u32 = 500;

/// The actor who changes a project's people.
pub struct PeopleMaker {
    /// The organization, for the record of changes.
    pub organization_id: OrganizationId,
    /// The project of the people.
    pub project_id: ProjectId,
    /// `root`, or the id of a key or a person, for the record of changes.
    pub name: String,
    /// The maker's scopes, which limit the roles that they can give.
    pub scopes: Vec<Scope>,
}

/// Why nothing was changed. The messages are for the owner, except those of the last three.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The text is not an e-mail address.
    #[error("This is not an e-mail address. Check it.")]
    Email,
    /// The name is too long.
    #[error(
        "A name has at most {NAME_CHARS} characters, and no line breaks or other control characters."
    )]
    Name,
    /// The role may do more than the maker.
    #[error(
        "You cannot give or remove the role {0}, because it may do more than you. Ask an owner."
    )]
    Role(&'static str),
    /// Somebody with the address has already joined.
    #[error("Somebody with this address has already joined. Change their role instead.")]
    There,
    /// The project has the most people that are allowed.
    #[error("A project has at most {PEOPLE} people. Remove somebody first.")]
    TooMany,
    /// Too many invitations were sent. Holds the seconds until the next one.
    #[error("Too many invitations were sent. Try again later.")]
    TooManyInvitations(u32),
    /// The person is the last owner.
    #[error("This is the last owner of the project. Make somebody else an owner first.")]
    LastOwner,
    /// The project has no such person.
    #[error("There is no such person in this project.")]
    NotFound,
    /// Somebody else has changed the person meanwhile.
    #[error(
        "Somebody else has changed this in the meantime. Check it, and repeat your change if it is still needed."
    )]
    Changed,
    /// The invitation's link could not be made or sent.
    #[error(transparent)]
    Link(#[from] SignInError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// A change of a person. `None` keeps the current value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonChange {
    /// The new role.
    pub role: Option<Role>,
    /// The new name.
    pub name: Option<String>,
}

/// Changes the role or the name of a person.
pub async fn change(
    platform: &Platform,
    id: PersonId,
    wanted: PersonChange,
    maker: &PeopleMaker,
) -> Result<Person, PeopleError> {
    let person = of_project(platform, id, maker).await?;
    let role = wanted.role.unwrap_or(person.role);
    let name = wanted.name.as_deref().map(checked_name).transpose()?;
    change_to(platform, person, role, name, maker).await
}

async fn change_to(
    platform: &Platform,
    person: Person,
    role: Role,
    name: Option<String>,
    maker: &PeopleMaker,
) -> Result<Person, PeopleError> {
    check_role(person.role, maker)?;
    check_role(role, maker)?;
    let is_same = name.as_ref().is_none_or(|name| *name == person.name);
    if role == person.role && is_same {
        return Ok(person);
    }
    let now = platform.clock.now();
    let entry = AuditId::new(now, random_bytes()?);
    let (project, before) = (maker.project_id, person.role);
    let change = people::change(project, person.id, role, name.as_deref(), entry, before);
    let detail = json!({ "from": before, "to": role });
    let record = record(maker, entry, "person.changed", person.id, detail, now);
    let mut more = vec![record];
    if role != before {
        more.push(sign_in_links::use_up_all_of_changed(person.id, entry, now));
    }
    if !people::run(platform.directory(), change, more).await? {
        return Err(why_not(platform, &person).await?);
    }
    Ok(Person {
        name: name.unwrap_or(person.name),
        role,
        ..person
    })
}

/// Removes a person. Their sessions, links and passkeys end at once.
pub async fn remove(
    platform: &Platform,
    id: PersonId,
    maker: &PeopleMaker,
) -> Result<(), PeopleError> {
    let person = of_project(platform, id, maker).await?;
    check_role(person.role, maker)?;
    let now = platform.clock.now();
    let entry = AuditId::new(now, random_bytes()?);
    let remove = people::remove(maker.project_id, id, entry, person.role, now);
    let detail = json!({ "from": person.role, "to": null });
    let more = vec![
        record(maker, entry, "person.removed", id, detail, now),
        console_sessions::end_of_removed(id),
        sign_in_links::end_of_removed(id),
        passkeys::end_of_removed(id),
    ];
    if people::run(platform.directory(), remove, more).await? {
        Ok(())
    } else {
        Err(why_not(platform, &person).await?)
    }
}

/// Why the change of `person` had no effect.
async fn why_not(platform: &Platform, person: &Person) -> Result<PeopleError, PeopleError> {
    let now = people::by_id(platform.directory(), person.id).await?;
    Ok(match now {
        None => PeopleError::NotFound,
        Some(now) if now.role == person.role => PeopleError::LastOwner,
        Some(_) => PeopleError::Changed,
    })
}

/// Deletes people who were removed long ago.
pub async fn sweep(platform: &Platform) -> Result<(), DbError> {
    let prune = people::prune(platform.clock.now(), PRUNED);
    platform.directory().batch(vec![prune]).await?;
    Ok(())
}

async fn of_project(
    platform: &Platform,
    id: PersonId,
    maker: &PeopleMaker,
) -> Result<Person, PeopleError> {
    let person = people::by_id(platform.directory(), id).await?;
    person
        .filter(|person| person.project_id == maker.project_id)
        .ok_or(PeopleError::NotFound)
}

fn check_role(role: Role, maker: &PeopleMaker) -> Result<(), PeopleError> {
    if role.is_within(&maker.scopes) {
        Ok(())
    } else {
        Err(PeopleError::Role(role.name()))
    }
}

fn checked_name(name: &str) -> Result<String, PeopleError> {
    let name = name.trim();
    if name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
        return Err(PeopleError::Name);
    }
    Ok(name.to_owned())
}

fn record(
    maker: &PeopleMaker,
    id: AuditId,
    action: &'static str,
    person: PersonId,
    detail: Value,
    now: u64,
) -> Statement<DirectoryData> {
    let target = person.to_string();
    audit::record_of_person(&audit_of(maker, id, action, &target, detail), person, now)
}

fn audit_of<'a>(
    maker: &'a PeopleMaker,
    id: AuditId,
    action: &'static str,
    target: &'a str,
    detail: Value,
) -> NewAudit<'a> {
    NewAudit {
        id,
        organization_id: maker.organization_id,
        project_id: Some(maker.project_id),
        actor: &maker.name,
        action,
        target,
        detail,
    }
}
