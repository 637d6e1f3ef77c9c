//! The passkeys of whoever has signed in.

use serde::Deserialize;

use super::people::browser_or_unknown;

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnPasskey {
    pub(crate) id: String,
    /// The browser in which it was added; empty if it is not known.
    pub(crate) browser: String,
    pub(crate) created_at: String,
    /// When somebody last signed in with it.
    pub(crate) used_at: Option<String>,
}

impl OwnPasskey {
    /// Where it was added.
    pub(crate) fn place(&self) -> &str {
        browser_or_unknown(&self.browser)
    }
}

/// The passkeys, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct OwnPasskeys {
    pub(crate) passkeys: Vec<OwnPasskey>,
}
