//! Translates the notations that documentation tools add to Markdown: imports, admonitions, tabs, accordions,
//! shortcodes, variables.
//!
//! A part with a title becomes `<details>` with a `<summary>`, which is a section with an end. A part without a title
//! is replaced by its content. A sentence with a variable whose value is unknown is left out, because nobody can quote
//! it.

use self::{
    fences::{ends_fence, opens_fence},
    inline::{empty_lines, plain},
    mdx::is_mdx,
    variables::Variables,
};

mod admonitions;
mod components;
mod fences;
mod inline;
mod mdx;
mod modules;
mod shortcode;
mod shortcodes;
mod signs;
mod tags;
mod variables;

/// The most columns that a line of a paragraph or list may be indented. A deeper indent is code.
const INDENT: usize = 3;
/// The deepest nesting of sections.
const DEEPEST: usize = 16;

/// Translates `markdown` to plain Markdown and HTML.
pub(super) fn translated(markdown: &str) -> String {
    let lines: Vec<&str> = markdown.lines().collect();
    let mut translation = Translation {
        variables: Variables::new(is_mdx(&lines)),
        ..Translation::default()
    };
    let mut at = translation.title_block(&lines);
    let mut in_front_matter = matches!(lines.first(), Some(&"---" | &"+++"));
    while let Some(line) = lines.get(at) {
        if in_front_matter {
            in_front_matter = at == 0 || !matches!(line.trim_end(), "---" | "+++" | "...");
            translation.push(line);
            at += 1;
            continue;
        }
        at += translation.take(lines.get(at..).unwrap_or_default()).max(1);
    }
    translation.text
}

/// An open part: how it ends, its indent, and whether it is a section.
struct OpenPart {
    end: End,
    indent: usize,
    is_section: bool,
}

#[derive(PartialEq, Eq)]
enum End {
    /// At this many colons.
    Colons(usize),
    /// At three plus signs.
    Pluses,
    /// At this fence.
    Fence(String),
    /// At the shortcode that closes the one with this name.
    Shortcode(String),
    /// Where the indent ends.
    Indent,
    /// At the end tag with this name.
    Tag(String),
}

#[derive(Default)]
struct Translation {
    text: String,
    open: Vec<OpenPart>,
    /// The fence of the open code block.
    fence: Option<String>,
    /// Whether the lines before are a list item, in which an indent is not code.
    in_item: bool,
    variables: Variables,
}

fn is_item(text: &str) -> bool {
    text.starts_with(['-', '*', '+']) || text.starts_with(|c: char| c.is_ascii_digit())
}

impl Translation {
    /// Processes the next line, or all lines of a tag, and returns how many.
    fn take(&mut self, lines: &[&str]) -> usize {
        let Some(&whole) = lines.first() else {
            return 0;
        };
        let indent = whole.len() - whole.trim_start_matches(' ').len();
        if !whole.trim().is_empty() && self.fence.is_none() {
            while self
                .open
                .last()
                .is_some_and(|part| part.end == End::Indent && indent <= part.indent)
            {
                self.close();
            }
        }
        let line = self.dedented(whole);
        let text = line.trim();
        if let Some(fence) = &self.fence {
            if ends_fence(fence, text) {
                self.fence = None;
            }
            self.push(line);
            return 1;
        }
        if let Some(taken) = self.directive(lines, text, indent) {
            return taken;
        }
        self.fence = opens_fence(text);
        if self.fence.is_some() {
            self.push(line);
            return 1;
        }
        if !text.is_empty() && line.len() - line.trim_start().len() <= INDENT {
            self.in_item = is_item(text);
        }
        if indent == 0
            && let Some(taken) = self.module_line(lines)
        {
            return taken;
        }
        if let Some(taken) = (empty_lines(lines, self.variables.is_mdx))
            .or_else(|| self.admonition(lines, text, indent))
            .or_else(|| self.shortcodes(lines, text, indent))
        {
            return taken;
        }
        if self.alert(lines, text) {
            return 1;
        }
        if let Some(taken) = self.tag(lines, text, indent) {
            return taken;
        }
        if let Some(inner) = self.ended(text) {
            self.push_text(inner);
            self.close();
            return 1;
        }
        let is_code = !self.variables.is_mdx
            && !self.in_item
            && (line.starts_with('\t') || line.len() - line.trim_start_matches(' ').len() > INDENT);
        // A line of Pandoc's line blocks. Its line break counts.
        let of_line_block = text
            .strip_prefix("| ")
            .filter(|rest| !rest.contains('|') && !is_code);
        if let Some(rest) = of_line_block {
            self.push_text(&format!("{rest}  "));
        } else if is_code {
            self.push(line);
        } else {
            self.push_text(line);
        }
        1
    }

    /// Skips Pandoc's title block, `% title`, `% authors`, `% date`, and returns its number of lines.
    fn title_block(&mut self, lines: &[&str]) -> usize {
        /// The most lines of such a block.
        const LINES: usize = 3;
        let is_part = |line: &&&str| line.starts_with("% ");
        let taken = lines.iter().take(LINES).take_while(is_part).count();
        if let Some(title) = lines.first().and_then(|line| line.strip_prefix("% ")) {
            self.push(&format!("---\ntitle: {}\n---\n", title.trim()));
        }
        taken
    }

    /// Adds a line of text, with its variables replaced.
    fn push_text(&mut self, line: &str) {
        let line = self.variables.put_into(&plain(line));
        self.push(&line);
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The line without the indent of the parts around it.
    fn dedented<'l>(&self, line: &'l str) -> &'l str {
        let most: usize = self
            .open
            .iter()
            .map(|part| match part.end {
                End::Indent => part.indent + 4,
                End::Tag(_) => part.indent + 2,
                End::Colons(_) | End::Pluses | End::Fence(_) | End::Shortcode(_) => 0,
            })
            .max()
            .unwrap_or_default();
        let is_indented = self.open.iter().any(|part| matches!(part.end, End::Tag(_)));
        let indent = line.len() - line.trim_start_matches(' ').len();
        // In MDX an indent does not make code, but lists need theirs.
        let is_item = is_item(line.trim_start());
        let cut = if is_indented && !is_item && indent >= most + 2 && indent < most + 6 {
            indent
        } else {
            indent.min(most)
        };
        line.get(cut..).unwrap_or(line)
    }

    fn open(&mut self, title: &str, end: End, indent: usize) {
        if self.open.len() >= DEEPEST {
            return;
        }
        let title = title.replace(['*', '`'], "");
        let title = title.trim().trim_matches(['"', '\'']).trim();
        let is_section = !title.is_empty();
        if is_section {
            let title = title.replace('&', "&amp;").replace('<', "&lt;");
            self.push(&format!("\n<details><summary>{title}</summary>\n"));
        } else {
            self.push("");
        }
        self.open.push(OpenPart {
            end,
            indent,
            is_section,
        });
    }

    fn close(&mut self) {
        if let Some(part) = self.open.pop() {
            self.push(if part.is_section {
                "\n</details>\n"
            } else {
                ""
            });
        }
    }
}
