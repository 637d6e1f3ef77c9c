//! E-mail addresses as visitors write them.

use porchlight_shared::limits::EMAIL_CHARS;

/// The address without surrounding white space, or `None` if it cannot be one. Only what is certainly wrong is
/// refused: whether mail arrives shows only when it is sent.
pub fn normalised(text: &str) -> Option<String> {
    let text = text.trim();
    let can_be = text.chars().count() <= EMAIL_CHARS
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == ',' || c == ';')
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.contains('@')
                && domain.split('.').all(|label| !label.is_empty())
        });
    can_be.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use porchlight_shared::limits::EMAIL_CHARS;

    use super::*;

    #[test]
    fn only_what_is_surely_wrong_is_refused() {
        for (text, expected) in [
            (" sarah@example.com ", Some("sarah@example.com")),
            (
                "o'brien+lamps@münchen.example",
                Some("o'brien+lamps@münchen.example"),
            ),
            ("sarah@localhost", Some("sarah@localhost")),
            ("sarah", None),
            ("@example.com", None),
            ("sarah@", None),
            ("a@b@c", None),
            ("sarah@example..com", None),
            ("a b@example.com", None),
            ("a@example.com,b@example.com", None),
            ("", None),
        ] {
            assert_eq!(normalised(text).as_deref(), expected, "{text}");
        }
        assert_eq!(
            normalised(&format!("{}@example.com", "x".repeat(EMAIL_CHARS))),
            None
        );
    }
}
