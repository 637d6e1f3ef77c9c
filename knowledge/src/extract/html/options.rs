//! Offers in forms: options with prices or times.

use scraper::ElementRef;

use super::{super::block::Block, walk::Walk};

/// The most options of a field that lists offers. Countries and years have more.
const MOST_OPTIONS: usize = 20;
/// The longest option, in characters.
const OPTION_CHARS: usize = 120;
/// How many elements of a label are searched for its checkbox.
const LOOKED_THROUGH: usize = 10;

impl Walk<'_> {
    /// Reads the label of a checkbox as a line of its own, if it has an offer and its price.
    pub(super) fn offer(&mut self, label: ElementRef<'_>) {
        let text = self.line(label);
        if is_of_box(&label) && is_offer(&text) && text.chars().count() <= OPTION_CHARS {
            self.count(text.chars().count(), 0);
            self.push(Block::Paragraph(text));
        }
    }

    /// Reads the options of a field, if most have an offer and its price.
    pub(super) fn options(&mut self, field: ElementRef<'_>) {
        let options: Vec<String> = (field.descendent_elements())
            .filter(|inner| inner.value().name() == "option")
            .take(MOST_OPTIONS + 1)
            .map(|option| self.line(option))
            .filter(|text| text.chars().count() <= OPTION_CHARS)
            .collect();
        let offers: Vec<&str> = (options.iter().map(String::as_str))
            .filter(|text| is_offer(text))
            .collect();
        // Another option is "Please choose".
        if (2..=MOST_OPTIONS).contains(&options.len()) && offers.len() + 1 >= options.len() {
            let items: Vec<String> = offers.iter().map(|text| format!("- {text}")).collect();
            self.count(items.iter().map(String::len).sum(), 0);
            self.push(Block::List {
                items,
                links_only: false,
            });
        }
    }
}

/// Whether `label` contains a checkbox, or is next to its own.
fn is_of_box(label: &ElementRef<'_>) -> bool {
    let is_box = |field: &ElementRef<'_>| matches!(field.attr("type"), Some("checkbox" | "radio"));
    let beside = || {
        let fields = [
            label.prev_siblings().find_map(ElementRef::wrap),
            label.next_siblings().find_map(ElementRef::wrap),
        ];
        let own = label.attr("for");
        (fields.into_iter().flatten()).any(|field| is_box(&field) && field.value().id() == own)
    };
    label
        .descendent_elements()
        .take(LOOKED_THROUGH)
        .any(|inner| is_box(&inner))
        || label.attr("for").is_some() && beside()
}

/// Whether `text` has a number and a name.
fn is_offer(text: &str) -> bool {
    /// The fewest letters of a name.
    const LETTERS: usize = 3;
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS
}
