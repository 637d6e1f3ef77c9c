//! The widget's HTTP calls: same origin, JSON requests, JSON or event stream responses.

use gloo_net::http::{Headers, Request, Response};
use js_sys::{Array, Promise, Reflect, Uint8Array};
use porchlight_browser as browser;
use porchlight_shared::{
    chat_request::ChatRequest,
    ids::ConversationId,
    sse::{Decoder, NumberedEvent},
    transcript::Transcript,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, RequestInit};

use crate::wire::{self, ErrorBody, Fields};

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// No answer came, or it could not be parsed.
    Network,
    /// The server refused the request.
    Refused {
        status: u16,
        body: ErrorBody,
        /// The `Retry-After` header, in seconds.
        retry_after: Option<u32>,
    },
}

impl ApiError {
    /// The server's error code, or `network`.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Network => "network",
            Self::Refused { body, .. } => &body.code,
        }
    }
}

/// How long a stream may be silent, in milliseconds: three of the server's heartbeats. A longer silence means that the
/// connection is lost, for example because the computer slept.
const SILENCE: i32 = 45_000;

/// How long a response may take to begin, in milliseconds. Long answers are streams, which begin at once.
const RESPONSE: i32 = 20_000;

/// How old the silence timer may get before a piece of an answer sets a new one, in milliseconds. Not every piece has
/// to.
const TIMER_AGE: u64 = 15_000;

/// An open event stream.
pub(crate) struct EventStream {
    reader: ReadableStreamDefaultReader,
    decoder: Decoder,
    /// Resolves when the stream has been silent for too long.
    silence: Promise,
    /// When the silence timer was set, in Unix milliseconds.
    silence_since: u64,
    /// A new session token, if the server sent one.
    pub(crate) token: Option<String>,
}

impl EventStream {
    /// The next events, or `None` at the end of the stream.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<NumberedEvent>>, ApiError> {
        let now = browser::now();
        if now > self.silence_since + TIMER_AGE {
            (self.silence, self.silence_since) = (browser::timer(SILENCE), now);
        }
        let first = Promise::race(&Array::of2(&self.reader.read(), &self.silence));
        let read = JsFuture::from(first).await.map_err(|_| ApiError::Network)?;
        let get = |name: &str| {
            Reflect::get(&read, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
        };
        if get("done").is_truthy() {
            return Ok(None);
        }
        let Ok(bytes) = get("value").dyn_into::<Uint8Array>() else {
            // The silence timer came first: the connection is lost.
            let _closed = self.reader.cancel();
            return Err(ApiError::Network);
        };
        let frames = self.decoder.push(&bytes.to_vec());
        let mut events = Vec::new();
        for frame in &frames {
            // Skips events that only a newer server knows.
            events.extend(wire::numbered_event(frame));
        }
        Ok(Some(events))
    }
}

/// Asks a question and returns the stream of its answer.
pub(crate) async fn ask(
    request: &ChatRequest,
    signal: &AbortSignal,
) -> Result<EventStream, ApiError> {
    let call = Call::to("/api/chat".to_owned(), None).with_body(&wire::chat_request(request));
    event_stream(call.send(Some(signal)).await?)
}

/// Exchanges the session for one of the visitor whom the owner's server has signed for.
pub(crate) async fn session(body: &str) -> Result<Fields, ApiError> {
    let call = Call::to("/api/widget/session".to_owned(), None).with_body(body);
    json(call.send(None).await?).await
}

/// The events after event number `after`. The server keeps the stream open while an answer or a person needs it, and
/// with `linger` for a while longer.
pub(crate) async fn follow(
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

pub(crate) async fn transcript(
    conversation: ConversationId,
    token: &str,
) -> Result<Transcript, ApiError> {
    let call = Call::to(path(conversation, ""), Some(token));
    let fields = json(call.send(None).await?).await?;
    wire::transcript(&fields).ok_or(ApiError::Network)
}

/// The visitor's conversations. The one with the latest message comes first.
pub(crate) async fn conversations(token: &str) -> Result<Fields, ApiError> {
    // The most that one response may have.
    let call = Call::to("/api/chat/conversations?limit=100".to_owned(), Some(token));
    json(call.send(None).await?).await
}

/// Posts to a conversation's address followed by `rest`, with JSON or without a body.
pub(crate) async fn post(
    conversation: ConversationId,
    token: Option<String>,
    rest: &str,
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

/// A request under construction. gloo-net's own builder parses the address to add a query, which costs 2 kB of code.
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

    /// Makes it a POST with a JSON body.
    fn with_body(self, body: &str) -> Self {
        self.headers.set("Content-Type", "application/json");
        self.init.set_method("POST");
        self.init.set_body(&JsValue::from_str(body));
        self
    }

    /// Sends the request. Any status other than success is an error.
    async fn send(self, signal: Option<&AbortSignal>) -> Result<Response, ApiError> {
        self.init.set_headers(&self.headers.into_raw());
        self.init.set_signal(signal);
        let request = web_sys::Request::new_with_str_and_init(&self.url, &self.init)
            .map_err(|_| ApiError::Network)?;
        let response = browser::within(RESPONSE, Request::from(request).send())
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
        silence: Promise::resolve(&JsValue::UNDEFINED),
        silence_since: 0,
        token: response.headers().get("X-Session-Token"),
    })
}

async fn json(response: Response) -> Result<Fields, ApiError> {
    let text = response.text().await.map_err(|_| ApiError::Network)?;
    Fields::parse(&text).ok_or(ApiError::Network)
}
