//! Why a sentence does not rest on passages.

/// What a sentence says that the passages do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It claims nothing.
    Nothing,
    /// A number, or what it counts.
    Number,
    /// A name.
    Name,
    /// A currency or a percent sign.
    Sign,
    /// It says no where the passage says yes, or the other way round.
    Negation,
    /// A word that limits or widens: only, free, always, after.
    Limit,
    /// An address.
    Link,
    /// Too many other words.
    Words,
    /// It was said before in the same answer.
    Repeated,
}
