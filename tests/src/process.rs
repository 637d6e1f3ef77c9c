//! Starts programs that never outlive the tests, however these end.
//!
//! Each program runs in its own process group, behind a shell that holds the reading end of a pipe. When the writing
//! end closes (a drop, a panic, Ctrl-C, `kill -9`), the shell ends the group and removes the program's folder:
//!
//! ```text
//!   tests ──── pipe ────► sh (group leader) ── waits for the pipe to close, then ends the group
//!                          └── program ── its children
//! ```

use std::{
    ffi::OsStr,
    fs::File,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::Mutex,
};

use anyhow::{Context, Result, bail};

/// The watcher is a subshell without our output, so that it never keeps a reader of our output waiting.
const GUARD: &str = r#"
folder=$1
shift
exec 3<&0
( cat <&3 >/dev/null; trap '' TERM; kill -TERM 0; sleep 2; rm -rf "$folder"; kill -KILL 0 ) >/dev/null 2>&1 &
"$@" </dev/null 3<&-
"#;

/// A running program. It and everything that it started end when this value is dropped or the tests end.
pub struct Guarded {
    child: Mutex<Child>,
    lifeline: Option<ChildStdin>,
    log: PathBuf,
    name: String,
}

impl Guarded {
    /// Starts `program` in `folder`, which belongs to the program and is removed when it ends. Its output goes to the
    /// file `log`.
    pub fn start(
        program: &OsStr,
        folder: &Path,
        log: &Path,
        configure: impl FnOnce(&mut Command),
    ) -> Result<Self> {
        let name = program.to_string_lossy().into_owned();
        let output =
            File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(GUARD)
            .arg("sh")
            .arg(folder)
            .arg(program)
            .current_dir(folder)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output);
        configure(&mut command);
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let lifeline = child.stdin.take();
        Ok(Self {
            child: Mutex::new(child),
            lifeline,
            log: log.to_owned(),
            name,
        })
    }

    /// The id of the process that wraps it.
    pub fn id(&self) -> u32 {
        // Only a panic poisons the lock, and then nobody needs the id.
        self.child.lock().map_or(0, |child| child.id())
    }

    /// Kills the program and everything that it started, without giving it time to clean up. Its folder stays.
    pub fn crash(&mut self) -> Result<()> {
        let group = format!("-{}", self.id());
        // The guard is killed as well, because a restart needs the folder.
        let killed = Command::new("kill")
            .args(["-KILL", "--", &group])
            .status()?;
        if !killed.success() {
            bail!("{} cannot be killed", self.name);
        }
        if let Ok(child) = self.child.get_mut() {
            child.wait()?;
        }
        Ok(())
    }

    /// Fails with the end of the program's output if it has ended.
    pub fn check_running(&self) -> Result<()> {
        let ended = match self.child.lock() {
            Ok(mut child) => child.try_wait()?,
            Err(_) => None,
        };
        if let Some(status) = ended {
            bail!("{} has ended ({status}):\n{}", self.name, self.output());
        }
        Ok(())
    }

    /// The program's output so far.
    pub fn output(&self) -> String {
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.lifeline = None;
        if let Ok(child) = self.child.get_mut() {
            // Waiting fails only if it was waited for already.
            let _ended = child.wait();
        }
    }
}

/// Runs a program to its end. Fails with all of its output if the program fails.
pub fn run(command: &mut Command) -> Result<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if output.status.success() {
        return Ok(());
    }
    bail!(
        "{} failed ({}):\n{}{}",
        command.get_program().display(),
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
