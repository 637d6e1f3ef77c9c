//! Why passages do not support a sentence.

/// What the passages do not support.
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
    /// A negation where the passage affirms, or an affirmation where it negates.
    Negation,
    /// A limiting or widening word: only, free, always, after.
    Limit,
    /// An address.
    Link,
    /// Too many of the other words.
    Words,
    /// The sentence repeats an earlier one of the same answer.
    Repeated,
}
