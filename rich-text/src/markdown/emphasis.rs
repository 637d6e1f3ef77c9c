//! Emphasis: pairs opening and closing marks (CommonMark, section 6.2).

use super::{end::End, inline::Inline};

/// The deepest nesting of emphasis. Anything deeper is shown without its own emphasis.
const NESTED: usize = 16;

/// A piece of text before its emphasis is resolved.
pub(crate) enum Token {
    Text(String),
    /// An inline, and how deeply its content is nested.
    Inline(Inline, usize),
    Run(Run),
    Bracket {
        is_image: bool,
        /// Where the text in the brackets starts.
        start: usize,
    },
}

/// A run of the same mark.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    mark: char,
    count: usize,
    /// How many marks the run had at first.
    original: usize,
    opens: bool,
    closes: bool,
}

impl Run {
    pub(crate) const fn new(mark: char, count: usize, opens: bool, closes: bool) -> Self {
        Self {
            mark,
            count,
            original: count,
            opens,
            closes,
        }
    }

    /// Whether this opening run can pair with the run `closing`.
    fn matches(self, closing: Self) -> bool {
        let either_both = self.opens && self.closes || closing.opens && closing.closes;
        let odd = either_both
            && (self.original + closing.original).is_multiple_of(3)
            && !(self.original.is_multiple_of(3) && closing.original.is_multiple_of(3));
        self.mark == closing.mark && !odd
    }

    /// The kind of a closing run. If one run of a kind finds no opening run, none of that kind does.
    fn kind(self) -> usize {
        let mark = usize::from(self.mark == '_') + 2 * usize::from(self.mark == '~');
        (mark * 2 + usize::from(self.opens)) * 3 + self.original % 3
    }

    fn text(self) -> Inline {
        let mut text = String::new();
        for _ in 0..self.count {
            text.push(self.mark);
        }
        Inline::Text(text)
    }
}

/// The text so far, with its emphasis resolved.
#[derive(Default)]
struct Output {
    /// The inlines, and how deeply the content of each is nested. An open run is here as its text.
    inlines: Vec<(Inline, usize)>,
    /// The open runs, with their positions.
    open: Vec<(usize, Run)>,
}

impl Output {
    /// Wraps everything after the open run at `at` in emphasis. The run loses `count` of its marks.
    fn wrap(&mut self, at: usize, count: usize) {
        self.open.truncate(at + 1);
        let Some((position, run)) = self.open.last_mut() else {
            return;
        };
        let (position, mark) = (*position, run.mark);
        let content = self.inlines.split_off(position + 1);
        run.count = run.count.saturating_sub(count);
        let left = *run;
        self.inlines.truncate(position);
        if left.count > 0 {
            self.inlines.push((left.text(), 0));
        } else {
            self.open.pop();
        }
        let (content, depth) = merged(content);
        if depth >= NESTED {
            self.inlines
                .extend(content.into_iter().map(|inline| (inline, depth)));
        } else if !content.is_empty() {
            let inline = match (mark, count) {
                ('~', _) => Inline::Strike(content),
                (_, 1) => Inline::Emphasis(content),
                _ => Inline::Strong(content),
            };
            self.inlines.push((inline, depth + 1));
        }
    }
}

/// Joins adjacent texts. Also returns the deepest nesting.
fn merged(inlines: Vec<(Inline, usize)>) -> (Vec<Inline>, usize) {
    let mut deepest = 0;
    let mut whole: Vec<Inline> = Vec::with_capacity(inlines.len());
    for (inline, depth) in inlines {
        deepest = deepest.max(depth);
        match (whole.last_mut(), inline) {
            (Some(Inline::Text(last)), Inline::Text(text)) => last.push_str(&text),
            (_, inline) => whole.push(inline),
        }
    }
    (whole, deepest)
}

/// Turns tokens into inlines. Also returns the deepest nesting.
pub(crate) fn emphasise(tokens: Vec<Token>, end: End) -> (Vec<Inline>, usize) {
    let mut output = Output::default();
    // The open runs already searched without success, by kind of closing run, so that none is searched twice.
    let mut searched = [0_usize; 18];
    for token in tokens {
        let mut run = match token {
            Token::Text(text) => {
                output.inlines.push((Inline::Text(text), 0));
                continue;
            }
            Token::Inline(inline, depth) => {
                output.inlines.push((inline, depth));
                continue;
            }
            Token::Bracket { is_image, .. } => {
                let text = if is_image { "![" } else { "[" };
                output.inlines.push((Inline::Text(text.to_owned()), 0));
                continue;
            }
            Token::Run(run) => run,
        };
        while run.closes && run.count > 0 {
            let from = searched.get(run.kind()).copied().unwrap_or_default();
            let open = output.open.get(from..).unwrap_or_default();
            let Some(at) = open.iter().rposition(|(_, open)| open.matches(run)) else {
                if let Some(searched) = searched.get_mut(run.kind()) {
                    *searched = output.open.len();
                }
                break;
            };
            let at = from + at;
            let both = output
                .open
                .get(at)
                .map_or(0, |(_, open)| open.count.min(run.count));
            let count = both.min(2);
            run.count -= count;
            output.wrap(at, count);
            for searched in &mut searched {
                *searched = (*searched).min(output.open.len());
            }
        }
        if run.count > 0 {
            if run.opens {
                output.open.push((output.inlines.len(), run));
            }
            output.inlines.push((run.text(), 0));
        }
    }
    if end == End::Open {
        while let Some((_, run)) = output.open.last() {
            let count = run.count.min(2);
            output.wrap(output.open.len() - 1, count);
        }
    }
    merged(output.inlines)
}
