//! Changes how a source is read.

use porchlight_shared::ids::{ProjectId, SourceId};

use super::{
    SourceError, read_again,
    settings::{self, Settled, WantedSettings},
};
use crate::{
    platform::Platform,
    store::{
        pages,
        sources::{self, Source, settings as stored_settings},
    },
};

/// Changes how a source is read. If that changes its content, it is read again at once.
pub async fn update(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
    wanted: WantedSettings,
) -> Result<Source, SourceError> {
    let db = &platform.project(project_id);
    let source = sources::by_id(db, project_id, source_id)
        .await?
        .ok_or(SourceError::NotFound)?;
    let whose = Settled {
        project_id,
        source_id,
        kind: source.kind,
        url: source.url.as_deref(),
    };
    let before = stored_settings::of(db, project_id, source_id)
        .await?
        .ok_or(SourceError::NotFound)?;
    let after = settings::changed(platform, whose, before.clone(), wanted)?;
    if after == before {
        return Ok(source);
    }
    let mut statements = vec![stored_settings::set(project_id, source_id, &after)];
    let reads_otherwise = after.sealed_header != before.sealed_header
        || after.renders != before.renders
        || after.crawl_rules != before.crawl_rules;
    statements.extend(reads_otherwise.then(|| pages::forget_validators(project_id, source_id)));
    db.batch(statements).await?;
    if reads_otherwise {
        return read_again(platform, project_id, source_id, true).await;
    }
    sources::by_id(db, project_id, source_id)
        .await?
        .ok_or(SourceError::NotFound)
}
