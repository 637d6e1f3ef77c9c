//! The owner's settings for reading a source.

use porchlight_shared::ids::{ProjectId, SourceId};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_optional};

/// The settings of a source. Without any, everything is read, as often as the project says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct SourceSettings {
    /// The rules for the pages to read, as JSON. `None`: all pages.
    pub crawl_rules: Option<String>,
    /// The hours after which it is read again; 0 for never. `None`: the project's setting.
    pub recrawl_hours: Option<u32>,
    /// The name of the header that opens its pages.
    pub header_name: Option<String>,
    /// The last four characters of that header's value, empty if the value is short.
    pub header_last_four: Option<String>,
    /// The header's value, sealed.
    pub sealed_header: Option<String>,
    /// 1 if a browser renders its pages that are empty until their scripts run.
    pub renders: u8,
}

const OF: &str = "
    SELECT crawl_rules, recrawl_hours, header_name, header_last_four, sealed_header, renders FROM sources
    WHERE project_id = ?1 AND id = ?2";

/// The settings of the source.
pub async fn of(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Option<SourceSettings>, DbError> {
    fetch_optional(db, Statement::new(OF).bind(project_id).bind(source_id)).await
}

const SET: &str = "
    UPDATE sources SET crawl_rules = ?3, recrawl_hours = ?4, header_name = ?5, header_last_four = ?6, sealed_header = ?7,
      renders = ?8
    WHERE project_id = ?1 AND id = ?2";

/// Sets all settings of the source.
pub fn set(project_id: ProjectId, source_id: SourceId, settings: &SourceSettings) -> Statement {
    Statement::new(SET)
        .bind(project_id)
        .bind(source_id)
        .bind(settings.crawl_rules.as_deref())
        .bind(settings.recrawl_hours)
        .bind(settings.header_name.as_deref())
        .bind(settings.header_last_four.as_deref())
        .bind(settings.sealed_header.as_deref())
        .bind(u32::from(settings.renders))
}
