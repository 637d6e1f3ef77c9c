//! Emphasis: which marks belong together (CommonMark, section 6.2).

use super::{end::End, inline::Inline};

/// The deepest nesting of emphasis. What is deeper is shown without its own.
const NESTED: usize = 16;

/// What a text is made of before its emphasis is known.
pub(crate) enum Token {
    Text(String),
    /// With how deep its content is nested.
    Inline(Inline, usize),
    Run(Run),
    Bracket {
        is_image: bool,
        /// Where the text in it begins.
        start: usize,
    },
}

/// A run of the same mark.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    mark: char,
    count: usize,
    /// How many there were at first.
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

    /// Whether emphasis that this run opens may end with another.
    fn matches(self, closing: Self) -> bool {
        let either_both = self.opens && self.closes || closing.opens && closing.closes;
        let odd = either_both
            && (self.original + closing.original).is_multiple_of(3)
            && !(self.original.is_multiple_of(3) && closing.original.is_multiple_of(3));
        self.mark == closing.mark && !odd
    }

    /// The kind of closing run: all of a kind find an opening one, or none does.
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

/// A text whose emphasis is known up to here.
#[derive(Default)]
struct Output {
    /// Each with how deep its content is nested. The text of an open run stands for it.
    inlines: Vec<(Inline, usize)>,
    /// The open runs, with their positions.
    open: Vec<(usize, Run)>,
}

impl Output {
    /// Makes emphasis of what stands after the open run at `at`, which loses `count` of its marks.
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

/// Texts that follow each other as one, and how deep the deepest is nested.
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

/// The inlines that tokens become, and how deep the deepest is nested.
pub(crate) fn emphasise(tokens: Vec<Token>, end: End) -> (Vec<Inline>, usize) {
    let mut output = Output::default();
    // How many open runs have been searched in vain, by kind of closing run: none is searched twice.
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
