//! The doubles in native tests behave like Cloudflare's runtime.
//!
//! KV: both pass `porchlight_edge::platform::suite`. Here it runs against workerd, which takes a little more than a
//! minute, the shortest lifetime of a key there. Text: `encoding_rs` decodes everything as `TextDecoder` does.

mod decoder;

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Mutex,
    time::Duration,
};

use anyhow::{Context, Result};
use async_trait::async_trait;
use porchlight_edge::platform::{Kv, PlatformError, suite};
use serde_json::{Value, json};

/// workerd's KV, behind a script that reads one call per line.
struct WorkerdKv {
    process: Child,
    lines: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
}

impl WorkerdKv {
    fn start() -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/doubles");
        let mut process = Command::new("node")
            .arg(folder.join("kv.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("node does not start")?;
        let calls = process.stdin.take().context("no standard input")?;
        let answers = process.stdout.take().context("no standard output")?;
        Ok(Self {
            process,
            lines: Mutex::new((calls, BufReader::new(answers))),
        })
    }

    fn call(&self, call: &Value) -> Result<Value, PlatformError> {
        let failed = |error: &dyn std::fmt::Display| PlatformError(error.to_string());
        let mut lines = self.lines.lock().map_err(|error| failed(&error))?;
        let (calls, answers) = &mut *lines;
        writeln!(calls, "{call}").map_err(|error| failed(&error))?;
        let mut answer = String::new();
        answers
            .read_line(&mut answer)
            .map_err(|error| failed(&error))?;
        let answer: Value = serde_json::from_str(&answer).map_err(|error| failed(&error))?;
        match answer.get("error").and_then(Value::as_str) {
            Some(error) => Err(failed(&error)),
            None => Ok(answer.get("text").cloned().unwrap_or_default()),
        }
    }
}

impl Drop for WorkerdKv {
    fn drop(&mut self) {
        // The process may have exited by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[async_trait(?Send)]
impl Kv for WorkerdKv {
    async fn get(&self, key: &str) -> Result<Option<String>, PlatformError> {
        let text = self.call(&json!({ "get": key }))?;
        Ok(text.as_str().map(str::to_owned))
    }

    async fn put(&self, key: &str, text: String, seconds: u32) -> Result<(), PlatformError> {
        self.call(&json!({ "put": key, "text": text, "seconds": seconds }))
            .map(drop)
    }
}

#[tokio::test]
async fn kv_of_the_runtime_passes_the_suite_of_the_double() -> Result<()> {
    let kv = WorkerdKv::start()?;
    let wait = async |seconds: u32| tokio::time::sleep(Duration::from_secs(seconds.into())).await;
    suite::kv(&kv, wait)
        .await
        .map_err(|error| anyhow::anyhow!(error.0))
}
