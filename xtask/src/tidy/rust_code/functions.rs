//! Functions with their signatures, and the other top-level items of a file.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};

use super::tokens::{block, code, is_punct, line, split_at_commas, word, words};
use crate::tidy::source_file::SourceFile;

/// A function with any visibility: `pub`, `pub(crate)` or similar.
#[derive(Clone, Debug)]
pub(in crate::tidy) struct Function {
    pub(in crate::tidy) line: usize,
    pub(in crate::tidy) name: String,
    is_async: bool,
    pub(in crate::tidy) parameters: Vec<Parameter>,
    /// The words of its return type.
    output: Vec<String>,
}

impl Function {
    /// Whether a store function queries the database, or returns the statements to do so.
    pub(in crate::tidy) fn is_query(&self) -> bool {
        self.is_async || self.returns("Statement")
    }

    /// Whether its return type contains this type.
    pub(in crate::tidy) fn returns(&self, name: &str) -> bool {
        self.output.iter().any(|word| word == name)
    }

    /// The names of its parameters, in order.
    pub(in crate::tidy) fn parameter_names(&self) -> impl Iterator<Item = &str> {
        self.parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
    }
}

#[derive(Clone, Debug)]
pub(in crate::tidy) struct Parameter {
    /// `self` for the receiver of a method; empty for a pattern.
    pub(in crate::tidy) name: String,
    pub(in crate::tidy) kind: Vec<String>,
}

/// The visible functions of a file, in order.
pub(in crate::tidy) fn functions(file: &SourceFile) -> Vec<Function> {
    let mut found = Vec::new();
    read(&code(file), &mut found);
    found
}

fn read(tokens: &[TokenTree], found: &mut Vec<Function>) {
    let mut is_public = false;
    let mut is_async = false;
    for (index, token) in tokens.iter().enumerate() {
        match word(token).as_deref() {
            Some("pub") => is_public = true,
            Some("async") => is_async = true,
            Some("fn") if is_public => {
                found.extend(function(
                    tokens.get(index + 1..).unwrap_or_default(),
                    is_async,
                ));
            }
            _ => {}
        }
        let body = block(token);
        if body.is_some() || is_punct(token, ';') {
            (is_public, is_async) = (false, false);
        }
        // A function's body contains no visible functions, but an `impl` block does.
        if let Some(body) = body {
            read(&body.into_iter().collect::<Vec<_>>(), found);
        }
    }
}

/// The function that starts with the first token, its name.
fn function(tokens: &[TokenTree], is_async: bool) -> Option<Function> {
    let (name, rest) = tokens.split_first()?;
    let (parameters, rest) = rest
        .iter()
        .enumerate()
        .find_map(|(index, token)| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                Some((group.stream(), rest.get(index + 1..)?))
            }
            _ => None,
        })?;
    let output: TokenStream = rest
        .iter()
        .take_while(|token| block(token).is_none() && !is_punct(token, ';'))
        .cloned()
        .collect();
    Some(Function {
        line: line(name),
        name: word(name)?,
        is_async,
        parameters: split_at_commas(parameters)
            .iter()
            .map(|part| parameter(part))
            .collect(),
        output: words(output),
    })
}

fn parameter(tokens: &[TokenTree]) -> Parameter {
    let colon = tokens.iter().position(|token| is_punct(token, ':'));
    let (name, kind) = tokens.split_at(colon.unwrap_or(tokens.len()));
    Parameter {
        name: name.last().and_then(word).unwrap_or_default(),
        kind: words(kind.iter().cloned().collect()),
    }
}

/// The contents of a top-level item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::tidy) struct Item {
    /// The words of its definition.
    pub(in crate::tidy) words: Vec<String>,
    /// The string literals in it.
    pub(in crate::tidy) texts: Vec<String>,
}

/// Constants, functions, types and macros at the top level of a file, by name.
pub(in crate::tidy) fn items(file: &SourceFile) -> BTreeMap<String, Item> {
    let tokens = code(file);
    let mut found: BTreeMap<String, Item> = BTreeMap::new();
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        let name = match (word(token).as_deref(), after) {
            (Some("const" | "static" | "fn" | "struct" | "enum"), [name, ..])
            | (Some("macro_rules"), [_, name, ..]) => word(name),
            _ => None,
        };
        rest = after;
        if let Some(name) = name.filter(|name| name != "fn") {
            let end = after
                .iter()
                .position(|token| block(token).is_some() || is_punct(token, ';'))
                .map_or(after.len(), |end| end + 1);
            let (definition, after) = after.split_at(end);
            let definition: TokenStream = definition.iter().cloned().collect();
            let item = found.entry(name).or_default();
            item.words.extend(words(definition.clone()));
            texts(definition, &mut item.texts);
            rest = after;
        }
    }
    found
}

fn texts(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => found.extend(text(&literal)),
            TokenTree::Group(group) => texts(group.stream(), found),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// The contents of a string literal, unparsed.
fn text(literal: &Literal) -> Option<String> {
    let written = literal.to_string();
    let (_, rest) = written.split_once('"')?;
    rest.rsplit_once('"').map(|(inside, _)| inside.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source;

    #[test]
    fn reads_signatures() {
        let text = "pub(super) const fn put<T: Into<Param>>(\n    db: &dyn Db,\n    mut at: Map<u8, Fn(u8) -> u8>,\n    \
                    (from, to): (u64, u64),\n) -> Result<Vec<Statement>, DbError> {}\nimpl A { pub async fn get(&self) {} }\nfn own() {}\n";
        let found = functions(&source("edge/src/store/messages.rs", text));
        let names: Vec<(&str, usize, bool)> = found
            .iter()
            .map(|function| (function.name.as_str(), function.line, function.is_async))
            .collect();
        assert_eq!(names, [("put", 1, false), ("get", 6, true)]);
        let parameters: Vec<(&str, String)> = found[0]
            .parameters
            .iter()
            .map(|parameter| (parameter.name.as_str(), parameter.kind.join(" ")))
            .collect();
        let expected = [("db", "dyn Db"), ("at", "Map u8 Fn u8 u8"), ("", "u64 u64")];
        assert_eq!(
            parameters,
            expected.map(|(name, kind)| (name, kind.to_owned()))
        );
        assert!(found[0].output.contains(&"Statement".to_owned()));
    }

    #[test]
    fn knows_what_an_item_is_made_of() {
        let text = "macro_rules! select { ($end:literal) => { concat!(\"SELECT \", $end) } }\n\
                    const LIST: &str = select!(\"WHERE \\\"a\\\"\");\nconst fn count() -> u8 { LIST.len() }\n";
        let items = items(&source("edge/src/store/messages.rs", text));
        assert_eq!(items["select"].texts, ["SELECT "]);
        assert_eq!(items["LIST"].texts, ["WHERE \\\"a\\\""]);
        assert!(items["LIST"].words.contains(&"select".to_owned()));
        assert!(items["count"].words.contains(&"LIST".to_owned()));
    }
}
