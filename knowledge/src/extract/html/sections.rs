//! Sections opened by elements: foldings and tabs.

use scraper::ElementRef;

use super::{
    super::block::{BOLD_LEVEL, Block, FOLDED_LEVEL},
    anchor::anchor,
    element::CONTROL_CHARS,
    walk::Walk,
};

/// How many levels above a tab its list may be.
const TAB_WRAPPERS: usize = 3;

/// How many elements are searched for the name of a question.
const NAME_WRAPPERS: usize = 10;

impl Walk<'_> {
    pub(super) fn details(&mut self, element: ElementRef<'_>) {
        let summary = element
            .child_elements()
            .find(|child| child.value().name() == "summary");
        let Some(summary) = summary.filter(|_| self.in_flow()) else {
            self.close_paragraph();
            self.inside(element);
            return self.close_paragraph();
        };
        let heading = self.line(summary);
        let anchor = anchor(element).or_else(|| anchor(summary));
        self.folded(heading, anchor, |walk| walk.beside(element, summary));
    }

    /// Reads the contents of `element` without `heading`.
    fn beside(&mut self, element: ElementRef<'_>, heading: ElementRef<'_>) {
        let heading = heading.id();
        self.children(element.children().filter(|child| child.id() != heading));
    }

    /// Reads a section. The heading's scope ends where `inside` ends.
    pub(super) fn folded(
        &mut self,
        text: String,
        anchor: Option<String>,
        inside: impl FnOnce(&mut Self),
    ) {
        let level = FOLDED_LEVEL.saturating_add(self.folded).min(BOLD_LEVEL - 1);
        self.push(Block::Heading {
            level,
            text,
            anchor,
        });
        self.folded = self.folded.saturating_add(1);
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.folded -= 1;
        self.push(Block::Close { level });
    }

    /// Reads a button that unfolds content as that content's heading, which covers everything up to the next heading or
    /// button.
    pub(super) fn unfolding(&mut self, element: ElementRef<'_>) {
        let text = self.line(element);
        let level = FOLDED_LEVEL.saturating_add(self.folded).min(BOLD_LEVEL - 1);
        self.push(Block::Heading {
            level,
            text,
            anchor: anchor(element),
        });
        self.closing
            .extend(self.chrome.part_of(&element).map(|part| (part, level)));
    }

    /// Reads a dialog under its own heading, or under the label of the control that opens it.
    pub(super) fn dialog(&mut self, dialog: ElementRef<'_>) {
        let name = (self.chrome.folding.control_of(&dialog))
            .and_then(|control| dialog.tree().get(control))
            .and_then(ElementRef::wrap)
            .map(|control| self.line(control))
            .filter(|name| !name.is_empty());
        let before = self.blocks.len();
        match name {
            Some(name) if self.in_flow() && self.chrome.holding(&dialog).headings == 0 => {
                self.folded(name, anchor(dialog), |walk| walk.inside(dialog));
            }
            _ => {
                self.close_paragraph();
                self.inside(dialog);
                self.close_paragraph();
            }
        }
        let levels = (self.blocks.iter().skip(before)).filter_map(|block| match block {
            Block::Heading { level, .. } => Some(*level),
            _ => None,
        });
        if let Some(level) = levels.min() {
            self.push(Block::Close { level });
        }
    }

    /// Reads a panel under the name of its tab, if the list of tabs is left out.
    pub(super) fn tab(&mut self, panel: ElementRef<'_>) -> bool {
        if !self.chrome.folding.is_panel(&panel) {
            return false;
        }
        let tab = (self.chrome.folding.tab_of(&panel))
            .and_then(|tab| panel.tree().get(tab))
            .and_then(ElementRef::wrap);
        let Some(tab) = tab else {
            return false;
        };
        let is_left_out = std::iter::once(tab)
            .chain((tab.ancestors().take(TAB_WRAPPERS)).filter_map(ElementRef::wrap))
            .any(|around| {
                (around.attr("role") == Some("tablist")
                    || self.chrome.folding.is_row_of_tabs(&around))
                    && self.chrome.leaves_out(&around)
            });
        let name = self.line(tab);
        if !is_left_out || name.is_empty() {
            return false;
        }
        self.folded(name, anchor(panel), |walk| walk.inside(panel));
        true
    }

    /// Reads a custom element with its heading in an attribute: `<faq-item question="…">`.
    pub(super) fn named(&mut self, element: ElementRef<'_>) -> bool {
        let heading = ["question", "summary", "heading"]
            .iter()
            .find_map(|name| element.attr(name))
            .map(str::trim)
            .filter(|heading| (1..=CONTROL_CHARS).contains(&heading.len()));
        match heading {
            Some(heading) if element.value().name().contains('-') => {
                self.folded(heading.to_owned(), anchor(element), |walk| {
                    walk.inside(element);
                });
                true
            }
            _ => false,
        }
    }

    /// Reads a microdata question (`itemtype="https://schema.org/Question"`) as a section, if its name is not a
    /// heading.
    pub(super) fn asked(&mut self, element: ElementRef<'_>) -> bool {
        let kind = element.attr("itemtype").or_else(|| element.attr("typeof"));
        let is_question = kind.is_some_and(|kind| {
            kind.trim().trim_end_matches('/').rsplit(['/', ':']).next() == Some("Question")
        });
        if !is_question
            || self.chrome.holding(&element).headings + self.chrome.holding(&element).summaries > 0
        {
            return false;
        }
        let is_name = |part: &ElementRef<'_>| {
            let property = part.attr("itemprop").or_else(|| part.attr("property"));
            property.is_some_and(|name| name.rsplit(':').next() == Some("name"))
        };
        let holds_name = |child: &ElementRef<'_>| {
            self.chrome.holding(child).chars <= CONTROL_CHARS
                && (child.descendent_elements().take(NAME_WRAPPERS)).any(|part| is_name(&part))
        };
        let mut children = element.child_elements();
        let Some(name) = children.find(|child| is_name(child) || holds_name(child)) else {
            return false;
        };
        let heading = match name.attr("content") {
            Some(heading) => heading.trim().to_owned(),
            None => self.line(name),
        };
        self.folded(heading, anchor(element), |walk| walk.beside(element, name));
        true
    }
}
