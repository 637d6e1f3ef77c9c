//! What is wrong with a form.

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The field; empty if it is not known.
    pub(crate) field: String,
    pub(crate) message: String,
}
