//! Limits of people and of signing in.

use porchlight_edge::{
    domain::{
        credentials::{
            passkey::CHALLENGE_SECONDS,
            sign_in_link::{INVITATION_SECONDS, LINK_SECONDS},
        },
        sliding_window::Quota,
    },
    services::{
        passkeys::FRESH_MS,
        people::{self, invite},
        sign_in,
    },
    store::{console_sessions, passkeys::PASSKEYS, people as stored},
};

use super::Limits;
use crate::quantity::{characters, count, duration, seconds};

/// The number of requests and the time of a quota, in words.
pub(super) fn within(quota: Quota) -> String {
    format!("{} in {} minutes", count(quota.limit), quota.seconds / 60)
}

pub(super) fn people_limits() -> Limits {
    vec![
        ("People of one project", count(stored::PEOPLE)),
        ("People on a page of the list", count(stored::PAGE)),
        ("Projects in a person's list", count(stored::PROJECTS)),
        ("Name of a person", characters(people::NAME_CHARS)),
        (
            "Passkeys of one address",
            format!(
                "{PASSKEYS}, and {PASSKEYS} for each project that only an invitation has opened"
            ),
        ),
        (
            "Time for a device to answer with a passkey",
            seconds(CHALLENGE_SECONDS),
        ),
        ("Time after signing in to add a passkey", duration(FRESH_MS)),
        ("Life of a link to sign in", seconds(LINK_SECONDS)),
        ("Life of an invitation", seconds(INVITATION_SECONDS)),
        (
            "Links to sign in for one e-mail address on one network",
            within(sign_in::PER_EMAIL),
        ),
        (
            "Links to sign in for one e-mail address",
            within(sign_in::PER_MAILBOX),
        ),
        (
            "Links to sign in for the people of one project",
            within(sign_in::PER_PROJECT),
        ),
        ("Invitations of one project", within(invite::INVITATIONS)),
        (
            "Time for which the name of a removed person is kept",
            duration(stored::REMOVED_MS),
        ),
        (
            "Sessions in a person's list, the newest",
            count(console_sessions::SESSIONS),
        ),
    ]
}
