//! The header `X-Robots-Tag`, an alternative to a page's robots `<meta>`.

use super::AGENT;

/// Whether the header forbids following the page's links. A name before a colon is the robot to which the rest applies.
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

/// Whether the colon after this name comes before a value: `unavailable_after: 25 Jun 2026 15:00:00 PST`.
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
