//! The words that stand in a text beside its own.

/// The words that stand in a text beside its own.
pub struct Labels {
    /// The text of the button that copies a block of code.
    pub copy: String,
    /// The label of a citation's mark, from the citation's number. Screen readers say it.
    pub source: Box<dyn Fn(&str) -> String>,
}
