//! chromedriver, and the windows that it opens.

use std::{ffi::OsString, fs, time::Duration};

use anyhow::{Context, Result};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use crate::{
    deadline::until,
    process::Guarded,
    stack::{self, free_port},
};

/// How long chromedriver may take to start.
const START_LIMIT: Duration = Duration::from_secs(30);

/// The kind of screen that a window has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 1280 × 900, with a mouse.
    Desktop,
    /// Like [`Self::Desktop`], and the system prefers dark colours.
    Dark,
    /// Like [`Self::Desktop`], and frames of other sites have no storage.
    Strict,
    /// 390 × 780 at two device pixels each, with a touch screen.
    Phone,
}

/// A running chromedriver, which ends when this value is dropped.
pub struct Driver {
    url: String,
    process: Guarded,
}

impl Driver {
    /// Starts the program that `CHROMEDRIVER` names, or the one in PATH.
    pub async fn start() -> Result<Self> {
        let program =
            std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| OsString::from("chromedriver"));
        let folder = tempfile::Builder::new()
            .prefix("porchlight-browser-")
            .tempdir()?
            .keep();
        let port = free_port()?;
        let process = Guarded::start(&program, &folder, &folder.join("log"), |command| {
            // Profiles are in a folder that is removed when the tests end.
            command.arg(format!("--port={port}")).env("TMPDIR", &folder);
        })
        .context("Chromium's driver is missing: apt-get install chromium chromium-driver, or set CHROMEDRIVER")?;
        let driver = Self {
            url: format!("http://127.0.0.1:{port}/"),
            process,
        };
        let status = format!("{}status", driver.url);
        until("chromedriver answers", START_LIMIT, async || {
            driver.process.check_running()?;
            let answer = reqwest::get(&status).await?;
            Ok(answer.status().is_success().then_some(()))
        })
        .await?;
        Ok(driver)
    }

    pub(super) async fn new_session(&self, screen: Screen) -> Result<Client> {
        ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(screen)?)
            .connect(&self.url)
            .await
            .context("chromedriver opens no window")
    }
}

/// The flags in webdriver.json, which the widget's DOM tests also use, and those for this kind of screen.
fn capabilities(screen: Screen) -> Result<Map<String, Value>> {
    let file = stack::root().join("webdriver.json");
    let text =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut capabilities: Map<String, Value> = serde_json::from_str(&text)?;
    let options = capabilities
        .get_mut("goog:chromeOptions")
        .and_then(Value::as_object_mut)
        .context("webdriver.json has no goog:chromeOptions")?;
    let flags = options.get_mut("args").and_then(Value::as_array_mut);
    let flags = flags.context("webdriver.json has no args")?;
    flags.extend([json!("--window-size=1280,900"), json!("--lang=en-US")]);
    let preferences = if screen == Screen::Strict {
        json!({
            "intl.accept_languages": "en-US,en",
            "profile.cookie_controls_mode": 1,
            "profile.block_third_party_cookies": true,
        })
    } else {
        json!({ "intl.accept_languages": "en-US,en" })
    };
    options.insert("prefs".to_owned(), preferences);
    if screen == Screen::Phone {
        let metrics =
            json!({ "width": 390, "height": 780, "pixelRatio": 2, "mobile": true, "touch": true });
        options.insert(
            "mobileEmulation".to_owned(),
            json!({ "deviceMetrics": metrics }),
        );
    }
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    Ok(capabilities)
}
