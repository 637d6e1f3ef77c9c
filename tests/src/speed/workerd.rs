//! workerd itself, with Workers on sockets. Wrangler's proxy and log are left out, because they cost more than what is
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

/// How long workerd may take to start.
const START_LIMIT: Duration = Duration::from_secs(20);

/// A rate limit that allows everything at once. Its class has the name that the Worker expects.
const OPEN_GATE: &str = "class Ratelimit { async limit() { return { success: true }; } }
export default () => new Ratelimit();
";

/// A Worker to run in [`Workerd`].
pub struct Worker {
    /// The name of its service in workerd's configuration.
    pub name: String,
    /// The name and the content of each module, the entry point first.
    pub modules: Vec<(String, Vec<u8>)>,
    /// Further fields of its definition, in Cap'n Proto's text format. `porchlight:open-gate` is a module for wrapped
    /// bindings: a rate limit that allows everything. `disk` is a service that stores the data of Durable Objects.
    pub fields: String,
    /// Whether it accepts requests from outside.
    pub listens: Listens,
}

/// How a Worker is called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Listens {
    /// It has a socket, and thus an address in [`Workerd::addresses`].
    OnASocket,
    /// Only other Workers call it.
    Inside,
}

/// A running workerd, which ends when this value is dropped.
pub struct Workerd {
    /// The addresses of the Workers with a socket, in order.
    pub addresses: Vec<SocketAddr>,
    process: Guarded,
}

impl Worker {
    /// A Worker with a single JavaScript module.
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
    /// Starts `workers`, and waits until they listen.
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
            // Custom wrapped bindings are an experimental feature.
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

    /// The id of its process, or of a process that started it.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The program's output so far.
    pub fn output(&self) -> String {
        self.process.output()
    }
}

/// The program itself, without the npm package's script around it.
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

/// The compatibility date of the deployed Worker.
fn compatibility_date() -> Result<String> {
    let text = fs::read_to_string(root().join("wrangler.toml"))?;
    let table: toml::Table = text.parse().context("wrangler.toml is not TOML")?;
    let date = table
        .get("compatibility_date")
        .and_then(toml::Value::as_str);
    Ok(date.context("no compatibility_date")?.to_owned())
}
