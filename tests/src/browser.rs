//! Chromium, driven through chromedriver (the `WebDriver` protocol, <https://www.w3.org/TR/webdriver2/>).
//!
//! Every method waits for its condition. At the deadline it fails, and names the condition.

mod axe;
mod driver;
mod element;

pub use driver::{Driver, Screen};

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use fantoccini::{
    Client,
    actions::{InputSource, KeyAction, KeyActions},
    elements::{Element, ElementRef},
    key::Key,
    wd::{WebDriverCompatibleCommand, WindowHandle},
};
use http::Method;
use serde_json::{Value, json};

use crate::{
    deadline::{PATIENCE, until},
    stack,
};

/// The key that marks an element in answers of `WebDriver` (section 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Finds the widget's frame, in a script of the owner's page.
const FRAME: &str =
    "document.querySelector('porchlight-widget')?.shadowRoot?.querySelector('iframe')";

/// Finds the launcher, in a script of the owner's page.
const LAUNCHER: &str =
    "document.querySelector('porchlight-widget')?.shadowRoot?.querySelector('button')";

/// The speed of the slow network, in bytes a second. An answer then takes several seconds.
const SLOW: i64 = 400;

/// The quality of pictures for the documents, from 0 to 100: text has clean edges, and a picture takes about 80 KB.
const PICTURE_QUALITY: u8 = 80;

/// The network between the browser and everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// The machine's own network, without limits.
    Whole,
    /// A slow network, at a few hundred bytes a second.
    Slow,
    /// No network: every request fails.
    None,
}

/// A browser window. Scripts run in the page, or after [`Self::enter_widget`] in the widget's frame.
pub struct Browser {
    client: Client,
    screen: Screen,
}

impl Browser {
    /// Opens a window with a new profile.
    pub async fn open(driver: &Driver, screen: Screen) -> Result<Self> {
        let browser = Self {
            client: driver.new_session(screen).await?,
            screen,
        };
        if screen == Screen::Dark {
            let features = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
            browser
                .devtools(
                    "Emulation.setEmulatedMedia",
                    json!({ "features": features }),
                )
                .await?;
        }
        Ok(browser)
    }

    /// Closes the window and ends its browser.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }

    /// The kind of screen that the window has.
    pub const fn screen(&self) -> Screen {
        self.screen
    }

    /// Opens a page, and waits for its `load` event.
    pub async fn visit(&self, url: &str) -> Result<()> {
        self.client
            .goto(url)
            .await
            .with_context(|| format!("cannot open {url}"))
    }

    /// Reloads the page. From then on, scripts run in the page.
    pub async fn reload(&self) -> Result<()> {
        self.leave_widget().await?;
        Ok(self.client.refresh().await?)
    }

    /// Waits until the launcher is displayed on the owner's page, and returns its position: x, y, width, height.
    pub async fn see_launcher(&self) -> Result<[f64; 4]> {
        self.leave_widget().await?;
        let place = format!(
            "const launcher = {LAUNCHER}; if (!launcher?.checkVisibility({{ visibilityProperty: true }})) return null;
             const {{ x, y, width, height }} = launcher.getBoundingClientRect(); return [x, y, width, height]"
        );
        until("the launcher is displayed", PATIENCE, async || {
            Ok(serde_json::from_value(self.script(&place).await?)?)
        })
        .await
    }

    /// Clicks the launcher as soon as it appears, and waits for the widget's frame.
    pub async fn click_launcher(&self) -> Result<()> {
        self.see_launcher().await?;
        let launcher = self.script(&format!("return {LAUNCHER}")).await?;
        let id = launcher.get(ELEMENT).and_then(Value::as_str);
        let id = ElementRef::from(id.context("the launcher is gone")?.to_owned());
        Element::from_element_id(self.client.clone(), id)
            .click()
            .await?;
        self.enter_widget().await
    }

    /// The launcher's style, as the browser computes it.
    pub async fn launcher_style(&self, property: &str) -> Result<String> {
        self.see_launcher().await?;
        let value = self
            .script(&format!("return getComputedStyle({LAUNCHER}).{property}"))
            .await?;
        Ok(value.as_str().context("no such style")?.to_owned())
    }

    /// Waits until the launcher has the focus.
    pub async fn see_launcher_focus(&self) -> Result<()> {
        self.leave_widget().await?;
        let expression = format!("{LAUNCHER}.matches(':focus')");
        self.until("the launcher has the focus", &expression).await
    }

    /// Waits for the document in the widget's frame. From then on, scripts run in the frame.
    pub async fn enter_widget(&self) -> Result<()> {
        until(
            "the widget's frame shows a document",
            PATIENCE,
            async || {
                self.leave_widget().await?;
                let frame = self.script(&format!("return {FRAME}")).await?;
                let Some(id) = frame.get(ELEMENT).and_then(Value::as_str) else {
                    return Ok(None);
                };
                let id = ElementRef::from(id.to_owned());
                Element::from_element_id(self.client.clone(), id)
                    .enter_frame()
                    .await?;
                let there = self.script("return !!document.getElementById('porchlight')");
                Ok((there.await? == true).then_some(()))
            },
        )
        .await
    }

    /// Returns to the owner's page.
    pub async fn leave_widget(&self) -> Result<()> {
        Ok(self.client.enter_parent_frame().await?)
    }

    /// The position of the frame on the page: x, y, width, height, in whole CSS pixels. Works only in the owner's page.
    pub async fn frame_rectangle(&self) -> Result<[i64; 4]> {
        let rectangle = self
            .script(&format!(
                "const {{ x, y, width, height }} = {FRAME}.getBoundingClientRect(); return [x, y, width, height].map(Math.round)"
            ))
            .await?;
        Ok(serde_json::from_value(rectangle)?)
    }

    /// Runs `body` as the body of a function, and returns what it returns.
    pub async fn script(&self, body: &str) -> Result<Value> {
        self.client
            .execute(body, Vec::new())
            .await
            .with_context(|| format!("the script failed: {body}"))
    }

    /// Waits until a JavaScript expression is true.
    pub async fn until(&self, what: &str, expression: &str) -> Result<()> {
        let body = format!("return !!({expression})");
        until(what, PATIENCE, async || {
            Ok((self.script(&body).await? == true).then_some(()))
        })
        .await
    }

    /// Types into the element with the focus.
    pub async fn press(&self, keys: &str) -> Result<()> {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Presses a key that has no character.
    pub async fn press_key(&self, key: Key) -> Result<()> {
        self.press(&char::from(key).to_string()).await
    }

    /// Presses a character while the control key is down.
    pub async fn press_with_control(&self, value: char) -> Result<()> {
        let control = char::from(Key::Control);
        let actions = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: control });
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Sends a `DevTools` command to the page and its same-site frames.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        self.extension("goog/cdp/execute", body).await
    }

    /// Adds a virtual authenticator that creates passkeys and verifies the user (Web Authentication, section 11).
    pub async fn add_device(&self) -> Result<()> {
        let device = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserVerified": true,
        });
        self.extension("webauthn/authenticator", device)
            .await
            .map(drop)
    }

    /// Switches the network. This affects only same-site frames.
    pub async fn set_network(&self, network: Network) -> Result<()> {
        let (offline, throughput) = match network {
            Network::Whole => (false, -1),
            Network::Slow => (false, SLOW),
            Network::None => (true, 0),
        };
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": throughput, "uploadThroughput": -1 });
        self.devtools("Network.enable", json!({})).await?;
        self.devtools("Network.emulateNetworkConditions", conditions)
            .await?;
        Ok(())
    }

    /// The console messages since the last call, one line each.
    pub async fn console(&self) -> Result<Vec<String>> {
        let log = self
            .extension("se/log", json!({ "type": "browser" }))
            .await?;
        let messages = log.as_array().context("the browser's log is no list")?;
        let text = |message: &Value| Some(message.get("message")?.as_str()?.to_owned());
        messages
            .iter()
            .map(|message| text(message).with_context(|| format!("not a message: {message}")))
            .collect()
    }

    /// Fails if the page's Content Security Policy has blocked something.
    pub async fn check_policy(&self) -> Result<()> {
        let console = self.console().await?;
        let is_refusal = |line: &String| line.contains("Content Security Policy");
        ensure!(!console.iter().any(is_refusal), "{console:?}");
        Ok(())
    }

    /// Opens `url` in a second tab, and returns the first tab.
    pub async fn second_tab(&self, url: &str) -> Result<WindowHandle> {
        let first = self.client.window().await?;
        let second = self.client.new_window(true).await?;
        self.client.switch_to_window(second.handle).await?;
        self.visit(url).await?;
        Ok(first)
    }

    /// Switches to another tab, and returns the previous one.
    pub async fn switch_to(&self, tab: WindowHandle) -> Result<WindowHandle> {
        let before = self.client.window().await?;
        self.client.switch_to_window(tab).await?;
        Ok(before)
    }

    /// Saves a screenshot of the window as tests/screenshots/`name`.png, and also a picture for the documents if these
    /// are being made.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        if let Some(folder) = env::var_os("PORCHLIGHT_PICTURES").map(PathBuf::from) {
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(format!("{name}.webp")), self.picture().await?)?;
        }
        let folder = stack::root().join("tests/screenshots");
        fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{name}.png"));
        fs::write(&file, self.client.screenshot().await?)?;
        Ok(file)
    }

    /// The window as WebP, at twice its size.
    async fn picture(&self) -> Result<Vec<u8>> {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let viewport = metrics
            .pointer("/cssVisualViewport")
            .context("no viewport")?;
        let number = |name| {
            viewport
                .get(name)
                .and_then(Value::as_f64)
                .unwrap_or_default()
        };
        let clip = json!({
            "x": number("pageX"), "y": number("pageY"),
            "width": number("clientWidth"), "height": number("clientHeight"), "scale": 2,
        });
        let format = json!({ "format": "webp", "quality": PICTURE_QUALITY, "clip": clip });
        let taken = self.devtools("Page.captureScreenshot", format).await?;
        let picture = taken.pointer("/data").and_then(Value::as_str);
        Ok(STANDARD.decode(picture.context("no picture")?)?)
    }

    async fn extension(&self, path: &'static str, body: Value) -> Result<Value> {
        let answer = self.client.issue_cmd(Extension { path, body }).await;
        answer.with_context(|| format!("chromedriver refused {path}"))
    }
}

/// A command that only chromedriver supports.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _url: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
