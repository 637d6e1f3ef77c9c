//! An error in a form.

/// An error in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The field; empty if unknown.
    pub(crate) field: String,
    pub(crate) message: String,
}
