//! A list of questions in the various markups of pages, files and exports.

use porchlight_knowledge::extract::Format;

/// What identifies the questions of a list, from the easiest to the hardest to recognise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Needs {
    /// Question marks.
    Marks,
    /// Their wording, without question marks.
    Questions,
    /// Only the markup.
    Nothing,
}

pub(crate) struct Markup {
    pub(crate) name: &'static str,
    pub(crate) format: Format,
    /// The hardest list that is read as pairs in this markup.
    pub(crate) knows: Needs,
    pub(crate) write: fn(&[(&str, &str); 8]) -> String,
}

/// Formats each pair with `pair`, whose first argument is the number, from 1.
fn each(faq: &[(&str, &str); 8], pair: impl Fn(usize, &str, &str) -> String) -> String {
    (1..)
        .zip(faq)
        .map(|(number, (question, answer))| pair(number, question, answer))
        .collect()
}

/// A page with an introduction, and text after the list.
fn page(inner: &str) -> String {
    format!(
        "<html><head><title>Help</title></head><body><main><h1>Help</h1>\
         <p>The team has written down what customers ask most.</p>{inner}\
         <h2>Contact</h2><p>Write to help@shop.example on working days.</p></main></body></html>"
    )
}

macro_rules! html {
    ($name:literal, $knows:ident, $open:literal, $pair:literal, $close:literal) => {
        Markup {
            name: $name,
            format: Format::Html,
            knows: Needs::$knows,
            write: |faq| {
                let pairs = each(faq, |n, q, a| {
                    $pair
                        .replace("{n}", &n.to_string())
                        .replace("{q}", q)
                        .replace("{a}", a)
                });
                page(&[$open, &pairs, $close].concat())
            },
        }
    };
}

macro_rules! text {
    ($name:literal, $format:ident, $knows:ident, $open:literal, $pair:literal, $close:literal) => {
        Markup {
            name: $name,
            format: Format::$format,
            knows: Needs::$knows,
            write: |faq| {
                let pairs = each(faq, |n, q, a| {
                    $pair
                        .replace("{n}", &n.to_string())
                        .replace("{q}", q)
                        .replace("{a}", a)
                });
                [$open, &pairs, $close].concat()
            },
        }
    };
}
mod accordions;
mod html;
mod text;

/// All markups.
pub(crate) fn all() -> impl Iterator<Item = &'static Markup> {
    [html::MARKUPS, accordions::MARKUPS, text::MARKUPS]
        .into_iter()
        .flatten()
}
