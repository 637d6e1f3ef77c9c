//! The canonical address of a page in the header `Link` (RFC 8288).

/// The target of the first link with the relation `canonical` (RFC 6596), as written. Ignores links about another page,
/// which the parameter `anchor` names.
pub fn canonical(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (target, after) = after.split_once('>')?;
        let (parameters, after) = split(after, ',');
        rest = after;
        let (mut is_canonical, mut is_about_another) = (false, false);
        let mut unread = parameters;
        while !unread.is_empty() {
            let (parameter, after) = split(unread, ';');
            unread = after;
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "rel" => {
                    is_canonical |= value
                        .split_ascii_whitespace()
                        .any(|relation| relation.eq_ignore_ascii_case("canonical"));
                }
                "anchor" => is_about_another = true,
                _ => {}
            }
        }
        if is_canonical && !is_about_another {
            return Some(target.trim());
        }
    }
    None
}

/// The text before and after the first `separator` outside of quotation marks.
fn split(text: &str, separator: char) -> (&str, &str) {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if character == separator && !is_quoted => {
                let (before, after) = text.split_at(at);
                return (
                    before,
                    after.get(separator.len_utf8()..).unwrap_or_default(),
                );
            }
            _ => {}
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_address_is_found_in_every_spelling_of_the_header() {
        for header in [
            "<https://a.example/x>; rel=\"canonical\"",
            "<https://a.example/x>;rel=canonical",
            "<https://a.example/x> ; REL = \"shortlink Canonical\"",
            "</style.css>; rel=preload; as=style, <https://a.example/x>; rel=canonical",
            "</y>; rel=next; title=\"a, <b>; rel=canonical\", <https://a.example/x>; rel=\"canonical\"",
            "</z>; rel=canonical; anchor=\"/other\", <https://a.example/x>; title=\"\\\"\"; rel=canonical",
        ] {
            assert_eq!(canonical(header), Some("https://a.example/x"), "{header}");
        }
    }

    #[test]
    fn other_links_name_no_address_of_the_page() {
        for header in [
            "",
            "canonical",
            "<https://a.example/x>",
            "<https://a.example/x>; rel=next",
            "<https://a.example/x; rel=canonical",
            "<https://a.example/x>; title=\"rel=canonical\"",
        ] {
            assert_eq!(canonical(header), None, "{header}");
        }
    }
}
