//! Waits for conditions, never for a fixed time.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long a condition may take, unless a test says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// How soon a condition is checked again at first.
const POLL: Duration = Duration::from_millis(40);

/// The longest wait between two checks. Long waits are checked less often, because a key allows only so many requests.
const SLOWEST_POLL: Duration = Duration::from_millis(400);

/// Runs `attempt` until it returns a value. After `limit` it fails, and names `what` and the last failure.
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
