//! Page chrome, which every page of a site repeats and which answers nothing: menus, banners, "Was this page helpful?".

use ego_tree::NodeId;
use porchlight_languages::PAGE_WORDS;
use scraper::{ElementRef, Html};

use self::words::{
    CLASSES, FOR_READERS, IDS, SURE_CLASSES, SURE_PAIRS, SURE_WORDS, WORD_PAIRS, WORDS,
};
use self::{
    landmark::is_landmark,
    purpose::{agrees_to_cookies, asks_for_consent, is_comments, is_foot, shares_page},
    related::leads_to_related,
    subscription::{asks_for_address, has_fields},
};
use super::{
    content::PageContent,
    effort::Effort,
    element::{is_heading, is_never_read, sign, words},
    folding::{Folding, begins_hidden},
    survey::{Holding, Survey},
};

pub(super) mod landmark;
pub(super) mod purpose;
pub(super) mod related;
mod subscription;
pub(super) mod words;

/// Decides which elements of one page to leave out.
pub(super) struct Chrome {
    pub(super) folding: Folding,
    survey: Survey,
    /// The remaining effort for reading the page.
    pub(super) effort: Effort,
    /// The size of the content, in characters.
    size: usize,
    unmarked: bool,
}

/// An element whose class looks like chrome counts as content if it has more than 1 / this of the content.
const LARGEST_PART: usize = 3;
/// The most text of a request for feedback, in characters.
const FEEDBACK_CHARS: usize = 160;
/// The same limit in bytes, including the white space around and between its parts.
const FEEDBACK_BYTES: usize = 4_000;
/// The most text of a dialog that is read, in characters.
const DIALOG_CHARS: usize = 10_000;
/// The same limit in bytes, including the white space around and between its parts.
const DIALOG_BYTES: usize = 40_000;
/// The most links of a breadcrumb trail.
const PATH_LINKS: usize = 8;
/// The fewest links of a menu that is not marked as one.
const MENU_LINKS: usize = 4;

impl Chrome {
    pub(super) fn new(page: &Html, content: &PageContent<'_>, survey: Survey) -> Self {
        Self {
            folding: Folding::of(page),
            size: content
                .roots
                .iter()
                .map(|root| survey.holding(root).chars)
                .sum(),
            effort: Effort::of(survey.size),
            survey,
            unmarked: content.unmarked,
        }
    }

    /// The survey of `element`.
    pub(super) fn holding(&self, element: &ElementRef<'_>) -> Holding {
        self.survey.holding(element)
    }

    /// Whether to leave out `element` with everything in it.
    pub(super) fn leaves_out(&self, element: &ElementRef<'_>) -> bool {
        if element.value().name() == "dialog" {
            return !self.opens(element);
        }
        if is_never_read(element) || self.is_hidden(element) {
            return true;
        }
        let holding = self.holding(element);
        is_landmark(element, &holding, self.unmarked)
            || self.folding.is_row_of_tabs(element)
            || self.leads_up(element, &holding)
            || (is_marked(element, &holding) && !self.is_content_all_the_same(&holding))
            || asks_for_feedback(element, &holding)
            || shares_page(element, &holding)
            || is_comments(element, &holding)
            || leads_to_related(element, &holding)
            || asks_for_consent(element, &holding, self.survey.chars)
            || asks_for_address(element, &holding)
            || (self.unmarked
                && (self.is_menu(element, &holding)
                    || self.leads_away_first(&holding)
                    || is_foot(element, &holding, self.survey.chars) && !self.is_large(&holding)))
    }

    /// Whether a visitor can open `dialog` to read it: it has sentences, and no form fields.
    fn opens(&self, dialog: &ElementRef<'_>) -> bool {
        let holding = self.holding(dialog);
        let can_open = dialog.attr("open").is_some()
            || self.folding.names(dialog)
            || holding.within.content
            || holding.within.main_role;
        can_open
            && holding.sentences > 0
            && holding.chars <= DIALOG_CHARS
            && holding.bytes <= DIALOG_BYTES
            && holding.linked_chars * 2 <= holding.chars
            && !has_fields(dialog)
            && !agrees_to_cookies(dialog)
    }

    /// Whether `element` unfolds part of the content, which makes it the heading of that part.
    pub(super) fn unfolds(&self, element: &ElementRef<'_>) -> bool {
        self.folding.unfolds(element, &self.survey)
    }

    /// The last element of the part that `control` unfolds.
    pub(super) fn part_of(&self, control: &ElementRef<'_>) -> Option<NodeId> {
        self.folding.part_of(control, &self.survey)
    }

    fn is_hidden(&self, element: &ElementRef<'_>) -> bool {
        begins_hidden(element) && !self.folding.shows(element, &self.survey)
    }

    /// A class like `with-sidebar` on the element around everything says nothing about the text in it.
    fn is_content_all_the_same(&self, holding: &Holding) -> bool {
        self.is_large(holding) || holding.beginnings > 0
    }

    fn is_large(&self, holding: &Holding) -> bool {
        holding.chars * LARGEST_PART >= self.size
    }

    /// Whether it has only links and comes before the first heading that is not a link.
    fn leads_away_first(&self, holding: &Holding) -> bool {
        holding.other_links > 0
            && holding.linked_chars == holding.chars
            && (self.survey.before_title)
                .is_some_and(|title| holding.before + holding.chars <= title)
    }

    /// Whether it is a breadcrumb trail: mostly links, before the page's own heading.
    fn leads_up(&self, element: &ElementRef<'_>, holding: &Holding) -> bool {
        matches!(
            element.value().name(),
            "div" | "p" | "ul" | "ol" | "section"
        ) && (1..=PATH_LINKS).contains(&holding.other_links)
            && holding.sentences + holding.headings + holding.fields == 0
            && holding.linked_chars * 2 >= holding.chars
            && (holding.within.content || holding.within.main_role)
            && (self.survey.before_h1).is_some_and(|h1| holding.before + holding.chars <= h1)
    }

    fn is_menu(&self, element: &ElementRef<'_>, holding: &Holding) -> bool {
        if !matches!(
            element.value().name(),
            "ul" | "ol" | "div" | "section" | "td" | "menu" | "header"
        ) {
            return false;
        }
        !self.is_large(holding)
            && holding.links >= MENU_LINKS
            && holding.linked_chars * 5 >= holding.chars * 4
    }
}

/// Whether a class, the id or the label of `element` marks it as chrome.
fn is_marked(element: &ElementRef<'_>, holding: &Holding) -> bool {
    if is_heading(element) {
        return false;
    }
    let id = sign(element, "id").map(str::to_ascii_lowercase);
    if id.is_some_and(|id| IDS.contains(&id.as_str())) && !holding.tells() {
        return true;
    }
    if sign(element, "aria-label")
        .is_some_and(|label| label.to_ascii_lowercase().contains("breadcrumb"))
    {
        return true;
    }
    sign(element, "class").is_some_and(|classes| {
        classes.split_ascii_whitespace().any(|class| {
            let words = words(class);
            let has = |word: &str| words.iter().any(|found| found == word);
            let pairs = |pairs: &[(&str, &[&str])]| {
                pairs
                    .iter()
                    .any(|(first, seconds)| has(first) && seconds.iter().any(|second| has(second)))
            };
            SURE_CLASSES.contains(&class)
                || FOR_READERS.contains(&class)
                || SURE_WORDS.iter().any(|word| has(word))
                || pairs(SURE_PAIRS)
                || ((CLASSES.contains(&class)
                    || WORDS.iter().any(|word| has(word))
                    || pairs(WORD_PAIRS))
                    && !holding.tells())
        })
    })
}

fn asks_for_feedback(element: &ElementRef<'_>, holding: &Holding) -> bool {
    if !matches!(
        element.value().name(),
        "div"
            | "section"
            | "form"
            | "fieldset"
            | "p"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "span"
            | "strong"
            | "aside"
    ) || holding.chars >= FEEDBACK_CHARS
        || holding.bytes >= FEEDBACK_BYTES
    {
        return false;
    }
    let text = element
        .text()
        .flat_map(str::split_whitespace)
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    // In any language: a translated page often keeps the footer of the original.
    PAGE_WORDS
        .iter()
        .flat_map(|words| words.ratings)
        .any(|beginning| text.starts_with(beginning))
}
