//! The npm package `@helperai/client`, as published.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use porchlight_tests::stack::root;
use serde_json::{Value, json};

use crate::{
    http::{Http, Reply, text},
    world::world,
};

#[test]
fn the_npm_client_works_with_its_host_and_a_project() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant_with_knowledge()?;
    let server = Http::new(world.origin()).bearer(&tenant.project_key);
    let rotated: Reply<Value> = server.post("/api/v1/identity/rotate", &json!({}))?;
    let given = json!({
        "host": world.origin(),
        "project": tenant.project,
        "email": "sarah@example.com",
        "secret": text(&rotated.success()?, "/secret")?,
    });
    let mut node = Command::new(root().join("node_modules/.bin/node"))
        .arg(root().join("tests/tests/clients/helper/package.mjs"))
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let input = node.stdin.take().context("node takes no input")?;
    { input }.write_all(given.to_string().as_bytes())?;
    let ended = node.wait_with_output()?;
    let reason = String::from_utf8_lossy(&ended.stderr);
    ensure!(ended.status.success(), "{reason}");
    Ok(())
}
