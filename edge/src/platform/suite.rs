//! A test suite for each part of the platform. The doubles of native tests and Cloudflare's own runtime pass the same
//! suite, so that a native test cannot rely on what the platform does not do.

use super::{KV_KEY_BYTES, KV_TEXT_BYTES, Kv, PlatformError, SHORTEST_KEPT_SECONDS};

/// The suite of [`Kv`]. `wait` waits for the given number of seconds. The suite takes a little more than
/// [`SHORTEST_KEPT_SECONDS`].
pub async fn kv(kv: &dyn Kv, wait: impl AsyncFn(u32)) -> Result<(), PlatformError> {
    let day = 24 * 60 * 60;
    check("nothing is there", kv.get("suite/none").await?.is_none())?;
    kv.put("suite/text", "one".into(), day).await?;
    kv.put("suite/text", "two, with an é".into(), day).await?;
    let text = kv.get("suite/text").await?;
    check(
        "the last text counts",
        text.as_deref() == Some("two, with an é"),
    )?;
    kv.put("suite/empty", String::new(), day).await?;
    let text = kv.get("suite/empty").await?;
    check("a text may be empty", text.as_deref() == Some(""))?;

    let too_short = kv.put("suite/short", "x".into(), SHORTEST_KEPT_SECONDS - 1);
    check("nothing is kept for less", too_short.await.is_err())?;
    let longest = "k".repeat(KV_KEY_BYTES);
    kv.put(&longest, "x".into(), day).await?;
    for key in [
        format!("{longest}k"),
        String::new(),
        ".".into(),
        "..".into(),
    ] {
        let put = kv.put(&key, "x".into(), day).await;
        check("a key has its limits when written", put.is_err())?;
        check(
            "a key has its limits when read",
            kv.get(&key).await.is_err(),
        )?;
    }
    let too_long = "x".repeat(KV_TEXT_BYTES + 1);
    let put = kv.put("suite/long", too_long, day).await;
    check("a text has its limit", put.is_err())?;

    kv.put("suite/short", "x".into(), SHORTEST_KEPT_SECONDS)
        .await?;
    check("it is kept", kv.get("suite/short").await?.is_some())?;
    wait(SHORTEST_KEPT_SECONDS + 1).await;
    check(
        "it is kept no longer",
        kv.get("suite/short").await?.is_none(),
    )?;
    check("others are kept", kv.get("suite/text").await?.is_some())
}

fn check(what: &str, holds: bool) -> Result<(), PlatformError> {
    if holds {
        Ok(())
    } else {
        Err(PlatformError(format!("this does not hold: {what}")))
    }
}
