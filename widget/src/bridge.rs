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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show the panel.
    Open,
    /// Hide it.
    Close,
    /// One or the other.
    Toggle,
    /// Ask in the visitor's name.
    Ask(String),
    /// The visitor is on another page.
    Page(Page),
    /// Speak another language: a BCP 47 tag.
    Locale(String),
    /// The frame has another size.
    Viewport {
        /// What the frame may take, in CSS pixels.
        height: Option<u32>,
        /// The panel fills the screen.
        fullscreen: bool,
    },
    /// Forget the visitor.
    Reset,
}

/// A command as it is sent: the fields of all of them, which is much less code to read than each by itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Wire {
    r#type: String,
    text: Option<String>,
    url: Option<String>,
    height: Option<f64>,
    fullscreen: bool,
    options: Options,
}

/// How the widget shall present itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Options {
    locale: Option<String>,
}

impl Wire {
    /// `None` for one that a later version knows.
    fn command(self) -> Option<Command> {
        Some(match self.r#type.as_str() {
            "open" => Command::Open,
            "close" => Command::Close,
            "toggle" => Command::Toggle,
            "ask" => Command::Ask(self.text?),
            "page" => Command::Page(Page { url: self.url }),
            "update" => Command::Locale(self.options.locale?),
            "viewport" => Command::Viewport {
                height: self.height.map(whole_pixels),
                fullscreen: self.fullscreen,
            },
            "reset" => Command::Reset,
            _ => return None,
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast between these saturates, and a screen is neither negative nor that high"
)]
fn whole_pixels(pixels: f64) -> u32 {
    pixels.round() as u32
}

/// The page that the visitor is on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Page {
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
}

/// What happened before the widget was there.
#[derive(Clone, Debug, Default, Deserialize)]
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
    queue: Vec<Wire>,
}

impl Snapshot {
    /// What was wanted before the widget was there, in that order.
    pub fn commands(&mut self) -> impl Iterator<Item = Command> + use<> {
        std::mem::take(&mut self.queue)
            .into_iter()
            .filter_map(Wire::command)
    }
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
        let wire: Option<Wire> = serde_json::from_str(&detail).ok();
        if let Some(command) = wire.and_then(Wire::command) {
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
        let check = |text: &str, expected: Option<Command>| {
            let wire: Wire = serde_json::from_str(text).unwrap();
            assert_eq!(wire.command(), expected, "{text}");
        };
        check(r#"{"type":"open"}"#, Some(Command::Open));
        check(
            r#"{"type":"ask","text":"a"}"#,
            Some(Command::Ask("a".into())),
        );
        check(
            r#"{"type":"page","url":"https://a.example/","title":"A"}"#,
            Some(Command::Page(Page {
                url: Some("https://a.example/".into()),
            })),
        );
        check(
            r#"{"type":"viewport","width":390,"height":843.6,"fullscreen":true}"#,
            Some(Command::Viewport {
                height: Some(844),
                fullscreen: true,
            }),
        );
        check(
            r#"{"type":"update","options":{"locale":"de","scheme":"dark"}}"#,
            Some(Command::Locale("de".into())),
        );
        check(r#"{"type":"update","options":{"scheme":"dark"}}"#, None);
        check(r#"{"type":"identify","email":"a@b.example"}"#, None);
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
        let mut snapshot: Snapshot = serde_json::from_str(
            r#"{"project":"demo","open":true,"fullscreen":false,"inline":false,"page":{"url":null,"title":""},
                "locale":null,"scheme":"dark","attributes":{},"queue":[{"type":"ask","text":"a"},{"type":"later"}]}"#,
        )
        .unwrap();
        assert!(snapshot.open);
        assert_eq!(
            snapshot.commands().collect::<Vec<_>>(),
            [Command::Ask("a".into())]
        );
    }
}
