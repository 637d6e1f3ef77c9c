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
/// The same of the Worker beside it, which it prints first.
const BESIDE: &str = "beside on http://";

/// The running Worker, which ends when this value is dropped.
pub struct LocalPlatform {
    /// The address that it listens on.
    pub address: SocketAddr,
    /// The address of the Worker beside it, if there is one.
    pub beside: Option<SocketAddr>,
    process: Guarded,
    state: PathBuf,
}

/// What is started.
#[derive(Clone, Copy, Default)]
struct Started<'a> {
    /// Whether rate limits are those of a deployment.
    is_guarded: bool,
    /// The module of a Worker beside it.
    beside: Option<&'a str>,
    /// The folder of another build.
    build: Option<&'a Path>,
}

impl LocalPlatform {
    /// Starts the Worker with `project` in its database. Its rate limits let everything pass.
    pub async fn start(project: &Project) -> Result<Self> {
        Self::start_with(project, Started::default()).await
    }

    /// The same with a Worker of the JavaScript module `script` beside it, in the same workerd and with the same D1.
    pub async fn start_beside(project: &Project, script: &str) -> Result<Self> {
        let started = Started {
            beside: Some(script),
            ..Started::default()
        };
        Self::start_with(project, started).await
    }

    /// The same of the Worker that was built into the folder `build`.
    pub async fn start_build(project: &Project, build: &Path) -> Result<Self> {
        let started = Started {
            build: Some(build),
            ..Started::default()
        };
        Self::start_with(project, started).await
    }

    /// The same with the rate limits of a deployment.
    pub async fn start_guarded(project: &Project) -> Result<Self> {
        let started = Started {
            is_guarded: true,
            ..Started::default()
        };
        Self::start_with(project, started).await
    }

    async fn start_with(project: &Project, started: Started<'_>) -> Result<Self> {
        let Started {
            is_guarded,
            beside,
            build,
        } = started;
        let folder = tempfile::Builder::new()
            .prefix("porchlight-bench-")
            .tempdir_in(state_folder())?
            .keep();
        let seed = folder.join("project.sql");
        fs::write(&seed, projects::sql(std::slice::from_ref(project))?)?;
        let module = folder.join("beside.mjs");
        if let Some(script) = beside {
            fs::write(&module, script)?;
        }
        let root = root();
        let migrations = migrations()?;
        let path = path_with_node(&root)?;
        let node = root.join("node_modules/.bin/node");
        let log = folder.join("workerd.log");
        let process = Guarded::start(node.as_os_str(), &folder, &log, |command| {
            if beside.is_some() {
                command.env("BESIDE", &module);
            }
            if let Some(build) = build {
                command.env("WORKER", build);
            }
            command
                .env("PATH", path)
                .env("WRANGLER_SEND_METRICS", "false")
                .arg(root.join("tests/src/speed/local_platform.mjs"))
                .arg(root.join("wrangler.toml"))
                .arg(folder.join("state"))
                .arg(if is_guarded { "deployed" } else { "open" })
                .args(migrations)
                .arg(seed);
        })?;
        let address = until("the Worker listens", START_LIMIT, async || {
            process.check_running()?;
            printed(&process.output(), LISTENING)
        });
        let address = address.await.with_context(|| process.output())?;
        let beside = printed(&process.output(), BESIDE)?;
        let state = folder.join("state");
        Ok(Self {
            address,
            beside,
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

/// The address that `output` has in a line after `before`.
fn printed(output: &str, before: &str) -> Result<Option<SocketAddr>> {
    let line = output.lines().find_map(|line| line.strip_prefix(before));
    Ok(line.map(str::parse).transpose()?)
}

/// The migrations, in order.
fn migrations() -> Result<Vec<PathBuf>> {
    let folder = root().join("edge/migrations");
    let files = fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?;
    let mut files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.sort();
    Ok(files)
}
