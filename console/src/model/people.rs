//! Who works with the project, where somebody is signed in, and the words for both.

use porchlight_shared::ids::{ConsoleSessionId, PersonId};
use serde::Deserialize;

use crate::{
    room::Role,
    texts::{filled, text},
};

/// Somebody who works with the project.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedPerson {
    pub(crate) id: PersonId,
    pub(crate) email: String,
    /// Empty if it is not known.
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) invited_at: String,
    /// None: the invitation is still open.
    pub(crate) joined_at: Option<String>,
    pub(crate) last_seen_at: Option<String>,
}

/// When somebody was last here, as the server writes times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LastSeen<'a> {
    /// They were invited then and have not come.
    Invited(&'a str),
    /// They did something then.
    At(&'a str),
}

impl ListedPerson {
    /// Their name, or else their address.
    pub(crate) fn called(&self) -> &str {
        if self.name.is_empty() {
            &self.email
        } else {
            &self.name
        }
    }

    /// When they were last here.
    pub(crate) fn last_seen(&self) -> LastSeen<'_> {
        match (&self.last_seen_at, &self.joined_at) {
            (Some(at), _) | (None, Some(at)) => LastSeen::At(at),
            (None, None) => LastSeen::Invited(&self.invited_at),
        }
    }

    /// Whether the invitation is still open.
    pub(crate) const fn is_invited(&self) -> bool {
        self.joined_at.is_none()
    }
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PeopleList {
    pub(crate) people: Vec<ListedPerson>,
    /// Where it goes on, if there are more.
    pub(crate) next_cursor: Option<String>,
}

impl PeopleList {
    /// Adds the page that follows.
    pub(crate) fn add(&mut self, page: Self) {
        self.people.extend(page.people);
        self.next_cursor = page.next_cursor;
    }

    /// Puts somebody in the place where they were, or at the end.
    pub(crate) fn put(&mut self, person: ListedPerson) {
        let known = self.people.iter_mut().find(|known| known.id == person.id);
        match known {
            Some(known) => *known = person,
            None => self.people.push(person),
        }
    }

    /// Takes somebody off.
    pub(crate) fn remove(&mut self, id: PersonId) {
        self.people.retain(|person| person.id != id);
    }
}

/// Somebody who was invited.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invited {
    pub(crate) person: ListedPerson,
    /// The address at which the invitation is accepted. It is told only once.
    pub(crate) invitation_url: Option<String>,
    /// It was sent by e-mail.
    pub(crate) mailed: bool,
}

impl Invited {
    /// What has become of it, and what to do.
    pub(crate) fn sentence(&self) -> String {
        let email = [("email", &*self.person.email)];
        if self.mailed {
            filled(
                "An e-mail with a link is on its way to {email}. You can also hand over the link yourself:",
                &email,
            )
        } else {
            filled(
                "No e-mail was sent to {email}. Copy the link and hand it over yourself:",
                &email,
            )
        }
    }
}

/// An invitation, or a change of somebody, as it is typed.
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
    /// Somebody as they are.
    pub(crate) fn of(person: &ListedPerson) -> Self {
        Self {
            email: person.email.clone(),
            name: person.name.clone(),
            role: person.role,
        }
    }
}

impl Role {
    /// What it is called.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Owner => text("Owner"),
            Self::Admin => text("Admin"),
            Self::Operator => text("Operator"),
            Self::Viewer => text("Viewer"),
        }
    }

    /// What somebody may do.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Owner => text("May do everything."),
            Self::Admin => text("May do everything, except appoint and remove owners."),
            Self::Operator => text("Answers visitors and gaps, and sees knowledge and appearance."),
            Self::Viewer => text("Sees the numbers and the questions behind them."),
        }
    }

    /// The roles that somebody with this one gives and takes.
    pub(crate) const fn gives(self) -> &'static [Self] {
        match self {
            Self::Owner => &[Self::Owner, Self::Admin, Self::Operator, Self::Viewer],
            Self::Admin => &[Self::Admin, Self::Operator, Self::Viewer],
            Self::Operator | Self::Viewer => &[],
        }
    }
}

/// A session of whoever has signed in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnSession {
    pub(crate) id: ConsoleSessionId,
    /// The browser's name; empty if it is not known.
    pub(crate) browser: String,
    pub(crate) created_at: String,
    pub(crate) last_used_at: String,
    /// It is this one.
    pub(crate) current: bool,
}

impl OwnSession {
    /// Where it is.
    pub(crate) fn place(&self) -> &str {
        browser_or_unknown(&self.browser)
    }
}

/// The name of a browser, for people.
pub(super) fn browser_or_unknown(name: &str) -> &str {
    if name.is_empty() {
        text("Unknown browser")
    } else {
        name
    }
}

/// The sessions of whoever has signed in, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct OwnSessions {
    pub(crate) sessions: Vec<OwnSession>,
}

impl OwnSessions {
    /// Whether there is one beside this one.
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
