//! Rows of tables that are not read. They are stored with the reason, like left-out pages.

use porchlight_knowledge::passage::ExtractedDocument;

use super::failure::Failure;
use crate::store::pages::FoundPage;

/// The left-out rows of a document. `within` is its address, or its path in a folder; `None` for a file that is a
/// source itself.
pub(super) fn rows(document: &ExtractedDocument, within: Option<&str>) -> Vec<FoundPage> {
    let rows = document.left_out.iter().map(|left| {
        let place = match within {
            Some(within) => format!("{within}, {}", left.place),
            None => left.place.clone(),
        };
        let failure = Failure::RowLeftOut(left.reason);
        FoundPage {
            variant: place.clone(),
            url: place,
            depth: u32::try_from(left.line).unwrap_or(u32::MAX),
            listed: 0,
            lastmod: None,
            failure_code: Some(failure.code()),
            failure_reason: Some(failure.to_string()),
        }
    });
    rows.collect()
}
