//! Finds the ends of links, pictures, code and strong text in Markdown, so that no sentence is split inside them.

use std::ops::Range;

/// The longest strong text that is never split, in bytes. A longer one is a paragraph rather than emphasis.
const STRONG_BYTES: usize = 400;

/// Finds what starts at a position. If positions only rise, the text is read a few times in total, however many
/// unclosed marks it has.
pub(crate) struct Marks<'t> {
    text: &'t str,
    line: Next,
    bracket: Next,
    parenthesis: Next,
    tick: Next,
    strong: Next,
}

/// A link or a picture.
pub(crate) struct Link {
    /// The visible text, in bytes. For a picture, or a link around a picture, this is the picture's description.
    pub(crate) label: Range<usize>,
    /// Where the link ends, in bytes.
    pub(crate) end: usize,
}

impl<'t> Marks<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            line: Next::of("\n"),
            bracket: Next::of("]"),
            parenthesis: Next::of(")"),
            tick: Next::of("`"),
            strong: Next::of("**"),
        }
    }

    /// For an unsplittable part that starts at `at`: its end, and the end of its text before the closing marks.
    pub(crate) fn whole(&mut self, at: usize) -> Option<(usize, usize)> {
        let rest = self.text.get(at..)?;
        if rest.starts_with('[') || rest.starts_with("![") {
            let link = self.link(at)?;
            let label = self.text.get(link.label.clone())?;
            let text = label.trim_end_matches(['*', '_']);
            return Some((link.end, link.label.start + text.len()));
        }
        if rest.starts_with('`') && !rest.starts_with("``") {
            let end = self.tick.from(self.text, at + 1)?;
            return (self.is_in_line(at, end)).then_some((end + 1, end));
        }
        if rest.starts_with("**") {
            let end = self.strong.from(self.text, at + 2)?;
            let fits = end > at + 2 && end - at <= STRONG_BYTES && self.is_in_line(at, end);
            return fits.then_some((end + 2, end));
        }
        None
    }

    /// The link or picture that starts at `at`: `[label](target)`, `![label](target)`, `[![label](target)](target)`.
    pub(crate) fn link(&mut self, at: usize) -> Option<Link> {
        let rest = self.text.get(at..)?;
        if rest.starts_with("[![") {
            let picture = self.plain_link(at + 2)?;
            let after = self.text.get(picture.end..)?;
            let target = picture.end + after.len() - after.strip_prefix("](")?.len();
            let end = self.target_end(at, target)?;
            return Some(Link {
                label: picture.label,
                end,
            });
        }
        self.plain_link(at + usize::from(rest.starts_with('!')))
    }

    fn plain_link(&mut self, at: usize) -> Option<Link> {
        let label_end = self.bracket.from(self.text, at + 1)?;
        let after = self.text.get(label_end..)?.strip_prefix("](")?;
        let label = at + 1..label_end;
        if self.text.get(label.clone())?.contains('[') {
            return None;
        }
        let end = self.target_end(at, self.text.len() - after.len())?;
        Some(Link { label, end })
    }

    fn target_end(&mut self, at: usize, target: usize) -> Option<usize> {
        let end = self.parenthesis.from(self.text, target)?;
        self.is_in_line(at, end).then_some(end + 1)
    }

    fn is_in_line(&mut self, at: usize, end: usize) -> bool {
        self.line.from(self.text, at).is_none_or(|line| line > end)
    }
}

/// The next position of a mark, searched once for all positions before it.
struct Next {
    mark: &'static str,
    from: usize,
    found: Option<usize>,
    searched: bool,
}

impl Next {
    const fn of(mark: &'static str) -> Self {
        Self {
            mark,
            from: 0,
            found: None,
            searched: false,
        }
    }

    fn from(&mut self, text: &str, at: usize) -> Option<usize> {
        let known = self.searched && self.from <= at && self.found.is_none_or(|found| found >= at);
        if !known {
            self.searched = true;
            self.from = at;
            self.found = text.get(at..)?.find(self.mark).map(|found| at + found);
        }
        self.found
    }
}
