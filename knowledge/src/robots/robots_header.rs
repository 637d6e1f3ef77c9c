//! The header `X-Robots-Tag`, which says of a page what its robots `<meta>` may say too.

use super::AGENT;

/// Whether the header says that the links of the page are not to be followed. A name before a colon is the robot that
/// what comes next is for.
pub fn forbids_following(header: &str) -> bool {
    let mut is_for_us = true;
    header.split(',').any(|directive| {
        let mut directive = directive.trim();
        if let Some((name, rest)) = directive.split_once(':')
            && !has_value(name)
        {
            is_for_us = name.trim().eq_ignore_ascii_case(AGENT);
            directive = rest.trim();
        }
        let forbids = ["nofollow", "none"];
        is_for_us
            && forbids
                .iter()
                .any(|word| directive.eq_ignore_ascii_case(word))
    })
}

/// Whether a colon after this name stands before a value: `unavailable_after: 25 Jun 2026 15:00:00 PST`.
fn has_value(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    name.starts_with("max-") || name.contains(' ') || name == "unavailable_after"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_may_forbid_following_for_all_or_for_some() {
        for (header, expected) in [
            ("nofollow", true),
            ("noindex, NoFollow", true),
            ("none", true),
            ("noindex", false),
            ("googlebot: nofollow", false),
            ("googlebot: noindex, nofollow", false),
            ("googlebot: noindex, PorchlightBot: nofollow", true),
            ("porchlightbot: noindex, nofollow", true),
            (
                "unavailable_after: 25 Jun 2026 15:00:00 PST, nofollow",
                true,
            ),
            ("max-snippet: 20, nofollow", true),
            ("", false),
        ] {
            assert_eq!(forbids_following(header), expected, "{header}");
        }
    }
}
