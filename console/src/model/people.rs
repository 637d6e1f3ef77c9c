//! The people of the project, the signed-in person's sessions, and texts for both.

use porchlight_shared::ids::{ConsoleSessionId, PersonId};
use serde::Deserialize;

use crate::{
    room::Role,
    texts::{filled, text},
};

/// A person of the project.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedPerson {
    pub(crate) id: PersonId,
    pub(crate) email: String,
    /// Empty if unknown.
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) invited_at: String,
    /// None while the invitation is open.
    pub(crate) joined_at: Option<String>,
    pub(crate) last_seen_at: Option<String>,
}

/// When a person was last active. Times are as the server writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LastSeen<'a> {
    /// Invited at this time, and has not accepted yet.
    Invited(&'a str),
    /// Was active at this time.
    At(&'a str),
}

impl ListedPerson {
    /// Their name, or their address if they have none.
    pub(crate) fn called(&self) -> &str {
        if self.name.is_empty() {
            &self.email
        } else {
            &self.name
        }
    }

    pub(crate) fn last_seen(&self) -> LastSeen<'_> {
        match (&self.last_seen_at, &self.joined_at) {
            (Some(at), _) | (None, Some(at)) => LastSeen::At(at),
            (None, None) => LastSeen::Invited(&self.invited_at),
        }
    }

    pub(crate) const fn is_invited(&self) -> bool {
        self.joined_at.is_none()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PeopleList {
    pub(crate) people: Vec<ListedPerson>,
    /// The cursor of the next page, if there is one.
    pub(crate) next_cursor: Option<String>,
}

impl PeopleList {
    /// Appends the next page.
    pub(crate) fn add(&mut self, page: Self) {
        self.people.extend(page.people);
        self.next_cursor = page.next_cursor;
    }

    /// Replaces the person with the same id, or appends them.
    pub(crate) fn put(&mut self, person: ListedPerson) {
        let known = self.people.iter_mut().find(|known| known.id == person.id);
        match known {
            Some(known) => *known = person,
            None => self.people.push(person),
        }
    }

    pub(crate) fn remove(&mut self, id: PersonId) {
        self.people.retain(|person| person.id != id);
    }
}

/// A person who was just invited.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invited {
    pub(crate) person: ListedPerson,
    /// The address at which they accept the invitation. Only this answer has it.
    pub(crate) invitation_url: Option<String>,
    /// Whether it was sent by e-mail.
    pub(crate) mailed: bool,
}

impl Invited {
    /// What happened with the invitation, and what to do.
    pub(crate) fn sentence(&self) -> String {
        let email = [("email", &*self.person.email)];
        if self.mailed {
            filled(
                "An e-mail with a link is on its way to {email}. You can also send the link yourself:",
                &email,
            )
        } else {
            filled(
                "No e-mail was sent to {email}. Copy the link and send it yourself:",
                &email,
            )
        }
    }
}

/// The fields of an invitation, or of a change to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonDraft {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: Role,
}

impl Default for PersonDraft {
    fn default() -> Self {
        Self {
            email: String::new(),
            name: String::new(),
            role: Role::Operator,
        }
    }
}

impl PersonDraft {
    /// The fields of an existing person.
    pub(crate) fn of(person: &ListedPerson) -> Self {
        Self {
            email: person.email.clone(),
            name: person.name.clone(),
            role: person.role,
        }
    }
}

impl Role {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Owner => text("Owner"),
            Self::Admin => text("Admin"),
            Self::Operator => text("Operator"),
            Self::Viewer => text("Viewer"),
        }
    }

    /// What the role may do.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Owner => text("May do everything."),
            Self::Admin => text("May do everything, except appoint and remove owners."),
            Self::Operator => text("Answers visitors and gaps, and sees knowledge and appearance."),
            Self::Viewer => text("Sees the numbers and the questions behind them."),
        }
    }

    /// The roles that a person with this role may assign and remove.
    pub(crate) const fn gives(self) -> &'static [Self] {
        match self {
            Self::Owner => &[Self::Owner, Self::Admin, Self::Operator, Self::Viewer],
            Self::Admin => &[Self::Admin, Self::Operator, Self::Viewer],
            Self::Operator | Self::Viewer => &[],
        }
    }
}

/// A session of the signed-in person.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnSession {
    pub(crate) id: ConsoleSessionId,
    /// The browser's name; empty if unknown.
    pub(crate) browser: String,
    pub(crate) created_at: String,
    pub(crate) last_used_at: String,
    /// Whether it is the current session.
    pub(crate) current: bool,
}

impl OwnSession {
    /// The browser, in words.
    pub(crate) fn place(&self) -> &str {
        browser_or_unknown(&self.browser)
    }
}

/// The name of a browser, or a text for an unknown one.
pub(super) fn browser_or_unknown(name: &str) -> &str {
    if name.is_empty() {
        text("Unknown browser")
    } else {
        name
    }
}

/// The sessions of the signed-in person, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct OwnSessions {
    pub(crate) sessions: Vec<OwnSession>,
}

impl OwnSessions {
    /// Whether there are sessions other than the current one.
    pub(crate) fn has_others(&self) -> bool {
        self.sessions.iter().any(|session| !session.current)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn person(number: u64, name: &str, joined: Option<&str>, seen: Option<&str>) -> ListedPerson {
        serde_json::from_value(json!({
            "id": PersonId::new(number, [1; 10]), "email": "ada@shop.example", "name": name, "role": "operator",
            "invitedAt": "2026-01-01", "joinedAt": joined, "lastSeenAt": seen,
        }))
        .unwrap()
    }

    #[test]
    fn somebody_is_called_by_name_and_seen_when_they_last_were() {
        let invited = person(1, "", None, None);
        assert_eq!(invited.called(), "ada@shop.example");
        assert_eq!(invited.last_seen(), LastSeen::Invited("2026-01-01"));
        assert!(invited.is_invited());
        let joined = person(1, "Ada", Some("2026-01-02"), None);
        assert_eq!(joined.called(), "Ada");
        assert_eq!(joined.last_seen(), LastSeen::At("2026-01-02"));
        let seen = person(1, "Ada", Some("2026-01-02"), Some("2026-01-03"));
        assert_eq!(seen.last_seen(), LastSeen::At("2026-01-03"));
    }

    #[test]
    fn the_list_grows_by_pages_and_changes_in_place() {
        let mut list = PeopleList {
            people: vec![person(1, "Ada", None, None)],
            next_cursor: Some("more".into()),
        };
        list.add(PeopleList {
            people: vec![person(2, "Bo", None, None)],
            next_cursor: None,
        });
        assert_eq!(list.next_cursor, None);
        list.put(person(1, "Ada L.", None, None));
        list.put(person(3, "Cy", None, None));
        let names = |list: &PeopleList| -> Vec<String> {
            list.people.iter().map(|it| it.name.clone()).collect()
        };
        assert_eq!(names(&list), ["Ada L.", "Bo", "Cy"]);
        list.remove(PersonId::new(2, [1; 10]));
        assert_eq!(names(&list), ["Ada L.", "Cy"]);
    }

    #[test]
    fn nobody_gives_a_role_that_may_do_more() {
        let given = Role::ALL.map(|role| Role::ALL.map(|other| role.gives().contains(&other)));
        let none = [false; 4];
        assert_eq!(given, [[true; 4], [false, true, true, true], none, none]);
    }

    #[test]
    fn an_invitation_says_what_to_do_with_its_link() {
        let mut invited = Invited {
            person: person(1, "", None, None),
            invitation_url: Some("https://chat.example/console#link=abc".into()),
            mailed: true,
        };
        assert!(
            invited
                .sentence()
                .contains("on its way to ada@shop.example")
        );
        invited.mailed = false;
        assert!(invited.sentence().contains("Copy the link"));
    }

    #[test]
    fn others_are_the_sessions_that_are_not_this_one() {
        let session = |current| OwnSession {
            id: ConsoleSessionId::new(1, [1; 10]),
            browser: String::new(),
            created_at: String::new(),
            last_used_at: String::new(),
            current,
        };
        let mut own = OwnSessions {
            sessions: vec![session(true)],
        };
        assert_eq!(own.sessions[0].place(), "Unknown browser");
        assert!(!own.has_others());
        own.sessions.push(session(false));
        assert!(own.has_others());
    }
}
