//! Waiting for conditions, never for time.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long a condition may take to come true, unless a test says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// How soon a condition is looked at again at first.
const POLL: Duration = Duration::from_millis(40);

/// How soon at last: what takes long is asked for seldom, since a key may ask only so often.
const SLOWEST_POLL: Duration = Duration::from_millis(400);

/// Asks `attempt` until it gives a value. After `limit`, an error that names `what` and the last failure.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut attempt: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let deadline = Instant::now() + limit;
    let mut pause = POLL;
    loop {
        let failure = match attempt().await {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        if Instant::now() > deadline {
            match failure {
                Some(error) => {
                    return Err(error.context(format!("not within {} s: {what}", limit.as_secs())));
                }
                None => bail!("not within {} s: {what}", limit.as_secs()),
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 3 / 2).min(SLOWEST_POLL);
    }
}
