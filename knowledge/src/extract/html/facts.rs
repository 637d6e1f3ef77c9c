//! What a page tells machines and perhaps nobody else: questions and answers, steps, prices, opening hours, addresses
//! (schema.org, in JSON-LD and in the attributes of microdata).
//!
//! What the page says in its text as well is not read twice.

use scraper::Html;
use serde_json::Value;

use super::{super::block::Block, element::elements};

use self::fact::{Fact, MOST_FACTS, Told, spoken};

mod fact;
mod microdata;

/// The most JSON of a page that is read, in bytes.
const JSON_BYTES: usize = 500_000;
/// The most items of one of them.
const MOST_ITEMS: usize = 30;
/// How deep objects are looked for in each other.
const DEEPEST: usize = 8;
/// The level of the headings that facts get.
const LEVEL: u8 = 2;

/// The blocks for what `page` tells and `blocks` do not. `read` reads HTML.
pub(super) fn told(page: &Html, blocks: &[Block], read: impl Fn(&str) -> Vec<Block>) -> Vec<Block> {
    let mut facts = Vec::new();
    let mut left = JSON_BYTES;
    let scripts = elements(page, "script").filter(|script| {
        (script.attr("type")).is_some_and(|kind| {
            kind.trim()
                .to_ascii_lowercase()
                .starts_with("application/ld+json")
        })
    });
    for script in scripts {
        let json: String = script.text().collect();
        let Some(rest) = left.checked_sub(json.len()) else {
            break;
        };
        left = rest;
        if let Ok(value) = serde_json::from_str::<Value>(json.trim()) {
            gather(&value, &mut facts, 0);
        }
    }
    facts.extend(microdata::of_attributes(page));
    if facts.is_empty() {
        return Vec::new();
    }
    facts.truncate(MOST_FACTS);
    let said = letters(&blocks.iter().map(text_of).collect::<Vec<_>>().join(" "));
    let mut told: Vec<Block> = Vec::new();
    let mut new = String::new();
    for fact in facts {
        let inner = match fact.text {
            Told::Html(html) => read(&html),
            Told::Items(items) => {
                let items: Vec<String> = items
                    .into_iter()
                    .take(MOST_ITEMS)
                    .filter(|(_, key)| !said.contains(&letters(key)))
                    .map(|(item, _)| format!("- {item}"))
                    .collect();
                if items.is_empty() {
                    continue;
                }
                vec![Block::List {
                    items,
                    links_only: false,
                }]
            }
        };
        let words = letters(
            &inner
                .iter()
                .map(Block::markdown)
                .collect::<Vec<_>>()
                .join(" "),
        );
        if words.is_empty() || said.contains(&words) || new.contains(&words) {
            continue;
        }
        new.push_str(&words);
        new.push(' ');
        told.push(Block::Close { level: LEVEL });
        told.push(Block::Heading {
            level: LEVEL,
            text: fact.heading,
            anchor: None,
        });
        told.extend(inner);
    }
    told
}

fn text_of(block: &Block) -> String {
    match block {
        Block::Heading { text, .. } => text.clone(),
        block => block.markdown(),
    }
}

/// Letters and digits in small letters.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn gather(value: &Value, facts: &mut Vec<Fact>, depth: usize) {
    if depth > DEEPEST || facts.len() >= MOST_FACTS {
        return;
    }
    match value {
        Value::Array(values) => values
            .iter()
            .for_each(|value| gather(value, facts, depth + 1)),
        Value::Object(object) => {
            if is_a(value, &["Question"]) {
                facts.extend(answered(value));
                return;
            }
            if is_a(value, &["HowTo", "Recipe"]) {
                facts.extend(steps(value));
                return;
            }
            if is_a(
                value,
                &[
                    "Product",
                    "ProductGroup",
                    "Service",
                    "SoftwareApplication",
                    "Event",
                    "Course",
                ],
            ) {
                facts.extend(offered(value));
            } else if object.contains_key("address")
                || object.contains_key("openingHours")
                || object.contains_key("openingHoursSpecification")
            {
                facts.extend(found_at(value));
            }
            object
                .values()
                .filter(|value| value.is_object() || value.is_array())
                .for_each(|value| gather(value, facts, depth + 1));
        }
        _ => {}
    }
}

fn is_a(value: &Value, kinds: &[&str]) -> bool {
    all(value.get("@type")).any(|kind| {
        kind.as_str().is_some_and(|kind| {
            let kind = kind.rsplit(['/', ':', '#']).next().unwrap_or(kind);
            kinds.contains(&kind)
        })
    })
}

/// One value or each of a list.
fn all(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.into_iter().flat_map(|value| match value {
        Value::Array(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    })
}

/// The text of a value: its own, or its name.
fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => text(values.first())?,
        Value::Object(object) => text(object.get("@value").or_else(|| object.get("name")))?,
        _ => return None,
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The text of a value, which may be HTML.
fn html(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => object
            .get("text")
            .or_else(|| object.get("name"))
            .and_then(html),
        _ => None,
    }
}

fn answered(question: &Value) -> Option<Fact> {
    let heading = text(question.get("name")).or_else(|| text(question.get("text")))?;
    let answer = all(question.get("acceptedAnswer"))
        .chain(all(question.get("suggestedAnswer")))
        .find_map(html)?;
    Some(Fact {
        heading,
        text: Told::Html(answer),
    })
}

fn steps(how_to: &Value) -> Option<Fact> {
    let heading = text(how_to.get("name"))?;
    let mut items = String::new();
    let sections = all(how_to
        .get("step")
        .or_else(|| how_to.get("recipeInstructions")));
    for step in sections.flat_map(|step| {
        let inner = step.get("itemListElement");
        if inner.is_some() {
            all(inner).collect()
        } else {
            vec![step]
        }
    }) {
        let said = step
            .get("text")
            .and_then(html)
            .or_else(|| step.get("itemListElement").and_then(html))
            .or_else(|| html(step));
        if let Some(said) = said {
            items.extend(["<li>", said.as_str(), "</li>"]);
        }
    }
    (!items.is_empty()).then(|| Fact {
        heading,
        text: Told::Html(format!("<ol>{items}</ol>")),
    })
}

fn offered(product: &Value) -> Option<Fact> {
    let heading = text(product.get("name"))?;
    let mut items = Vec::new();
    for offer in all(product.get("offers")) {
        let of = offer
            .get("priceSpecification")
            .filter(|inner| inner.get("price").is_some())
            .unwrap_or(offer);
        let currency = text(
            of.get("priceCurrency")
                .or_else(|| offer.get("priceCurrency")),
        )
        .unwrap_or_default();
        let named = text(offer.get("name"))
            .map(|name| format!("{name}: "))
            .unwrap_or_default();
        if let Some(price) = text(of.get("price")) {
            items.push((
                format!("{named}{price} {currency}").trim().to_owned(),
                price,
            ));
        } else if let (Some(low), Some(high)) =
            (text(offer.get("lowPrice")), text(offer.get("highPrice")))
        {
            items.push((
                format!("{named}{low}–{high} {currency}").trim().to_owned(),
                low,
            ));
        }
        if let Some(availability) = text(offer.get("availability")) {
            let words = spoken(&availability);
            items.push((words.clone(), words));
        }
    }
    items.dedup();
    (!items.is_empty()).then_some(Fact {
        heading,
        text: Told::Items(items),
    })
}

fn found_at(place: &Value) -> Option<Fact> {
    let heading = text(place.get("name"))?;
    let mut items = Vec::new();
    for address in all(place.get("address")) {
        if let Some(line) = address.as_str() {
            items.push((line.to_owned(), line.to_owned()));
            continue;
        }
        let part = |name| text(address.get(name));
        let place = [part("postalCode"), part("addressLocality")];
        let place = place.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let street = part("streetAddress");
        let key = street.clone().unwrap_or_else(|| place.clone());
        let line = [
            street,
            (!place.is_empty()).then_some(place),
            part("addressRegion"),
            part("addressCountry"),
        ];
        let line = line.into_iter().flatten().collect::<Vec<_>>().join(", ");
        if !line.is_empty() {
            items.push((line, key));
        }
    }
    for name in ["telephone", "email"] {
        if let Some(value) = text(place.get(name)) {
            let key: String = value.chars().filter(|c| *c != '+').collect();
            items.push((value, key));
        }
    }
    for hours in all(place.get("openingHours")) {
        if let Some(hours) = text(Some(hours)) {
            items.push((hours.clone(), hours));
        }
    }
    for hours in all(place.get("openingHoursSpecification")) {
        let days: Vec<String> = all(hours.get("dayOfWeek"))
            .filter_map(|day| text(Some(day)))
            .map(|day| spoken(&day))
            .collect();
        if let (Some(opens), Some(closes)) = (text(hours.get("opens")), text(hours.get("closes"))) {
            let short = |time: &str| time.get(..5).unwrap_or(time).to_owned();
            let (opens, closes) = (short(&opens), short(&closes));
            let when = format!("{opens}–{closes}");
            items.push((
                format!("{} {when}", days.join(", ")).trim().to_owned(),
                when,
            ));
        }
    }
    (!items.is_empty()).then_some(Fact {
        heading,
        text: Told::Items(items),
    })
}
