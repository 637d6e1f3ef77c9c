//! The built Worker in workerd with D1, KV, Queue, Durable Objects and rate limits, without a proxy in front of it.

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

/// How long starting may take, including migrations.
const START_LIMIT: Duration = Duration::from_mins(1);

/// A folder in memory, on Linux. With a disk, a turn would mostly wait for writes.
const MEMORY: &str = "/dev/shm";

/// What the program prints in front of its address.
const LISTENING: &str = "listening on http://";
/// What it prints in front of the second Worker's address, which comes first.
const BESIDE: &str = "beside on http://";

/// The running Worker, which ends when this value is dropped.
pub struct LocalPlatform {
    /// The address that it listens on.
    pub address: SocketAddr,
    /// The address of the second Worker, if there is one.
    pub beside: Option<SocketAddr>,
    process: Guarded,
    state: PathBuf,
}

/// What to start.
#[derive(Clone, Copy, Default)]
struct Started<'a> {
    /// Whether the rate limits are the deployed ones.
    is_guarded: bool,
    /// The module of the second Worker.
    beside: Option<&'a str>,
    /// The folder of another build of the Worker.
    build: Option<&'a Path>,
}

impl LocalPlatform {
    /// Starts the Worker with `project` in its database. Its rate limits allow everything.
    pub async fn start(project: &Project) -> Result<Self> {
        Self::start_with(project, Started::default()).await
    }

    /// Also starts a second Worker of the JavaScript module `script`, in the same workerd and with the same D1.
    pub async fn start_beside(project: &Project, script: &str) -> Result<Self> {
        let started = Started {
            beside: Some(script),
            ..Started::default()
        };
        Self::start_with(project, started).await
    }

    /// Starts the Worker that was built into the folder `build`.
    pub async fn start_build(project: &Project, build: &Path) -> Result<Self> {
        let started = Started {
            build: Some(build),
            ..Started::default()
        };
        Self::start_with(project, started).await
    }

    /// Starts the Worker with the deployed rate limits.
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

    /// The id of a process whose children handle requests.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The Worker's log.
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

/// The address on the line of `output` that begins with `before`.
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
