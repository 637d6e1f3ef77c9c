//! Whether more text may follow.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The text is complete. A mark that was never closed is text.
    Final,
    /// The text is still arriving. Open marks count as closed at the end, and half a mark is hidden.
    Open,
}
