//! Addresses in a text, and markup that could make a client load or run something.

use url::Url;

use crate::page_address;

/// Whether `text` has HTML that loads something, a picture, a reference link, or an address that runs code.
pub(super) fn is_unsafe(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_html = ["<a ", "<a\n", "<img", "<iframe", "<script", "href=", "src="]
        .iter()
        .any(|mark| lower.contains(mark));
    let is_script = ["javascript:", "data:", "vbscript:", "]: "]
        .iter()
        .any(|scheme| lower.contains(scheme));
    is_html || is_script || text.contains("![")
}

/// Everything in a text that a client would turn into a link: link targets, addresses, hosts, e-mail addresses.
pub(super) fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '(' | ')' | '[' | ']' | '<' | '>' | '"' | '“' | '”' | '|' | '`'
            )
    })
    .map(|word| {
        word.trim_matches(|c: char| {
            matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '*' | '_' | '\'')
        })
    })
    .filter(|word| is_address(word))
}

/// `text` without its full addresses. Their targets are checked, and their words claim nothing.
pub(super) fn left_out(text: &str) -> String {
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !word.contains("://"))
        .collect();
    words.join(" ")
}

/// Extensions of file names, which no client takes for hosts.
const FILE_ENDINGS: [&str; 19] = [
    "css", "csv", "docx", "gif", "html", "jpg", "js", "json", "md", "pdf", "png", "rs", "svg",
    "toml", "ts", "txt", "xml", "yaml", "yml",
];

fn is_address(word: &str) -> bool {
    let lower = word.to_lowercase();
    if lower.contains("://")
        || lower.starts_with("//")
        || lower.starts_with("www.")
        || lower.starts_with("mailto:")
        || lower.starts_with("tel:")
    {
        return true;
    }
    let host = lower.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let Some((name, end)) = host.rsplit_once('.') else {
        return false;
    };
    if host.len() == lower.len() && FILE_ENDINGS.contains(&end) {
        return false;
    }
    (2..=24).contains(&end.len())
        && end.chars().all(|c| c.is_ascii_alphabetic())
        && name.chars().any(char::is_alphabetic)
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '.'))
        && !name.split('.').any(str::is_empty)
        && name.len() > 1
}

/// Whether two spellings of an address mean the same page.
pub(super) fn same_address(left: &str, right: &str) -> bool {
    let page = |text: &str| {
        let text = if text.contains(':') {
            text.to_owned()
        } else {
            format!("https://{}", text.trim_start_matches('/'))
        };
        let mut url = page_address::normalised(Url::parse(&text).ok()?);
        url.set_fragment(None);
        let https = url.as_str().replacen("http://", "https://", 1);
        Some(https.trim_end_matches('/').replacen("//www.", "//", 1))
    };
    left.eq_ignore_ascii_case(right) || page(left).is_some_and(|left| page(right) == Some(left))
}

/// Whether `address` is on the host of `url`, or on a subdomain. For an e-mail address, its domain counts.
pub(super) fn is_on_site(address: &str, url: &str) -> bool {
    let host_of = |text: &str| {
        let text = text.to_lowercase();
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .or_else(|| text.strip_prefix("mailto:"))
            .unwrap_or(&text);
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    let (host, site) = (host_of(address), host_of(url));
    !site.is_empty()
        && (host == site
            || host
                .strip_suffix(&site)
                .is_some_and(|below| below.ends_with('.')))
}

/// The texts in double quotation marks.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let marks = [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»')];
    marks.into_iter().flat_map(move |(open, close)| {
        let mut rest = text;
        std::iter::from_fn(move || {
            let (_, after) = rest.split_once(open)?;
            let (inside, after) = after.split_once(close)?;
            rest = after;
            Some(inside)
        })
    })
}
