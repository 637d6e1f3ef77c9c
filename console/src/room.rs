//! The rooms of the console and their addresses.

use porchlight_shared::names;

use crate::texts::text;

/// The address of the inbox. The other rooms are below it.
const ROOT: &str = "/console";

names! {
    /// A room, by its name in the address. The header lists them in this order.
    #[derive(Default, Hash)]
    pub(crate) enum Room {
        /// Conversations with visitors.
        #[default]
        Inbox = "",
        /// The owner's first steps.
        Start = "start",
        /// The sources of answers.
        Knowledge = "knowledge",
        /// Questions without an answer.
        Gaps = "gaps",
        /// How much is asked and answered.
        Numbers = "numbers",
        /// Who writes the answers, and the limits.
        Answers = "answers",
        /// Why a question gets its answer.
        Trying = "try",
        /// Visitors, their contact details and data.
        Visitors = "visitors",
        /// How the chat looks and what it says.
        Appearance = "appearance",
        /// Webhooks, notifications and API keys.
        Integrations = "integrations",
        /// The people of the project, and the signed-in person's sessions.
        People = "people",
        /// The record of changes.
        History = "history",
    }
}

impl Room {
    /// The room at a path; the inbox if there is no such room.
    pub(crate) fn at(path: &str) -> Self {
        let name = path.strip_prefix(ROOT).unwrap_or_default();
        name.trim_matches('/').parse().unwrap_or_default()
    }

    pub(crate) fn path(self) -> String {
        match self {
            Self::Inbox => ROOT.to_owned(),
            _ => format!("{ROOT}/{}", self.name()),
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Inbox => text("Inbox"),
            Self::Start => text("Set up"),
            Self::Knowledge => text("Knowledge"),
            Self::Gaps => text("Gaps"),
            Self::Numbers => text("Numbers"),
            Self::Answers => text("Answers"),
            Self::Trying => text("Try it"),
            Self::Visitors => text("Visitors"),
            Self::Appearance => text("Appearance"),
            Self::Integrations => text("Integrations"),
            Self::People => text("People"),
            Self::History => text("History"),
        }
    }

    /// What a person with this role may do in the room.
    pub(crate) const fn access(self, role: Role) -> Access {
        match (role, self) {
            (Role::Owner | Role::Admin, _) | (Role::Operator, Self::Inbox | Self::Gaps) => {
                Access::Change
            }
            (Role::Operator, Self::Knowledge | Self::Trying | Self::Appearance | Self::People)
            | (Role::Viewer, Self::Gaps | Self::Numbers | Self::People) => Access::Look,
            (Role::Operator, Self::Start | Self::Numbers | Self::Answers)
            | (
                Role::Viewer,
                Self::Inbox
                | Self::Start
                | Self::Knowledge
                | Self::Answers
                | Self::Trying
                | Self::Appearance,
            )
            | (
                Role::Operator | Role::Viewer,
                Self::Visitors | Self::Integrations | Self::History,
            ) => Access::None,
        }
    }
}

names! {
    /// The role of a person in the project.
    #[derive(Hash)]
    pub(crate) enum Role {
        Owner = "owner",
        Admin = "admin",
        Operator = "operator",
        Viewer = "viewer",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// The room is not on offer.
    None,
    /// Read only.
    Look,
    /// Read and change.
    Change,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_room_is_at_its_address_and_any_other_address_is_the_inbox() {
        for room in Room::ALL {
            assert_eq!(Room::at(&room.path()), room);
            assert_eq!(Room::at(&format!("{}/", room.path())), room);
        }
        assert_eq!(Room::Numbers.path(), "/console/numbers");
        for path in ["/console", "/console/cellar", "/", ""] {
            assert_eq!(Room::at(path), Room::Inbox);
        }
    }

    #[test]
    fn everybody_sees_the_rooms_of_their_role() {
        let with = |role, wanted: &[Access]| -> Vec<Room> {
            let rooms = Room::ALL.into_iter();
            rooms
                .filter(|room| wanted.contains(&room.access(role)))
                .collect()
        };
        let looks = |role| with(role, &[Access::Look]);
        let changes = |role| with(role, &[Access::Change]);
        assert_eq!(changes(Role::Owner), Room::ALL);
        assert_eq!(changes(Role::Admin), Room::ALL);
        assert_eq!(changes(Role::Operator), [Room::Inbox, Room::Gaps]);
        let looked = [
            Room::Knowledge,
            Room::Trying,
            Room::Appearance,
            Room::People,
        ];
        assert_eq!(looks(Role::Operator), looked);
        assert_eq!(changes(Role::Viewer), []);
        let looked = [Room::Gaps, Room::Numbers, Room::People];
        assert_eq!(looks(Role::Viewer), looked);
    }
}
