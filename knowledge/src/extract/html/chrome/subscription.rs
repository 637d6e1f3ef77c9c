//! Newsletter sign-up forms.

use scraper::ElementRef;

use super::super::survey::Holding;

/// The most text around the field for the address, in characters.
const CHARS: usize = 300;
/// The same limit in bytes, including the white space around and between its parts.
const BYTES: usize = 4_000;
/// How many elements are searched for fields.
const LOOKED_THROUGH: usize = 300;
/// The most fields and buttons.
const FIELDS: usize = 5;
/// The most sentences: what the newsletter promises, and how to unsubscribe.
const SENTENCES: usize = 4;
/// The most digits. More are a time or a telephone number.
const DIGITS: usize = 4;

/// Whether `element` has one field, for an e-mail address, and little text besides.
pub(super) fn asks_for_address(element: &ElementRef<'_>, holding: &Holding) -> bool {
    if !matches!(
        element.value().name(),
        "div" | "section" | "aside" | "form" | "article"
    ) || !(1..=FIELDS).contains(&holding.fields)
        || holding.chars > CHARS
        || holding.bytes > BYTES
        || holding.beginnings > 0
        || holding.sentences > SENTENCES
        || holding.tables > 0
    {
        return false;
    }
    let mut to_fill = fields(element);
    let is_address = to_fill
        .next()
        .is_some_and(|field| field.attr("type") == Some("email"));
    let digits = (element.text().flat_map(str::chars)).filter(char::is_ascii_digit);
    is_address && to_fill.next().is_none() && digits.count() <= DIGITS
}

/// Whether `element` contains a form field.
pub(super) fn has_fields(element: &ElementRef<'_>) -> bool {
    fields(element).next().is_some()
}

/// The fields to type or choose in.
fn fields<'p>(element: &ElementRef<'p>) -> impl Iterator<Item = ElementRef<'p>> {
    (element.descendent_elements().take(LOOKED_THROUGH)).filter(|inner| {
        match inner.value().name() {
            "select" | "textarea" => true,
            "input" => !matches!(
                inner.attr("type"),
                Some("hidden" | "submit" | "button" | "image" | "checkbox" | "reset")
            ),
            _ => false,
        }
    })
}
