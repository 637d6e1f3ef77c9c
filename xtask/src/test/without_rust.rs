//! Tests the npm package as an owner uses it: in an empty folder whose name has a space, with no cargo in PATH.

use std::{
    env,
    ffi::OsString,
    fs,
    io::{BufRead, BufReader, Read},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use crate::{
    build, dev, package,
    process::{self, Running},
    progress,
    toolchain::node_packages,
    workspace,
};

/// How long the demo may take to accept questions: three times what the README says, for busy machines.
const START_LIMIT: Duration = Duration::from_mins(3);
const ANSWER_LIMIT: Duration = Duration::from_secs(30);
/// How long everything may take to stop.
const END_LIMIT: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(100);
const COMPILERS: [&str; 2] = ["cargo", "rustc"];

/// Packs the build, installs the package, starts the demo twice and asks it a question.
pub(super) fn run() -> Result<()> {
    build::run()?;
    node_packages::ensure()?;
    let archive = package::make()?;
    let home = EmptyFolder::make()?;
    let mut install = home.command("npm")?;
    install
        .args(["install", "--no-audit", "--no-fund", "--prefer-offline"])
        .arg(&archive);
    progress::step("Installing the package", "20 s", || {
        process::run_quietly(&mut install)
    })?;
    for what in ["Starting its demo", "Starting it again"] {
        let demo = progress::step(what, "20 s", || InstalledDemo::start(&home))?;
        demo.check()?;
        let port = demo.port;
        drop(demo);
        ensure!(is_freed(port), "a program still listens on port {port}");
    }
    Ok(())
}

struct EmptyFolder {
    path: PathBuf,
    /// PATH with the pinned Node and without compilers.
    programs: OsString,
}

impl EmptyFolder {
    fn make() -> Result<Self> {
        let path = env::temp_dir().join(format!("porchlight package {}", std::process::id()));
        fs::create_dir_all(&path)?;
        let current = env::var_os("PATH").unwrap_or_default();
        let others = env::split_paths(&current)
            .filter(|folder| !COMPILERS.iter().any(|name| folder.join(name).exists()));
        let node = workspace::path("node_modules/node/bin");
        let programs = env::join_paths([node].into_iter().chain(others))?;
        Ok(Self { path, programs })
    }

    fn command(&self, program: &str) -> Result<Command> {
        let mut command = process::command(program, &[])?;
        command.current_dir(&self.path).env("PATH", &self.programs);
        Ok(command)
    }
}

impl Drop for EmptyFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            eprintln!("warning: remove {} by hand: {error}", self.path.display());
        }
    }
}

struct InstalledDemo {
    port: u16,
    sign_in: String,
    /// Stops the program when dropped.
    _running: Running,
}

impl InstalledDemo {
    fn start(home: &EmptyFolder) -> Result<Self> {
        let port = free_port()?;
        let mut command = home.command("npx")?;
        command
            .args(["porchlight", "dev", "--port", &port.to_string()])
            .stdout(Stdio::piped());
        let mut running = process::start(&mut command)?;
        let output = running.child.stdout.take().context("npx has no output")?;
        let said = lines(output);
        let deadline = Instant::now() + START_LIMIT;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = said.recv_timeout(left) else {
                show_log(&home.path);
                bail!("`npx porchlight dev` printed no link to the console within 3 minutes");
            };
            if let Some((_, link)) = line.split_once("15 minutes: ") {
                return Ok(Self {
                    port,
                    sign_in: link.trim().to_owned(),
                    _running: running,
                });
            }
        }
    }

    fn check(&self) -> Result<()> {
        let address = format!("http://127.0.0.1:{}", self.port);
        let page = read(ureq::get(&format!("{address}/")).call()?)?;
        ensure!(page.contains("widget.js?project=demo"), "no demo: {page}");
        ensure!(
            self.sign_in.starts_with(&format!("{address}/console")),
            "no link to the console: {}",
            self.sign_in
        );
        let console = read(ureq::get(&self.sign_in).call()?)?;
        ensure!(console.contains("<script"), "no console: {console}");

        let question = json!({
            "projectSlug": "demo",
            "sessionId": random_uuid()?,
            "messages": [{ "role": "user", "content": "What is Porchlight?" }],
        });
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(ANSWER_LIMIT))
            .build()
            .into();
        let asked = agent
            .post(&format!("{address}/api/chat"))
            .header("Origin", &address)
            .content_type("application/json");
        let answer = read(asked.send(question.to_string())?)?;
        let is_cited = answer.contains("event: citations") && answer.contains("[1]");
        ensure!(is_cited, "the demo has no answer: {answer}");
        Ok(())
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Result<String> {
    Ok(response.body_mut().read_to_string()?)
}

fn lines(output: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Keeps reading after the link, so that the program is never blocked on its output.
            let _sent = send.send(line);
        }
    });
    receive
}

fn show_log(folder: &Path) {
    let log = folder.join(".porchlight/dev/wrangler.log");
    eprintln!("{}", fs::read_to_string(log).unwrap_or_default());
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// Waits until the port is free, because a killed program may take a moment to exit.
fn is_freed(port: u16) -> bool {
    let deadline = Instant::now() + END_LIMIT;
    while Instant::now() < deadline {
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return true;
        }
        thread::sleep(POLL);
    }
    false
}

fn random_uuid() -> Result<String> {
    let hex = dev::random_hex()?;
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Ok(format!(
        "{}-{}-4{}-a{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 15),
        part(15, 18),
        part(18, 30)
    ))
}
