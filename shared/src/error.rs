//! The error body of the browser's surfaces.

use serde::{Deserialize, Serialize};

/// `{"error": "…", "code": "…"}`: a sentence that says what to do, and a code that never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// For people.
    pub error: String,
    /// For programs: stable, `snake_case`.
    pub code: String,
}
