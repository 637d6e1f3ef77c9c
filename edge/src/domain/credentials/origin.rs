//! The sites that may show a project's widget: its allow-list of origins (RFC 6454: scheme, host, port).

/// Allows every origin. Meant for public demos.
pub const ANY: &str = "*";

/// Matches one or more labels at the beginning of a host: all subdomains, but not the domain itself. CSP reads it the
/// same way (CSP Level 3, section 6.7.2.9).
const SUBDOMAINS: &str = "*.";
/// Replaces the asterisk while a URL is parsed, because URLs cannot contain one.
const SUBDOMAIN: &str = "subdomain.";
/// The fewest labels after the asterisk, so that nobody allows all of `com`.
const LABELS: usize = 2;

/// Whether `origin`, as a browser sends it, is on the list.
pub fn is_allowed(allowed: &[String], origin: &str) -> bool {
    allowed
        .iter()
        .any(|entry| entry == ANY || entry.eq_ignore_ascii_case(origin) || covers(entry, origin))
}

/// Whether `entry` names the subdomains of a domain, and `origin` is one of them.
fn covers(entry: &str, origin: &str) -> bool {
    let (Some((scheme, host)), Some((of_scheme, of_host))) =
        (entry.split_once("://"), origin.split_once("://"))
    else {
        return false;
    };
    let Some(domain) = host.strip_prefix(SUBDOMAINS) else {
        return false;
    };
    let of_host = of_host.to_ascii_lowercase();
    let labels = of_host.strip_suffix(&domain.to_ascii_lowercase());
    scheme.eq_ignore_ascii_case(of_scheme)
        && labels.is_some_and(|labels| labels.len() > 1 && labels.ends_with('.'))
}

/// The origin in `text`, in the form that a browser sends, or a pattern for its subdomains: `https://*.shop.example`.
/// `None` if it is neither.
pub fn parse(text: &str) -> Option<String> {
    let text = text.trim();
    if text == ANY {
        return Some(ANY.into());
    }
    let Some((scheme, domain)) = text.split_once("://*.") else {
        return parse_one(text);
    };
    let origin = parse_one(&format!("{scheme}://{SUBDOMAIN}{domain}"))?;
    let (scheme, host) = origin.split_once("://")?;
    let domain = host.strip_prefix(SUBDOMAIN)?;
    let labels = domain.split(':').next()?.split('.');
    (labels.filter(|label| !label.is_empty()).count() >= LABELS)
        .then(|| format!("{scheme}://{SUBDOMAINS}{domain}"))
}

fn parse_one(text: &str) -> Option<String> {
    let url = url::Url::parse(text).ok()?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let http = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
    // An asterisk elsewhere would be part of a name that no browser sends.
    (bare && http && !text.contains('*')).then(|| url.origin().ascii_serialization())
}

/// The value of CSP's `frame-ancestors` for the list, which keeps other sites from showing the frame. `None` if every
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
    fn an_asterisk_stands_for_the_subdomains_and_for_nothing_else() {
        let allowed = list(&["https://*.shop.example", "http://*.local.test:3000"]);
        for (origin, expected) in [
            ("https://de.shop.example", true),
            ("https://A.B.Shop.example", true),
            ("https://shop.example", false),
            ("https://.shop.example", false),
            ("https://evilshop.example", false),
            ("http://de.shop.example", false),
            ("https://de.shop.example:8443", false),
            ("https://de.shop.example.evil.test", false),
            ("http://a.local.test:3000", true),
            ("http://a.local.test", false),
            ("null", false),
        ] {
            assert_eq!(is_allowed(&allowed, origin), expected, "{origin}");
        }
        for (text, kept) in [
            (" HTTPS://*.Shop.Example/ ", Some("https://*.shop.example")),
            ("https://*.shop.example:443", Some("https://*.shop.example")),
            (
                "https://*.münchen.example",
                Some("https://*.xn--mnchen-3ya.example"),
            ),
            ("https://*.com", None),
            ("https://*.", None),
            ("https://*", None),
            ("https://shop.*", None),
            ("https://a.*.example", None),
            ("https://*.*.example", None),
            ("https://*.shop.example/page", None),
            ("https://u@*.shop.example", None),
            ("*.shop.example", None),
        ] {
            assert_eq!(parse(text).as_deref(), kept, "{text}");
        }
        assert_eq!(
            frame_ancestors(&allowed[..1]).as_deref(),
            Some("'self' https://*.shop.example")
        );
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
