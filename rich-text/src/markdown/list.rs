//! Markers of list items.

/// The most digits of an item's number.
const NUMBER_DIGITS: usize = 9;

/// A list item's marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    /// `-`, `*` or `+`, or the `.` or `)` after the number. An item with another mark starts a new list.
    pub(crate) mark: char,
    /// The number; `None` for a bullet.
    pub(crate) number: Option<u32>,
    /// The length in bytes. All are ASCII.
    pub(crate) length: usize,
}

/// The marker at the beginning of a text. White space or the end must follow it.
pub(crate) fn marker_of(text: &str) -> Option<Marker> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mark = text.get(digits..)?.chars().next()?;
    let number = match (digits, mark) {
        (0, '-' | '*' | '+') => None,
        (1..=NUMBER_DIGITS, '.' | ')') => Some(text.get(..digits)?.parse().ok()?),
        _ => return None,
    };
    let length = digits + 1;
    let rest = text.get(length..)?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(Marker {
        mark,
        number,
        length,
    })
}
