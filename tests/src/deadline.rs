//! Waits for conditions, never for a fixed time.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long a condition may take, unless a test says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// The first wait between two checks of a condition.
const POLL: Duration = Duration::from_millis(40);

/// The longest wait between two checks. Long waits are checked less often, because a key allows a limited number of
/// requests.
const SLOWEST_POLL: Duration = Duration::from_millis(400);

/// Runs `attempt` until it returns a value. Fails after `limit`, and names `what` and the last failure.
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
