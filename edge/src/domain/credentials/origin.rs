//! The sites that may show a project's widget: its allow-list of origins (RFC 6454: scheme, host, port).

/// Allows every origin. Meant for public demos.
pub const ANY: &str = "*";

/// Whether `origin`, as a browser sends it, is on the list.
pub fn is_allowed(allowed: &[String], origin: &str) -> bool {
    allowed
        .iter()
        .any(|entry| entry == ANY || entry.eq_ignore_ascii_case(origin))
}

/// The origin in `text`, in the form that a browser sends. `None` if it is not exactly one origin.
pub fn parse(text: &str) -> Option<String> {
    let text = text.trim();
    if text == ANY {
        return Some(ANY.into());
    }
    let url = url::Url::parse(text).ok()?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let http = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
    (bare && http).then(|| url.origin().ascii_serialization())
}

/// The value of CSP's `frame-ancestors` for the list, which keeps other sites from showing the frame. `None` where every
/// page may show it: `*` would match neither `file:` nor a sandboxed page, because their origins have no scheme (CSP
/// Level 3, sections 6.4.2.1 and 6.7.2.8).
pub fn frame_ancestors(allowed: &[String]) -> Option<String> {
    if allowed.iter().any(|entry| entry == ANY) {
        return None;
    }
    let listed = allowed
        .iter()
        .map(String::as_str)
        .filter(|entry| is_source_expression(entry));
    // Pages of this deployment may always show it.
    let sources: Vec<&str> = ["'self'"].into_iter().chain(listed).collect();
    Some(sources.join(" "))
}

/// Whether `entry` is a single source. An entry that could end the directive or add another one is left out.
fn is_source_expression(entry: &str) -> bool {
    entry.contains("://") && !entry.contains(|c: char| c.is_whitespace() || c == ';' || c == ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(entries: &[&str]) -> Vec<String> {
        entries.iter().map(|&entry| entry.into()).collect()
    }

    #[test]
    fn only_a_listed_origin_is_allowed() {
        let allowed = list(&["https://shop.example", "http://localhost:3000"]);
        for (origin, expected) in [
            ("https://shop.example", true),
            ("https://SHOP.example", true),
            ("http://shop.example", false),
            ("https://shop.example.evil.test", false),
            ("http://localhost:3000", true),
            ("http://localhost", false),
            ("null", false),
        ] {
            assert_eq!(is_allowed(&allowed, origin), expected, "{origin}");
        }
        assert!(is_allowed(&list(&["*"]), "https://anywhere.example"));
    }

    #[test]
    fn frame_ancestors_cannot_be_broken_out_of() {
        for (entries, expected) in [
            (&["https://shop.example"][..], "'self' https://shop.example"),
            (&["https://a.example; script-src *", "nonsense"], "'self'"),
            (&[], "'self'"),
        ] {
            let policy = frame_ancestors(&list(entries));
            assert_eq!(policy.as_deref(), Some(expected), "{entries:?}");
        }
        assert_eq!(frame_ancestors(&list(&["*"])), None);
    }
}
