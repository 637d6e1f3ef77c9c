//! Facts that a page states for machines, and perhaps for nobody else: questions and answers, steps, prices, opening
//! hours, addresses (schema.org, in JSON-LD and in microdata attributes).
//!
//! A fact that is also in the page's text is not read twice.

use std::collections::HashSet;

use scraper::Html;

use super::{
    super::{
        super::sentences::plain,
        block::{Block, QUESTION_LEVEL},
    },
    element::elements,
};

use self::{
    fact::{Fact, MOST_FACTS, Told},
    said::{Said, letters},
};

mod event;
mod fact;
mod json;
mod microdata;
mod said;
mod value;

/// The most JSON of a page that is parsed, in bytes.
const JSON_BYTES: usize = 500_000;
/// The most items of one fact.
const MOST_ITEMS: usize = 30;
/// The level of the sections that end before a fact.
const LEVEL: u8 = 2;
/// The longest question that is searched for in the text, in bytes.
const HEADING_BYTES: usize = 600;
/// How much of a title is examined, in characters.
const TITLE_CHARS: usize = 1_000;
/// Words in titles and headings about a place's location and opening hours. "Address" and "hours" alone also occur
/// above e-mail addresses and delivery times.
const OF_CONTACT: &[&str] = &[
    "contact",
    "contacts",
    "find us",
    "visit us",
    "directions",
    "locations",
    "our location",
    "our address",
    "opening hours",
    "opening times",
    "business hours",
    "store hours",
    "imprint",
    "kontakt",
    "anfahrt",
    "öffnungszeiten",
    "impressum",
    "standort",
    "standorte",
    "contacto",
    "contactar",
    "ubicación",
    "horario de apertura",
    "horarios de atención",
    "contactez",
    "nous trouver",
    "horaires d'ouverture",
    "contatti",
    "dove siamo",
    "orari di apertura",
    "contato",
    "onde estamos",
    "openingstijden",
    "kontakty",
    "godziny otwarcia",
    "контакты",
    "联系",
    "聯絡",
    "お問い合わせ",
    "アクセス",
    "연락처",
    "오시는 길",
];

/// Adds the facts of `page` that `blocks` lack. `read` reads HTML.
pub(super) fn add(page: &Html, blocks: &mut Vec<Block>, read: impl Fn(&str) -> Vec<Block>) {
    let facts = facts(page);
    if facts.is_empty() {
        return;
    }
    make_headings(&facts, blocks);
    let told = told(page, facts, blocks, read);
    blocks.extend(told);
}

/// The facts of a page, at most [`MOST_FACTS`].
fn facts(page: &Html) -> Vec<Fact> {
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
        if let Some(value) = json::parse(&json) {
            json::gather(&value, &mut facts, 0);
        }
    }
    facts.extend(microdata::of_attributes(page));
    facts.truncate(MOST_FACTS);
    facts
}

/// Turns paragraphs that the page declares as questions into headings.
fn make_headings(facts: &[Fact], blocks: &mut [Block]) {
    let named: HashSet<String> = (facts.iter())
        .filter(|fact| matches!(fact.text, Told::Html(_)) && fact.heading.len() <= HEADING_BYTES)
        .map(|fact| letters(&fact.heading))
        .collect();
    for block in blocks {
        if let Block::Paragraph(text) = block
            && text.len() <= HEADING_BYTES
            && named.contains(&letters(&plain(text)))
        {
            *block = Block::Heading {
                level: QUESTION_LEVEL,
                text: std::mem::take(text),
                anchor: None,
            };
        }
    }
}

fn told(
    page: &Html,
    facts: Vec<Fact>,
    blocks: &[Block],
    read: impl Fn(&str) -> Vec<Block>,
) -> Vec<Block> {
    let texts: Vec<String> = blocks.iter().map(text_of).collect();
    let said = Said::of(texts.iter().map(String::as_str));
    let titles = Said::of(titles(page, blocks).iter().map(String::as_str));
    let is_of_contact = OF_CONTACT.iter().any(|words| titles.says_words(words));
    let mut told: Vec<Block> = Vec::new();
    let mut new = String::new();
    for fact in facts {
        if let Some(place) = &fact.place {
            let is_named =
                is_of_contact || (place.iter()).any(|named| said.says(named) || titles.says(named));
            if said.is_empty() || !is_named {
                continue;
            }
        }
        let inner = match fact.text {
            Told::Html(html) => read(&html),
            Told::Items(items) => {
                let items: Vec<String> = items
                    .into_iter()
                    .take(MOST_ITEMS)
                    .filter(|item| !said.says(&item.key))
                    .map(|item| format!("- {}", item.text))
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
        let words: String = (inner.iter())
            .map(|block| letters(&plain(&text_of(block))))
            .collect();
        let is_new = !words.is_empty() && !said.says_letters(&words) && !new.contains(&words);
        if !is_new {
            continue;
        }
        new.push_str(&words);
        new.push(' ');
        told.push(Block::Close { level: LEVEL });
        told.push(Block::Heading {
            level: QUESTION_LEVEL,
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

/// The title of `page`, including the site's name, and its headings.
fn titles(page: &Html, blocks: &[Block]) -> Vec<String> {
    let title = elements(page, "title").next().map(|title| {
        title
            .text()
            .flat_map(str::chars)
            .take(TITLE_CHARS)
            .collect()
    });
    let headings = blocks.iter().filter_map(|block| match block {
        Block::Heading { text, .. } => Some(text.clone()),
        _ => None,
    });
    title.into_iter().chain(headings).collect()
}
