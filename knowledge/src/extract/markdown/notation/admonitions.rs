//! Parts between marks: colons, plus signs, an indent, fences of directives, and typed blockquotes.

use super::{End, Translation, fences::opens_fence, tags::attribute};

/// Signs that start a callout on Readme.com.
const SIGNS: &[&str] = &["📘", "🚧", "👍", "❗️", "❗", "ℹ️", "⚠️"];
/// Labels that converters put at the start of a callout.
const LABELS: &[&str] = &[
    "Caution",
    "Danger",
    "Hint",
    "Important",
    "Info",
    "Note",
    "Tip",
    "Warning",
];
/// Directives of `MyST` whose content is not text.
const WITHOUT_TEXT: &[&str] = &[
    "toctree",
    "image",
    "figure",
    "include",
    "literalinclude",
    "contents",
    "index",
    "raw",
];
/// Directives of `MyST` with text.
const WITH_TEXT: &[&str] = &[
    "admonition",
    "attention",
    "caution",
    "danger",
    "dropdown",
    "error",
    "hint",
    "important",
    "note",
    "seealso",
    "sidebar",
    "tab-item",
    "tip",
    "topic",
    "versionadded",
    "versionchanged",
    "warning",
];

impl Translation {
    /// Opens `:::tip Title`, `::: details Title`, `!!! note "Title"`, `??? question "Title"`, `=== "Tab"`, `+++ Title`.
    pub(super) fn admonition(
        &mut self,
        lines: &[&str],
        text: &str,
        indent: usize,
    ) -> Option<usize> {
        if text.starts_with(":::") {
            return Some(self.colons(lines, text, indent));
        }
        if let Some(title) = text.strip_prefix("+++ ") {
            self.open(title, End::Pluses, indent);
            return Some(1);
        }
        if text == "+++" {
            return self.close_to(|end| *end == End::Pluses).then_some(1);
        }
        for mark in ["!!! ", "???+ ", "??? ", "===! ", "=== "] {
            if let Some(rest) = text.strip_prefix(mark) {
                let is_tab = mark.starts_with("===");
                let title = rest
                    .split_once('"')
                    .and_then(|(_, after)| after.split('"').next());
                if is_tab && title.is_none() {
                    return None;
                }
                self.open(title.unwrap_or_default(), End::Indent, indent);
                return Some(1);
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
            return Some(1);
        }
        None
    }

    fn colons(&mut self, lines: &[&str], text: &str, indent: usize) -> usize {
        let colons = text.len() - text.trim_start_matches(':').len();
        let rest = text.trim_start_matches(':').trim();
        if rest.is_empty() || rest.ends_with("-end") {
            self.close_to(|end| matches!(end, End::Colons(open) if *open <= colons));
            return 1;
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
        // The first heading of a Quarto callout is its title.
        let first = lines
            .iter()
            .skip(1)
            .position(|line| !line.trim().is_empty());
        if title.is_empty()
            && rest.starts_with('{')
            && let Some(at) = first
            && let Some(heading) = lines.get(at + 1).and_then(|line| heading(line))
        {
            self.open(heading, End::Colons(colons), indent);
            return at + 2;
        }
        self.open(&title, End::Colons(colons), indent);
        1
    }

    /// Closes the innermost part with such an end, and all parts in it.
    pub(super) fn close_to(&mut self, is_it: impl Fn(&End) -> bool) -> bool {
        let at = self.open.iter().rposition(|part| is_it(&part.end));
        if let Some(at) = at {
            while self.open.len() > at {
                self.close();
            }
        }
        at.is_some()
    }

    /// A directive of `MyST` in a fence, with its name and title after the marks.
    pub(super) fn directive(&mut self, lines: &[&str], text: &str, indent: usize) -> Option<usize> {
        let fence = opens_fence(text).filter(|fence| !fence.starts_with('$'))?;
        if text == fence {
            let is_it = |end: &End| matches!(end, End::Fence(open) if open.len() <= fence.len());
            return self.close_to(is_it).then_some(1);
        }
        let (name, title) = text
            .trim_start_matches(['`', '~'])
            .strip_prefix('{')?
            .split_once('}')?;
        let is_option = |line: &&&str| line.trim_start().starts_with(':');
        if WITH_TEXT.contains(&name) {
            let options = lines.iter().skip(1).take_while(is_option).count();
            self.open(title, End::Fence(fence), indent);
            return Some(1 + options);
        }
        if !WITHOUT_TEXT.contains(&name) {
            return None;
        }
        let end = lines.iter().skip(1).position(|line| line.trim() == fence);
        Some(end.map_or(lines.len(), |end| end + 2))
    }

    /// `> [!TIP] Title`, including nested quotes, and the signs of Readme.com.
    pub(super) fn alert(&mut self, lines: &[&str], text: &str) -> bool {
        let inner = text.trim_start_matches(['>', ' ']);
        let quote = text
            .get(..text.len() - inner.len())
            .unwrap_or_default()
            .trim_end();
        if quote.is_empty() {
            return false;
        }
        if let Some(title) = SIGNS.iter().find_map(|sign| inner.strip_prefix(sign)) {
            let is_alone = lines.get(1).is_some_and(|next| next.trim() == quote);
            if !is_alone || title.trim().is_empty() {
                return false;
            }
            self.push(&format!("{quote} **{}**", title.trim()));
            return true;
        }
        let label = inner
            .strip_prefix("**")
            .and_then(|label| label.strip_suffix("**"));
        if label.is_some_and(|label| LABELS.contains(&label.trim_end_matches(':'))) {
            self.push(quote);
            return true;
        }
        let Some((kind, title)) = inner
            .strip_prefix("[!")
            .and_then(|rest| rest.split_once(']'))
        else {
            return false;
        };
        // DocFX has attributes in the brackets: `[!div class="checklist"]`.
        let kind = kind.split(' ').next().unwrap_or_default();
        let is_kind = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        if kind.is_empty() || !kind.chars().all(is_kind) {
            return false;
        }
        let title = title.trim_start_matches(['+', '-']).trim();
        if title.is_empty() {
            self.push(quote);
        } else {
            self.push(&format!("{quote} **{title}**\n{quote}"));
        }
        true
    }
}

/// The text of a heading line, after its marks.
fn heading(line: &str) -> Option<&str> {
    let text = line.trim().trim_start_matches('#');
    let signs = line.trim().len() - text.len();
    ((1..=6).contains(&signs) && text.starts_with(' ')).then(|| text.trim())
}
