//! One list of questions in the markups that pages, files and exports have for it.

use porchlight_knowledge::extract::Format;

/// What tells a question in a markup, from nothing to the most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Needs {
    /// The texts are questions with question marks.
    Marks,
    /// The texts are questions.
    Questions,
    /// The markup itself tells.
    Nothing,
}

pub(crate) struct Markup {
    pub(crate) name: &'static str,
    pub(crate) format: Format,
    /// The least telling questions that the markup still makes pairs of.
    pub(crate) knows: Needs,
    pub(crate) write: fn(&[(&str, &str); 8]) -> String,
}

/// Each pair by `pair`, which is told its number, the first being 1.
fn each(faq: &[(&str, &str); 8], pair: impl Fn(usize, &str, &str) -> String) -> String {
    (1..)
        .zip(faq)
        .map(|(number, (question, answer))| pair(number, question, answer))
        .collect()
}

/// A page with an introduction and something after the list.
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
