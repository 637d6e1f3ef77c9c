//! Parts that start and end with a line of marks: code and formulas.

/// The delimiter of display formulas.
const FORMULA: &str = "$$";

/// The fence of the code or formulas that `text` opens.
pub(super) fn opens_fence(text: &str) -> Option<String> {
    if text.starts_with("```") || text.starts_with("~~~") {
        let mark = text.chars().next()?;
        return Some(text.chars().take_while(|&c| c == mark).collect());
    }
    let formula = text.strip_prefix(FORMULA)?;
    (!formula.contains(FORMULA)).then(|| FORMULA.to_owned())
}

pub(super) fn ends_fence(fence: &str, text: &str) -> bool {
    if fence == FORMULA {
        return text.ends_with(FORMULA);
    }
    text.starts_with(fence) && text.trim_start_matches(['`', '~']).is_empty()
}
