//! The built Worker in workerd with D1, KV, Queue, Durable Objects and rate limits, without anything in front of it.

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

/// How long it may take to start, migrations included.
const START_LIMIT: Duration = Duration::from_mins(1);

/// A folder in memory, on Linux. On a disk, a turn would mostly wait for writes.
const MEMORY: &str = "/dev/shm";

/// What the program prints before its address.
const LISTENING: &str = "listening on http://";

/// The running Worker, which ends when this value is dropped.
pub struct LocalPlatform {
    /// The address that it listens on.
    pub address: SocketAddr,
    process: Guarded,
    state: PathBuf,
}

impl LocalPlatform {
    /// Starts the Worker with `project` in its database. Its rate limits let everything pass.
    pub async fn start(project: &Project) -> Result<Self> {
        Self::start_with(project, "open").await
    }

    /// The same with the rate limits of a deployment.
    pub async fn start_guarded(project: &Project) -> Result<Self> {
        Self::start_with(project, "deployed").await
    }

    async fn start_with(project: &Project, gates: &str) -> Result<Self> {
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
                .arg(gates)
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

    /// Its D1 database, opened from outside.
    pub fn database(&self) -> Result<Database> {
        Database::find(&self.state)
    }

    /// The id of a process whose children answer requests.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The log of the Worker.
    pub fn log(&self) -> String {
        self.process.output()
    }
}

/// The folder with the files of D1, KV and the Durable Objects.
pub fn state_folder() -> PathBuf {
    let memory = Path::new(MEMORY);
    if memory.is_dir() {
        memory.to_owned()
    } else {
        env::temp_dir()
    }
}

/// The migrations, in order.
fn migrations() -> Result<Vec<PathBuf>> {
    let folder = root().join("edge/migrations");
    let files = fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?;
    let mut files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.sort();
    Ok(files)
}
