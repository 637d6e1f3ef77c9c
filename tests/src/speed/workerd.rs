//! workerd by itself: Workers on sockets, without wrangler's proxy and log in front, which cost more than what is
//! measured.

use std::{
    fmt::Write as _,
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use tokio::net::TcpStream;

use crate::{
    deadline::until,
    process::Guarded,
    stack::{free_port, root},
};

/// How long workerd may take until it listens.
const START_LIMIT: Duration = Duration::from_secs(20);

/// A rate limit that always says yes, at once, as the platform's does; its class has the name that the Worker expects.
const OPEN_GATE: &str = "class Ratelimit { async limit() { return { success: true }; } }
export default () => new Ratelimit();
";

/// A Worker.
pub struct Worker {
    /// Names it among the others.
    pub name: String,
    /// Its modules, the entry point first: each one's name and content.
    pub modules: Vec<(String, Vec<u8>)>,
    /// Further fields of its definition, in Cap'n Proto's text format. `porchlight:open-gate` is a module for wrapped
    /// bindings: a rate limit that never refuses. `disk` is a service that keeps what Durable Objects store.
    pub fields: String,
    /// Requests come in from outside.
    pub listens: Listens,
}

/// Whether a Worker has a socket.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Listens {
    /// It has one.
    OnASocket,
    /// Other Workers call it.
    Inside,
}

/// A running workerd. It ends when this value is dropped.
pub struct Workerd {
    /// Where the Workers with a socket listen, in their order.
    pub addresses: Vec<SocketAddr>,
    process: Guarded,
}

impl Worker {
    /// A Worker of one JavaScript module.
    pub fn script(name: impl Into<String>, script: impl Into<Vec<u8>>, listens: Listens) -> Self {
        Self {
            name: name.into(),
            modules: vec![("main.js".to_owned(), script.into())],
            fields: String::new(),
            listens,
        }
    }
}

impl Workerd {
    /// Starts `workers` and waits until they listen.
    pub async fn start(workers: &[Worker]) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("porchlight-bench-")
            .tempdir()?
            .keep();
        let mut addresses = Vec::new();
        for worker in workers {
            if worker.listens == Listens::OnASocket {
                addresses.push(SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?)));
            }
        }
        let configuration = write(&folder, workers, &addresses)?;
        let log = folder.join("workerd.log");
        let process = Guarded::start(program()?.as_os_str(), &folder, &log, |workerd| {
            // Wrapped bindings of one's own are an experimental feature.
            workerd.args(["serve", "--experimental"]).arg(configuration);
        })?;
        for address in &addresses {
            let connected = until("workerd listens", START_LIMIT, async || {
                process.check_running()?;
                Ok(TcpStream::connect(address).await.ok())
            });
            connected.await.with_context(|| process.output())?;
        }
        Ok(Self { addresses, process })
    }

    /// Its process, or one that has started it.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// What it has written.
    pub fn output(&self) -> String {
        self.process.output()
    }
}

/// The program itself, not the npm package's script around it.
fn program() -> Result<PathBuf> {
    let folder = root().join("node_modules/@cloudflare");
    fs::read_dir(&folder)
        .with_context(|| format!("no {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/workerd")))
        .find(|path| path.exists())
        .with_context(|| format!("no workerd in {}: run `npm ci`", folder.display()))
}

fn write(folder: &Path, workers: &[Worker], addresses: &[SocketAddr]) -> Result<PathBuf> {
    fs::write(folder.join("open_gate.js"), OPEN_GATE)?;
    let mut services = String::new();
    let mut sockets = String::new();
    let mut addresses = addresses.iter();
    let date = compatibility_date()?;
    for Worker {
        name,
        modules,
        fields,
        listens,
    } in workers
    {
        let mut list = String::new();
        for (file, content) in modules {
            let path = format!("{name}-{file}");
            fs::write(folder.join(&path), content)?;
            let kind = if Path::new(file).extension().is_some_and(|end| end == "wasm") {
                "wasm"
            } else {
                "esModule"
            };
            write!(list, "(name = \"{file}\", {kind} = embed \"{path}\"), ")?;
        }
        writeln!(
            services,
            "(name = \"{name}\", worker = (modules = [{list}], compatibilityDate = \"{date}\", {fields})),"
        )?;
        if let Some(address) = (*listens == Listens::OnASocket)
            .then(|| addresses.next())
            .flatten()
        {
            writeln!(
                sockets,
                "(name = \"{name}\", address = \"{address}\", http = (), service = \"{name}\"),"
            )?;
        }
    }
    let disk = folder.join("disk");
    fs::create_dir(&disk)?;
    let path = folder.join("workerd.capnp");
    let text = format!(
        "using Workerd = import \"/workerd/workerd.capnp\";
const config :Workerd.Config = (
services = [
(name = \"internet\", network = (allow = [\"public\", \"private\"])),
(name = \"disk\", disk = (path = \"{}\", writable = true)),
{services}],
sockets = [
{sockets}],
extensions = [(modules = [(name = \"porchlight:open-gate\", internal = true, esModule = embed \"open_gate.js\")])],
);
",
        disk.display()
    );
    fs::write(&path, text)?;
    Ok(path)
}

/// The date that the Worker is deployed with.
fn compatibility_date() -> Result<String> {
    let text = fs::read_to_string(root().join("wrangler.toml"))?;
    let table: toml::Table = text.parse().context("wrangler.toml is not TOML")?;
    let date = table
        .get("compatibility_date")
        .and_then(toml::Value::as_str);
    Ok(date.context("no compatibility_date")?.to_owned())
}
