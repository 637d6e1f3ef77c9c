//! JSON to shared types. `None` means that the JSON is malformed.

use js_sys::{Array, JSON, Reflect};
use porchlight_shared::{
    attachment::Attachment,
    chat_event::{ChatEvent, Delta, Done, EventName, Status, StreamError, Turn},
    lead::{LeadField, LeadForm},
    message::{Citation, Message, QuotedSpan},
    settings::{Invitation, PublicSettings, Texts, Theme},
    sse::{Frame, NumberedEvent},
    thread::{Read, ThreadMessage, Typing},
    transcript::Transcript,
};
use wasm_bindgen::{JsCast, JsValue};

use crate::conversations::ListedConversation;

/// A JSON object.
pub struct Fields(JsValue);

impl Fields {
    /// Parses a text; `None` if it is not a JSON object.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(JSON::parse(text).ok()?)
    }

    fn of(value: JsValue) -> Option<Self> {
        value.is_object().then_some(Self(value))
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    }

    /// The object as JSON text.
    pub fn write(&self) -> String {
        super::write::text_of(&self.0)
    }

    /// The field's string. `None` if it is missing or not a string.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    /// The field's string parsed as a `T`, such as an id.
    pub fn read<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    /// Whether the field is `true`. False if it is missing or not a boolean.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name) == JsValue::TRUE
    }

    /// The field's number, rounded. Negative numbers become 0.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast between these saturates"
    )]
    pub fn number(&self, name: &str) -> Option<u64> {
        self.get(name).as_f64().map(|number| number.round() as u64)
    }

    /// The field's object. `None` if it is missing or not an object.
    pub fn object(&self, name: &str) -> Option<Self> {
        Self::of(self.get(name))
    }

    /// The objects of the field's list that `read` accepts. Empty if there is no list.
    pub fn all<T>(&self, name: &str, read: &dyn Fn(&Self) -> Option<T>) -> Vec<T> {
        all(self.get(name), read)
    }

    /// The strings of the field's list. Empty if there is no list.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for value in list(self.get(name)).iter() {
            texts.extend(value.as_string());
        }
        texts
    }
}

fn list(value: JsValue) -> Array {
    value.dyn_into().unwrap_or_default()
}

/// A loop, because iterators are compiled for every type, and twice.
fn all<T>(value: JsValue, read: &dyn Fn(&Fields) -> Option<T>) -> Vec<T> {
    let mut all = Vec::new();
    for value in list(value).iter() {
        if let Some(one) = Fields::of(value).and_then(|fields| read(&fields)) {
            all.push(one);
        }
    }
    all
}

/// The event of an SSE frame. `None` for events that only a newer server sends.
pub fn numbered_event(frame: &Frame) -> Option<NumberedEvent> {
    let event = chat_event(&frame.event, &frame.data)?;
    Some(NumberedEvent::of(event, &frame.id))
}

/// The event with this name and data.
pub fn chat_event(name: &str, data: &str) -> Option<ChatEvent> {
    let data = Fields::parse(data)?;
    Some(match name.parse().ok()? {
        EventName::Turn => ChatEvent::Turn(Turn {
            conversation_id: data.read("conversation_id")?,
            message_id: data.read("message_id")?,
            client_message_id: data.read("client_message_id"),
            resumed: data.flag("resumed"),
        }),
        EventName::Delta => ChatEvent::Delta(Delta {
            text: data.text("text")?,
        }),
        EventName::Citations => ChatEvent::Citations(all(data.0, &citation)),
        EventName::Status => ChatEvent::Status(status(&data)?),
        EventName::Message => ChatEvent::Message(message(&data)?),
        EventName::Typing => ChatEvent::Typing(Typing {
            sender: data.read("sender")?,
            operator_name: data.text("operator_name"),
        }),
        EventName::Error => ChatEvent::Error(StreamError {
            code: data.text("code")?,
            message: data.text("message")?,
            retryable: data.flag("retryable"),
        }),
        EventName::Done => ChatEvent::Done(Done {}),
        EventName::Read => ChatEvent::Read(Read {
            at: data.text("at")?,
            sender: data.read("sender")?,
        }),
    })
}

/// A `status` event's data.
pub fn status(fields: &Fields) -> Option<Status> {
    Some(Status {
        holder: fields.read("holder")?,
        text: fields.text("text")?,
        operator_name: fields.text("operator_name"),
    })
}

/// A citation with its quotation.
pub fn citation(fields: &Fields) -> Option<Citation> {
    Some(Citation {
        n: u32::try_from(fields.number("n")?).ok()?,
        title: fields.text("title")?,
        url: fields.text("url")?,
        snippet: fields.text("snippet")?,
        quote: fields.text("quote")?,
        source_version: u32::try_from(fields.number("source_version")?).ok()?,
        spans: fields.all("spans", &quoted_span),
    })
}

fn quoted_span(fields: &Fields) -> Option<QuotedSpan> {
    let place = |name: &str| usize::try_from(fields.number(name)?).ok();
    Some(QuotedSpan {
        start: place("start")?,
        end: place("end")?,
        mark: u32::try_from(fields.number("mark")?).ok()?,
    })
}

/// A message, without `grounding`: the widget does not show the confidence of an answer.
pub fn message(fields: &Fields) -> Option<ThreadMessage> {
    let message = Message {
        id: fields.read("id")?,
        conversation_id: fields.read("conversation_id")?,
        sender: fields.read("sender")?,
        text: fields.text("text")?,
        created_at: fields.text("created_at")?,
        client_message_id: fields.read("client_message_id"),
        citations: fields.all("citations", &citation),
        grounding: None,
        unanswered: fields.flag("unanswered"),
        stopped: fields.flag("stopped"),
        verdict: fields.read("verdict"),
    };
    Some(ThreadMessage {
        message,
        operator_name: fields.text("operator_name"),
        offer_handoff: fields.flag("offer_handoff"),
        attachments: fields.all("attachments", &attachment),
    })
}

fn attachment(fields: &Fields) -> Option<Attachment> {
    Some(Attachment {
        id: fields.read("id")?,
        name: fields.text("name")?,
        media_type: fields.read("mediaType")?,
        bytes: fields
            .number("bytes")
            .and_then(|bytes| u32::try_from(bytes).ok())
            .unwrap_or_default(),
    })
}

/// A stored conversation.
pub fn transcript(fields: &Fields) -> Option<Transcript> {
    Some(Transcript {
        conversation_id: fields.read("conversation_id")?,
        holder: fields.read("holder")?,
        operator_name: fields.text("operator_name"),
        messages: fields.all("messages", &message),
        unread: fields
            .number("unread")
            .and_then(|unread| u32::try_from(unread).ok())
            .unwrap_or_default(),
        operator_read_at: fields.text("operator_read_at"),
        last_event_id: fields.number("last_event_id")?,
        running: fields.flag("running"),
    })
}

/// A conversation of the visitor's list. Its title is the subject, or the start of the latest message.
pub(crate) fn listed_conversation(fields: &Fields) -> Option<ListedConversation> {
    Some(ListedConversation {
        id: fields.read("conversationSlug")?,
        holder: fields.read("holder")?,
        unread: fields.flag("unread"),
    })
}

/// The fields of an error that the widget uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorBody {
    /// A sentence for people, which the server writes in English.
    pub error: String,
    /// The stable code, which the widget's logic depends on.
    pub code: String,
}

/// The body of an error.
pub fn error_body(fields: &Fields) -> Option<ErrorBody> {
    Some(ErrorBody {
        error: fields.text("error")?,
        code: fields.text("code")?,
    })
}

/// The owner's form, without fields that only a newer server knows.
fn lead_form(fields: &Fields) -> LeadForm {
    LeadForm {
        when: fields.read("when").unwrap_or_default(),
        fields: fields.all("fields", &lead_field),
        consent: fields.text("consent").unwrap_or_default(),
    }
}

fn lead_field(fields: &Fields) -> Option<LeadField> {
    Some(LeadField {
        field: fields.read("field")?,
        label: fields.text("label").unwrap_or_default(),
        required: fields.flag("required"),
    })
}

/// The project's settings, except `theme` and `texts`, which keep their defaults: the style sheet has the colours and
/// the position, and the sentences contain the owner's texts.
pub fn public_settings(fields: &Fields) -> Option<PublicSettings> {
    Some(PublicSettings {
        project: fields.text("project")?,
        version: fields.number("version")?,
        name: fields.text("name")?,
        company: fields.text("company")?,
        welcome_message: fields.text("welcomeMessage")?,
        quick_replies: fields.texts("quickReplies"),
        theme: Theme::default(),
        texts: Texts::default(),
        ai_language: fields.text("aiLanguage")?,
        show_branding: fields.flag("showBranding"),
        handoff: fields.flag("handoff"),
        lead_form: fields
            .object("leadForm")
            .map(|form| lead_form(&form))
            .unwrap_or_default(),
        model_answers: fields.flag("modelAnswers"),
        // Only boot.js uses these.
        attachments: false,
        invitation: Invitation::default(),
    })
}
