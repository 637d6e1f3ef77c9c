//! The string literals of a file, and the functions that they are passed to.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::LitStr;

use super::tokens::{code, is_punct, line, word};
use crate::tidy::source_file::SourceFile;

/// String literals in code, except those in attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tidy) enum Literals {
    /// A literal by itself: its line and its contents.
    Alone(usize, String),
    /// Arguments of a function: the function's name, the line, and their contents.
    Given(String, usize, Vec<String>),
}

/// The literals of a file. `given` names functions, with the positions of their arguments that are texts. Arguments of
/// the functions in `left_out` are skipped.
pub(in crate::tidy) fn literals(
    file: &SourceFile,
    given: &[(&str, &[usize])],
    left_out: &[&str],
) -> Vec<Literals> {
    let mut found = Vec::new();
    read(&code(file), given, left_out, &mut found);
    found
}

fn read(
    tokens: &[TokenTree],
    given: &[(&str, &[usize])],
    left_out: &[&str],
    found: &mut Vec<Literals>,
) {
    let mut called: Option<String> = None;
    let mut after_hash = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let is_attribute = after_hash && group.delimiter() == Delimiter::Bracket;
                let of = called.take().unwrap_or_default();
                let places = given.iter().find(|(name, _)| *name == of);
                if is_attribute || left_out.contains(&of.as_str()) {
                    // Skipped: people do not see these texts.
                } else if let (Delimiter::Parenthesis, Some((name, places))) =
                    (group.delimiter(), places)
                {
                    arguments(name, line(token), places, inner, given, left_out, found);
                } else {
                    read(&inner, given, left_out, found);
                }
            }
            TokenTree::Literal(_) => {
                found.extend(text(token).map(|text| Literals::Alone(line(token), text)));
            }
            _ => {}
        }
        // The name of a macro has `!` after it.
        if !is_punct(token, '!') {
            called = word(token);
            after_hash = is_punct(token, '#');
        }
    }
}

/// The text arguments of a function.
fn arguments(
    name: &str,
    line: usize,
    places: &[usize],
    tokens: Vec<TokenTree>,
    given: &[(&str, &[usize])],
    left_out: &[&str],
    found: &mut Vec<Literals>,
) {
    let mut texts = Vec::new();
    for (place, argument) in tokens.split(|token| is_punct(token, ',')).enumerate() {
        match argument {
            [one] if places.contains(&place) && text(one).is_some() => texts.extend(text(one)),
            other => read(other, given, left_out, found),
        }
    }
    if !texts.is_empty() {
        found.push(Literals::Given(name.to_owned(), line, texts));
    }
}

/// The contents of a literal, if it is a string.
fn text(token: &TokenTree) -> Option<String> {
    let literal: LitStr = syn::parse2(TokenStream::from(token.clone())).ok()?;
    Some(literal.value())
}
