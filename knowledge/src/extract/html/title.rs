//! The title and the language of a page.

use scraper::{ElementRef, Html, Node};

use super::{
    super::passages::same_heading,
    element::{elements, is_prose},
    headings::below,
};

/// Separators between the names of the page and the site, the surest first.
pub(super) const SEPARATORS: &[&str] = &[" | ", " · ", " » ", " :: ", " — ", " – ", " - "];
/// How many of the first separators only come before the site's name. A dash also occurs in titles.
const SURE_SEPARATORS: usize = 4;
/// How much of a title or heading is compared, in characters.
const COMPARED_CHARS: usize = 1_000;
/// How many ancestors of a heading are examined.
const DEEPEST: usize = 50;
/// The longest language tag, in bytes (RFC 5646, section 4.4.1).
const TAG_BYTES: usize = 35;

/// The title without the site's name: the first heading, if `og:title` or `<title>` agrees with it.
pub(super) fn title(page: &Html) -> String {
    let text_of = |h1| one_line(&named(h1));
    // The very first heading may be the site's.
    let heading = elements(page, "h1")
        .filter(is_in_content)
        .map(text_of)
        .find(|text| !text.is_empty())
        .or_else(|| {
            elements(page, "h1")
                .map(text_of)
                .find(|text| !text.is_empty())
        });
    let Some(full) = meta(page, "property", "og:title")
        .or_else(|| {
            let title = elements(page, "title").find(|title| {
                let parent = title.parent().and_then(ElementRef::wrap);
                parent.is_none_or(|parent| parent.value().name() != "svg")
            })?;
            Some(one_line(&plain_text(title)))
        })
        .filter(|title| !title.is_empty())
    else {
        return heading.unwrap_or_default();
    };
    if let Some(heading) = heading {
        let parts = SEPARATORS
            .iter()
            .flat_map(|separator| full.split(separator));
        if parts
            .chain([full.as_str()])
            .any(|part| same_heading(part, &heading))
        {
            return heading;
        }
    }
    without_site(&full, meta(page, "property", "og:site_name").as_deref())
}

/// The text of a heading, without elements that are in it because it was not closed.
fn named(heading: ElementRef<'_>) -> String {
    let Some(below) = below(heading, |part| is_prose(&plain_text(*part))) else {
        return plain_text(heading);
    };
    (heading.children().take_while(|child| child.id() != below))
        .map(|child| match child.value() {
            Node::Text(text) => text.to_string(),
            _ => ElementRef::wrap(child).map(plain_text).unwrap_or_default(),
        })
        .collect()
}

fn is_in_content(heading: &ElementRef<'_>) -> bool {
    heading
        .ancestors()
        .take(DEEPEST)
        .filter_map(ElementRef::wrap)
        .any(|around| {
            matches!(around.value().name(), "main" | "article")
                || around.attr("role") == Some("main")
        })
}

/// The text of `element` without links to itself (`¶`, `#`).
fn plain_text(element: ElementRef<'_>) -> String {
    let text: String = element
        .text()
        .flat_map(str::chars)
        .take(COMPARED_CHARS)
        .collect();
    text.trim_end_matches(|c: char| matches!(c, '#' | '¶' | '🔗' | '\u{200b}') || c.is_whitespace())
        .to_owned()
}

fn without_site(title: &str, site: Option<&str>) -> String {
    if let Some(site) = site {
        for separator in SEPARATORS {
            if let Some((page, end)) = title.rsplit_once(separator)
                && same_heading(end, site)
            {
                return page.trim().to_owned();
            }
            if let Some((start, page)) = title.split_once(separator)
                && same_heading(start, site)
            {
                return page.trim().to_owned();
            }
        }
    }
    for (index, separator) in SEPARATORS.iter().enumerate() {
        let cut = if index < SURE_SEPARATORS {
            title.split_once(separator)
        } else {
            title.rsplit_once(separator)
        };
        if let Some((page, _)) = cut
            && !page.trim().is_empty()
        {
            return page.trim().to_owned();
        }
    }
    title.to_owned()
}

/// The language that the page declares, if it is a well-formed BCP 47 tag.
pub(super) fn language(page: &Html) -> Option<String> {
    let root = page.root_element();
    let tag = root
        .attr("lang")
        .or_else(|| root.attr("xml:lang"))
        .map(str::to_owned)
        .or_else(|| meta(page, "http-equiv", "content-language"))?;
    let tag = tag.trim().replace('_', "-");
    let valid = !tag.is_empty()
        && tag.len() <= TAG_BYTES
        && tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    valid.then_some(tag)
}

/// The address that a page declares for sharing (`og:url`).
pub(super) fn address(page: &Html) -> Option<String> {
    meta(page, "property", "og:url")
}

fn meta(page: &Html, key: &str, value: &str) -> Option<String> {
    elements(page, "meta")
        .find(|meta| {
            meta.attr(key)
                .is_some_and(|found| found.eq_ignore_ascii_case(value))
        })
        .and_then(|meta| meta.attr("content"))
        .map(|content| one_line(&content.chars().take(COMPARED_CHARS).collect::<String>()))
        .filter(|content| !content.is_empty())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, body: &str, expected: &str) {
        let page = Html::parse_document(&format!("<head>{head}</head><body>{body}"));
        assert_eq!(title(&page), expected);
    }

    #[test]
    fn the_sites_name_is_cut() {
        check(
            "<title>Create an account | Help center</title>",
            "",
            "Create an account",
        );
        check(
            "<title>Returns - how long - Acme</title>",
            "",
            "Returns - how long",
        );
        check("<title>Returns | Help | Acme</title>", "", "Returns");
        check("<title>Sign-in options</title>", "", "Sign-in options");
        check(
            "<title>Acme: Returns</title><meta property=og:title content='Acme | Returns'><meta property=og:site_name content=Acme>",
            "",
            "Returns",
        );
    }

    #[test]
    fn a_first_heading_within_the_title_is_the_title() {
        check(
            "<title>Acme – Returns – 2 of 3</title>",
            "<h1>Returns <a href=#r>#</a></h1>",
            "Returns",
        );
        check("", "<h1></h1><h1> How\n to  pay </h1>", "How to pay");
    }

    #[test]
    fn a_language_that_is_no_tag_is_none() {
        for (lang, expected) in [
            ("pt_BR", Some("pt-BR")),
            ("zh-Hans", Some("zh-Hans")),
            ("english language", None),
            ("", None),
        ] {
            let page = Html::parse_document(&format!("<html lang='{lang}'>"));
            assert_eq!(language(&page).as_deref(), expected, "{lang}");
        }
    }
}
