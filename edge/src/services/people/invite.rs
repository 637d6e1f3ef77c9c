//! Invites people: with a link that is e-mailed, copied, or made by the deployer.

use porchlight_shared::ids::{AuditId, PersonId};
use serde_json::json;

use super::{
    super::{
        mail,
        setup::ROOT,
        sign_in::{self, MadeLink, SignInError},
    },
    PeopleError, PeopleMaker, audit_of, change_to, check_role, checked_name, record,
};
use crate::{
    domain::{
        credentials::{
            role::Role,
            scope::Scope,
            sign_in_link::{INVITATION_SECONDS, LINK_SECONDS},
        },
        deliveries::email_message::sign_in as messages,
        email,
        sliding_window::Quota,
    },
    platform::{DirectoryData, Platform, PlatformError, Statement, random_bytes},
    store::{
        audit,
        people::{self, NewPerson, PEOPLE, Person},
        projects::Project,
        sign_in_links,
    },
};

/// The limit on a project's invitations.
pub const INVITATIONS: Quota = Quota {
    limit: 30,
    seconds: 60 * 60,
};
/// A person to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedPerson {
    /// The e-mail address.
    pub email: String,
    /// The name, if the maker knows it; otherwise empty.
    pub name: String,
    /// The role.
    pub role: Role,
}

/// A person who was invited.
pub struct Invited {
    /// The person.
    pub person: Person,
    /// The address where the invitation is accepted. It is available only now.
    pub link: String,
    /// Whether it was sent by e-mail.
    pub mailed: bool,
}

/// Invites `wanted`, by e-mail if the deployment sends any. A person who was invited before but has not joined gets a
/// new link, which replaces the old ones, and the new role.
pub async fn invite(
    platform: &Platform,
    wanted: WantedPerson,
    maker: &PeopleMaker,
) -> Result<Invited, PeopleError> {
    let host = platform.config.public_url.as_deref();
    let host = host.ok_or(SignInError::NoPublicUrl)?;
    check_role(wanted.role, maker)?;
    let written = email::normalised(&wanted.email).ok_or(PeopleError::Email)?;
    let wanted = WantedPerson {
        email: written,
        name: checked_name(&wanted.name)?,
        ..wanted
    };
    let folded = email::folded(&wanted.email);
    let db = platform.directory();
    let there = people::in_project(db, maker.project_id, &folded).await?;
    if there
        .as_ref()
        .is_some_and(|person| person.joined_at.is_some())
    {
        return Err(PeopleError::There);
    }
    let name = format!("invitations of {}", maker.project_id);
    let decision = platform.quotas.take(&name, INVITATIONS).await?;
    if !decision.passes {
        return Err(PeopleError::TooManyInvitations(
            decision.reset_seconds.max(1),
        ));
    }
    let (person, made) = match there {
        Some(there) => again(platform, there, &wanted, maker).await?,
        None if people::count(db, maker.project_id).await? >= PEOPLE => {
            return Err(PeopleError::TooMany);
        }
        None => first_time(platform, &wanted, maker, INVITATION_SECONDS).await?,
    };
    let link = format!("{host}{}", made.path);
    let mailed = send(platform, &person, &link).await?;
    Ok(Invited {
        person,
        link,
        mailed,
    })
}

/// Sends the invitation. False: the e-mail was not sent, so somebody has to pass on the link.
async fn send(platform: &Platform, person: &Person, link: &str) -> Result<bool, PeopleError> {
    let Some(config) = platform.config.mail.as_ref() else {
        return Ok(false);
    };
    let company = sign_in::company(platform, person.project_id).await?;
    let role = person.role.name();
    let message = messages::invitation(&config.from, &person.email, &company, role, link);
    let id = format!("invitation {} {}", person.id, platform.clock.now());
    match mail::send(platform, config, &message, &id).await {
        Ok(()) => Ok(true),
        Err(error) => {
            log::warn!("an invitation was not sent: {error}");
            Ok(false)
        }
    }
}

async fn first_time(
    platform: &Platform,
    wanted: &WantedPerson,
    maker: &PeopleMaker,
    seconds: u64,
) -> Result<(Person, MadeLink), PeopleError> {
    let db = platform.directory();
    let now = platform.clock.now();
    let person = Person {
        id: PersonId::new(now, random_bytes()?),
        project_id: maker.project_id,
        email: wanted.email.clone(),
        name: wanted.name.clone(),
        role: wanted.role,
        created_at: now,
        joined_at: None,
        seen_at: None,
    };
    let change = AuditId::new(now, random_bytes()?);
    let folded_email = &email::folded(&wanted.email);
    let made = sign_in::make_for(platform, person.id, folded_email, seconds)?;
    let insert = people::insert(&NewPerson {
        person: &person,
        folded_email,
        change,
    });
    let detail = json!({ "role": wanted.role });
    let record = record(maker, change, "person.invited", person.id, detail, now);
    // The link refers to the person. They do not exist if somebody else with the address was added meanwhile.
    if !people::run(db, insert, vec![record]).await? {
        return Err(PeopleError::Changed);
    }
    db.batch(vec![made.statement.clone()]).await?;
    Ok((person, made))
}

async fn again(
    platform: &Platform,
    there: Person,
    wanted: &WantedPerson,
    maker: &PeopleMaker,
) -> Result<(Person, MadeLink), PeopleError> {
    let name = (!wanted.name.is_empty()).then(|| wanted.name.clone());
    let person = change_to(platform, there, wanted.role, name, maker).await?;
    let folded = email::folded(&person.email);
    let made = sign_in::make_for(platform, person.id, &folded, INVITATION_SECONDS)?;
    let statements = vec![
        sign_in_links::end_of(person.id),
        made.statement.clone(),
        record_link(platform, maker, person.id)?,
    ];
    let db = platform.directory();
    db.batch(statements).await?;
    // If the person has joined meanwhile, the earlier links are used up. They must not get another one, which the maker
    // also has.
    let now = people::by_id(db, person.id).await?;
    if now.is_none_or(|now| now.joined_at.is_some()) {
        db.batch(vec![sign_in_links::end_of(person.id)]).await?;
        return Err(PeopleError::Changed);
    }
    Ok((person, made))
}

fn record_link(
    platform: &Platform,
    maker: &PeopleMaker,
    person: PersonId,
) -> Result<Statement<DirectoryData>, PlatformError> {
    let now = platform.clock.now();
    let entry = AuditId::new(now, random_bytes()?);
    let target = person.to_string();
    let made = audit_of(maker, entry, "person.link_made", &target, json!({}));
    Ok(audit::record(&made, now))
}

/// A sign-in link for the person in `project` with the address `email`, made by the deployer. If there is no such
/// person, they are added as an owner, even beyond the limit on people: this is the way in when nobody else has one.
pub async fn owners_link(
    platform: &Platform,
    project: &Project,
    email: &str,
) -> Result<String, PeopleError> {
    let maker = PeopleMaker {
        organization_id: project.organization_id,
        project_id: project.id,
        name: ROOT.into(),
        scopes: vec![Scope::All],
    };
    let written = email::normalised(email).ok_or(PeopleError::Email)?;
    let folded = email::folded(&written);
    let db = platform.directory();
    let Some(person) = people::in_project(db, project.id, &folded).await? else {
        let wanted = WantedPerson {
            email: written,
            name: String::new(),
            role: Role::Owner,
        };
        let (_, made) = first_time(platform, &wanted, &maker, LINK_SECONDS).await?;
        return Ok(made.path);
    };
    let made = sign_in::make_for(platform, person.id, &folded, LINK_SECONDS)?;
    let record = record_link(platform, &maker, person.id)?;
    db.batch(vec![made.statement.clone(), record]).await?;
    Ok(made.path)
}
