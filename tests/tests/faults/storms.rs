//! The Worker is killed and restarted at random moments while visitors ask, and its disk fills up.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use porchlight_tests::{
    api::{Owner, text},
    deadline::{PATIENCE, until},
    stack::{Key, Stack},
};
use serde_json::json;

use crate::{
    crowd::{Crowd, Kind, Seen},
    receiver::Receiver,
    scene::{all_settled, count, crash_and_restart, project, register, report, sweep},
};

const KILLED: Key = Key(0x34);
const FULL: Key = Key(0x35);
/// The variables with the seed and the number of kills.
const SEED: &str = "FAULTS_SEED";
const KILLS: &str = "FAULTS_KILLS";
/// The number of kills when all tests run.
const FEW: u64 = 3;
/// How long the Worker runs before it is killed, in milliseconds.
const RUNS_MS: std::ops::Range<u64> = 50..2_500;
/// How long the disk stays full.
const FULL_FOR: Duration = Duration::from_secs(4);
/// The size of the disk in megabytes: a little more than the state of a new Worker.
const DISK_MB: u64 = 96;

async fn prepare(stack: &Stack, key: Key) -> Result<Receiver> {
    let owner = Owner::new(&stack.origin, key);
    let body = json!({
        "question": "How do I set up backup codes?",
        "answer": "Open your account and choose backup codes. Print them and keep them in a safe place.",
    });
    let source = owner.index(&body).await?;
    ensure!(text(&source, "/status") == "indexed", "{source}");
    let receiver = Receiver::start().await?;
    let hook = format!("{}/hook", receiver.origin);
    register(&owner, &hook, &["conversation.created"]).await?;
    Ok(receiver)
}

fn number(name: &str, otherwise: u64) -> Result<u64> {
    match std::env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name} is no number")),
        Err(_) => Ok(otherwise),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_at_random_moments_under_load_lose_and_double_nothing() -> Result<()> {
    let (seed, kills) = (number(SEED, 1)?, number(KILLS, FEW)?);
    let mut stack = Stack::start(&[project("killed", KILLED)]).await?;
    let receiver = prepare(&stack, KILLED).await?;
    let mut rng = Rng::with_seed(seed);
    let crowd = Crowd::gather(&stack.origin, "killed", seed);
    for _ in 0..kills {
        tokio::time::sleep(Duration::from_millis(rng.u64(RUNS_MS))).await;
        crash_and_restart(&mut stack).await?;
    }
    let counted = count_all(&stack, &receiver, crowd).await?;
    report(&format!(
        "storms: seed {seed}, killed {kills} times under load; {}",
        counted.summary()
    ));
    counted.check()?;
    ensure!(counted.cut_off > 0, "no kill met a visitor");
    Ok(())
}

/// The crowd's counts and those of the database, including the events that did not arrive.
async fn count_all(stack: &Stack, receiver: &Receiver, crowd: Crowd) -> Result<Seen> {
    let mut counted = crowd.disperse(stack).await?;
    sweep(stack).await?;
    all_settled(stack).await?;
    let mut ids: Vec<String> = receiver
        .received("/hook")
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let sql = "SELECT count(*) FROM events WHERE type = 'conversation.created'";
    let sent = count(stack, sql, &[])?;
    let missing = sent.abs_diff(ids.len() as u64);
    counted.note(Kind::Lost, missing, &format!("of {sent} events"));
    Ok(counted)
}

/// A small disk in memory.
struct Disk(PathBuf);

impl Disk {
    /// Mounts the disk. None if that is not permitted.
    fn mount() -> Result<Option<Self>> {
        let folder = tempfile::Builder::new()
            .prefix("porchlight-disk-")
            .tempdir()?
            .keep();
        let size = format!("size={DISK_MB}m");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "none"])
            .arg(&folder)
            .output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Ok(Some(Self(folder)));
        }
        fs::remove_dir(folder)?;
        Ok(None)
    }

    /// Fills the disk, and returns the file to delete afterwards.
    fn fill(&self) -> Result<PathBuf> {
        let path = self.0.join("ballast");
        let mut file = File::create(&path)?;
        let piece = [0; 4096];
        while file.write_all(&piece).is_ok() {}
        Ok(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily unmounted: it disappears once nothing has it open.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        let _ = fs::remove_dir(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_and_doubles_nothing() -> Result<()> {
    let seed = number(SEED, 1)?;
    let Some(disk) = Disk::mount()? else {
        report("full disk: skipped, only root may mount one");
        return Ok(());
    };
    let mut stack = Stack::start_in(disk.path(), &[project("full", FULL)]).await?;
    let receiver = prepare(&stack, FULL).await?;
    let crowd = Crowd::gather(&stack.origin, "full", seed);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let ballast = disk.fill()?;
    tokio::time::sleep(FULL_FOR).await;
    // On a slow machine, the full disk may not have affected anybody yet.
    until("the full disk meets somebody", PATIENCE, async || {
        Ok(crowd.is_turned_away().then_some(()))
    })
    .await?;
    fs::remove_file(ballast)?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    // Data that was only in memory is gone, too.
    crash_and_restart(&mut stack).await?;
    let counted = count_all(&stack, &receiver, crowd).await?;
    report(&format!(
        "full disk for a while, then killed; {}",
        counted.summary()
    ));
    counted.check()
}
