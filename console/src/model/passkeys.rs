//! The passkeys of the signed-in person.

use serde::Deserialize;

use super::people::browser_or_unknown;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnPasskey {
    pub(crate) id: String,
    /// The browser in which it was added; empty if unknown.
    pub(crate) browser: String,
    pub(crate) created_at: String,
    /// When it was last used to sign in.
    pub(crate) used_at: Option<String>,
}

impl OwnPasskey {
    /// The browser in which it was added, in words.
    pub(crate) fn place(&self) -> &str {
        browser_or_unknown(&self.browser)
    }
}

/// The passkeys, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct OwnPasskeys {
    pub(crate) passkeys: Vec<OwnPasskey>,
}
