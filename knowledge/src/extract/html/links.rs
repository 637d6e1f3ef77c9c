//! The links of a page.

use std::collections::HashSet;

use scraper::{ElementRef, Html};

use super::{
    super::super::{
        robots::AGENT,
        source_limits::{ADDRESS_CHARS, LINKS_PER_PAGE},
    },
    element::elements,
};

/// The longest wait before a redirect, in seconds. A page with a longer wait is there to be read.
const WAIT_SECONDS: f32 = 5.0;

/// The targets of links and frames, each once and in order, without links to the page itself and links with `nofollow`.
pub(super) fn of(page: &Html) -> Vec<String> {
    let forbids = elements(page, "meta").any(|meta| {
        ["robots", AGENT].iter().any(|name| is(&meta, "name", name))
            && has_token(meta.attr("content"), &["nofollow", "none"])
    });
    if forbids {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    elements(page, "a")
        .chain(elements(page, "area"))
        .filter(|link| !has_token(link.attr("rel"), &["nofollow"]))
        .filter_map(|link| link.attr("href"))
        .chain(elements(page, "frame").filter_map(|frame| frame.attr("src")))
        .map(str::trim)
        .filter(|href| !href.is_empty() && !href.starts_with('#') && is_short(href))
        .filter(|href| seen.insert(*href))
        .take(LINKS_PER_PAGE)
        .map(str::to_owned)
        .collect()
}

/// The addresses of the pages in frames. On a page with scripts, an `<iframe>` does not count: it is usually for
/// tracking.
pub(super) fn frames(page: &Html) -> Vec<String> {
    const MOST: usize = 20;
    let has_scripts = elements(page, "script").next().is_some();
    elements(page, "frame")
        .chain(elements(page, "iframe").filter(|_| !has_scripts))
        .filter_map(|frame| frame.attr("src"))
        .map(str::trim)
        .filter(|source| !source.is_empty() && is_short(source) && !source.starts_with("about:"))
        .take(MOST)
        .map(str::to_owned)
        .collect()
}

pub(super) fn base(page: &Html) -> Option<String> {
    elements(page, "base")
        .filter_map(|base| base.attr("href"))
        .find(|href| is_short(href))
        .map(str::to_owned)
}

/// The address of `<link rel="canonical">` (RFC 6596). None if the page has several different ones.
pub(super) fn canonical(page: &Html) -> Option<String> {
    let mut found = elements(page, "link")
        .filter(|link| has_token(link.attr("rel"), &["canonical"]))
        .filter_map(|link| link.attr("href"))
        .map(str::trim)
        .filter(|href| !href.is_empty() && is_short(href));
    let first = found.next()?;
    found.all(|other| other == first).then(|| first.to_owned())
}

/// The target of `<meta http-equiv="refresh">` (HTML, "shared declarative refresh steps").
pub(super) fn redirect(page: &Html) -> Option<String> {
    elements(page, "meta")
        .filter(|meta| is(meta, "http-equiv", "refresh"))
        .find_map(|meta| {
            let content = meta.attr("content")?.trim();
            let (wait, rest) = content
                .split_at_checked(content.find(|c: char| !(c.is_ascii_digit() || c == '.'))?)?;
            let wait: f32 = wait.parse().ok()?;
            if wait > WAIT_SECONDS {
                return None;
            }
            let rest =
                rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ','));
            let target = match rest.split_at_checked(3) {
                Some((key, value)) if key.eq_ignore_ascii_case("url") => {
                    value.trim_start().strip_prefix('=').unwrap_or(rest)
                }
                _ => rest,
            };
            let target = target.trim();
            let target = ['"', '\'']
                .into_iter()
                .find_map(|quote| target.strip_prefix(quote)?.split(quote).next())
                .unwrap_or(target)
                .trim();
            (!target.is_empty() && is_short(target)).then(|| target.to_owned())
        })
}

/// Whether `href` is short enough for an address. Each link is parsed together with the page's base.
fn is_short(href: &str) -> bool {
    href.len() <= 4 * ADDRESS_CHARS
}

fn is(element: &ElementRef<'_>, name: &str, value: &str) -> bool {
    element
        .attr(name)
        .is_some_and(|found| found.trim().eq_ignore_ascii_case(value))
}

fn has_token(value: Option<&str>, tokens: &[&str]) -> bool {
    value.is_some_and(|value| {
        value
            .split(|c: char| c.is_ascii_whitespace() || c == ',')
            .any(|found| tokens.iter().any(|token| found.eq_ignore_ascii_case(token)))
    })
}

/// Whether `link` leads to the previous or next page, or to the top of this one.
pub(super) fn turns_pages(link: &ElementRef<'_>) -> bool {
    let is_top = (link.attr("href"))
        .is_some_and(|href| ["#top", "#page-top", "#nav-top"].contains(&href.trim()));
    let leads_on = |rel: &str| {
        rel.split_ascii_whitespace()
            .any(|word| matches!(word, "prev" | "next"))
    };
    is_top || link.attr("rel").is_some_and(leads_on)
}

/// Decodes an e-mail address that Cloudflare hides from machines: hexadecimal bytes, combined with the first by XOR.
pub(super) fn hidden_address(element: &ElementRef<'_>) -> Option<String> {
    let code = element.attr("data-cfemail")?.as_bytes();
    let bytes: Vec<u8> = (code.chunks(2))
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect::<Option<_>>()?;
    let (key, mixed) = bytes.split_first()?;
    let address = String::from_utf8(mixed.iter().map(|byte| byte ^ key).collect()).ok()?;
    address.contains('@').then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_sends_on_at_once_is_a_redirect_however_it_is_written() {
        for (content, expected) in [
            ("0; url=/c", Some("/c")),
            (
                "0;URL='https://x.example/c?a=b'",
                Some("https://x.example/c?a=b"),
            ),
            ("0.5, url = \"/c\"", Some("/c")),
            ("3;/c", Some("/c")),
            (" 0;url=/c", Some("/c")),
            ("30; url=/c", None),
            ("5", None),
            ("0;", None),
            ("url=/c", None),
        ] {
            let content = content.replace('"', "&quot;");
            let page =
                Html::parse_document(&format!("<meta http-equiv=Refresh content=\"{content}\">"));
            assert_eq!(redirect(&page).as_deref(), expected, "{content}");
        }
    }

    #[test]
    fn a_page_names_its_own_address_once() {
        for (head, expected) in [
            ("<link rel='Canonical nofollow' href=' /w '>", Some("/w")),
            (
                "<link rel=canonical href=/w><link href=/w rel=canonical>",
                Some("/w"),
            ),
            (
                "<link rel=canonical href=/w><link rel=canonical href=/v>",
                None,
            ),
            (
                "<link rel=canonical href=''><link rel=alternate href=/x>",
                None,
            ),
        ] {
            let page = Html::parse_document(head);
            assert_eq!(canonical(&page).as_deref(), expected, "{head}");
        }
    }

    #[test]
    fn links_that_ask_not_to_be_followed_are_not() {
        let page = Html::parse_document(
            "<a href=/a>A</a><a href=' /a '>A</a><a href=/b rel='noopener NoFollow'>B</a><a href=#c>C</a>",
        );
        assert_eq!(of(&page), ["/a"]);
        for (name, expected) in [("robots", 0), ("PorchlightBot", 0), ("googlebot", 1)] {
            let page = format!("<meta name={name} content='noindex, nofollow'><a href=/a>A</a>");
            assert_eq!(of(&Html::parse_document(&page)).len(), expected, "{name}");
        }
    }

    #[test]
    fn the_areas_of_a_picture_are_links() {
        let page = Html::parse_document("<map><area href=/a><area nohref></map><a href=/b>B</a>");
        assert_eq!(of(&page), ["/b", "/a"]);
    }
}
