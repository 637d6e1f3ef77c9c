//! Facts in attributes.

use scraper::{ElementRef, Html};

use super::fact::{Fact, MOST_FACTS, Told, spoken};

/// What stands in attributes alone: `<meta itemprop=price content=5>`, `<link itemprop=availability href=…>`.
pub(super) fn of_attributes(page: &Html) -> Vec<Fact> {
    let mut facts = Vec::new();
    for thing in page.root_element().descendent_elements().filter(|element| {
        element.attr("itemtype").is_some_and(|kind| {
            let kind = kind.trim().rsplit('/').next().unwrap_or_default();
            matches!(kind, "Product" | "Offer" | "AggregateOffer")
                || kind.ends_with("Business")
                || matches!(kind, "Restaurant" | "Store" | "Organization" | "Hotel")
        })
    }) {
        if facts.len() >= MOST_FACTS {
            break;
        }
        let mut values: Vec<(&str, &str)> = Vec::new();
        let mut name = String::new();
        for part in thing.descendent_elements().take(PARTS) {
            let Some(property) = part.attr("itemprop") else {
                continue;
            };
            match part
                .attr("content")
                .or_else(|| part.attr("datetime"))
                .or_else(|| hidden_target(&part))
            {
                Some(value) => values.push((property, value.trim())),
                None if property == "name" && name.is_empty() => {
                    name = part
                        .text()
                        .collect::<String>()
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ");
                }
                None => {}
            }
        }
        let value = |wanted: &str| {
            values
                .iter()
                .find(|(property, _)| *property == wanted)
                .map(|(_, value)| *value)
        };
        let mut items = Vec::new();
        if let Some(price) = value("price") {
            let currency = value("priceCurrency").unwrap_or_default();
            items.push((
                format!("{price} {currency}").trim().to_owned(),
                price.to_owned(),
            ));
        }
        if let Some(availability) = value("availability") {
            items.push((spoken(availability), spoken(availability)));
        }
        for (_, hours) in values
            .iter()
            .filter(|(property, _)| *property == "openingHours")
        {
            items.push(((*hours).to_owned(), (*hours).to_owned()));
        }
        for property in ["telephone", "streetAddress"] {
            if let Some(value) = value(property) {
                items.push((value.to_owned(), value.to_owned()));
            }
        }
        let heading = if name.is_empty() {
            value("name").unwrap_or_default().to_owned()
        } else {
            name
        };
        if !items.is_empty() {
            facts.push(Fact {
                heading,
                text: Told::Items(items),
            });
        }
    }
    facts
}

/// The most elements of one thing that are looked at.
const PARTS: usize = 500;

fn hidden_target<'p>(part: &ElementRef<'p>) -> Option<&'p str> {
    part.attr("href").filter(|_| part.value().name() == "link")
}
