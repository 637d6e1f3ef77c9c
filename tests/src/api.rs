//! Clients of the HTTP API without a browser: a visitor's own frontend, and an owner's server.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures::StreamExt;
use porchlight_shared::{
    chat_event::ChatEvent,
    sse::{Decoder, NumberedEvent},
};
use reqwest::{RequestBuilder, Response, StatusCode, header::HeaderMap};
use serde_json::{Value, json};

use crate::{deadline::until, stack::Key};

/// How long indexing a source may take.
pub const INDEXING: Duration = Duration::from_mins(1);

/// The response header with a new session token.
const SESSION_TOKEN: &str = "x-session-token";

/// A visitor without a browser. Each has an IP address of their own, so that rate limits count them separately.
pub struct Visitor {
    origin: String,
    client: reqwest::Client,
    address: String,
    /// The id that this client has given its browser.
    pub session: String,
    /// The newest session token, sent with every further request. None before the first answer.
    pub token: Option<String>,
}

/// A response with its complete body.
#[derive(Debug)]
pub struct Answer {
    /// The status code of the response.
    pub status: StatusCode,
    /// The response headers, with names in lower case.
    pub headers: HeaderMap,
    /// The body as text, whatever its type.
    pub body: String,
}

impl Answer {
    /// Sends a request, and reads the response to its end.
    pub async fn of(request: RequestBuilder) -> Result<Self> {
        Self::read(request.send().await?).await
    }

    async fn read(response: Response) -> Result<Self> {
        Ok(Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await?,
        })
    }

    /// The body as JSON, or null if it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The error code in the body, empty if there is none.
    pub fn code(&self) -> String {
        text(&self.json(), "/code")
    }

    /// The events in the body, which must be an event stream.
    pub fn events(&self) -> Result<Vec<NumberedEvent>> {
        decode(&mut Decoder::default(), self.body.as_bytes())
    }
}

impl Visitor {
    /// A new visitor of the Worker at `origin`.
    pub fn new(origin: &str) -> Self {
        let id = uuid::Uuid::new_v4();
        let [a, b, c, ..] = id.into_bytes();
        Self {
            origin: origin.to_owned(),
            client: reqwest::Client::new(),
            // Wrangler trusts the address that a client sends. Cloudflare does not.
            address: format!("10.{a}.{b}.{c}"),
            session: id.to_string(),
            token: None,
        }
    }

    /// A POST request from this visitor's address.
    pub fn post(&self, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.origin);
        self.client
            .post(url)
            .header("CF-Connecting-IP", &self.address)
    }

    /// `request`, sent from this visitor's address.
    pub fn from_its_address(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("CF-Connecting-IP", &self.address)
    }

    /// Sends a GET request with this visitor's address and token.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        let mut request = self
            .client
            .get(format!("{}{path}", self.origin))
            .header("CF-Connecting-IP", &self.address);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        Answer::of(request).await
    }

    /// The body of a request that asks `question` in a new conversation.
    pub fn question(&self, project: &str, question: &str) -> Value {
        let mut body = json!({
            "projectSlug": project,
            "sessionId": self.session,
            "messages": [{ "role": "user", "content": question }],
        });
        if let (Some(token), Some(body)) = (&self.token, body.as_object_mut()) {
            body.insert("sessionToken".to_owned(), json!(token));
        }
        body
    }

    /// Posts `body` to `/api/chat`, reads the response to its end, and keeps the new token.
    pub async fn ask(&mut self, body: &Value) -> Result<Answer> {
        let answer = Answer::of(self.post("/api/chat").json(body)).await?;
        self.keep_token(&answer.headers);
        Ok(answer)
    }

    /// Posts `body` to `/api/chat`, and disconnects as soon as the response names the conversation, whose id it
    /// returns.
    pub async fn ask_and_leave(&mut self, body: &Value) -> Result<String> {
        let response = self.post("/api/chat").json(body).send().await?;
        self.keep_token(response.headers());
        let mut decoder = Decoder::default();
        let mut bytes = response.bytes_stream();
        while let Some(piece) = bytes.next().await {
            for event in decode(&mut decoder, &piece?)? {
                if let ChatEvent::Turn(turn) = event.event {
                    return Ok(turn.conversation_id.to_string());
                }
            }
        }
        bail!("the stream ended without a turn")
    }

    fn keep_token(&mut self, headers: &HeaderMap) {
        let token = headers.get(SESSION_TOKEN);
        if let Some(token) = token.and_then(|token| token.to_str().ok()) {
            self.token = Some(token.to_owned());
        }
    }
}

/// An owner's server.
pub struct Owner {
    origin: String,
    client: reqwest::Client,
    key: Key,
}

impl Owner {
    /// A server with the owner's `key`.
    pub fn new(origin: &str, key: Key) -> Self {
        Self {
            origin: origin.to_owned(),
            client: reqwest::Client::new(),
            key,
        }
    }

    /// Asks a question through the API.
    pub async fn ask(&self, question: &str) -> Result<Answer> {
        self.post("/api/v1/chat", &json!({ "question": question }))
            .await
    }

    /// Sends a POST request with a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        let request = self.client.post(format!("{}{path}", self.origin));
        let request = request.bearer_auth(self.key.secret()).json(body);
        Answer::of(request).await
    }

    /// Sends a GET request.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        let request = self.client.get(format!("{}{path}", self.origin));
        Answer::of(request.bearer_auth(self.key.secret())).await
    }

    /// Adds a source, and returns its id.
    pub async fn add_source(&self, body: &Value) -> Result<String> {
        let answer = self.post("/api/v1/sources", body).await?;
        let id = text(&answer.json(), "/source/id");
        if answer.status != StatusCode::OK || id.is_empty() {
            bail!("{body} was answered {}: {}", answer.status, answer.body);
        }
        Ok(id)
    }

    /// The source as the list shows it now.
    pub async fn source(&self, id: &str) -> Result<Value> {
        let answer = self.get("/api/v1/sources").await?;
        let list = answer.json();
        let sources = list.pointer("/sources").and_then(Value::as_array);
        let found = sources
            .into_iter()
            .flatten()
            .find(|source| text(source, "/id") == id);
        found.cloned().with_context(|| {
            format!(
                "source {id} is not in the list, {}: {}",
                answer.status, answer.body
            )
        })
    }

    /// Removes a source.
    pub async fn delete_source(&self, id: &str) -> Result<Answer> {
        let url = format!("{}/api/v1/sources?id={id}", self.origin);
        let request = self.client.delete(url).bearer_auth(self.key.secret());
        Answer::of(request).await
    }

    /// Adds a source, waits until it is indexed or has failed, and returns it as the list then shows it.
    pub async fn index(&self, body: &Value) -> Result<Value> {
        let id = self.add_source(body).await?;
        self.settled(&id).await
    }

    /// Waits until a source is indexed or has failed, and returns it.
    pub async fn settled(&self, id: &str) -> Result<Value> {
        let mut last = Value::Null;
        until(
            &format!("source {id} is indexed or has failed"),
            INDEXING,
            async || {
                last = self.source(id).await?;
                let status = text(&last, "/status");
                Ok(matches!(status.as_str(), "indexed" | "failed").then_some(()))
            },
        )
        .await
        .with_context(|| last.to_string())?;
        Ok(last)
    }
}

/// The text at a JSON pointer, empty if there is none.
pub fn text(value: &Value, pointer: &str) -> String {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_default().to_owned()
}

fn decode(decoder: &mut Decoder, bytes: &[u8]) -> Result<Vec<NumberedEvent>> {
    let frames = decoder.push(bytes);
    frames
        .iter()
        .map(|frame| frame.chat_event().with_context(|| format!("{frame:?}")))
        .collect()
}
