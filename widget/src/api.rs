//! The widget's HTTP API, called with gloo-net: same origin, JSON in, JSON or an event stream out.

use gloo_net::http::{Headers, Request, Response};
use js_sys::{Array, Promise, Reflect, Uint8Array};
use porchlight_browser as browser;
use porchlight_shared::{
    chat_request::ChatRequest,
    error::ErrorBody,
    ids::ConversationId,
    sse::{Decoder, NumberedEvent},
    transcript::Transcript,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, RequestInit};

use crate::wire::{self, Fields};

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No answer came, or one that nobody understands.
    Network,
    /// The server refused.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its reason.
        body: ErrorBody,
        /// Seconds to wait, where it said so.
        retry_after: Option<u32>,
    },
}

impl ApiError {
    /// The code of a refusal.
    pub fn code(&self) -> &str {
        match self {
            Self::Network => "network",
            Self::Refused { body, .. } => &body.code,
        }
    }
}

/// Without a byte for so long a stream is dead, in milliseconds: three of the server's heartbeats.
const SILENCE: i32 = 45_000;

/// Without the beginning of an answer for so long a connection is dead, in milliseconds. Answers that take longer begin
/// at once, and are streams.
const ANSWERS: i32 = 20_000;

/// How old a clock for the silence may be, in milliseconds, so that not every piece of an answer sets one.
const CLOCK: u64 = 15_000;

/// A running answer.
pub struct EventStream {
    reader: ReadableStreamDefaultReader,
    decoder: Decoder,
    /// Is over when the silence has lasted too long.
    patience: Promise,
    /// When that was begun, in Unix milliseconds.
    patient_since: u64,
    /// The newest session token, where the server sent one.
    pub token: Option<String>,
}

impl EventStream {
    /// The next events; `None` at the stream's end.
    pub async fn next(&mut self) -> Result<Option<Vec<NumberedEvent>>, ApiError> {
        let now = browser::now();
        if now > self.patient_since + CLOCK {
            (self.patience, self.patient_since) = (browser::timer(SILENCE), now);
        }
        let first = Promise::race(&Array::of2(&self.reader.read(), &self.patience));
        let read = JsFuture::from(first).await.map_err(|_| ApiError::Network)?;
        let get = |name: &str| {
            Reflect::get(&read, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
        };
        if get("done").is_truthy() {
            return Ok(None);
        }
        let Ok(bytes) = get("value").dyn_into::<Uint8Array>() else {
            // Nothing has come: the connection has gone without a word, as it does while a computer sleeps.
            let _closed = self.reader.cancel();
            return Err(ApiError::Network);
        };
        let frames = self.decoder.push(&bytes.to_vec());
        let mut events = Vec::new();
        for frame in &frames {
            // An event that a later server knows is left out.
            events.extend(wire::numbered_event(frame));
        }
        Ok(Some(events))
    }
}

/// Asks: the answer's events.
pub async fn ask(request: &ChatRequest, signal: &AbortSignal) -> Result<EventStream, ApiError> {
    let call = Call::to("/api/chat".to_owned(), None).with_body(&wire::chat_request(request));
    event_stream(call.send(Some(signal)).await?)
}

/// A session in the place of the one so far.
pub async fn session(body: &str) -> Result<Fields, ApiError> {
    let call = Call::to("/api/widget/session".to_owned(), None).with_body(body);
    json(call.send(None).await?).await
}

/// Follows the running turn from after an event, and a person, if one is there. With `linger` the stream stays for a
/// while though none is.
pub async fn follow(
    conversation: ConversationId,
    token: Option<&str>,
    after: u64,
    linger: bool,
    signal: &AbortSignal,
) -> Result<EventStream, ApiError> {
    let rest = if linger {
        "/events?linger=true"
    } else {
        "/events"
    };
    let call = Call::to(path(conversation, rest), token);
    call.headers.set("Last-Event-ID", &after.to_string());
    event_stream(call.send(Some(signal)).await?)
}

/// The conversation so far.
pub async fn transcript(conversation: ConversationId, token: &str) -> Result<Transcript, ApiError> {
    let call = Call::to(path(conversation, ""), Some(token));
    let fields = json(call.send(None).await?).await?;
    wire::transcript(&fields).ok_or(ApiError::Network)
}

/// Posts something that belongs to a conversation: to `rest` of its address, with or without JSON.
pub async fn post(
    conversation: ConversationId,
    token: Option<String>,
    rest: &'static str,
    body: Option<String>,
) -> Result<Fields, ApiError> {
    let mut call = Call::to(path(conversation, rest), token.as_deref());
    call.init.set_method("POST");
    if let Some(body) = body {
        call = call.with_body(&body);
    }
    json(call.send(None).await?).await
}

fn path(conversation: ConversationId, rest: &str) -> String {
    ["/api/chat/", &conversation.to_string(), rest].concat()
}

/// A request in the making. gloo-net's own builder takes the address apart for a query, which is two kilobytes.
struct Call {
    url: String,
    init: RequestInit,
    headers: Headers,
}

impl Call {
    fn to(url: String, token: Option<&str>) -> Self {
        let headers = Headers::new();
        if let Some(token) = token {
            headers.set("Authorization", &["Bearer ", token].concat());
        }
        Self {
            url,
            init: RequestInit::new(),
            headers,
        }
    }

    /// Posts JSON.
    fn with_body(self, body: &str) -> Self {
        self.headers.set("Content-Type", "application/json");
        self.init.set_method("POST");
        self.init.set_body(&JsValue::from_str(body));
        self
    }

    /// The response if it is a success.
    async fn send(self, signal: Option<&AbortSignal>) -> Result<Response, ApiError> {
        self.init.set_headers(&self.headers.into_raw());
        self.init.set_signal(signal);
        let request = web_sys::Request::new_with_str_and_init(&self.url, &self.init)
            .map_err(|_| ApiError::Network)?;
        let response = browser::within(ANSWERS, Request::from(request).send())
            .await
            .and_then(Result::ok)
            .ok_or(ApiError::Network)?;
        if response.ok() {
            return Ok(response);
        }
        let status = response.status();
        let retry_after = response
            .headers()
            .get("Retry-After")
            .and_then(|text| text.parse().ok());
        let body = json(response)
            .await
            .ok()
            .and_then(|fields| wire::error_body(&fields));
        let body = body.unwrap_or_else(|| ErrorBody {
            error: String::new(),
            code: ["http_", &status.to_string()].concat(),
        });
        Err(ApiError::Refused {
            status,
            body,
            retry_after,
        })
    }
}

fn event_stream(response: Response) -> Result<EventStream, ApiError> {
    let body = response.body().ok_or(ApiError::Network)?;
    Ok(EventStream {
        reader: body.get_reader().unchecked_into(),
        decoder: Decoder::default(),
        patience: Promise::resolve(&JsValue::UNDEFINED),
        patient_since: 0,
        token: response.headers().get("X-Session-Token"),
    })
}

async fn json(response: Response) -> Result<Fields, ApiError> {
    let text = response.text().await.map_err(|_| ApiError::Network)?;
    Fields::parse(&text).ok_or(ApiError::Network)
}
