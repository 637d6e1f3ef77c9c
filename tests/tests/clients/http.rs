//! Requests and responses, shared by all clients.

use std::{marker::PhantomData, time::Duration};

use anyhow::{Context, Result, bail, ensure};
use http::{HeaderMap, Method, Request, Response, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::{Agent, Body};
use url::form_urlencoded;

/// How long a response may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The content type, unless a page's example has another one.
pub(crate) const JSON: &str = "application/json";

/// Sends requests to one origin, with credentials.
pub(crate) struct Http {
    agent: Agent,
    base: String,
    headers: Vec<(&'static str, String)>,
}

/// A response that should contain a `T`.
#[derive(Debug)]
pub(crate) struct Reply<T> {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    shape: PhantomData<fn() -> T>,
}

impl Http {
    /// Requests below `base`, without credentials.
    pub(crate) fn new(base: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        Self {
            agent: config.new_agent(),
            base: base.to_owned(),
            headers: Vec::new(),
        }
    }

    /// Sends a header with every request.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sends `Authorization: Bearer …` with every request.
    pub(crate) fn bearer(self, key: &str) -> Self {
        self.with("authorization", format!("Bearer {key}"))
    }

    /// Sends every request from the same address, so that limits per address apply. Otherwise each request has its own
    /// address.
    pub(crate) fn always_from_one_address(self) -> Self {
        self.with(ADDRESS, address())
    }

    pub(crate) fn get<T>(&self, path: &str) -> Result<Reply<T>> {
        self.without_body(Method::GET, path)
    }

    pub(crate) fn delete<T>(&self, path: &str) -> Result<Reply<T>> {
        self.without_body(Method::DELETE, path)
    }

    pub(crate) fn post<T>(&self, path: &str, body: &Value) -> Result<Reply<T>> {
        self.with_body(Method::POST, path, JSON, body.to_string())
    }

    pub(crate) fn patch<T>(&self, path: &str, body: &Value) -> Result<Reply<T>> {
        self.with_body(Method::PATCH, path, JSON, body.to_string())
    }

    /// Sends a request with a body as it is.
    pub(crate) fn with_body<T>(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: impl Into<String>,
    ) -> Result<Reply<T>> {
        let request = self
            .request(method, path)
            .header(header::CONTENT_TYPE, content_type)
            .body(body.into())?;
        Reply::read(self.agent.run(request)?)
    }

    fn without_body<T>(&self, method: Method, path: &str) -> Result<Reply<T>> {
        let request = self.request(method, path).body(())?;
        Reply::read(self.agent.run(request)?)
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !self.headers.iter().any(|(name, _)| *name == ADDRESS) {
            request = request.header(ADDRESS, address());
        }
        request
    }
}

impl<T> Reply<T> {
    fn read(mut response: Response<Body>) -> Result<Self> {
        Ok(Self {
            status: response.status().as_u16(),
            body: response.body_mut().read_to_string()?,
            headers: response.headers().clone(),
            shape: PhantomData,
        })
    }

    /// The body of an error. Checks that the error has this `status` and a text as `error`.
    pub(crate) fn refused(&self, status: u16) -> Result<Value> {
        ensure!(
            self.status == status,
            "{status} expected, not {} {}",
            self.status,
            self.body
        );
        let body: Value = serde_json::from_str(&self.body).context("an error without JSON")?;
        let error = body.get("error").and_then(Value::as_str);
        ensure!(error.is_some_and(|error| !error.is_empty()), "{body}");
        Ok(body)
    }

    /// A header; empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The whole seconds of `Retry-After`. Checks that the status is 429 and that the wait is at most a minute.
    pub(crate) fn retry_after(&self) -> Result<u64> {
        self.refused(429)?;
        let wait = self.header("retry-after");
        let seconds = wait
            .parse()
            .with_context(|| format!("Retry-After: {wait}"))?;
        ensure!((1..=60).contains(&seconds), "{seconds} s");
        Ok(seconds)
    }
}

impl<T: DeserializeOwned> Reply<T> {
    /// The contents of a response with status 200.
    pub(crate) fn ok(self) -> Result<T> {
        ensure!(
            self.status == 200,
            "200 expected, not {} {}",
            self.status,
            self.body
        );
        self.parse()
    }

    /// The contents of any 2xx response, where the page does not say which.
    pub(crate) fn success(self) -> Result<T> {
        ensure!(
            (200..300).contains(&self.status),
            "2xx expected, not {} {}",
            self.status,
            self.body
        );
        self.parse()
    }

    fn parse(self) -> Result<T> {
        serde_json::from_str(&self.body).with_context(|| self.body)
    }
}

/// Works locally only: wrangler trusts the address that a client sends, Cloudflare does not.
const ADDRESS: &str = "cf-connecting-ip";

/// An address that no other client uses.
fn address() -> String {
    let [a, b, c, ..] = uuid::Uuid::new_v4().into_bytes();
    format!("10.{a}.{b}.{c}")
}

/// `path` with the parameters that have a value.
pub(crate) fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// The only list in an object, or the only non-empty one, or the value itself. For responses whose page mentions a list
/// but does not name it.
pub(crate) fn only_list(value: &Value) -> Result<&Vec<Value>> {
    if let Value::Array(list) = value {
        return Ok(list);
    }
    let fields = value
        .as_object()
        .into_iter()
        .flat_map(|object| object.values());
    let lists: Vec<_> = fields.filter_map(Value::as_array).collect();
    let mut filled = lists.iter().filter(|list| !list.is_empty());
    match (lists.as_slice(), filled.next(), filled.next()) {
        ([list], ..) | (_, Some(list), None) => Ok(list),
        _ => bail!("one list expected, not {}: {value}", lists.len()),
    }
}

/// The only object with an id: the value itself, or the one field that contains it.
pub(crate) fn only_thing(value: &Value) -> Result<&Value> {
    let has_id = |value: &&Value| value.get("id").is_some();
    let fields = value
        .as_object()
        .into_iter()
        .flat_map(|object| object.values());
    let found = std::iter::once(value).chain(fields).find(has_id);
    found.with_context(|| format!("nothing with an id: {value}"))
}

/// An event of a stream: its name and its data.
pub(crate) type Event = (String, Value);

/// The events of a whole `text/event-stream` (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
pub(crate) fn events(stream: &str) -> Result<Vec<Event>> {
    let field = |line: &str, name: &str| {
        let value = line.strip_prefix(name)?.strip_prefix(':')?;
        Some(value.strip_prefix(' ').unwrap_or(value).to_owned())
    };
    let mut events = Vec::new();
    for frame in stream.split("\n\n") {
        let find = |name| frame.lines().filter_map(|line| field(line, name)).collect();
        let data: Vec<String> = find("data");
        if !data.is_empty() {
            let data = data.join("\n");
            let data = serde_json::from_str(&data).with_context(|| data)?;
            events.push((find("event").join("\n"), data));
        }
    }
    Ok(events)
}

/// The text at a JSON pointer.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> Result<&'a str> {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.with_context(|| format!("no text {pointer} in {value}"))
}
