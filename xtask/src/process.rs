//! Runs other programs in such a way that none outlives this one.
//!
//! Each program runs in a process group of its own, behind a shell that holds the reading end of a pipe. However this
//! program ends (Ctrl-C, a closed terminal, `kill -9`), the pipe closes and the shell ends the whole group:
//!
//! ```text
//!   xtask ──── pipe ────► sh (group leader) ── waits for the pipe to close, then kills the group
//!                          └── program ── its children
//! ```

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Read, Write},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// The shell ignores TERM, so that waiting for the shell includes waiting for the program, and kills whatever is left.
/// The watcher is a subshell without our output, so that it never keeps a reader of our output waiting.
const GUARD: &str = r#"
exec 3<&0
stopping=
trap 'stopping=yes' TERM
( trap '' TERM; cat <&3; kill -TERM 0; sleep 5; kill -KILL 0 ) >/dev/null 2>&1 &
watcher=$!
"$@" </dev/null 3<&-
code=$?
if [ -n "$stopping" ]; then kill -KILL 0; fi
kill -KILL $watcher
exit $code
"#;

/// How often a program with a time limit is polled.
const POLL: Duration = Duration::from_millis(50);

/// Variables that cargo sets for the program it runs. They would change how a nested cargo behaves.
const CARGO_VARIABLES: [&str; 8] = [
    "CARGO",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_NAME",
    "CARGO_PKG_VERSION",
    "CARGO_PKG_RUST_VERSION",
    "RUST_RECURSION_COUNT",
    "OUT_DIR",
];

/// A program that runs in the root of the checkout, with `folders` first in its PATH.
pub(crate) fn command(program: impl AsRef<OsStr>, folders: &[PathBuf]) -> Result<Command> {
    let mut command = Command::new("sh");
    command.arg("-c").arg(GUARD).arg("sh").arg(program);
    command
        .current_dir(workspace::root())
        .process_group(0)
        .env("PATH", path_with(folders)?);
    for variable in CARGO_VARIABLES {
        command.env_remove(variable);
    }
    Ok(command)
}

/// PATH with `folders` first.
pub(crate) fn path_with(folders: &[PathBuf]) -> Result<std::ffi::OsString> {
    let current = std::env::var_os("PATH").unwrap_or_default();
    let all = folders
        .iter()
        .cloned()
        .chain(std::env::split_paths(&current));
    std::env::join_paths(all).context("a folder in PATH has a separator in its name")
}

/// A running program. Dropping this value ends it.
pub(crate) struct Running {
    /// The shell that wraps the program.
    pub(crate) child: Child,
    lifeline: Option<ChildStdin>,
}

impl Running {
    /// Ends the program and everything that it started, and waits until it has ended.
    pub(crate) fn stop(&mut self) {
        self.lifeline = None;
        // Waiting fails only if it was waited for already.
        let _ended = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts a program made by [`command`].
pub(crate) fn start(command: &mut Command) -> Result<Running> {
    let mut child = command
        .stdin(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", name_of(command)))?;
    let lifeline = child.stdin.take();
    Ok(Running { child, lifeline })
}

/// Runs a program and shows its output.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let mut running = start(command)?;
    let status = running.child.wait()?;
    succeed(command, status, "")
}

/// Runs a program, and shows its output only if it fails. Returns its standard output.
pub(crate) fn run_quietly(command: &mut Command) -> Result<String> {
    run_quietly_within(command, Duration::from_hours(1))
}

/// Like [`run_quietly`], with a time limit.
pub(crate) fn run_quietly_within(command: &mut Command, limit: Duration) -> Result<String> {
    let mut running = start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let stdout = read_all(running.child.stdout.take());
    let stderr = read_all(running.child.stderr.take());
    let deadline = Instant::now() + limit;
    let status = loop {
        if let Some(status) = running.child.try_wait()? {
            break status;
        }
        if Instant::now() > deadline {
            running.stop();
            bail!(
                "{} did not end within {} s",
                name_of(command),
                limit.as_secs()
            );
        }
        thread::sleep(POLL);
    };
    drop(running);
    let (stdout, stderr) = (
        stdout.join().unwrap_or_default(),
        stderr.join().unwrap_or_default(),
    );
    succeed(command, status, &format!("{stdout}{stderr}"))?;
    Ok(stdout)
}

/// Runs a program and returns its standard output. Its errors are shown.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let mut running = start(command.stdout(Stdio::piped()))?;
    let stdout = read_all(running.child.stdout.take());
    let status = running.child.wait()?;
    drop(running);
    succeed(command, status, "")?;
    Ok(stdout.join().unwrap_or_default())
}

/// Whether a program succeeds. Its output is discarded.
pub(crate) fn succeeds(command: &mut Command) -> Result<bool> {
    let mut running = start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
    Ok(running.child.wait()?.success())
}

/// Runs a program and shows its output. Also returns the output, and whether the program succeeded.
pub(crate) fn run_and_read(command: &mut Command) -> Result<(bool, String)> {
    let mut running = start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let stdout = copy_lines(running.child.stdout.take(), std::io::stdout());
    let stderr = copy_lines(running.child.stderr.take(), std::io::stderr());
    let status = running.child.wait()?;
    drop(running);
    let output = stdout.join().unwrap_or_default() + &stderr.join().unwrap_or_default();
    Ok((status.success(), output))
}

/// The first program with this name in PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    find_all(program).next()
}

/// All programs with this name in PATH, in order.
pub(crate) fn find_all(program: &str) -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let files: Vec<PathBuf> = std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .collect();
    files.into_iter().filter(|file| file.is_file())
}

fn succeed(command: &Command, status: ExitStatus, output: &str) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    eprint!("{output}");
    bail!("{} failed ({status})", name_of(command));
}

/// The program and its arguments, without the wrapping shell.
fn name_of(command: &Command) -> String {
    let words: Vec<_> = command
        .get_args()
        .skip(3)
        .map(OsStr::to_string_lossy)
        .collect();
    words.join(" ")
}

fn read_all(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // Output read before an error is still worth showing.
            let _read = stream.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn copy_lines(
    stream: Option<impl Read + Send + 'static>,
    mut to: impl Write + Send + 'static,
) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        let Some(stream) = stream else { return text };
        let mut lines = BufReader::new(stream);
        let mut line = Vec::new();
        while lines
            .read_until(b'\n', &mut line)
            .is_ok_and(|length| length > 0)
        {
            // A reader that has gone must not stop the program.
            let _written = to.write_all(&line);
            text.push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = command("sh", &[]).unwrap();
        command.arg("-c").arg(script);
        command
    }

    #[test]
    fn returns_what_a_program_wrote() {
        assert_eq!(
            run_quietly(&mut shell("echo one; echo two")).unwrap(),
            "one\ntwo\n"
        );
    }

    #[test]
    fn names_the_program_that_failed() {
        let error = run_quietly(&mut shell("exit 3")).unwrap_err().to_string();
        assert_eq!(error, "sh -c exit 3 failed (exit status: 3)");
    }

    #[test]
    fn ends_a_program_that_takes_too_long() {
        let error = run_quietly_within(&mut shell("sleep 60"), Duration::from_millis(200));
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("did not end within")
        );
    }

    #[test]
    fn ends_what_a_program_has_started_when_it_is_dropped() {
        let mut command = shell("sleep 61 & echo started; wait");
        let mut running = start(command.stdout(Stdio::piped())).unwrap();
        let mut output = running.child.stdout.take().unwrap();
        let mut started = [0; 8];
        output.read_exact(&mut started).unwrap();
        drop(running);
        // The grandchild holds the other end of this pipe while it lives.
        assert_eq!(output.read(&mut started).unwrap(), 0);
    }
}
