//! How soon people usually reply, cached for an hour.

use porchlight_shared::ids::ProjectId;

use crate::{
    domain::conversation::reply_time::{DAYS, MOST, UsualReply},
    platform::{DbError, Platform},
    store::reply_times,
};

/// How long it is cached, in seconds: 1 hour.
const KEPT_SECONDS: u32 = 60 * 60;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// How soon people of the project usually reply; `None` if there are too few replies.
pub async fn usual(
    platform: &Platform,
    project_id: ProjectId,
) -> Result<Option<UsualReply>, DbError> {
    let key = format!("reply-time/{project_id}");
    match platform.kv.get(&key).await {
        Ok(Some(kept)) => return Ok(kept.parse().ok()),
        Ok(None) => {}
        Err(error) => log::warn!("reply time of {project_id}: {error}"),
    }
    let since = platform.clock.now().saturating_sub(DAYS * DAY_MS);
    let db = &platform.project(project_id);
    let waits = reply_times::waits(db, project_id, false, since, MOST).await?;
    let usual = UsualReply::of(&waits);
    let text = usual.map_or("", UsualReply::name).to_owned();
    if let Err(error) = platform.kv.put(&key, text, KEPT_SECONDS).await {
        log::warn!("reply time of {project_id}: {error}");
    }
    Ok(usual)
}
