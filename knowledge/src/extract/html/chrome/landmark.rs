//! Landmarks around a page's content, recognised by name or role: menus, headers, asides and footers.

use scraper::ElementRef;

use super::{
    super::{
        element::{sign, words},
        survey::Holding,
    },
    words::{NOTES, ROLES},
};

/// Whether `element` is a landmark around the content, by its name or role, and contains none of the content.
pub(super) fn is_landmark(element: &ElementRef<'_>, holding: &Holding, unmarked: bool) -> bool {
    let name = element.value().name();
    let role = element.attr("role").unwrap_or_default();
    let within = holding.within;
    match name {
        "footer" if within.content && !within.blockquote && !within.main_role => {
            !speaks(holding) || role == "contentinfo"
        }
        "footer" => !(within.blockquote || within.main_role) || role == "contentinfo",
        "nav" => !speaks(holding),
        // Some themes put the site's own header, with its search, into `<main>`.
        "header" if role != "banner" && (within.content || within.main_role) => {
            holding.fields > 0 && holding.headings == 0 && holding.sentences == 0
        }
        "header" if within.content || within.main_role => !holding.titles() && !speaks(holding),
        "header" => !holding.titles(),
        "aside" if within.content || within.main_role => !holding.tells() && !is_note(element),
        "aside" if unmarked && speaks(holding) => false,
        "aside" => !is_note(element),
        _ if role == "complementary" && (within.content || within.main_role) => !holding.tells(),
        _ if role == "tablist" => !holding.tells(),
        // A hero: a picture with a few sentences at the top of the content.
        _ if role == "banner" && (within.content || within.main_role) => {
            !holding.titles() && !speaks(holding)
        }
        _ if role == "banner" => !holding.titles(),
        _ => ROLES.contains(&role),
    }
}

/// Whether `element` is a landmark that is never content, even if it has most of the page's text: a footer, or a
/// landmark without a sentence or with more links than text.
pub(in super::super) fn is_bare_landmark(element: &ElementRef<'_>, holding: &Holding) -> bool {
    let is_footer =
        element.value().name() == "footer" || element.attr("role") == Some("contentinfo");
    let says_sentences = holding.sentences > 0 && holding.linked_chars * 2 <= holding.chars;
    is_landmark(element, holding, true) && (is_footer || !says_sentences)
}

/// Whether it has whole sentences of its own.
fn speaks(holding: &Holding) -> bool {
    holding.tells() && holding.sentences > 0
}

/// Whether a role or class marks `element` as a note on the text around it.
fn is_note(element: &ElementRef<'_>) -> bool {
    element.attr("role") == Some("note")
        || sign(element, "class").is_some_and(|classes| {
            words(classes)
                .iter()
                .any(|word| NOTES.contains(&word.as_str()))
        })
}
