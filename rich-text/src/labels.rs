//! The words that the view adds to a text.

/// The words that the view adds to a text, in the reader's language.
pub struct Labels {
    /// The label of the button that copies a block of code.
    pub copy: String,
    /// The label of a citation's mark for screen readers, from the citation's number.
    pub source: Box<dyn Fn(&str) -> String>,
}
