//! The error body of the APIs for browsers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `{"error": "…", "code": "…"}`: a sentence that says what to do, and a stable code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// A sentence for people. Its wording may change.
    pub error: String,
    /// A code for programs, stable and in `snake_case`.
    pub code: String,
    /// The numbers in the sentence, by name, such as `most`, for clients that word the error themselves. Left out if
    /// the sentence has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, u64>,
}
