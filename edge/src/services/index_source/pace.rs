//! The pace at which a host is read: by one source of a project at a time, no faster than robots.txt asks, and not
//! before the time in a response's `Retry-After`.
//!
//! Waiting takes no job's time: the next step is sent with a delay.

use porchlight_knowledge::source_limits::CRAWL_DELAY_MS;
use porchlight_shared::ids::ProjectId;
use url::Url;

use super::failure::IndexError;
use crate::{
    domain::job::Job,
    platform::{Platform, Statement},
    store::sources::{Source, hosts, running},
};

/// How long a step may claim a host, in milliseconds. After that, a step that was stopped no longer blocks it.
const CLAIM_MS: u64 = 2 * 60 * 1_000;
/// The delay after which a step that found its host claimed tries again, in seconds.
const WAIT_SECONDS: u32 = 10;

/// The host of the source without `www.`; `None` if reading it takes no request.
fn host(source: &Source) -> Option<String> {
    let url = Url::parse(source.url.as_deref()?).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// A step's claim on a host, if it reads one.
pub(super) struct Claim {
    host: Option<String>,
    until: u64,
}

/// Claims the host of the source. `None` if another step has it; then `job` is sent again with a delay.
pub(super) async fn claim(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    job: Job,
) -> Result<Option<Claim>, IndexError> {
    let now = platform.clock.now();
    let until = now + CLAIM_MS;
    let Some(host) = host(source) else {
        return Ok(Some(Claim { host: None, until }));
    };
    let db = &platform.project(project_id);
    if hosts::claim(db, project_id, &host, source.id, (now, until)).await? {
        let host = Some(host);
        return Ok(Some(Claim { host, until }));
    }
    // The step is not stuck, so the sweep need not send another job for it.
    db.batch(vec![running::touch(project_id, source, now)])
        .await?;
    platform.jobs.send_later(job, WAIT_SECONDS).await?;
    Ok(None)
}

/// Keeps the host claimed for `rest_ms`, unless the next step has claimed it already.
pub(super) fn release(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    claim: &Claim,
    rest_ms: u32,
) -> Option<Statement> {
    let host = claim.host.as_deref()?;
    let free_at = platform.clock.now() + u64::from(rest_ms);
    let claimed = (source.id, claim.until);
    Some(hosts::release(project_id, host, claimed, free_at))
}

/// Sends the next step, delayed by `rest_ms` rounded up to seconds.
pub(super) async fn send(platform: &Platform, job: Job, rest_ms: u32) -> Result<(), IndexError> {
    match rest_ms.div_ceil(1_000) {
        0 => platform.jobs.send(job).await?,
        seconds => platform.jobs.send_later(job, seconds).await?,
    }
    Ok(())
}

/// The delay that we keep if robots.txt asks for `delay_ms`, in milliseconds.
pub(super) fn kept(delay_ms: u32) -> u32 {
    delay_ms.min(CRAWL_DELAY_MS)
}
