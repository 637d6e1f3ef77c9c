//! Citation marks without a citation.

use super::{
    inline::{Inline, as_text},
    word::WORD_JOINER,
};

/// Turns marks without a citation into text. True if there was one.
pub(crate) fn unmark(inlines: &mut [Inline], is_cited: &dyn Fn(u32) -> bool) -> bool {
    let mut changed = false;
    let mut last: Option<&mut String> = None;
    for inline in inlines {
        if let Inline::Citation { number, spaced } = *inline
            && !is_cited(number)
        {
            if let Some(last) = last {
                last.truncate(last.trim_end_matches(WORD_JOINER).len());
                if spaced {
                    last.push(' ');
                }
            }
            *inline = Inline::Text(as_text(number));
            changed = true;
        }
        last = None;
        match inline {
            Inline::Text(text) => last = Some(text),
            Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => {
                changed |= unmark(content, is_cited);
            }
            _ => {}
        }
    }
    changed
}
