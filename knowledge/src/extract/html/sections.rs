//! Sections that an element opens: foldings, tabs.

use scraper::ElementRef;

use super::{
    super::block::{BOLD_LEVEL, Block, FOLDED_LEVEL},
    anchor::anchor,
    element::CONTROL_CHARS,
    walk::Walk,
};

/// How far above a tab its list stands.
const TAB_WRAPPERS: usize = 3;

/// How many elements are looked through for the name of a question.
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

    /// Reads what stands in `element` beside `heading`.
    fn beside(&mut self, element: ElementRef<'_>, heading: ElementRef<'_>) {
        let heading = heading.id();
        self.children(element.children().filter(|child| child.id() != heading));
    }

    /// Reads a section whose heading ends where `inside` ends.
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

    /// Reads a button that unfolds content as the heading of that content, up to the next heading or button.
    pub(super) fn unfolding(&mut self, element: ElementRef<'_>) {
        let text = self.line(element);
        let level = FOLDED_LEVEL.saturating_add(self.folded).min(BOLD_LEVEL - 1);
        self.push(Block::Heading {
            level,
            text,
            anchor: anchor(element),
        });
    }

    /// Reads a panel under the name of its tab, if that stands in a list that is left out.
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
        let is_left_out = tab
            .ancestors()
            .take(TAB_WRAPPERS)
            .filter_map(ElementRef::wrap)
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

    /// Reads a question of microdata (`itemtype="https://schema.org/Question"`) as a section, if its name is no heading.
    pub(super) fn asked(&mut self, element: ElementRef<'_>) -> bool {
        let is_question = (element.attr("itemtype"))
            .is_some_and(|kind| kind.trim().trim_end_matches('/').ends_with("/Question"));
        if !is_question
            || self.chrome.holding(&element).headings + self.chrome.holding(&element).summaries > 0
        {
            return false;
        }
        let is_name = |part: &ElementRef<'_>| part.attr("itemprop") == Some("name");
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
