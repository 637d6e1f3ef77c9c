//! Notations that documentation tools add to Markdown, turned into what they mean: imports, admonitions, tabs,
//! accordions, shortcodes, variables.
//!
//! What opens with a title becomes `<details>` with a `<summary>`: a section that ends. What has none is its content alone.
//! A variable whose value the file does not give leaves its sentence out: nobody can quote it.

use self::{
    fences::{ends_fence, opens_fence},
    mdx::is_mdx,
    tags::{attribute, title_of},
    variables::Variables,
};

mod components;
mod fences;
mod mdx;
mod modules;
mod tags;
mod variables;

/// The most columns that a line of a paragraph or a list may be indented. With more it is code.
const INDENT: usize = 3;
/// The most sections that may be open within each other.
const DEEPEST: usize = 16;

/// `markdown` in plain Markdown and HTML.
pub(super) fn translated(markdown: &str) -> String {
    let lines: Vec<&str> = markdown.lines().collect();
    let mut translation = Translation {
        variables: Variables::new(is_mdx(&lines)),
        ..Translation::default()
    };
    let mut at = 0;
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

/// An open part: how it ends, how far it is indented, and whether it is a section.
struct OpenPart {
    end: End,
    indent: usize,
    is_section: bool,
}

#[derive(PartialEq, Eq)]
enum End {
    /// At so many colons.
    Colons(usize),
    /// Where the indent ends.
    Indent,
    /// At the end tag of this name.
    Tag(String),
}

#[derive(Default)]
struct Translation {
    text: String,
    open: Vec<OpenPart>,
    /// The fence of the code block that is open.
    fence: Option<String>,
    /// The lines before are an item of a list, within which an indent makes no code.
    in_item: bool,
    variables: Variables,
}

fn is_item(text: &str) -> bool {
    text.starts_with(['-', '*', '+']) || text.starts_with(|c: char| c.is_ascii_digit())
}

impl Translation {
    /// Takes the next line, or the lines of a tag, and tells how many.
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
        if self.admonition(text, indent) || self.shortcodes(text) || self.alert(text) {
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
        if is_code {
            self.push(line);
        } else {
            self.push_text(line);
        }
        1
    }

    /// Adds a line of text, with the values of its variables.
    fn push_text(&mut self, line: &str) {
        let line = self.variables.put_into(line);
        self.push(&line);
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The line without the indent that the parts around it give it.
    fn dedented<'l>(&self, line: &'l str) -> &'l str {
        let most: usize = self
            .open
            .iter()
            .map(|part| match part.end {
                End::Indent => part.indent + 4,
                End::Tag(_) => part.indent + 2,
                End::Colons(_) => 0,
            })
            .max()
            .unwrap_or_default();
        let is_indented = self
            .open
            .iter()
            .any(|part| part.end != End::Indent && !matches!(part.end, End::Colons(_)));
        let indent = line.len() - line.trim_start_matches(' ').len();
        // In MDX nothing is code because of its indent, but lists need theirs.
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

    /// `:::tip Title`, `::: details Title`, `!!! note "Title"`, `??? question "Title"`, `=== "Tab"`.
    fn admonition(&mut self, text: &str, indent: usize) -> bool {
        let colons = text.len() - text.trim_start_matches(':').len();
        if colons >= 3 {
            let rest = text.trim_start_matches(':').trim();
            if rest.is_empty() {
                let at = self
                    .open
                    .iter()
                    .rposition(|part| matches!(part.end, End::Colons(open) if open <= colons));
                if let Some(at) = at {
                    while self.open.len() > at {
                        self.close();
                    }
                }
                return true;
            }
            let at = rest.find([' ', '[', '{']).unwrap_or(rest.len());
            let after = rest.get(at..).unwrap_or_default().trim();
            let title = if after.starts_with('{') || after.contains("=\"") {
                attribute(after, "title").unwrap_or_default()
            } else if let Some(bracketed) = after.strip_prefix('[') {
                bracketed.split(']').next().unwrap_or_default().to_owned()
            } else {
                after.split('{').next().unwrap_or_default().to_owned()
            };
            self.open(&title, End::Colons(colons), indent);
            return true;
        }
        for mark in ["!!! ", "???+ ", "??? ", "===! ", "=== "] {
            if let Some(rest) = text.strip_prefix(mark) {
                let is_tab = mark.starts_with("===");
                let title = rest
                    .split_once('"')
                    .and_then(|(_, after)| after.split('"').next());
                if is_tab && title.is_none() {
                    return false;
                }
                self.open(title.unwrap_or_default(), End::Indent, indent);
                return true;
            }
        }
        // Tabs of VitePress: `== Name` between colons.
        if let Some(title) = text.strip_prefix("== ")
            && self
                .open
                .iter()
                .any(|part| matches!(part.end, End::Colons(_)))
        {
            self.push(&format!("\n**{}**\n", title.trim()));
            return true;
        }
        false
    }

    /// Lines of nothing but `{% … %}`, `{{< … >}}` or `{{% … %}}`.
    fn shortcodes(&mut self, text: &str) -> bool {
        let pairs = [("{%", "%}"), ("{{<", ">}}"), ("{{%", "%}}"), ("{/*", "*/}")];
        let mut rest = text;
        let mut titles = Vec::new();
        if !pairs.iter().any(|(open, _)| rest.starts_with(open)) {
            return false;
        }
        while !rest.is_empty() {
            let inner = pairs
                .iter()
                .find_map(|(open, end)| rest.strip_prefix(open)?.split_once(end));
            let Some((inner, after)) = inner else {
                return false;
            };
            titles.extend(title_of(inner));
            rest = after.trim_start();
        }
        self.push("");
        for title in titles {
            self.push(&format!("**{title}**\n"));
        }
        true
    }

    /// `> [!TIP] Title`.
    fn alert(&mut self, text: &str) -> bool {
        let Some(rest) = text
            .strip_prefix('>')
            .map(str::trim_start)
            .and_then(|rest| rest.strip_prefix("[!"))
        else {
            return false;
        };
        let Some((kind, title)) = rest.split_once(']') else {
            return false;
        };
        if kind.is_empty()
            || !kind
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        {
            return false;
        }
        let title = title.trim_start_matches(['+', '-']).trim();
        if title.is_empty() {
            self.push(">");
        } else {
            self.push(&format!("> **{title}**\n>"));
        }
        true
    }
}
