//! Language tags as owners write them: [BCP 47](https://www.rfc-editor.org/info/bcp47), by its grammar alone. There is
//! no list of languages.

/// The longest tag, in characters (RFC 5646, section 4.4.1, asks for at least 35).
const TAG_CHARS: usize = 35;

/// `auto`, or a tag in its usual letter case (`pt-BR`, `zh-Hant`); `None` if it is neither.
pub fn normalised(text: &str) -> Option<String> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("auto") {
        return Some("auto".into());
    }
    if text.len() > TAG_CHARS {
        return None;
    }
    let mut subtags = text.split('-');
    let language = subtags.next()?;
    let is_language =
        (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_language {
        return None;
    }
    let mut tag = language.to_ascii_lowercase();
    for subtag in subtags {
        let fits = (1..=8).contains(&subtag.len())
            && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !fits {
            return None;
        }
        tag.push('-');
        tag.push_str(&cased(subtag));
    }
    // A single letter begins an extension, which cannot be empty.
    let dangling = tag.len() >= 2 && tag.as_bytes().iter().rev().nth(1) == Some(&b'-');
    (!dangling).then_some(tag)
}

/// Scripts have four letters and begin with a capital, regions are two capitals, and all else is lower case (RFC 5646,
/// section 2.1.1).
fn cased(subtag: &str) -> String {
    let lower = subtag.to_ascii_lowercase();
    let letters = lower.bytes().all(|byte| byte.is_ascii_alphabetic());
    match (lower.len(), letters) {
        (2, true) => lower.to_ascii_uppercase(),
        (4, true) => {
            let (first, rest) = lower.split_at(1);
            first.to_ascii_uppercase() + rest
        }
        _ => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_get_their_usual_letter_case_and_nothing_else_is_a_tag() {
        for (text, expected) in [
            ("auto", Some("auto")),
            ("AUTO", Some("auto")),
            ("DE", Some("de")),
            ("pt-br", Some("pt-BR")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("es-419", Some("es-419")),
            ("sl-rozaj-biske", Some("sl-rozaj-biske")),
            ("english", None),
            ("e", None),
            ("", None),
            ("de-", None),
            ("de--AT", None),
            ("de-x", None),
            ("de_AT", None),
            ("日本", None),
            ("de-abcdefghi", None),
        ] {
            assert_eq!(normalised(text).as_deref(), expected, "{text}");
        }
    }
}
