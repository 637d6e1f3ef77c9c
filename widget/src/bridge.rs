//! What the widget and the embed document's script tell each other, as events on the window.
//!
//! ```text
//!  boot.js ── porchlight:command ──► widget       detail: JSON text
//!          ◄── porchlight:signal ───
//! ```
//! What came before the widget was there is in `porchlightFrame.snapshot()`, which is read once.

use js_sys::{Function, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit};

use crate::browser;

/// What the owner's page wants.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Show the panel.
    Open,
    /// Hide it.
    Close,
    /// One or the other.
    Toggle,
    /// Ask in the visitor's name.
    Ask {
        /// The question.
        text: String,
    },
    /// The visitor is on another page.
    Page(Page),
    /// Change how the widget presents itself.
    Update {
        /// What changes.
        options: Options,
    },
    /// The frame has another size.
    Viewport {
        /// What the frame may take, in CSS pixels.
        #[serde(default)]
        height: Option<f64>,
        /// The panel fills the screen.
        #[serde(default)]
        fullscreen: bool,
    },
    /// Forget the visitor.
    Reset,
    /// One that a later version knows.
    #[serde(other)]
    Unknown,
}

/// The page that the visitor is on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Page {
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
}

/// How the widget presents itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Options {
    /// A BCP 47 tag.
    #[serde(default)]
    pub locale: Option<String>,
}

/// What happened before the widget was there.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    /// The panel is shown.
    pub open: bool,
    /// It fills the screen.
    pub fullscreen: bool,
    /// It is all there is: it cannot be closed.
    pub inline: bool,
    /// The page that the visitor is on.
    pub page: Page,
    /// The language that the owner wants, as a BCP 47 tag.
    pub locale: Option<String>,
    /// What was wanted since.
    pub queue: Vec<Command>,
}

/// What the owner's page may want to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Signal<'a> {
    /// The widget is there.
    Ready,
    /// The panel is shown.
    Opened,
    /// It is hidden.
    Closed,
    /// A message was sent or has come.
    Message {
        /// What it says.
        message: MessageSignal<'a>,
    },
    /// So many answers have not been seen.
    Unread {
        /// How many.
        count: u32,
    },
    /// A person was asked for.
    Handoff,
    /// Something failed.
    Error {
        /// Stable, `snake_case`.
        code: &'a str,
    },
}

/// A message, as the owner's page hears of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MessageSignal<'a> {
    /// `visitor` or `assistant`.
    pub sender: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// Reads what happened before; what comes later arrives at [`listen`]. In a page without boot.js: nothing happened.
pub fn snapshot() -> Snapshot {
    let text = Reflect::get(&browser::window(), &JsValue::from_str("porchlightFrame"))
        .and_then(|frame| {
            let snapshot = Reflect::get(&frame, &JsValue::from_str("snapshot"))?;
            snapshot.dyn_into::<Function>()?.call0(&frame)
        })
        .ok()
        .and_then(|text| text.as_string());
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Calls `obey` for each command.
pub fn listen(obey: impl Fn(Command) + 'static) {
    browser::listen("porchlight:command", move |event: CustomEvent| {
        let detail = event.detail().as_string().unwrap_or_default();
        if let Ok(command) = serde_json::from_str(&detail) {
            obey(command);
        }
    });
}

/// Tells boot.js, which tells the owner's page.
pub fn signal(signal: &Signal<'_>) {
    let Ok(detail) = serde_json::to_string(signal) else {
        return;
    };
    let options = CustomEventInit::new();
    options.set_detail(&JsValue::from_str(&detail));
    let sent = CustomEvent::new_with_event_init_dict("porchlight:signal", &options)
        .and_then(|event| browser::window().dispatch_event(&event));
    if let Err(error) = sent {
        web_sys::console::error_1(&error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_boot_sends_them() {
        let check = |text: &str, expected: Command| {
            assert_eq!(
                serde_json::from_str::<Command>(text).unwrap(),
                expected,
                "{text}"
            );
        };
        check(r#"{"type":"open"}"#, Command::Open);
        check(
            r#"{"type":"ask","text":"a"}"#,
            Command::Ask { text: "a".into() },
        );
        check(
            r#"{"type":"page","url":"https://a.example/","title":"A"}"#,
            Command::Page(Page {
                url: Some("https://a.example/".into()),
            }),
        );
        check(
            r#"{"type":"viewport","width":390,"height":844,"fullscreen":true}"#,
            Command::Viewport {
                height: Some(844.0),
                fullscreen: true,
            },
        );
        check(
            r#"{"type":"identify","email":"a@b.example"}"#,
            Command::Unknown,
        );
    }

    #[test]
    fn signals_are_written_as_boot_reads_them() {
        let check = |signal: Signal<'_>, expected: &str| {
            assert_eq!(serde_json::to_string(&signal).unwrap(), expected);
        };
        check(Signal::Ready, r#"{"type":"ready"}"#);
        check(
            Signal::Unread { count: 2 },
            r#"{"type":"unread","count":2}"#,
        );
        check(
            Signal::Error { code: "network" },
            r#"{"type":"error","code":"network"}"#,
        );
    }

    #[test]
    fn a_snapshot_is_read_as_boot_writes_it() {
        let snapshot: Snapshot = serde_json::from_str(
            r#"{"project":"demo","open":true,"fullscreen":false,"inline":false,"page":{"url":null,"title":""},
                "locale":null,"scheme":"dark","attributes":{},"queue":[{"type":"ask","text":"a"},{"type":"later"}]}"#,
        )
        .unwrap();
        assert!(snapshot.open);
        assert_eq!(
            snapshot.queue,
            [Command::Ask { text: "a".into() }, Command::Unknown]
        );
    }
}
