//! Translates reStructuredText to Markdown line by line: headings, lists, admonitions, code, links, grid tables. Leaves
//! out directives that draw or include.

use super::{super::passage::ExtractedDocument, markdown};

mod definitions;
mod tables;

/// Directives with text.
const WITH_TEXT: &[&str] = &[
    "admonition",
    "attention",
    "caution",
    "danger",
    "deprecated",
    "dropdown",
    "error",
    "hint",
    "grid",
    "grid-item",
    "grid-item-card",
    "card",
    "container",
    "details",
    "collapse",
    "important",
    "note",
    "only",
    "rubric",
    "seealso",
    "sidebar",
    "tab",
    "tab-item",
    "tab-set",
    "tabs",
    "tip",
    "topic",
    "versionadded",
    "versionchanged",
    "warning",
];
/// Directives whose first line is a title.
const TITLED: &[&str] = &[
    "admonition",
    "card",
    "collapse",
    "details",
    "dropdown",
    "grid-item-card",
    "rubric",
    "sidebar",
    "tab",
    "tab-item",
    "topic",
];
/// Directives whose argument is not text.
const SILENT: &[&str] = &["container", "grid", "only", "tab-set", "tabs"];
/// Directives with code.
const WITH_CODE: &[&str] = &["code", "code-block", "sourcecode", "parsed-literal"];
/// The longest line that is searched for marks, in bytes. Unclosed marks cause repeated searches.
const LINE_BYTES: usize = 4_096;
/// Characters that may underline a heading.
const UNDERLINES: &str = "=-~^\"'`#*+.:_";

pub(super) fn read(text: &str) -> ExtractedDocument {
    markdown::read(&translated(text))
}

fn translated(text: &str) -> String {
    let lines: Vec<&str> = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim_end)
        .collect();
    let mut translation = RstTranslation::default();
    translation.lines(&lines, 0);
    translation.markdown
}

#[derive(Default)]
struct RstTranslation {
    markdown: String,
    /// The characters of underlines, outermost heading first.
    underlines: Vec<(char, bool)>,
}

impl RstTranslation {
    /// Translates lines that are nested `depth` levels deep.
    fn lines(&mut self, lines: &[&str], depth: usize) {
        /// The deepest nesting of directives.
        const DEEPEST: usize = 16;
        let mut at = 0;
        while let Some(&line) = lines.get(at) {
            let rest = lines.get(at..).unwrap_or_default();
            let taken = self
                .heading(rest)
                .or_else(|| (depth < DEEPEST).then(|| self.directive(rest, depth))?)
                .or_else(|| self.grid(rest))
                .or_else(|| (depth < DEEPEST).then(|| self.definition(rest, depth))?);
            if let Some(taken) = taken {
                at += taken.max(1);
                continue;
            }
            at += 1;
            let text = (line.strip_prefix("#. ").map(|item| format!("1. {item}")))
                .or_else(|| Self::field(line));
            let text = inline(text.as_deref().unwrap_or(line));
            if let Some(before) = text.strip_suffix("::") {
                let body = body(lines.get(at..).unwrap_or_default());
                let colon = if before.is_empty() || before.ends_with(' ') {
                    ""
                } else {
                    ":"
                };
                self.push(&format!("{}{colon}", before.trim_end()));
                self.code(body);
                at += body.len();
            } else {
                self.push(&text);
            }
        }
    }

    fn push(&mut self, line: &str) {
        self.markdown.push_str(line);
        self.markdown.push('\n');
    }

    fn code(&mut self, lines: &[&str]) {
        let indent = indent(lines);
        self.push("\n```");
        let is_option = |line: &&&str| line.trim_start().starts_with(':') || line.trim().is_empty();
        let options = lines.iter().take_while(is_option).count();
        let code = lines.iter().skip(options);
        let end = lines
            .iter()
            .rposition(|line| !line.is_empty())
            .map_or(0, |end| end + 1);
        for line in code.take(end.saturating_sub(options)) {
            self.push(line.get(indent..).unwrap_or_default());
        }
        self.push("```\n");
    }

    /// A heading: a line of text with a line of marks below it, and possibly one above.
    fn heading(&mut self, lines: &[&str]) -> Option<usize> {
        let first = *lines.first()?;
        let (text, underline, has_overline) = match underline(first) {
            Some(_) if underline(lines.get(2)?) == underline(first) => {
                (lines.get(1)?.trim(), first, true)
            }
            Some(_) => return None,
            None => (first, *lines.get(1)?, false),
        };
        let mark = underline_of(underline, text)?;
        if text.is_empty() || first.starts_with(' ') && !has_overline {
            return None;
        }
        let style = (mark, has_overline);
        let known = self.underlines.iter().position(|known| *known == style);
        let level = known.unwrap_or_else(|| {
            self.underlines.push(style);
            self.underlines.len() - 1
        });
        let signs = "#".repeat((level + 1).min(6));
        self.push(&format!("\n{signs} {}\n", inline(text)));
        Some(if has_overline { 3 } else { 2 })
    }

    /// A directive, `.. name:: arguments` with an indented body, or a comment.
    fn directive(&mut self, lines: &[&str], depth: usize) -> Option<usize> {
        let first = lines.first()?;
        let rest = first.strip_prefix("..")?;
        if !(rest.is_empty() || rest.starts_with(' ')) {
            return None;
        }
        let body = body(lines.get(1..).unwrap_or_default());
        let taken = 1 + body.len();
        let Some((name, argument)) = rest.trim().split_once("::") else {
            return Some(taken);
        };
        let argument = argument.trim();
        if WITH_CODE.contains(&name) {
            self.code(body);
        } else if name == "list-table" {
            self.list_table(argument, body);
        } else if WITH_TEXT.contains(&name) {
            let indent = indent(body);
            let is_option = |line: &&&str| line.trim_start().starts_with(':');
            let inner: Vec<&str> = body
                .iter()
                .skip(body.iter().take_while(is_option).count())
                .map(|line| line.get(indent..).unwrap_or_default())
                .collect();
            self.push("");
            let argument = if name == "deprecated" { "" } else { argument };
            if TITLED.contains(&name) && !argument.is_empty() {
                self.push(&format!("**{}**\n", inline(argument)));
            } else if !name.starts_with("version")
                && !SILENT.contains(&name)
                && !argument.is_empty()
            {
                self.push(&inline(argument));
            }
            self.lines(&inner, depth + 1);
            self.push("");
        }
        Some(taken)
    }
}

/// The character that a whole line consists of.
fn underline(line: &str) -> Option<char> {
    let mark = line.chars().next()?;
    let is_rule = line.len() >= 3 && UNDERLINES.contains(mark) && line.chars().all(|c| c == mark);
    is_rule.then_some(mark)
}

/// The mark under a heading. The line of marks must be about as long as the text.
fn underline_of(line: &str, text: &str) -> Option<char> {
    underline(line).filter(|_| line.len() + 2 >= text.chars().count())
}

/// The indented lines, including empty lines between them.
fn body<'l, 's>(lines: &'s [&'l str]) -> &'s [&'l str] {
    let end = lines
        .iter()
        .position(|line| !line.is_empty() && !line.starts_with([' ', '\t']))
        .unwrap_or(lines.len());
    lines.get(..end).unwrap_or_default()
}

fn indent(lines: &[&str]) -> usize {
    let indents = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.len() - line.trim_start().len());
    indents.min().unwrap_or_default()
}

/// Translates the links, roles and code of a line to Markdown.
fn inline(text: &str) -> String {
    if text.len() > LINE_BYTES {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        if let Some((code, after)) = from
            .strip_prefix("``")
            .and_then(|code| code.split_once("``"))
        {
            result.push_str(before);
            result.extend(["`", code, "`"]);
            rest = after;
            continue;
        }
        let Some((inner, after)) = from.get(1..).and_then(|inner| inner.split_once('`')) else {
            break;
        };
        // `:role:` before the text describes the text.
        let before = match before
            .strip_suffix(':')
            .and_then(|role| role.rsplit_once(':'))
        {
            Some((before, role)) if !role.is_empty() && !role.contains(' ') => before,
            _ => before,
        };
        result.push_str(before);
        let (label, target) = match inner.split_once('<') {
            Some((label, target)) => (label.trim(), target.trim_end_matches('>')),
            None => (inner, ""),
        };
        if target.contains("://") {
            result.extend(["[", label, "](", target, ")"]);
        } else {
            result.push_str(label);
        }
        rest = after.trim_start_matches('_');
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::passage_check::check_passages;

    fn check(text: &str, expected: &[(&str, &str)]) {
        check_passages(&read(text).passages, expected);
    }

    #[test]
    fn headings_have_the_level_of_their_marks() {
        check(
            "=======\nReturns\n=======\n\nHow long?\n---------\n\nParcels go back within 45 days.\n\nFrom abroad?\n~~~~~~~~~~~~\n\nWithin 60 days.\n\n\
             What does it cost?\n------------------\n\nIt is **free** with `our label <https://shop.example/label>`_. See :ref:`the costs <costs>`.\n",
            &[
                ("Returns > How long?", "Parcels go back within 45 days."),
                ("Returns > How long? > From abroad?", "Within 60 days."),
                (
                    "Returns > What does it cost?",
                    "It is free with [our label](https://shop.example/label). See the costs.",
                ),
            ],
        );
    }

    #[test]
    fn admonitions_are_their_text_and_comments_none() {
        for text in [
            ".. note:: Keep the box.",
            ".. warning::\n\n   Keep the box.",
            ".. _label:\n\nKeep the box.",
            ".. a comment\n   of two lines\n\nKeep the box.",
            ".. image:: box.png\n   :alt: A box\n\nKeep the box.",
            ".. toctree::\n   :maxdepth: 2\n\n   a\n   b\n\nKeep the box.",
        ] {
            check(
                &format!("Abc\n===\n\n{text}\n"),
                &[("Abc", "Keep the box.")],
            );
        }
    }

    #[test]
    fn lists_tables_and_code_stay() {
        check(
            "Abc\n===\n\n#. Pack\n#. Send\n\nRun this::\n\n   send box\n\n+-------+---------+\n| Plan  | Price   |\n+=======+=========+\n| Small | 5 euros |\n|       | or less |\n+-------+---------+\n\n\
             .. code-block:: sh\n   :linenos:\n\n   send ``box``\n",
            &[(
                "Abc",
                "1. Pack\n2. Send\n\nRun this:\n\n```\nsend box\n```\n\n| Plan | Price |\n| --- | --- |\n| Small | 5 euros or less |\n\n```\nsend ``box``\n```",
            )],
        );
    }

    #[test]
    fn terms_have_their_definitions_and_fields_their_names() {
        check(
            "Abc\n===\n\nLead\n   Contact details\n   of a visitor.\n\nHandoff : noun\n   Asking for a person.\n\n:Version: 2.1\n:returns: the box\n\n1. Pack\n   the box.\n",
            &[(
                "Abc",
                "- Lead: Contact details of a visitor.\n- Handoff : noun: Asking for a person.\n\n- Version: 2.1\n- returns: the box\n\n1. Pack the box.",
            )],
        );
    }

    #[test]
    fn folded_parts_tabs_and_tables_of_items_stay() {
        check(
            "Abc\n===\n\n.. dropdown:: Who pays?\n   :open:\n\n   We do.\n\n.. tab-set::\n\n   .. tab-item:: America\n      :sync: us\n\n      Send it to Boston.\n\n\
             .. list-table:: Fees\n   :header-rows: 1\n\n   * - Country\n     - Fee\n   * - Norway\n     - 9 euros\n       at most\n",
            &[
                ("Abc > Who pays?", "We do."),
                (
                    "Abc > America",
                    "Send it to Boston.\n\nFees\n\n| Country | Fee |\n| --- | --- |\n| Norway | 9 euros at most |",
                ),
            ],
        );
    }
}
