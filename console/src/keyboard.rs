//! What keys do. Single letters, since a hand that answers visitors is on the keyboard; nothing while it writes.

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// To the conversation below.
    Next,
    /// To the one above.
    Previous,
    /// Into the reply.
    Reply,
    /// Into a note.
    Note,
    /// Take the conversation over.
    Take,
    /// Resolve it.
    Resolve,
    /// Into the search.
    Search,
    /// Show what keys do.
    Help,
    /// Out of where one is.
    Back,
}

/// Every key with what it does, for the help. `Enter` and `Ctrl+Enter` belong to the list and to the reply.
pub(crate) const HELP: [(&str, &str); 11] = [
    ("j or ↓", "Next conversation"),
    ("k or ↑", "Previous conversation"),
    ("Enter", "Open the conversation"),
    ("r", "Write a reply"),
    ("n", "Write a note"),
    ("Ctrl + Enter", "Send"),
    ("t", "Take the conversation over"),
    ("e", "Resolve it"),
    ("/", "Search"),
    ("Esc", "Back"),
    ("?", "Show these keys"),
];

/// What `key` (as `KeyboardEvent.key` names it) asks for. While somebody writes, only Escape does.
pub(crate) fn command(key: &str, writes: bool) -> Option<Command> {
    match key {
        "Escape" => Some(Command::Back),
        _ if writes => None,
        "j" | "ArrowDown" => Some(Command::Next),
        "k" | "ArrowUp" => Some(Command::Previous),
        "r" => Some(Command::Reply),
        "n" => Some(Command::Note),
        "t" => Some(Command::Take),
        "e" => Some(Command::Resolve),
        "/" => Some(Command::Search),
        "?" => Some(Command::Help),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_command_only_while_nobody_writes() {
        assert_eq!(command("j", false), Some(Command::Next));
        assert_eq!(command("ArrowUp", false), Some(Command::Previous));
        assert_eq!(command("e", true), None);
        assert_eq!(command("Escape", true), Some(Command::Back));
        assert_eq!(command("x", false), None);
    }
}
