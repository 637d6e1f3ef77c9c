//! The deployed product on this machine: the built Worker in workerd through `wrangler dev`, with D1, KV, Queue,
//! Durable Objects and rate limits in a temporary folder.

mod configuration;
mod database;
pub(crate) mod projects;

pub use configuration::{ROOT_SECRET, SESSION_SECRET};
pub use database::Database;
pub use projects::{Key, Project};

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{
    deadline::until,
    process::{self, Guarded},
};

/// How long the Worker may take to start.
const START_LIMIT: Duration = Duration::from_mins(1);

/// The files that must be built first, and the commands that build them.
const BUILT: [&str; 4] = [
    "edge/build/index.js",
    "dist/widget.js",
    "dist/widget",
    "node_modules/.bin/wrangler",
];

/// The running Worker.
pub struct Stack {
    /// Its origin, without a trailing slash.
    pub origin: String,
    /// Its D1 database, opened from outside.
    pub database: Database,
    /// The port that it listens on.
    pub port: u16,
    server: Guarded,
    folder: PathBuf,
}

impl Stack {
    /// Starts the Worker with `projects` in its database, and waits until it responds.
    pub async fn start(projects: &[Project]) -> Result<Self> {
        Self::start_in(&std::env::temp_dir(), projects).await
    }

    /// Like [`Self::start`], with the temporary folder in `disk`.
    pub async fn start_in(disk: &Path, projects: &[Project]) -> Result<Self> {
        let root = root();
        for path in BUILT {
            if !root.join(path).exists() {
                bail!(
                    "{path} is missing: `cargo xtask e2e` builds everything, then runs these tests"
                );
            }
        }
        let folder = tempfile::Builder::new()
            .prefix("porchlight-stack-")
            .tempdir_in(disk)?
            .keep();
        configuration::write(&root, &folder)?;
        let mut migrate = wrangler(&root, &folder)?;
        migrate.args(["d1", "migrations", "apply", "DB", "--local"]);
        process::run(migrate.arg("--persist-to").arg(folder.join("state")))?;
        let database = Database::find(&folder.join("state/v3"))?;
        database.execute(&projects::sql(projects)?)?;

        let port = free_port()?;
        let stack = Self {
            origin: format!("http://127.0.0.1:{port}"),
            database,
            server: serve(&root, &folder, port)?,
            folder,
            port,
        };
        stack.wait_until_healthy().await?;
        Ok(stack)
    }

    /// Kills the Worker in the middle of its work. Stored data survives, but the queue is lost.
    pub fn crash(&mut self) -> Result<()> {
        self.server.crash()
    }

    /// Starts the Worker again with its stored data, at the same address.
    pub async fn restart(&mut self) -> Result<()> {
        self.server = serve(&root(), &self.folder, self.port)?;
        self.wait_until_healthy().await
    }

    /// Its folder, with wrangler's configuration and, in `state`, all stored data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The log of the Worker and of wrangler.
    pub fn log(&self) -> String {
        self.server.output()
    }

    async fn wait_until_healthy(&self) -> Result<()> {
        let url = format!("{}/healthz", self.origin);
        let client = reqwest::Client::new();
        until("the Worker answers /healthz", START_LIMIT, async || {
            self.server.check_running()?;
            let answer = client.get(&url).send().await?;
            Ok(answer.status().is_success().then_some(()))
        })
        .await
        .with_context(|| self.log())
    }
}

fn serve(root: &Path, folder: &Path, port: u16) -> Result<Guarded> {
    let log = folder.join("wrangler.log");
    let program = root.join("node_modules/.bin/wrangler");
    let path = path_with_node(root)?;
    Guarded::start(program.as_os_str(), folder, &log, |dev| {
        quiet(dev, path)
            .args(["dev", "--ip", "127.0.0.1", "--inspector-port", "0"])
            .args(["--test-scheduled", "--port", &port.to_string()])
            .args(["--var", &format!("PUBLIC_URL:http://127.0.0.1:{port}")])
            .arg("--persist-to")
            .arg(folder.join("state"));
    })
}

/// The root folder of the checkout.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// Wrangler, run in `folder`, which has the copy of its configuration.
fn wrangler(root: &Path, folder: &Path) -> Result<Command> {
    let mut command = Command::new(root.join("node_modules/.bin/wrangler"));
    quiet(&mut command, path_with_node(root)?).current_dir(folder);
    Ok(command)
}

/// Keeps wrangler from asking questions and from sending usage data.
fn quiet(command: &mut Command, path: OsString) -> &mut Command {
    command
        .env("PATH", path)
        .env("CI", "1")
        .env("NO_COLOR", "1")
        .env("WRANGLER_SEND_METRICS", "false")
}

/// The value of PATH with the pinned Node first.
pub fn path_with_node(root: &Path) -> Result<OsString> {
    let current = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&current);
    std::env::join_paths([root.join("node_modules/.bin")].into_iter().chain(folders))
        .context("a folder in PATH has a separator in its name")
}

/// A port on which nothing listens.
pub(crate) fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}
