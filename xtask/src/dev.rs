//! `cargo xtask dev`: the whole product on this machine, with a demo project that answers from docs/.

mod demo_project;
mod demo_sources;
mod local_state;
mod secrets;

pub(crate) use local_state::wrangler;
pub(crate) use secrets::{DEVELOPMENT, SECRETS, random_hex};

use std::{
    net::{Ipv4Addr, TcpListener},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

use crate::{
    admin, build,
    deploy::bucket::with_bucket,
    process::{self, Running},
    progress, workspace,
};

const DEFAULT_PORT: u16 = 8787;
/// The demo project, and the address of its owner, to which nothing is ever sent.
const DEMO: &str = "demo";
const OWNER: &str = "owner@localhost";

/// The copy of wrangler.toml that is served, with the bucket for files. It is in the same folder, because its paths are
/// relative to it.
const CONFIG: &str = "wrangler.dev.toml";

/// How long the Worker may take to start.
const START_LIMIT: Duration = Duration::from_mins(1);

/// How often the starting Worker is polled.
const POLL: Duration = Duration::from_millis(200);

/// Builds, starts, and waits for Ctrl-C.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let port = port(arguments)?;
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        bail!(
            "port {port} is in use: stop the program that uses it, or choose another with `cargo xtask dev --port 8788`"
        );
    }
    build::run()?;
    let demo = prepare(port)?;

    let address = format!("http://127.0.0.1:{port}");
    let server = serve(port)?;
    let ended = stop_on_signals(server)?;
    wait_until_healthy(&address, &ended)?;
    if let Err(error) = demo_sources::publish(&address, &demo) {
        // The widget works without them, and developing the indexing itself needs everything else to run.
        eprintln!("warning: the demo's pages could not be added: {error:#}");
    }
    let inbox = admin::sign_in_link(&address, DEMO, OWNER).unwrap_or_else(|error| {
        // Everything else runs, and `cargo xtask admin sign-in-link` makes a link.
        format!("no link ({error:#})")
    });
    eprintln!(
        "\n  Porchlight runs at {address}/\n  Console, once within 15 minutes: {inbox}\n  API key of the demo project: {}\n  \
         Ctrl-C stops it.\n",
        demo.api_key
    );
    ended.recv().context("nobody waits for wrangler any more")?;
    bail!("wrangler stopped unexpectedly: its output above says why")
}

/// The constants that the npm package uses for its demo.
pub(crate) fn demo_facts() -> Value {
    json!({
        "slug": DEMO,
        "owner": OWNER,
        "organization": demo_project::NAME,
        "settings": demo_project::settings_of_api(),
    })
}

/// Prepares secrets, migrations and the demo project in the local D1.
fn prepare(port: u16) -> Result<demo_project::Demo> {
    prepare_secrets()?;
    local_state::migrate()?;
    demo_project::ensure(port)
}

/// Prepares everything that the Worker needs to start on this machine.
pub(crate) fn prepare_secrets() -> Result<()> {
    secrets::ensure()
}

fn serve(port: u16) -> Result<Running> {
    let config = workspace::path(CONFIG);
    workspace::write(&config, with_bucket(&workspace::read("wrangler.toml")?))?;
    let mut dev = wrangler()?;
    dev.args(["dev", "--config"]).arg(config).args([
        "--ip",
        "127.0.0.1",
        "--port",
        &port.to_string(),
        "--test-scheduled",
        "--var",
        &format!("PUBLIC_URL:http://127.0.0.1:{port}"),
    ]);
    progress::note("Starting wrangler dev (3 s)");
    process::start(&mut dev)
}

/// Ends the server and this program on Ctrl-C and similar signals. The receiver is notified if the server ends by
/// itself.
fn stop_on_signals(server: Running) -> Result<mpsc::Receiver<()>> {
    let mut signals =
        Signals::new([SIGINT, SIGTERM, SIGHUP]).context("cannot listen for Ctrl-C")?;
    let (report, ended) = mpsc::channel();
    let (stop, stopping) = mpsc::channel::<()>();
    thread::spawn(move || {
        if signals.forever().next().is_some() {
            eprintln!("\n▸ Stopping");
            // Sending fails only if the server has already ended.
            let _sent = stop.send(());
        }
    });
    thread::spawn(move || watch(server, &stopping, &report));
    Ok(ended)
}

fn watch(mut server: Running, stopping: &mpsc::Receiver<()>, report: &mpsc::Sender<()>) {
    loop {
        match stopping.recv_timeout(POLL) {
            Ok(()) => {
                server.stop();
                std::process::exit(0);
            }
            Err(_timeout) if matches!(server.child.try_wait(), Ok(None)) => {}
            Err(_) => {
                // The main thread may be gone, and the program with it.
                let _sent = report.send(());
                return;
            }
        }
    }
}

fn wait_until_healthy(address: &str, ended: &mpsc::Receiver<()>) -> Result<()> {
    let deadline = Instant::now() + START_LIMIT;
    let url = format!("{address}/healthz");
    loop {
        if ureq::get(&url).call().is_ok() {
            return Ok(());
        }
        if ended.recv_timeout(POLL).is_ok() {
            bail!("wrangler dev has ended: its output above says why");
        }
        if Instant::now() > deadline {
            bail!("{url} did not answer within {} s", START_LIMIT.as_secs());
        }
    }
}

fn port(arguments: &[String]) -> Result<u16> {
    match arguments {
        [] => Ok(DEFAULT_PORT),
        [option, value] if option == "--port" => value
            .parse()
            .with_context(|| format!("`{value}` is not a port: choose one from 1024 to 65535")),
        others => bail!(
            "`cargo xtask dev` takes `--port <number>`, not `{}`",
            others.join(" ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(arguments: &[&str], expected: Result<u16, &str>) {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        match (port(&arguments), expected) {
            (Ok(port), Ok(expected)) => assert_eq!(port, expected),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (port, expected) => panic!("{port:?} is not {expected:?}"),
        }
    }

    #[test]
    fn listens_where_it_is_told_to() {
        check(&[], Ok(8787));
        check(&["--port", "9000"], Ok(9000));
        check(&["--port", "porch"], Err("`porch` is not a port"));
        check(&["--open"], Err("not `--open`"));
    }
}
