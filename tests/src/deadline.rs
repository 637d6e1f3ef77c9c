//! Waiting for conditions, never for time.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long a condition may take to come true, unless a test says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// How often a condition is looked at.
const POLL: Duration = Duration::from_millis(40);

/// Asks `attempt` until it gives a value. After `limit`, an error that names `what` and the last failure.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut attempt: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let deadline = Instant::now() + limit;
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
        tokio::time::sleep(POLL).await;
    }
}
