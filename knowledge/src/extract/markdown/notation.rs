//! Notations that documentation tools add to Markdown, turned into what they mean: imports, admonitions, tabs,
//! accordions, shortcodes, variables.
//!
//! What opens with a title becomes `<details>` with a `<summary>`: a section that ends. What has none is its content alone.
//! A variable whose value the file does not give leaves its sentence out: nobody can quote it.

use std::collections::HashMap;

use self::{
    tags::{attribute, tag_end, title_of},
    variables::with_values,
};

mod tags;
mod variables;

/// The most lines over which a tag may go on.
const TAG_LINES: usize = 12;
/// The most sections that may be open within each other.
const DEEPEST: usize = 16;

/// `markdown` in plain Markdown and HTML.
pub(super) fn translated(markdown: &str) -> String {
    let mut translation = Translation::default();
    let lines: Vec<&str> = markdown.lines().collect();
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
    /// What the file itself gives names to.
    values: HashMap<String, String>,
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
            if text.starts_with(fence.as_str()) && text.trim_start_matches(['`', '~']).is_empty() {
                self.fence = None;
            }
            self.push(line);
            return 1;
        }
        if text.starts_with("```") || text.starts_with("~~~") {
            let mark = text.chars().next().unwrap_or('`');
            self.fence = Some(text.chars().take_while(|&c| c == mark).collect());
            self.push(line);
            return 1;
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
        let line = with_values(line, &self.values);
        self.push(&line);
        1
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
        let text = line.trim_start();
        let is_item =
            text.starts_with(['-', '*', '+']) || text.starts_with(|c: char| c.is_ascii_digit());
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

    /// `import` and `export` at the beginning of a line.
    fn module_line(&mut self, lines: &[&str]) -> Option<usize> {
        let line = lines.first()?.trim_end();
        let is_import = line.strip_prefix("import ").is_some_and(|rest| {
            rest.starts_with(['"', '\''])
                || rest.contains(" from \"")
                || rest.contains(" from '")
                || rest.trim_end().ends_with('{')
        });
        let export = line.strip_prefix("export ");
        let declares = export.is_some_and(|rest| {
            ["const ", "let ", "var ", "default ", "function ", "{"]
                .iter()
                .any(|word| rest.starts_with(word))
        });
        if !is_import && !declares {
            return None;
        }
        if let Some((name, value)) = export.and_then(|rest| {
            let rest = ["const ", "let ", "var "]
                .iter()
                .find_map(|word| rest.strip_prefix(word))?;
            rest.split_once('=')
        }) {
            let value = value.trim().trim_end_matches(';').trim();
            let text = ['"', '\'', '`']
                .iter()
                .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
            if let Some(text) = text.or_else(|| value.parse::<f64>().is_ok().then_some(value)) {
                self.values.insert(name.trim().to_owned(), text.to_owned());
            }
        }
        // A declaration goes on until what it opens is closed, or to the next empty line.
        let mut depth = 0_i32;
        for (taken, line) in lines.iter().enumerate() {
            if taken > 0 && line.trim().is_empty() {
                return Some(taken);
            }
            for c in line.chars() {
                depth += match c {
                    '{' | '(' | '[' => 1,
                    '}' | ')' | ']' => -1,
                    _ => 0,
                };
            }
            if depth <= 0 {
                return Some(taken + 1);
            }
        }
        Some(lines.len())
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

    /// Tags of components, whose names begin with a capital letter: on lines of their own, or around one line.
    fn tag(&mut self, lines: &[&str], text: &str, indent: usize) -> Option<usize> {
        if let Some(name) = text
            .strip_prefix("</")
            .and_then(|rest| rest.strip_suffix('>'))
            && name.starts_with(|c: char| c.is_ascii_uppercase())
        {
            self.end_tag(name.trim());
            return Some(1);
        }
        let after = text.strip_prefix('<')?;
        let name: String = after
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '.')
            .collect();
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) {
            return None;
        }
        let mut joined = text.to_owned();
        let mut taken = 1;
        while tag_end(&joined).is_none() && taken < TAG_LINES {
            joined.push(' ');
            joined.push_str(lines.get(taken)?.trim());
            taken += 1;
        }
        let (tag, rest) = joined.split_at_checked(tag_end(&joined)?)?;
        let title = title_of(tag).unwrap_or_default();
        let rest = rest.trim();
        if tag.ends_with("/>") {
            if !title.is_empty() {
                self.push(&format!("\n{title}\n"));
            }
            let rest = with_values(rest, &self.values);
            self.push(&rest);
            return Some(taken);
        }
        self.open(&title, End::Tag(name.clone()), indent);
        if let Some(inner) = rest.strip_suffix(&format!("</{name}>")) {
            let inner = with_values(inner.trim(), &self.values);
            self.push(&inner);
            self.end_tag(&name);
        } else if !rest.is_empty() {
            let rest = with_values(rest, &self.values);
            self.push(&rest);
        }
        Some(taken)
    }

    fn end_tag(&mut self, name: &str) {
        let at = self
            .open
            .iter()
            .rposition(|part| matches!(&part.end, End::Tag(open) if open == name));
        if let Some(at) = at {
            while self.open.len() > at {
                self.close();
            }
        } else {
            self.push("");
        }
    }
}
