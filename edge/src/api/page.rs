//! Lists that are read page by page: how many entries, and where the page before ended.

use serde::Deserialize;
use utoipa::IntoParams;

use super::error::ApiError;
use crate::domain::cursor::Cursor;

/// Entries in an answer unless the client says otherwise.
pub const DEFAULT_LIMIT: u32 = 50;
/// Most entries in one answer.
pub const MOST: u32 = 100;

/// The query of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Entries in the answer.
    #[param(minimum = 1, maximum = 100, default = 50)]
    pub limit: Option<u32>,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
}

impl PageQuery {
    /// The wanted number of entries, checked.
    pub fn limit(&self) -> Result<u32, ApiError> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if (1..=MOST).contains(&limit) {
            Ok(limit)
        } else {
            Err(ApiError::limit_invalid(MOST))
        }
    }

    /// Where the page before ended, in the list with these `filters`.
    pub fn after(&self, filters: &str) -> Result<Option<Cursor>, ApiError> {
        self.cursor
            .as_ref()
            .map(|text| Cursor::decode(text, filters))
            .transpose()
            .map_err(|_| ApiError::cursor_invalid())
    }
}

/// Cuts `entries`, of which one more than `limit` was read, and says where the next page begins.
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
