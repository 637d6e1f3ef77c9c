//! The built Worker with D1, KV, Queue, Durable Objects and rate limits, in workerd, and nothing in front of it.

use std::{
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};

use crate::{
    deadline::until,
    process::Guarded,
    stack::{Database, Project, path_with_node, projects, root},
};

/// How long it may take until it listens, migrations included.
const START_LIMIT: Duration = Duration::from_mins(1);

/// A folder in memory, on Linux. On a disk, most of a turn's time is waiting until the disk has written.
const MEMORY: &str = "/dev/shm";

/// What the program prints before its address.
const LISTENING: &str = "listening on http://";

/// The running Worker. It ends when this value is dropped.
pub struct LocalPlatform {
    /// Where it listens.
    pub address: SocketAddr,
    process: Guarded,
    state: PathBuf,
}

impl LocalPlatform {
    /// Starts it with `project` in its database.
    pub async fn start(project: &Project) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("porchlight-bench-")
            .tempdir_in(state_folder())?
            .keep();
        let seed = folder.join("project.sql");
        fs::write(&seed, projects::sql(std::slice::from_ref(project))?)?;
        let root = root();
        let migrations = migrations()?;
        let path = path_with_node(&root)?;
        let node = root.join("node_modules/.bin/node");
        let log = folder.join("workerd.log");
        let process = Guarded::start(node.as_os_str(), &folder, &log, |command| {
            command
                .env("PATH", path)
                .env("WRANGLER_SEND_METRICS", "false")
                .arg(root.join("tests/src/speed/local_platform.mjs"))
                .arg(root.join("wrangler.toml"))
                .arg(folder.join("state"))
                .args(migrations)
                .arg(seed);
        })?;
        let address = until("the Worker listens", START_LIMIT, async || {
            process.check_running()?;
            let output = process.output();
            let line = output.lines().find_map(|line| line.strip_prefix(LISTENING));
            Ok(line.map(str::parse).transpose()?)
        });
        let address = address.await.with_context(|| process.output())?;
        let state = folder.join("state");
        Ok(Self {
            address,
            process,
            state,
        })
    }

    /// Its D1 database, from outside.
    pub fn database(&self) -> Result<Database> {
        Database::find(&self.state)
    }

    /// A process whose children answer.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// What the Worker has logged.
    pub fn log(&self) -> String {
        self.process.output()
    }
}

/// Where D1, KV and the Durable Objects keep their files.
pub fn state_folder() -> PathBuf {
    let memory = Path::new(MEMORY);
    if memory.is_dir() {
        memory.to_owned()
    } else {
        env::temp_dir()
    }
}

/// In their order.
fn migrations() -> Result<Vec<PathBuf>> {
    let folder = root().join("edge/migrations");
    let files = fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?;
    let mut files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.sort();
    Ok(files)
}
