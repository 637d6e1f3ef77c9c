//! A line that is read column by column (CommonMark, section 2.2: a tab advances to the next multiple of four columns).

/// Whether the text contains this ASCII mark. `str::contains` would add the code of substring search, which is a
/// kilobyte.
pub(crate) fn has(text: &str, mark: u8) -> bool {
    text.as_bytes().contains(&mark)
}

/// The columns between tab stops.
const TAB: usize = 4;

/// The rest of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    rest: &'a str,
    column: usize,
    /// Columns left over from a tab.
    spaces: usize,
}

impl<'a> Line<'a> {
    /// A whole line.
    pub(crate) const fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            column: 0,
            spaces: 0,
        }
    }

    /// The rest after its white space.
    pub(crate) fn text(&self) -> &'a str {
        self.rest.trim_start_matches([' ', '\t'])
    }

    /// Whether the rest is only white space.
    pub(crate) fn is_blank(&self) -> bool {
        self.text().is_empty()
    }

    /// The columns of white space before the text.
    pub(crate) fn indent(&self) -> usize {
        let mut line = *self;
        line.skip(usize::MAX)
    }

    /// Skips up to `columns` columns of white space, and returns how many there were.
    pub(crate) fn skip(&mut self, columns: usize) -> usize {
        let mut skipped = 0;
        while skipped < columns {
            if self.spaces > 0 {
                self.spaces -= 1;
            } else if let Some(rest) = self.rest.strip_prefix(' ') {
                self.rest = rest;
            } else if let Some(rest) = self.rest.strip_prefix('\t') {
                self.rest = rest;
                self.spaces = TAB - self.column % TAB - 1;
            } else {
                break;
            }
            self.column += 1;
            skipped += 1;
        }
        skipped
    }

    /// Skips the white space and `bytes` ASCII bytes after it.
    pub(crate) fn skip_mark(&mut self, bytes: usize) {
        self.skip(usize::MAX);
        self.rest = self.rest.get(bytes..).unwrap_or_default();
        self.column += bytes;
    }

    /// Appends the rest, including white space.
    pub(crate) fn write(&self, text: &mut String) {
        for _ in 0..self.spaces {
            text.push(' ');
        }
        text.push_str(self.rest);
    }
}
