//! What the widget and the embed document's script tell each other, as events on the window.
//!
//! ```text
//!  boot.js ── porchlight:command ──► widget       detail: JSON text
//!          ◄── porchlight:signal ───
//! ```
//! What came before the widget was there is in `porchlightFrame.snapshot()`, which is read once.

use js_sys::{Function, Reflect};
use porchlight_browser as browser;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit};

use crate::wire::{self, Fields};

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
    /// The owner's page knows the visitor.
    Identify(Identity),
    /// Forget the visitor.
    Reset,
}

impl Command {
    /// `None` for one that a later version knows.
    fn read(fields: &Fields) -> Option<Self> {
        Some(match fields.text("type")?.as_str() {
            "open" => Self::Open,
            "close" => Self::Close,
            "toggle" => Self::Toggle,
            "ask" => Self::Ask(fields.text("text")?),
            "page" => Self::Page(Page::read(fields)),
            "update" => Self::Locale(fields.object("options")?.text("locale")?),
            "viewport" => Self::Viewport {
                height: fields
                    .number("height")
                    .and_then(|height| u32::try_from(height).ok()),
                fullscreen: fields.flag("fullscreen"),
            },
            "identify" => Self::Identify(Identity {
                email: fields.text("email")?,
                proof: (fields.text("emailHash").or(fields.text("jwt"))).map(|_| fields.write()),
            }),
            "reset" => Self::Reset,
            _ => return None,
        })
    }
}

/// Whom the owner's page knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The visitor's e-mail address.
    pub email: String,
    /// What the owner's server has signed, as JSON, if it has.
    pub proof: Option<String>,
}

/// The page that the visitor is on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub url: Option<String>,
}

/// What happened before the widget was there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// What was wanted since, in that order.
    pub queue: Vec<Command>,
}

impl Page {
    fn read(fields: &Fields) -> Self {
        Self {
            url: fields.text("url"),
        }
    }
}

impl Snapshot {
    /// From the text that boot.js writes.
    pub fn parse(text: &str) -> Option<Self> {
        let fields = Fields::parse(text)?;
        Some(Self {
            open: fields.flag("open"),
            fullscreen: fields.flag("fullscreen"),
            inline: fields.flag("inline"),
            page: fields
                .object("page")
                .map(|page| Page::read(&page))
                .unwrap_or_default(),
            locale: fields.text("locale"),
            queue: fields.all("queue", &Command::read),
        })
    }
}

/// What the owner's page may want to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal<'a> {
    /// The widget is there.
    Ready,
    /// The panel is shown.
    Opened,
    /// It is hidden.
    Closed,
    /// A message was sent or has come.
    Message {
        /// `visitor`, `assistant` or `operator`.
        sender: &'a str,
        /// Its text.
        text: &'a str,
    },
    /// So many answers have not been seen.
    Unread(u32),
    /// A person was asked for.
    Handoff,
    /// Contact details were left: as JSON.
    Lead(&'a str),
    /// Something failed: a stable `snake_case` code.
    Error(&'a str),
}

impl Signal<'_> {
    /// The text that boot.js reads.
    pub fn write(self) -> String {
        let plain = |name| wire::object(&[("type", Some(name))]);
        match self {
            Self::Ready => plain("ready"),
            Self::Opened => plain("opened"),
            Self::Closed => plain("closed"),
            Self::Handoff => plain("handoff"),
            Self::Unread(count) => {
                [r#"{"type":"unread","count":"#, &count.to_string(), "}"].concat()
            }
            Self::Lead(lead) => [r#"{"type":"lead","lead":"#, lead, "}"].concat(),
            Self::Error(code) => wire::object(&[("type", Some("error")), ("code", Some(code))]),
            Self::Message { sender, text } => {
                let message = wire::object(&[("sender", Some(sender)), ("text", Some(text))]);
                [r#"{"type":"message","message":"#, &message, "}"].concat()
            }
        }
    }
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
    text.and_then(|text| Snapshot::parse(&text))
        .unwrap_or_default()
}

/// Calls `obey` for each command.
pub fn listen(obey: impl Fn(Command) + 'static) {
    browser::listen("porchlight:command", move |event: CustomEvent| {
        let detail = event.detail().as_string().unwrap_or_default();
        let fields = Fields::parse(&detail);
        if let Some(command) = fields.and_then(|fields| Command::read(&fields)) {
            obey(command);
        }
    });
}

/// Tells boot.js, which tells the owner's page.
pub fn signal(signal: Signal<'_>) {
    let detail = signal.write();
    let options = CustomEventInit::new();
    options.set_detail(&JsValue::from_str(&detail));
    let sent = CustomEvent::new_with_event_init_dict("porchlight:signal", &options)
        .and_then(|event| browser::window().dispatch_event(&event));
    if let Err(error) = sent {
        web_sys::console::error_1(&error);
    }
}
