//! Whether more text may follow.

/// Whether more text may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The text is complete: a mark that was never closed is text.
    Final,
    /// The text is still being written: what is open counts as closed at the end, and half a mark is not shown.
    Open,
}
