//! Facts in microdata attributes.

use scraper::{ElementRef, Html, Node};

use super::{
    super::effort::Effort,
    fact::{Fact, FactItem, Key, MOST_FACTS, Told, spoken},
};

/// The most elements of one item that are examined.
const PARTS: usize = 500;
/// The most characters of a name, including white space.
const NAME_CHARS: usize = 1_000;

/// Facts that are only in attributes: `<meta itemprop=price content=5>`, `<link itemprop=availability href=…>`.
pub(super) fn of_attributes(page: &Html) -> Vec<Fact> {
    let mut facts = Vec::new();
    // Nested items share their elements and the text of their names.
    let effort = Effort::of(page.tree.values().count());
    for thing in page.root_element().descendent_elements() {
        if facts.len() >= MOST_FACTS {
            break;
        }
        facts.extend(answered(&thing, &effort));
        let Some(is_place) = is_place(&thing) else {
            continue;
        };
        facts.extend(told_by(&thing, is_place, &effort));
    }
    facts
}

/// A question whose answer is in an attribute.
fn answered(question: &ElementRef<'_>, effort: &Effort) -> Option<Fact> {
    let kind = question.attr("itemtype")?.trim().trim_end_matches('/');
    if !kind.ends_with("/Question") {
        return None;
    }
    let mut heading = None;
    for part in question.descendent_elements().take(PARTS) {
        if !effort.spend(1) {
            return None;
        }
        match part.attr("itemprop") {
            Some("name") if heading.is_none() => {
                let name = part.attr("content").map(|name| name.trim().to_owned());
                heading = Some(name.unwrap_or_else(|| text_of(&part, effort)));
            }
            Some("text") => {
                if let (Some(heading), Some(answer)) = (&heading, part.attr("content")) {
                    return Some(Fact {
                        heading: heading.clone(),
                        text: Told::Html(answer.to_owned()),
                        place: None,
                    });
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether `element` describes a place (true) or an offer (false). None if it describes neither.
fn is_place(element: &ElementRef<'_>) -> Option<bool> {
    let kind = element.attr("itemtype")?.trim().rsplit('/').next()?;
    if matches!(kind, "Product" | "Offer" | "AggregateOffer") {
        return Some(false);
    }
    // Places have hundreds of kinds, from Dentist to Zoo. These other kinds also have numbers and addresses, or are
    // parts of places.
    let is_other = matches!(
        kind,
        "PostalAddress" | "ContactPoint" | "Person" | "Order" | "Question" | "Answer"
    ) || ["Event", "Page", "Article", "Posting"]
        .iter()
        .any(|end| kind.ends_with(end));
    (!is_other).then_some(true)
}

fn told_by(thing: &ElementRef<'_>, is_place: bool, effort: &Effort) -> Option<Fact> {
    let mut values: Vec<(&str, &str)> = Vec::new();
    let mut name = String::new();
    let mut shown = Vec::new();
    for part in thing.descendent_elements().take(PARTS) {
        if !effort.spend(1) {
            return None;
        }
        let Some(property) = part.attr("itemprop") else {
            continue;
        };
        let value = part
            .attr("content")
            .or_else(|| part.attr("datetime"))
            .or_else(|| hidden_target(&part));
        match (property, value) {
            (_, Some(value)) => values.push((property, value.trim())),
            ("name", None) if name.is_empty() => name = text_of(&part, effort),
            ("streetAddress" | "addressLocality" | "telephone", None) if is_place => {
                shown.push(Key::Words(text_of(&part, effort)));
            }
            _ => {}
        }
    }
    let all = |wanted: &'static str| {
        values
            .iter()
            .filter(move |(property, _)| *property == wanted)
            .map(|(_, value)| (*value).to_owned())
    };
    let value = |wanted: &'static str| all(wanted).next();
    let mut items = Vec::new();
    if is_place {
        items.extend(all("openingHours").map(FactItem::of_words));
        items.extend(value("telephone").map(FactItem::of_phone));
        items.extend(value("streetAddress").map(FactItem::of_words));
        shown.extend(value("addressLocality").map(Key::Words));
        shown.extend(value("telephone").map(Key::Phone));
        shown.extend(value("streetAddress").map(Key::Words));
    } else {
        if let Some(amount) = value("price") {
            let currency = value("priceCurrency").unwrap_or_default();
            items.push(FactItem {
                text: format!("{amount} {currency}").trim().to_owned(),
                key: Key::Price { amount, currency },
            });
        }
        items.extend(value("availability").map(|term| FactItem::of_words(spoken(&term))));
    }
    let heading = if name.is_empty() {
        value("name").unwrap_or_default()
    } else {
        name
    };
    (!items.is_empty()).then_some(Fact {
        heading,
        text: Told::Items(items),
        place: is_place.then_some(shown),
    })
}

/// The start of the text of `part`, on one line.
fn text_of(part: &ElementRef<'_>, effort: &Effort) -> String {
    let mut text = String::new();
    let mut left = NAME_CHARS;
    for node in part.descendants() {
        if left == 0 || !effort.spend(1) {
            break;
        }
        if let Node::Text(inner) = node.value() {
            let before = text.len();
            for c in inner.chars().take(left) {
                text.push(c);
                left -= 1;
            }
            effort.spend(text.len() - before);
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn hidden_target<'p>(part: &ElementRef<'p>) -> Option<&'p str> {
    part.attr("href").filter(|_| part.value().name() == "link")
}
