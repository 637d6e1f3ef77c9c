//! Keyboard shortcuts: which key stands for which command. `inbox::shortcuts` carries the commands out.
//!
//! Most are single letters, so they do nothing while somebody types in a field.

/// What a shortcut does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Moves to the conversation below.
    Next,
    /// Moves to the conversation above.
    Previous,
    /// Moves the focus into the reply.
    Reply,
    /// Moves the focus into a note.
    Note,
    /// Takes the conversation over.
    Take,
    /// Resolves the conversation.
    Resolve,
    /// Moves the focus into the search field.
    Search,
    /// Shows or hides the list of shortcuts.
    Help,
    /// Leaves the dialog, the field or the conversation.
    Back,
}

/// A line of the help, with the keys that it is about.
pub(crate) struct Shortcut {
    /// The keys as people know them.
    pub(crate) label: &'static str,
    pub(crate) description: &'static str,
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
pub(crate) const SHORTCUTS: [Shortcut; 9] = [
    shortcut(
        "j or ↓",
        "Next conversation",
        &["j", "ArrowDown"],
        Command::Next,
    ),
    shortcut(
        "k or ↑",
        "Previous conversation",
        &["k", "ArrowUp"],
        Command::Previous,
    ),
    shortcut("r", "Write a reply", &["r"], Command::Reply),
    shortcut("n", "Write a note", &["n"], Command::Note),
    shortcut("t", "Take over the conversation", &["t"], Command::Take),
    shortcut("e", "Resolve the conversation", &["e"], Command::Resolve),
    shortcut("/", "Search", &["/"], Command::Search),
    shortcut("Esc", "Back", &["Escape"], Command::Back),
    shortcut("?", "Show or hide the shortcuts", &["?"], Command::Help),
];

/// Keys that the list and the composer handle, for the help: label and description.
pub(crate) const KEYS_OF_COMPONENTS: [(&str, &str); 2] =
    [("Enter", "Open the conversation"), ("Ctrl + Enter", "Send")];

/// The command of a `KeyboardEvent.key`. While somebody types in a field, only Escape has one.
pub(crate) fn command(key: &str, in_field: bool) -> Option<Command> {
    let shortcut = SHORTCUTS
        .iter()
        .find(|shortcut| shortcut.keys.contains(&key))?;
    (!in_field || shortcut.command == Command::Back).then_some(shortcut.command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_commands_only_outside_fields() {
        assert_eq!(command("j", false), Some(Command::Next));
        assert_eq!(command("ArrowUp", false), Some(Command::Previous));
        assert_eq!(command("e", true), None);
        assert_eq!(command("Escape", true), Some(Command::Back));
        assert_eq!(command("x", false), None);
    }
}
