//! Shared types to JSON.

use js_sys::{Array, JSON, Object, Reflect};
use porchlight_shared::{
    chat_request::{ChatRequest, FeedbackRequest, HandoffRequest},
    lead::LeadField,
    message::Verdict,
};
use wasm_bindgen::JsValue;

use crate::lead::name;

/// A JSON object of strings, without the fields that are `None`.
pub fn object(fields: &[(&str, Option<&str>)]) -> String {
    text_of(&made(fields))
}

/// The body of `POST /api/chat`.
pub fn chat_request(request: &ChatRequest) -> String {
    let messages: Array = request
        .messages
        .iter()
        .map(|message| {
            made(&[
                ("role", Some(message.role.name())),
                ("content", Some(&message.content)),
            ])
        })
        .collect();
    let body = made(&[
        ("projectSlug", Some(&request.project_slug)),
        ("sessionId", Some(&request.session_id.to_string())),
        ("sessionToken", request.session_token.as_deref()),
        (
            "conversationId",
            request.conversation_id.map(|id| id.to_string()).as_deref(),
        ),
        (
            "clientMessageId",
            request
                .client_message_id
                .map(|id| id.to_string())
                .as_deref(),
        ),
        ("pageUrl", request.page_url.as_deref()),
        ("locale", request.locale.as_deref()),
    ]);
    set(&body, "messages", &messages);
    for name in ["attributes", "attachments"] {
        set(&body, name, &of_frame(name));
    }
    text_of(&body)
}

/// What the frame's scripts hold: the owner's page's data about the visitor (boot.js), and the files to send with the
/// message (widget/parts/attachments.js).
fn of_frame(name: &str) -> JsValue {
    ["porchlightFrame", name]
        .iter()
        .fold(js_sys::global().into(), |object: JsValue, name| {
            Reflect::get(&object, &JsValue::from_str(name)).unwrap_or_default()
        })
}

/// The body of `POST /api/chat/{conversation}/feedback`.
pub fn feedback_request(request: &FeedbackRequest) -> String {
    let verdict = request.verdict.map(Verdict::name);
    let body = made(&[
        ("message_id", Some(&request.message_id.to_string())),
        ("reason", request.reason.as_deref()),
    ]);
    set(
        &body,
        "verdict",
        &verdict.map_or(JsValue::NULL, JsValue::from_str),
    );
    text_of(&body)
}

/// The body of `POST /api/widget/session`: the owner's `proof` as its page gave it, and the current session's token.
pub fn session_request(proof: &str, project: &str, current_token: Option<&str>) -> String {
    let body = JSON::parse(proof).unwrap_or_default();
    set(&body, "project", &JsValue::from_str(project));
    if let Some(token) = current_token {
        set(&body, "currentToken", &JsValue::from_str(token));
    }
    text_of(&body)
}

/// The body of `POST /api/chat/{conversation}/handoff`.
pub fn handoff_request(request: &HandoffRequest) -> String {
    object(&[("email", request.email.as_deref())])
}

/// The body of `POST /api/chat/{conversation}/lead`: the fields' values, a known email address, and the consent text
/// that the visitor agreed to (empty if there is none).
pub fn lead(values: &[(&LeadField, String)], email: Option<&str>, consent: &str) -> String {
    let agreed_to = Some(consent).filter(|text| !text.is_empty());
    let body = made(&[("email", email), ("consent", agreed_to)]);
    let own = made(&[]);
    for (field, value) in values {
        let value = JsValue::from_str(value);
        if let Some(name) = name(field.field) {
            set(&body, name, &value);
        } else {
            set(&own, &field.label, &value);
            set(&body, "fields", &own);
        }
    }
    text_of(&body)
}

fn made(fields: &[(&str, Option<&str>)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in fields {
        if let Some(value) = value {
            set(&object, name, &JsValue::from_str(value));
        }
    }
    object
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    if let Err(error) = Reflect::set(object, &JsValue::from_str(name), value) {
        web_sys::console::error_1(&error);
    }
}

pub(super) fn text_of(value: &JsValue) -> String {
    JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}
