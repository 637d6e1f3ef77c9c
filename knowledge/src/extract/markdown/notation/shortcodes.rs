//! Shortcodes of Hugo, tags of Liquid (Jekyll), `GitBook` and Markdoc: `{% … %}`, `{{< … >}}`, `{{% … %}}`, `{/* … */}`.

use super::{
    End, Translation,
    shortcode::{alone, around, closed, name, titled},
    tags::attribute,
};

/// Shortcodes whose content is not for readers.
const UNSAID: &[&str] = &["comment", "content-ref"];
/// Shortcodes whose title describes a picture or code, and does not start a section.
const LABELLED: &[&str] = &[
    "code", "embed", "figure", "file", "image", "img", "video", "youtube",
];
/// Attributes that contain text.
const TEXTS: &[&str] = &["content", "text", "message"];
/// The most lines between a shortcode and its closing one.
const LINES: usize = 100;

impl Translation {
    /// Lines with only shortcodes. One that has a title and is closed later becomes a section.
    pub(super) fn shortcodes(
        &mut self,
        lines: &[&str],
        text: &str,
        indent: usize,
    ) -> Option<usize> {
        if let Some((title, inner)) = around(text) {
            self.open(&title, End::Shortcode(String::new()), indent);
            self.push_text(inner);
            self.close();
            return Some(1);
        }
        let tags = alone(text)?;
        if let [tag] = tags.as_slice() {
            let name = name(tag);
            if name == "raw" {
                return Some(self.raw(lines));
            }
            if UNSAID.contains(&name) {
                let closes = |line: &&str| {
                    alone(line.trim())
                        .is_some_and(|tags| tags.iter().any(|tag| closed(tag) == Some(name)))
                };
                let end = lines.iter().take(LINES).position(closes);
                return Some(end.map_or(1, |end| end + 1));
            }
        }
        self.push("");
        for tag in &tags {
            if let Some(name) = closed(tag) {
                self.close_to(|end| matches!(end, End::Shortcode(open) if open == name));
                continue;
            }
            let name = name(tag);
            if let Some(title) = titled(tag) {
                let is_closed = lines.iter().take(LINES).skip(1).any(|line| {
                    let may_close = line.contains("end") || line.contains('/');
                    let tags = may_close.then(|| alone(line.trim())).flatten();
                    tags.is_some_and(|tags| tags.iter().any(|tag| closed(tag) == Some(name)))
                });
                if LABELLED.contains(&name) {
                    self.push(&format!("{title}\n"));
                } else if is_closed {
                    self.open(&title, End::Shortcode(name.to_owned()), indent);
                } else {
                    self.push(&format!("**{title}**\n"));
                }
            }
            let said = TEXTS.iter().find_map(|text| attribute(tag, text));
            if let Some(text) = said.filter(|_| !LABELLED.contains(&name)) {
                self.push_text(&text);
                self.push("");
            }
        }
        Some(1)
    }

    /// The lines between `{% raw %}` and `{% endraw %}`, in which braces are text.
    fn raw(&mut self, lines: &[&str]) -> usize {
        let ends = |line: &&str| line.contains("endraw");
        let Some(end) = lines.iter().take(LINES).position(ends) else {
            return 1;
        };
        for line in lines.get(1..end).unwrap_or_default() {
            self.push(line);
        }
        end + 1
    }
}
