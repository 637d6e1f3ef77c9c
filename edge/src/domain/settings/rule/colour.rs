//! Colours as owners write them.

/// `#rgb` or `#rrggbb` as lower-case `#rrggbb`; `None` if it is neither.
pub fn normalised(text: &str) -> Option<String> {
    let digits = text.trim().strip_prefix('#')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let digits = digits.to_ascii_lowercase();
    match digits.len() {
        3 => Some(digits.chars().fold("#".into(), |colour, digit| {
            format!("{colour}{digit}{digit}")
        })),
        6 => Some(format!("#{digits}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_colours_become_one_form_and_nothing_else_is_a_colour() {
        for (text, expected) in [
            ("#abc", Some("#aabbcc")),
            ("#A1B2C3", Some("#a1b2c3")),
            (" #fff ", Some("#ffffff")),
            ("#abcd", None),
            ("#11223344", None),
            ("112233", None),
            ("red", None),
            ("#ggg", None),
            ("#", None),
            ("", None),
            ("#١٢٣", None),
        ] {
            assert_eq!(normalised(text).as_deref(), expected, "{text}");
        }
    }
}
