//! Lists in pages: how many entries, and where the previous page ended.

use serde::Deserialize;
use utoipa::IntoParams;

use super::error::ApiError;
use crate::domain::cursor::Cursor;

/// The default number of entries in a response.
pub const DEFAULT_LIMIT: u32 = 50;
/// The most entries in a response.
pub const MOST: u32 = 100;

/// The page of a list to return.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The most entries in the response.
    #[param(minimum = 1, maximum = 100, default = 50)]
    pub limit: Option<u32>,
    /// The `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

impl PageQuery {
    /// The requested number of entries, checked.
    pub fn limit(&self) -> Result<u32, ApiError> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if (1..=MOST).contains(&limit) {
            Ok(limit)
        } else {
            Err(ApiError::limit_invalid(MOST))
        }
    }

    /// Where the previous page ended, in the list with these `filters`. `None` for the first page.
    pub fn after(&self, filters: &str) -> Result<Option<Cursor>, ApiError> {
        self.cursor
            .as_ref()
            .map(|text| Cursor::decode(text, filters))
            .transpose()
            .map_err(|_| ApiError::cursor_invalid())
    }
}

/// Cuts `entries`, which may contain one more than `limit`, and returns the cursor of the next page.
pub fn next_cursor<T>(
    entries: &mut Vec<T>,
    limit: u32,
    filters: &str,
    place: impl Fn(&T) -> Cursor,
) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = entries.len() > limit;
    entries.truncate(limit);
    let last = entries.last().filter(|_| more)?;
    Some(place(last).encode(filters))
}
