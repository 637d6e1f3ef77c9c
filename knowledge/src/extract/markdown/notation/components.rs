//! MDX components: `<Accordion title="…">`.

use super::{
    End, OpenPart, Translation,
    tags::{component, tag_end, title_alone, title_of},
};

/// The most lines of a tag.
const TAG_LINES: usize = 12;

impl Translation {
    /// The text before the end tag of the innermost part, if the line ends with that tag.
    pub(super) fn ended<'l>(&self, text: &'l str) -> Option<&'l str> {
        let Some(OpenPart {
            end: End::Tag(name),
            ..
        }) = self.open.last()
        else {
            return None;
        };
        let inner = text.strip_suffix('>')?.strip_suffix(name.as_str())?;
        let inner = inner.strip_suffix("</")?;
        let inner = inner.strip_suffix("`}").unwrap_or(inner);
        (!inner.contains(&format!("<{name}"))).then_some(inner)
    }

    /// Tags of components, whose names start with a capital letter: on lines of their own, or around one line.
    pub(super) fn tag(&mut self, lines: &[&str], text: &str, indent: usize) -> Option<usize> {
        if let Some(name) = text
            .strip_prefix("</")
            .and_then(|rest| rest.strip_suffix('>'))
            && name.starts_with(|c: char| c.is_ascii_uppercase())
        {
            self.end_tag(name.trim());
            return Some(1);
        }
        let after = text.strip_prefix('<')?;
        let name = component(after)?;
        let mut joined = text.to_owned();
        let mut taken = 1;
        while tag_end(&joined).is_none() && taken < TAG_LINES {
            joined.push(' ');
            joined.push_str(lines.get(taken)?.trim());
            taken += 1;
        }
        let (tag, rest) = joined.split_at_checked(tag_end(&joined)?)?;
        let rest = rest.trim();
        if tag.ends_with("/>") {
            if rest.is_empty() {
                let title = title_alone(tag).unwrap_or_default();
                self.push(&format!("\n{title}\n"));
            } else {
                self.push_text(rest);
            }
            return Some(taken);
        }
        let end = format!("</{name}>");
        let inner = rest.strip_suffix(end.as_str());
        if inner.unwrap_or(rest).contains(&end) {
            // The tag encloses only some words of the line.
            self.push_text(&rest.replacen(&end, "", 1));
            return Some(taken);
        }
        let title = title_of(tag).unwrap_or_default();
        self.open(&title, End::Tag(name.to_owned()), indent);
        if let Some(inner) = inner {
            self.push_text(inner.trim());
            self.end_tag(name);
        } else if !rest.is_empty() && rest != "{`" {
            self.push_text(rest);
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
