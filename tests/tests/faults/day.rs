//! A day of load in a few seconds.

use std::time::Duration;

use anyhow::{Result, ensure};
use porchlight_tests::speed::day::{Day, live};

use crate::scene::report;

/// About as long as other tests.
const TIME: Duration = Duration::from_secs(12);

#[tokio::test(flavor = "multi_thread")]
async fn a_day_loses_and_doubles_nothing() -> Result<()> {
    let day = Day {
        seed: 1,
        time: TIME,
        quietest: 0.2,
        is_whole: false,
    };
    let lived = live(day).await?;
    let mut summary = Vec::new();
    lived.summary(&mut summary)?;
    report(String::from_utf8_lossy(&summary).trim_end());
    let counts = [
        lived.recount.lost,
        lived.recount.unanswered,
        lived.recount.doubled,
        lived.recount.wrong_counts,
        lived.broken().into(),
    ];
    ensure!(counts == [0; 5], "{:?}", lived.recount);
    ensure!(lived.recount.events > 10, "{:?}", lived.recount);
    ensure!(lived.errors.is_empty(), "{:?}", lived.errors);
    ensure!(lived.turns() > 10, "{} turns", lived.turns());
    Ok(())
}
