//! The start page of a new deployment.

use std::fs;

use anyhow::{Result, ensure};
use porchlight_tests::{api::text, browser::Screen, stack};
use serde_json::json;

use crate::{
    widget,
    world::{DEMO, browse},
};

#[tokio::test]
async fn the_demo_says_what_porchlight_is() -> Result<()> {
    browse("demo", Screen::Desktop, async |world, browser| {
        let filename = "what-is-porchlight.md";
        let content = fs::read_to_string(stack::root().join("docs").join(filename))?;
        let body = json!({ "filename": filename, "content": content });
        let source = world.owner(DEMO).index(&body).await?;
        ensure!(text(&source, "/status") == "indexed", "{source}");
        widget::open(browser, &format!("{}/", world.stack.origin)).await?;
        widget::ask_and_read(browser, "What is Porchlight?", "chat widget").await?;
        browser.screenshot("demo").await.map(drop)
    })
    .await
}
