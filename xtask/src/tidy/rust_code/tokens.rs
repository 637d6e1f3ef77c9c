//! The tokens of a file, and helpers to interpret them.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::tidy::source_file::SourceFile;

/// The file's code without parts that are compiled only for tests. Empty if the file is only for tests, or is not Rust.
pub(super) fn code(file: &SourceFile) -> Vec<TokenTree> {
    if !file.has_extension("rs") || is_for_tests(&file.path) {
        return Vec::new();
    }
    // A file that does not parse does not compile either, so it needs no finding.
    without_tests(file.text.parse().unwrap_or_default())
}

/// Whether the path is a test by our conventions: a module `tests`, or a folder next to `src/` that cargo uses for
/// tests.
fn is_for_tests(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn without_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) if is_test_attribute(&group) => {
                // The `#` before the attribute.
                kept.pop();
                // The item with the attribute, up to its body or semicolon.
                let _item = tokens.find(|token| block(token).is_some() || is_punct(token, ';'));
            }
            TokenTree::Group(group) => {
                let inner = without_tests(group.stream()).into_iter().collect();
                let mut left = Group::new(group.delimiter(), inner);
                left.set_span(group.span());
                kept.push(TokenTree::Group(left));
            }
            token => kept.push(token),
        }
    }
    kept
}

/// `[cfg(test)]`, `[cfg(all(test, …))]`
fn is_test_attribute(group: &Group) -> bool {
    if group.delimiter() != Delimiter::Bracket {
        return false;
    }
    let words = words(group.stream());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["cfg", "test"] | ["cfg", "all", "test", ..]
    )
}

/// All words, keywords and names, in order.
pub(super) fn words(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) => found.push(word.to_string()),
            TokenTree::Group(group) => found.extend(words(group.stream())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}

/// The contents of braces.
pub(super) fn block(token: &TokenTree) -> Option<TokenStream> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    }
}

pub(super) fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

pub(super) fn word(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    }
}

pub(super) fn line(token: &TokenTree) -> usize {
    token.span().start().line
}

/// Splits at commas outside of brackets of any kind.
pub(super) fn split_at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    let mut angles = 0_usize;
    let mut after_minus = false;
    for token in tokens {
        if is_punct(&token, '<') {
            angles += 1;
        } else if is_punct(&token, '>') && !after_minus {
            angles = angles.saturating_sub(1);
        }
        after_minus = is_punct(&token, '-');
        if angles == 0 && is_punct(&token, ',') {
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(token);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The positions of `keywords` in the file's code.
pub(in crate::tidy) fn keywords(file: &SourceFile, keywords: &[&str]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    find_keywords(code(file), keywords, &mut found);
    found
}

fn find_keywords(
    tokens: impl IntoIterator<Item = TokenTree>,
    keywords: &[&str],
    found: &mut Vec<(usize, String)>,
) {
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            find_keywords(group.stream(), keywords, found);
        }
        found.extend(
            word(&token)
                .filter(|word| keywords.contains(&word.as_str()))
                .map(|word| (line(&token), word)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source;

    #[test]
    fn leaves_out_what_is_for_tests() {
        let text = "//! A word.\nfn kept() {}\n#[cfg(test)]\nmod tests { use super::*; }\n#[cfg(test)]\nmod more;\n\
                    #[cfg(all(test, unix))]\nfn gone() {}\nimpl A {\n#[cfg(test)]\nfn gone() {}\n#[cfg(unix)]\nfn stays() {}\n}\n";
        let left: TokenStream = code(&source("edge/src/a.rs", text)).into_iter().collect();
        let left = words(left).join(" ");
        assert_eq!(left, "doc fn kept impl A cfg unix fn stays");
        assert!(code(&source("edge/src/a/tests.rs", text)).is_empty());
        assert!(code(&source("edge/tests/a.rs", text)).is_empty());
    }
}
