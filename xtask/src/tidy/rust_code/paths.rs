//! The paths in code.

use proc_macro2::{Delimiter, TokenTree};

use super::tokens::{block, code, is_punct, line, split_at_commas, word};
use crate::tidy::source_file::SourceFile;

/// A path and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tidy) struct Path {
    pub(in crate::tidy) line: usize,
    /// Starts at the crate's root for a path within the crate: `crate`, `store`, `messages`, `list`. Other paths are as
    /// written: `axum`, `Json`.
    pub(in crate::tidy) segments: Vec<String>,
}

impl Path {
    /// The segments joined by `::`.
    pub(in crate::tidy) fn text(&self) -> String {
        self.segments.join("::")
    }
}

/// Every path in the file's imports and code, except in tests.
pub(in crate::tidy) fn paths(file: &SourceFile) -> Vec<Path> {
    let tokens = code(file);
    let mut reader = Reader {
        module: module_of(&file.path),
        children: children(&tokens),
        found: Vec::new(),
    };
    reader.read(&tokens);
    reader.found
}

/// The module of a file: `store`, `messages` for `edge/src/store/messages.rs`. Empty for a crate's root.
fn module_of(path: &str) -> Vec<String> {
    let Some((_, inside)) = path.split_once("src/") else {
        return Vec::new();
    };
    let inside = inside.trim_end_matches(".rs");
    if ["lib", "main"].contains(&inside) || inside.starts_with("bin/") {
        return Vec::new();
    }
    inside.split('/').map(str::to_owned).collect()
}

fn children(tokens: &[TokenTree]) -> Vec<String> {
    tokens
        .windows(3)
        .filter_map(|three| match three {
            [keyword, name, end] if word(keyword)? == "mod" && is_punct(end, ';') => word(name),
            _ => None,
        })
        .collect()
}

struct Reader {
    /// The module of the file, and the inline modules around the tokens.
    module: Vec<String>,
    children: Vec<String>,
    found: Vec<Path>,
}

impl Reader {
    fn read(&mut self, tokens: &[TokenTree]) {
        let mut rest = tokens;
        let mut colons = 0;
        while let Some((token, after)) = rest.split_first() {
            rest = after;
            match token {
                TokenTree::Group(group) => {
                    self.read(&group.stream().into_iter().collect::<Vec<_>>());
                }
                TokenTree::Ident(keyword) if keyword == "use" => {
                    let end = rest.iter().position(|token| is_punct(token, ';'));
                    let (tree, after) = rest.split_at(end.unwrap_or(rest.len()));
                    self.read_use(tree, &[]);
                    rest = after;
                }
                // The path in `pub(in …)` is about visibility and uses nothing.
                TokenTree::Ident(keyword) if keyword == "pub" => {
                    if let [TokenTree::Group(group), after @ ..] = rest
                        && group.delimiter() == Delimiter::Parenthesis
                    {
                        rest = after;
                    }
                }
                TokenTree::Ident(keyword) if keyword == "mod" => {
                    if let [name, body, after @ ..] = rest
                        && let (Some(name), Some(body)) = (word(name), block(body))
                    {
                        self.module.push(name);
                        self.read(&body.into_iter().collect::<Vec<_>>());
                        self.module.pop();
                        rest = after;
                    }
                }
                // After `::` comes the rest of a path that starts with a type.
                TokenTree::Ident(_) if colons < 2 => {
                    let mut segments: Vec<String> = word(token).into_iter().collect();
                    while let [first, second, next, after @ ..] = rest
                        && is_punct(first, ':')
                        && is_punct(second, ':')
                        && let Some(segment) = word(next)
                    {
                        segments.push(segment);
                        rest = after;
                    }
                    if segments.len() > 1 {
                        self.note(line(token), segments);
                    }
                }
                _ => {}
            }
            colons = if is_punct(token, ':') { colons + 1 } else { 0 };
        }
    }

    /// Reads the tree after `use`. `before` has the segments before a brace.
    fn read_use(&mut self, tree: &[TokenTree], before: &[String]) {
        let mut segments = before.to_owned();
        let mut place = None;
        for token in tree {
            if let Some(trees) = block(token) {
                for tree in split_at_commas(trees) {
                    self.read_use(&tree, &segments);
                }
                return;
            }
            let Some(segment) = word(token) else { continue };
            if segment == "as" {
                break;
            }
            place = Some(line(token));
            // In `{self, …}`, `self` means the segments before the brace.
            if segment != "self" || segments.is_empty() {
                segments.push(segment);
            }
        }
        // `{*}`
        let place = place.or_else(|| tree.first().map(line));
        if let Some(place) = place {
            self.note(place, segments);
        }
    }

    fn note(&mut self, line: usize, segments: Vec<String>) {
        let segments = self.absolute(segments);
        self.found.push(Path { line, segments });
    }

    fn absolute(&self, segments: Vec<String>) -> Vec<String> {
        let above = segments.iter().take_while(|name| *name == "super").count();
        let (levels_up, rest) = match segments.first().map(String::as_str) {
            Some("self") => (0, segments.get(1..)),
            Some("super") => (above, segments.get(above..)),
            Some(first) if self.children.iter().any(|child| child == first) => {
                (0, Some(segments.as_slice()))
            }
            _ => return segments,
        };
        let kept = self.module.len().saturating_sub(levels_up);
        let module = self.module.iter().take(kept);
        let whole = module.chain(rest.into_iter().flatten()).cloned();
        std::iter::once("crate".to_owned()).chain(whole).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let found: Vec<String> = paths(&source(path, text)).iter().map(Path::text).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn follows_every_branch_of_an_import() {
        check(
            "edge/src/store/messages.rs",
            "use crate::{\n    api::{error::ApiError, owner as holder},\n    platform::db::{self, *},\n};\n",
            &[
                "crate::api::error::ApiError",
                "crate::api::owner",
                "crate::platform::db",
                "crate::platform::db",
            ],
        );
    }

    #[test]
    fn begins_at_the_root_wherever_the_path_begins() {
        check(
            "edge/src/store/messages.rs",
            "mod list;\nuse super::leads;\nuse self::list::Order;\npub(crate) use list::Filter;\nuse axum::Json;\n\
             mod inner { use super::super::Row; }\n",
            &[
                "crate::store::leads",
                "crate::store::messages::list::Order",
                "crate::store::messages::list::Filter",
                "axum::Json",
                "crate::store::Row",
            ],
        );
        check(
            "edge/src/store/leads.rs",
            "pub(in crate::store) struct Lead;\n",
            &[],
        );
        check(
            "edge/src/lib.rs",
            "mod api;\nuse api::Error;\n",
            &["crate::api::Error"],
        );
    }

    #[test]
    fn finds_paths_in_code_and_in_macros() {
        check(
            "edge/src/jobs.rs",
            "fn run(db: &dyn crate::platform::Db) -> Option<super::Job> {\n    let a: u8 = vec![crate::api::one::<u8>::two()];\n    \
             self.done(a).await\n}\n",
            &["crate::platform::Db", "crate::Job", "crate::api::one"],
        );
    }

    #[test]
    fn takes_neither_comments_nor_texts_for_code() {
        let text = "//! See crate::api.\n/// And [`crate::store`].\nconst A: &str = \"crate::jobs::run\";\n";
        check("edge/src/domain.rs", text, &[]);
    }
}
