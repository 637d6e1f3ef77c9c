//! Keyboard shortcuts: which key runs which command. `inbox::shortcuts` runs them.
//!
//! Most are single letters, so they do nothing while somebody types in a field.

use crate::{
    room::Room,
    texts::{english, text},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Selects the conversation below.
    Next,
    /// Selects the conversation above.
    Previous,
    /// Moves the focus into the reply.
    Reply,
    /// Moves the focus into a note.
    Note,
    Take,
    Resolve,
    /// Moves the focus into the search field.
    Search,
    /// Shows or hides the list of shortcuts.
    Help,
    /// Shows or hides the palette.
    Palette,
    /// Leaves the dialog, the field or the conversation.
    Back,
}

/// A line of the help, with its keys.
struct Shortcut {
    /// The keys as the help shows them.
    label: &'static str,
    description: &'static str,
    /// The keys as `KeyboardEvent.key` names them.
    keys: &'static [&'static str],
    command: Command,
}

const fn shortcut(
    label: &'static str,
    description: &'static str,
    keys: &'static [&'static str],
    command: Command,
) -> Shortcut {
    Shortcut {
        label,
        description,
        keys,
        command,
    }
}

/// The shortcuts, in the order of the help.
const SHORTCUTS: [Shortcut; 10] = [
    shortcut(
        english("j or ↓"),
        english("Next conversation"),
        &["j", "ArrowDown"],
        Command::Next,
    ),
    shortcut(
        english("k or ↑"),
        english("Previous conversation"),
        &["k", "ArrowUp"],
        Command::Previous,
    ),
    shortcut("r", english("Write a reply"), &["r"], Command::Reply),
    shortcut("n", english("Write a note"), &["n"], Command::Note),
    shortcut(
        "t",
        english("Take over the conversation"),
        &["t"],
        Command::Take,
    ),
    shortcut(
        "e",
        english("Resolve the conversation"),
        &["e"],
        Command::Resolve,
    ),
    shortcut("/", english("Search"), &["/"], Command::Search),
    shortcut(english("Esc"), english("Back"), &["Escape"], Command::Back),
    shortcut(
        "?",
        english("Show or hide the shortcuts"),
        &["?"],
        Command::Help,
    ),
    // Needs a modifier key: see [`is_for_palette`].
    shortcut(
        english("Ctrl + K or ⌘ K"),
        english("Go to a room, or do something"),
        &[],
        Command::Palette,
    ),
];

/// Keys that components of the inbox handle themselves, for the help: label and description.
const KEYS_OF_COMPONENTS: [(&str, &str); 2] = [
    ("Enter", english("Open the conversation")),
    (english("Ctrl + Enter"), english("Send")),
];

impl Command {
    /// Whether the shortcut works in a room.
    const fn is_in(self, room: Room) -> bool {
        match self {
            Self::Help | Self::Palette => true,
            Self::Search => matches!(room, Room::Inbox | Room::Knowledge | Room::Visitors),
            _ => matches!(room, Room::Inbox),
        }
    }
}

/// The help of a room: label and description per line.
pub(crate) fn lines(room: Room) -> Vec<(&'static str, &'static str)> {
    let shortcuts = SHORTCUTS.iter().filter(|it| it.command.is_in(room));
    let mut lines: Vec<_> = shortcuts.map(|it| (it.label, it.description)).collect();
    if room == Room::Inbox {
        lines.extend(KEYS_OF_COMPONENTS);
    }
    let lines = lines.into_iter();
    lines
        .map(|(label, description)| (text(label), text(description)))
        .collect()
}

/// The command for a `KeyboardEvent.key` in a room. In a field, only Escape has one.
pub(crate) fn command(key: &str, room: Room, in_field: bool) -> Option<Command> {
    let mut shortcuts = SHORTCUTS.iter();
    let shortcut = shortcuts.find(|it| it.keys.contains(&key) && it.command.is_in(room))?;
    (!in_field || shortcut.command == Command::Back).then_some(shortcut.command)
}

/// Whether a `KeyboardEvent.key` pressed with Ctrl or Command shows the palette. It does so in fields, too.
pub(crate) fn is_for_palette(key: &str) -> bool {
    key.eq_ignore_ascii_case("k")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_commands_only_outside_fields() {
        let inbox = |key, in_field| command(key, Room::Inbox, in_field);
        assert_eq!(inbox("j", false), Some(Command::Next));
        assert_eq!(inbox("ArrowUp", false), Some(Command::Previous));
        assert_eq!(inbox("e", true), None);
        assert_eq!(inbox("Escape", true), Some(Command::Back));
        assert_eq!(inbox("x", false), None);
    }

    #[test]
    fn each_room_has_its_own_keys_and_help() {
        assert_eq!(command("e", Room::Knowledge, false), None);
        assert_eq!(command("/", Room::Knowledge, false), Some(Command::Search));
        assert_eq!(command("/", Room::Numbers, false), None);
        for room in Room::ALL {
            assert_eq!(command("?", room, false), Some(Command::Help));
            assert!(
                lines(room)
                    .iter()
                    .any(|(label, _)| label.contains("Ctrl + K"))
            );
        }
        assert_eq!(lines(Room::Numbers).len(), 2);
        assert!(lines(Room::Inbox).contains(&("Ctrl + Enter", "Send")));
    }
}
