//! The palette's entries, searched by their names.

use crate::{room::Room, texts::text};

/// A place to go, or something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errand {
    Room(Room),
    Projects,
    Sound,
    Shortcuts,
    /// Another language: its tag, and its name in that language.
    Language(&'static str, &'static str),
}

impl Errand {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Room(room) => room.label(),
            Self::Projects => text("Change the project"),
            Self::Sound => text("Sound for new messages"),
            Self::Shortcuts => text("Keyboard shortcuts"),
            Self::Language(_, name) => name,
        }
    }

    /// Other search words, in lower case.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Room(Room::Inbox) => text("conversations messages reply answer visitors"),
            Self::Room(Room::Start) => text("first steps begin install tag"),
            Self::Room(Room::Knowledge) => text("sources website pages files documents"),
            Self::Room(Room::Gaps) => text("questions without an answer unanswered"),
            Self::Room(Room::Numbers) => text("analytics statistics chart"),
            Self::Room(Room::Answers) => text("model provider key price limits tone instructions"),
            Self::Room(Room::Trying) => text("test question why preview passages"),
            Self::Room(Room::Visitors) => text("contact details leads export erase retention"),
            Self::Room(Room::Appearance) => text("colours greeting texts websites hours settings"),
            Self::Room(Room::Integrations) => {
                text("webhooks deliveries slack e-mail email api keys")
            }
            Self::Room(Room::People) => text("colleagues team invite roles sessions"),
            Self::Room(Room::History) => text("changes audit record log"),
            Self::Projects => text("switch plan use"),
            Self::Sound => text("tone mute on off"),
            Self::Shortcuts => text("help keys"),
            Self::Language(..) => text("language"),
        }
    }

    /// Whether each typed word is the start of one of its words.
    fn is_meant_by(self, typed: &[String]) -> bool {
        let label = self.label().to_lowercase();
        typed.iter().all(|typed| {
            let mut words = label.split(' ').chain(self.words().split(' '));
            words.any(|word| word.starts_with(&**typed))
        })
    }
}

/// The entries that match the typed text. Matches by label come first.
pub(crate) fn meant(offered: &[Errand], typed: &str) -> Vec<Errand> {
    let typed = typed.to_lowercase();
    let words: Vec<String> = typed.split_whitespace().map(str::to_owned).collect();
    let meant = offered.iter().copied();
    let mut meant: Vec<Errand> = meant.filter(|it| it.is_meant_by(&words)).collect();
    meant.sort_by_key(|it| !it.label().to_lowercase().starts_with(typed.trim()));
    meant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_are_found_by_what_they_are_called_and_what_is_in_them() {
        let mut offered = Room::ALL.map(Errand::Room).to_vec();
        offered.extend([Errand::Projects, Errand::Sound, Errand::Shortcuts]);
        let found = |typed: &str| meant(&offered, typed);
        assert_eq!(found(" "), offered);
        assert_eq!(found("webh"), [Errand::Room(Room::Integrations)]);
        assert_eq!(found("API k"), [Errand::Room(Room::Integrations)]);
        assert_eq!(found("shortcuts KEY"), [Errand::Shortcuts]);
        // Matches by label come before matches by other words.
        let visitors = [Room::Visitors, Room::Inbox].map(Errand::Room);
        assert_eq!(found("visi"), visitors);
        assert_eq!(found("cellar"), []);
    }
}
