//! Facts in JSON-LD.

use serde_json::Value;

use super::{
    event,
    fact::{Fact, FactItem, Key, MOST_FACTS, Told, spoken},
    value::{all, text},
};

/// How deeply nested objects are searched.
const DEEPEST: usize = 8;

/// The JSON of a script, without a comment, CDATA section or semicolon around it. Line breaks in strings, which JSON
/// forbids, become spaces.
pub(super) fn parse(script: &str) -> Option<Value> {
    let from = script.find(['{', '['])?;
    // The bracket of a CDATA section does not start a list.
    let from = match script.find("[CDATA[") {
        Some(at) if at <= from => {
            let after = at + "[CDATA[".len();
            after + script.get(after..)?.find(['{', '['])?
        }
        _ => from,
    };
    let to = script.rfind("]]>").filter(|to| *to > from);
    let json = script.get(from..to.unwrap_or(script.len()))?;
    let json = json.get(..=json.rfind(['}', ']'])?)?;
    serde_json::from_str(json).ok().or_else(|| {
        let spaced = json.replace(|c: char| c.is_control(), " ");
        serde_json::from_str(&spaced).ok()
    })
}

/// Adds the facts in `value` and in its nested objects.
pub(super) fn gather(value: &Value, facts: &mut Vec<Fact>, depth: usize) {
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
            if is_a(value, &["ProductGroup", "SoftwareApplication", "Course"])
                || is_kind_of(value, &["Product", "ProductModel", "Service", "Event"])
            {
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
    types(value).any(|kind| kinds.contains(&kind))
}

/// Whether the value's kind is one of `kinds`, or ends with one, as `BusinessEvent` ends with `Event`.
fn is_kind_of(value: &Value, kinds: &[&str]) -> bool {
    types(value).any(|name| kinds.iter().any(|kind| name.ends_with(kind)))
}

fn types(value: &Value) -> impl Iterator<Item = &str> {
    all(value.get("@type"))
        .filter_map(Value::as_str)
        .map(|kind| kind.rsplit(['/', ':', '#']).next().unwrap_or(kind))
}

/// The text of a step's directions and tips.
fn within_step(step: &Value) -> Option<String> {
    let said: Vec<String> = all(step.get("itemListElement")).filter_map(html).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// The text of a value, which may be HTML.
fn html(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.contains('<') || !text.contains("&lt;") => Some(text.clone()),
        // Some pages escape HTML in it twice.
        Value::String(text) => Some(
            (text.replace("&lt;", "<"))
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&"),
        ),
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
        place: None,
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
            .or_else(|| within_step(step))
            .or_else(|| html(step));
        if let Some(said) = said {
            let name = text(step.get("name")).filter(|name| !said.contains(name.as_str()));
            let name = name
                .map(|name| format!("<b>{name}:</b> "))
                .unwrap_or_default();
            items.extend(["<li>", name.as_str(), said.as_str(), "</li>"]);
        }
    }
    (!items.is_empty()).then(|| Fact {
        heading,
        text: Told::Html(format!("<ol>{items}</ol>")),
        place: None,
    })
}

fn offered(product: &Value) -> Option<Fact> {
    let heading = text(product.get("name"))?;
    let mut items = event::items(product);
    for offer in all(product.get("offers")) {
        let of = all(offer.get("priceSpecification"))
            .find(|inner| inner.get("price").is_some())
            .unwrap_or(offer);
        let currency = text(
            of.get("priceCurrency")
                .or_else(|| offer.get("priceCurrency")),
        )
        .unwrap_or_default();
        let named = text(offer.get("name"))
            .map(|name| format!("{name}: "))
            .unwrap_or_default();
        if let Some(amount) = text(of.get("price")) {
            items.push(FactItem {
                text: format!("{named}{amount} {currency}").trim().to_owned(),
                key: Key::Price { amount, currency },
            });
        } else if let (Some(low), Some(high)) =
            (text(offer.get("lowPrice")), text(offer.get("highPrice")))
        {
            items.push(FactItem {
                text: format!("{named}{low}–{high} {currency}").trim().to_owned(),
                key: Key::Price {
                    amount: low,
                    currency,
                },
            });
        }
        if let Some(availability) = text(offer.get("availability")) {
            items.push(FactItem::of_words(spoken(&availability)));
        }
    }
    items.dedup();
    (!items.is_empty()).then_some(Fact {
        heading,
        text: Told::Items(items),
        place: None,
    })
}

fn found_at(place: &Value) -> Option<Fact> {
    let heading = text(place.get("name"))?;
    let mut items = Vec::new();
    let mut named = Vec::new();
    for address in all(place.get("address")) {
        if let Some(line) = address.as_str() {
            named.push(Key::Words(line.to_owned()));
            items.push(FactItem::of_words(line.to_owned()));
            continue;
        }
        let part = |name| text(address.get(name));
        let town = [part("postalCode"), part("addressLocality")];
        let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let street = part("streetAddress");
        named.extend(street.clone().map(Key::Words));
        named.extend(part("addressLocality").map(Key::Words));
        let key = street.clone().unwrap_or_else(|| town.clone());
        let line = [
            street,
            (!town.is_empty()).then_some(town),
            part("addressRegion"),
            part("addressCountry"),
        ];
        let line = line.into_iter().flatten().collect::<Vec<_>>().join(", ");
        if !line.is_empty() {
            items.push(FactItem {
                text: line,
                key: Key::Words(key),
            });
        }
    }
    if let Some(number) = text(place.get("telephone")) {
        named.push(Key::Phone(number.clone()));
        items.push(FactItem::of_phone(number));
    }
    if let Some(address) = text(place.get("email")) {
        named.push(Key::Words(address.clone()));
        items.push(FactItem::of_words(address));
    }
    items.extend(
        all(place.get("openingHours"))
            .filter_map(|hours| text(Some(hours)))
            .map(FactItem::of_words),
    );
    for hours in all(place.get("openingHoursSpecification")) {
        let days: Vec<String> = all(hours.get("dayOfWeek"))
            .filter_map(|day| text(Some(day)))
            .map(|day| spoken(&day))
            .collect();
        if let (Some(opens), Some(closes)) = (text(hours.get("opens")), text(hours.get("closes"))) {
            let short = |time: &str| time.get(..5).unwrap_or(time).to_owned();
            let when = format!("{} {}–{}", days.join(", "), short(&opens), short(&closes));
            items.push(FactItem::of_words(when.trim().to_owned()));
        } else if !days.is_empty() {
            items.push(FactItem::of_words(format!("{}: closed", days.join(", "))));
        }
    }
    (!items.is_empty()).then_some(Fact {
        heading,
        text: Told::Items(items),
        place: Some(named),
    })
}
