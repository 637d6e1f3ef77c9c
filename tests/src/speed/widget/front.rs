//! A proxy that compresses files, as Cloudflare does in front of the Worker. It also serves the owner's pages, and
//! answers of any length and speed.

use std::{
    collections::HashMap,
    convert::Infallible,
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result, bail, ensure};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use futures::{Stream, StreamExt, stream};
use porchlight_shared::{
    chat_event::{ChatEvent, Delta, Done},
    sse::NumberedEvent,
};
use tokio::time::{Instant, sleep_until};

use super::answer::{self, Pace};
use crate::{serving::Address, speed::chat::SLUG};

/// The largest request that is passed on, in bytes.
const REQUEST_BYTES: usize = 1024 * 1024;

/// Headers that apply to one connection (RFC 9110, section 7.6.1), or to the body before compression.
const OF_A_CONNECTION: [HeaderName; 3] = [
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::CONTENT_LENGTH,
];

/// How the owner's page loads the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// A button and a panel of the page's own.
    Bare,
    /// The tag with `data-project`.
    Attribute,
    /// The tag with the project in its `src`.
    Address,
}

impl Tag {
    const fn path(self) -> &'static str {
        match self {
            Self::Bare => "/bare",
            Self::Attribute => "/attribute",
            Self::Address => "/address",
        }
    }
}

/// The running servers.
pub(super) struct Front {
    pages: String,
    served: Arc<Served>,
}

struct Served {
    worker: String,
    /// The host name under which browsers reach the Worker.
    host: String,
    client: reqwest::Client,
    files: tokio::sync::Mutex<HashMap<String, File>>,
    answer: Mutex<(usize, Pace)>,
}

/// A compressed file.
#[derive(Clone)]
struct File {
    headers: HeaderMap,
    body: axum::body::Bytes,
}

impl Front {
    /// Serves the owner's pages at `pages`, and the Worker at a second address.
    pub(super) fn start(worker: &str, pages: Address) -> Result<Self> {
        let widget = Address::reserve()?;
        let origin = widget.origin("127.0.0.1");
        let served = Arc::new(Served {
            worker: worker.to_owned(),
            host: origin.trim_start_matches("http://").to_owned(),
            client: reqwest::Client::new(),
            files: tokio::sync::Mutex::default(),
            answer: Mutex::new((0, Pace::Full)),
        });
        let by_attribute =
            format!("<script async src=\"{origin}/widget.js\" data-project={SLUG}></script>");
        let by_address =
            format!("<script async src=\"{origin}/widget.js?project={SLUG}\"></script>");
        let front = Self {
            pages: pages.origin("127.0.0.1"),
            served: Arc::clone(&served),
        };
        pages.serve(
            Router::new()
                .route(
                    "/bare",
                    get(async || page("<script async src=/bare.js></script>")),
                )
                .route("/bare.js", get(async || script(include_str!("bare.js"))))
                .route("/bare/answer", post(answer_barely))
                .route("/attribute", get(async move || page(&by_attribute)))
                .route("/address", get(async move || page(&by_address)))
                .with_state(Arc::clone(&served)),
        )?;
        widget.serve(
            Router::new()
                .route("/api/chat", post(answer_turn))
                .fallback(pass_on)
                .with_state(served),
        )?;
        Ok(front)
    }

    /// The address of a page.
    pub(super) fn page(&self, page: Tag) -> String {
        format!("{}{}", self.pages, page.path())
    }

    /// Answers the next questions with this many tokens.
    pub(super) fn answer_with(&self, tokens: usize, pace: Pace) {
        *self
            .served
            .answer
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = (tokens, pace);
    }
}

fn page(tag: &str) -> Html<String> {
    let paragraphs = "<p>A shop for lamps, with a heading and some paragraphs, so that the chat comes into a page that is \
                      not empty and has something to draw.</p>"
        .repeat(5);
    Html(format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width, initial-scale=1\"><title>Lantern shop</title>\
         <link rel=icon href=data:,></head><body><h1>Lantern shop</h1>{paragraphs}{tag}</body></html>"
    ))
}

fn script(script: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/javascript")], script).into_response()
}

impl Served {
    /// The Worker's response to a request.
    async fn ask(&self, request: Request) -> Result<reqwest::Response> {
        let (head, body) = request.into_parts();
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut headers = head.headers;
        headers.insert(header::HOST, HeaderValue::try_from(&self.host)?);
        headers.insert("cf-connecting-ip", HeaderValue::from_static("127.0.0.1"));
        headers.remove(header::ACCEPT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
        let answer = self
            .client
            .request(head.method, format!("{}{path}", self.worker))
            .headers(headers)
            .body(to_bytes(body, REQUEST_BYTES).await?)
            .send()
            .await?;
        Ok(answer)
    }

    async fn file(&self, path: String, request: Request) -> Result<Response> {
        let known = request.headers().get(header::IF_NONE_MATCH).cloned();
        let mut files = self.files.lock().await;
        let file = if let Some(file) = files.get(&path) {
            file.clone()
        } else {
            let mut request = request;
            request.headers_mut().remove(header::IF_NONE_MATCH);
            let answer = self.ask(request).await?;
            if !is_file(&answer) {
                return Ok(streamed(answer));
            }
            let mut headers = end_to_end(answer.headers());
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            let body = compressed(&answer.bytes().await?)?.into();
            let file = File { headers, body };
            files.insert(path, file.clone());
            file
        };
        drop(files);
        let tag = file.headers.get(header::ETAG);
        Ok(if known.is_some() && known.as_ref() == tag {
            (StatusCode::NOT_MODIFIED, file.headers).into_response()
        } else {
            (file.headers, file.body).into_response()
        })
    }

    fn answer(&self) -> (usize, Pace) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn pass_on(State(served): State<Arc<Served>>, request: Request) -> Response {
    let path = request.uri().to_string();
    let answer = if request.method() == Method::GET && !path.starts_with("/api/") {
        served.file(path, request).await
    } else {
        served.ask(request).await.map(streamed)
    };
    answer.unwrap_or_else(failed)
}

fn failed(error: anyhow::Error) -> Response {
    (StatusCode::BAD_GATEWAY, format!("{error:#}")).into_response()
}

/// Whether a response is complete, the same for everybody, and worth compressing.
fn is_file(answer: &reqwest::Response) -> bool {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    answer.status() == StatusCode::OK
        && !kind.starts_with("text/event-stream")
        && ["text/", "javascript", "json", "wasm"]
            .iter()
            .any(|part| kind.contains(part))
}

fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in OF_A_CONNECTION {
        headers.remove(name);
    }
    headers
}

fn streamed(answer: reqwest::Response) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = answer.status();
    *response.headers_mut() = end_to_end(answer.headers());
    *response.body_mut() = Body::from_stream(answer.bytes_stream());
    response
}

fn compressed(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut compressed, 64 * 1024, 11, 22);
    encoder.write_all(content)?;
    drop(encoder);
    Ok(compressed)
}

/// Lets the Worker start the turn, then answers with its own tokens.
async fn answer_turn(State(served): State<Arc<Served>>, request: Request) -> Response {
    turn(&served, request).await.unwrap_or_else(failed)
}

async fn turn(served: &Served, request: Request) -> Result<Response> {
    let answer = served.ask(request).await?;
    let headers = end_to_end(answer.headers());
    let begun = begun(answer).await?;
    let number: u64 = begun
        .lines()
        .find_map(|line| line.strip_prefix("id: "))
        .context("the turn has no number")?
        .parse()?;
    let (count, pace) = served.answer();
    let events = answer::tokens(count)
        .into_iter()
        .map(|text| ChatEvent::Delta(Delta { text }))
        .chain([ChatEvent::Done(Done {})]);
    let frames = (number + 1..)
        .zip(events)
        .map(|(number, event)| NumberedEvent { number, event }.encode())
        .collect::<Result<Vec<String>, _>>()?;
    ensure!(!frames.is_empty(), "an answer has tokens");
    let frames = stream::once(async { begun }).chain(paced(frames, pace));
    Ok((headers, Body::from_stream(frames.map(Ok::<_, Infallible>))).into_response())
}

/// The event that starts a turn. Nobody reads the rest of the Worker's answer.
async fn begun(answer: reqwest::Response) -> Result<String> {
    let mut rest = answer.bytes_stream();
    let mut body = String::new();
    while let Some(part) = rest.next().await {
        body.push_str(&String::from_utf8_lossy(&part?));
        let frame = body
            .split_inclusive("\n\n")
            .find(|frame| frame.contains("event: turn") && frame.ends_with("\n\n"));
        if let Some(frame) = frame {
            let begun = frame.to_owned();
            tokio::spawn(rest.for_each(async |_| {}));
            return Ok(begun);
        }
    }
    bail!("the Worker begins no turn: {body}")
}

/// The same tokens for the page's own panel.
async fn answer_barely(State(served): State<Arc<Served>>) -> Response {
    let (count, pace) = served.answer();
    let frames: Vec<String> = answer::tokens(count)
        .iter()
        .map(|text| format!("data: {}\n\n", serde_json::json!(text)))
        .collect();
    let frames = paced(frames, pace).map(Ok::<_, Infallible>);
    (
        [(header::CONTENT_TYPE, "text/event-stream")],
        Body::from_stream(frames),
    )
        .into_response()
}

/// Sends each frame at a fixed time after the first, so that a late frame does not delay the others.
fn paced(frames: Vec<String>, pace: Pace) -> impl Stream<Item = String> {
    let begin = Instant::now();
    stream::iter((0..).zip(frames)).then(move |(number, frame)| async move {
        if let Pace::Every(time) = pace {
            sleep_until(begin + time * number).await;
        }
        frame
    })
}
