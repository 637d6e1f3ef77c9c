//! A client of the HTTP API without a browser: a visitor's custom frontend, and a site owner's server.

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

/// How long a source may take until it is indexed or has failed.
const INDEXING: Duration = Duration::from_mins(1);

/// The header of a new session token.
const SESSION_TOKEN: &str = "x-session-token";

/// A visitor without a browser, with an address of their own: their requests are counted apart from all others.
pub struct Visitor {
    origin: String,
    client: reqwest::Client,
    address: String,
    /// Their browser's name.
    pub session: String,
    /// The newest token.
    pub token: Option<String>,
}

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The answer to a request.
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

    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The body's error code; empty if it has none.
    pub fn code(&self) -> String {
        text(&self.json(), "/code")
    }

    /// The events of the body.
    pub fn events(&self) -> Result<Vec<NumberedEvent>> {
        decode(&mut Decoder::default(), self.body.as_bytes())
    }
}

impl Visitor {
    /// A new one, at the Worker on `origin`.
    pub fn new(origin: &str) -> Self {
        let id = uuid::Uuid::new_v4();
        let [a, b, c, ..] = id.into_bytes();
        Self {
            origin: origin.to_owned(),
            client: reqwest::Client::new(),
            // Wrangler hands on what a client says about itself; Cloudflare does not.
            address: format!("10.{a}.{b}.{c}"),
            session: id.to_string(),
            token: None,
        }
    }

    /// A request with this visitor's address.
    pub fn post(&self, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.origin);
        self.client
            .post(url)
            .header("CF-Connecting-IP", &self.address)
    }

    /// A request with this visitor's address and token.
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

    /// The body that asks `question` in a new conversation.
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

    /// Posts a body to `/api/chat`, reads the answer to its end and keeps the token.
    pub async fn ask(&mut self, body: &Value) -> Result<Answer> {
        let answer = Answer::of(self.post("/api/chat").json(body)).await?;
        self.keep_token(&answer.headers);
        Ok(answer)
    }

    /// Posts a body to `/api/chat` and leaves as soon as the conversation has a name, which it returns.
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

/// A site owner's server.
pub struct Owner {
    origin: String,
    client: reqwest::Client,
    key: Key,
}

impl Owner {
    /// The owner of the project that `key` opens.
    pub fn new(origin: &str, key: Key) -> Self {
        Self {
            origin: origin.to_owned(),
            client: reqwest::Client::new(),
            key,
        }
    }

    /// Asks a question.
    pub async fn ask(&self, question: &str) -> Result<Answer> {
        self.post("/api/v1/chat", &json!({ "question": question }))
            .await
    }

    /// Posts a body.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        let request = self.client.post(format!("{}{path}", self.origin));
        let request = request.bearer_auth(self.key.secret()).json(body);
        Answer::of(request).await
    }

    /// Reads an address.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        let request = self.client.get(format!("{}{path}", self.origin));
        Answer::of(request.bearer_auth(self.key.secret())).await
    }

    /// Adds a source; returns its id.
    pub async fn add_source(&self, body: &Value) -> Result<String> {
        let answer = self.post("/api/v1/sources", body).await?;
        let id = text(&answer.json(), "/source/id");
        if answer.status != StatusCode::OK || id.is_empty() {
            bail!("{body} was answered {}: {}", answer.status, answer.body);
        }
        Ok(id)
    }

    /// A source as the list shows it now.
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

    /// Adds a source and waits until it is indexed or has failed. Returns it as the list shows it then.
    pub async fn index(&self, body: &Value) -> Result<Value> {
        let id = self.add_source(body).await?;
        self.settled(&id).await
    }

    /// Waits until a source is indexed or has failed.
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

/// The text at a JSON pointer; empty if there is none.
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
