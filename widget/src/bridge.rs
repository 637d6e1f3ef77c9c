//! Messages between the widget and the embed document's script boot.js, as events on the window.
//!
//! ```text
//!  boot.js ── porchlight:command ──► widget       detail: JSON text
//!          ◄── porchlight:signal ───
//! ```
//! Commands sent before the widget was loaded are in `porchlightFrame.snapshot()`, which the widget reads once.

use js_sys::{Function, Reflect};
use porchlight_browser as browser;
use porchlight_shared::ids::ConversationId;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit};

use crate::wire::{self, Fields};

/// A command of the owner's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Shows the panel.
    Open {
        /// Whether the visitor asked for it. If so, the panel takes the focus.
        focus: bool,
    },
    /// Hides the panel.
    Close,
    /// Shows or hides the panel.
    Toggle,
    /// Asks a question for the visitor.
    Ask {
        /// The question.
        text: String,
        /// Whether the visitor asked for it. If so, the panel takes the focus.
        focus: bool,
    },
    /// The visitor went to another page.
    Page(Page),
    /// Continues a conversation of the visitor's list.
    Conversation(ConversationId),
    /// A dialog covers the conversation, or no longer does.
    Cover {
        /// Whether the dialog is open.
        is_covered: bool,
    },
    /// Changes the language.
    Locale {
        /// A BCP 47 tag.
        locale: String,
        /// The widget's sentences in this language, in the order of [`Key`](crate::i18n::Key). Empty while they are
        /// loading.
        sentences: Vec<String>,
    },
    /// The frame changed its size.
    Viewport {
        /// Whether the panel fills the screen.
        fullscreen: bool,
    },
    /// The owner's page identifies the visitor.
    Identify(Identity),
    /// Forgets the visitor and their conversation.
    Reset,
}

impl Command {
    /// `None` for a command that only a newer boot.js sends.
    fn read(fields: &Fields) -> Option<Self> {
        Some(match fields.text("type")?.as_str() {
            "open" => Self::Open {
                focus: fields.flag("focus"),
            },
            "close" => Self::Close,
            "toggle" => Self::Toggle,
            "ask" => Self::Ask {
                text: fields.text("text")?,
                focus: fields.flag("focus"),
            },
            "page" => Self::Page(Page::read(fields)),
            "conversation" => Self::Conversation(fields.read("id")?),
            "cover" => Self::Cover {
                is_covered: fields.flag("covered"),
            },
            "update" => Self::Locale {
                locale: fields.object("options")?.text("locale")?,
                sentences: fields.texts("texts"),
            },
            "viewport" => Self::Viewport {
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

/// The visitor, as the owner's page has identified them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The email address on the owner's page.
    pub email: String,
    /// The whole command as JSON, if the owner's server signed it. None for an unsigned identity.
    pub proof: Option<String>,
}

/// The page that the visitor is on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The page's address; none if it is unknown.
    pub url: Option<String>,
}

/// The state of the embed document before the widget was loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Whether the panel is open.
    pub open: bool,
    /// Whether the panel fills the screen.
    pub fullscreen: bool,
    /// Whether the panel fills an element or a page of its own and cannot be closed.
    pub inline: bool,
    /// The visitor's current page.
    pub page: Page,
    /// The language that the owner's page chose, as a BCP 47 tag. None if it chose none.
    pub locale: Option<String>,
    /// The widget's sentences in the visitor's language, in the order of [`Key`](crate::i18n::Key).
    pub sentences: Vec<String>,
    /// The commands so far, in order.
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
    /// Parses the JSON of boot.js.
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
            sentences: fields.texts("texts"),
            queue: fields.all("queue", &Command::read),
        })
    }
}

/// A message for boot.js, which passes it on to the owner's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal<'a> {
    /// The widget is loaded.
    Ready,
    /// The panel was opened.
    Opened,
    /// The panel was closed.
    Closed,
    /// A message was sent or received.
    Message {
        /// `visitor`, `assistant` or `operator`.
        sender: &'a str,
        /// The message's text.
        text: &'a str,
    },
    /// An operator has read everything up to this time (RFC 3339).
    Read(&'a str),
    /// The number of unread messages.
    Unread(u32),
    /// The visitor asked for a person.
    Handoff,
    /// The visitor left contact details: these, as JSON.
    Lead(&'a str),
    /// Something failed, with a stable `snake_case` code.
    Error(&'a str),
}

impl Signal<'_> {
    /// The signal as JSON.
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
            Self::Read(at) => wire::object(&[("type", Some("read")), ("at", Some(at))]),
            Self::Error(code) => wire::object(&[("type", Some("error")), ("code", Some(code))]),
            Self::Message { sender, text } => {
                let message = wire::object(&[("sender", Some(sender)), ("text", Some(text))]);
                [r#"{"type":"message","message":"#, &message, "}"].concat()
            }
        }
    }
}

/// Takes the snapshot. Later commands go to [`listen`]. Empty in a page without boot.js.
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

/// Calls `run` for each command, for as long as the page lives.
pub fn listen(run: impl Fn(Command) + 'static) {
    browser::listen("porchlight:command", move |event: CustomEvent| {
        let detail = event.detail().as_string().unwrap_or_default();
        let fields = Fields::parse(&detail);
        if let Some(command) = fields.and_then(|fields| Command::read(&fields)) {
            run(command);
        }
    });
}

/// Sends a signal to boot.js.
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
