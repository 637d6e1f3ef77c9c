//! A server on this machine with `OpenAI`'s chat completions API. Tests set its replies.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use porchlight_edge::{
    platform::native::{Native, http::NativeHttp},
    providers::extractive::Extractive,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use super::{App, NOW};

/// Long for a server on this machine, and short for a test that waits for it to pass.
const LONGEST_MS: u32 = 5_000;
/// The pause between two pieces.
const PAUSE: Duration = Duration::from_millis(5);

#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// The model sends these pieces, one after the other.
    Says(Vec<String>),
    /// It sends these pieces, and then the connection breaks.
    Breaks(Vec<String>),
    /// It sends these pieces, and then the same piece repeatedly until the connection is closed.
    Babbles(Vec<String>),
    /// It waits this long before it sends these pieces.
    Late(Duration, Vec<String>),
    /// It refuses with a status and a body.
    Refuses(u16, String),
    /// It never replies.
    Silence,
}

/// A reply with `text`, in pieces of a few characters.
pub(crate) fn says(text: &str) -> Reply {
    Reply::Says(pieces(text))
}

/// `text` in pieces like a model's tokens.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunks(5)
        .map(|chunk| chunk.iter().collect())
        .collect()
}

#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    /// The values by names in lower case.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Value,
}

impl Asked {
    /// Everything that the model was sent.
    pub(crate) fn prompt(&self) -> String {
        let messages = self.body["messages"].as_array().unwrap();
        messages
            .iter()
            .map(|message| message["content"].as_str().unwrap())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// The server. It ends with the test's runtime.
pub(crate) struct ModelServer {
    pub(crate) origin: String,
    state: Arc<Mutex<State>>,
    closed: Arc<Notify>,
}

#[derive(Default)]
struct State {
    replies: VecDeque<Reply>,
    asked: Vec<Asked>,
}

impl ModelServer {
    /// A server that refuses requests for which no reply was set.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let closed = Arc::new(Notify::new());
        let shared = (Arc::clone(&state), Arc::clone(&closed));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, closed) = shared.clone();
                tokio::spawn(answer(stream, state, closed));
            }
        });
        Self {
            origin,
            state,
            closed,
        }
    }

    /// Sets the replies to the next requests, one after the other.
    pub(crate) fn reply(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state.lock().unwrap().replies.extend(replies);
    }

    /// The requests since the last call of this, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }

    /// Drops the replies that were not used.
    pub(crate) fn forget(&self) {
        self.state.lock().unwrap().replies.clear();
    }

    /// Waits until a client has closed a connection early.
    pub(crate) async fn closed(&self) {
        let closed = tokio::time::timeout(Duration::from_secs(5), self.closed.notified());
        assert!(closed.await.is_ok(), "the connection stays open");
    }

    /// The application, with this server as the model of the project `shop`.
    pub(crate) async fn app(&self) -> App {
        let app = with_network().await;
        self.choose(&app, json!({})).await;
        app
    }

    /// Chooses this server as the model of the project `shop`, with `more` settings.
    pub(crate) async fn choose(&self, app: &App, more: Value) {
        let mut body = json!({
            "provider": "openai", "baseUrl": format!("{}/v1", self.origin), "model": "scripted",
            "key": "sk-scripted-0123456789",
        });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        let set = app.call("PUT", "/api/v1/model", &app.key, body).await;
        assert_eq!(set.status, 200, "{}", set.body);
    }
}

/// The application, with access to servers on this machine.
pub(crate) async fn with_network() -> App {
    let http = NativeHttp {
        longest_ms: LONGEST_MS,
    };
    App::in_platform(Native::new(NOW, Arc::new(http), Arc::new(Extractive)).unwrap()).await
}

async fn answer(mut stream: TcpStream, state: Arc<Mutex<State>>, closed: Arc<Notify>) {
    let mut bytes = Vec::new();
    let asked = loop {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
        if let Some(asked) = parse(&bytes) {
            break asked;
        }
    };
    let reply = {
        let mut state = state.lock().unwrap();
        state.asked.push(asked);
        state.replies.pop_front()
    };
    let said = match reply {
        Some(Reply::Says(pieces)) => say(&mut stream, &pieces, true).await,
        Some(Reply::Late(pause, pieces)) => {
            tokio::time::sleep(pause).await;
            say(&mut stream, &pieces, true).await
        }
        Some(Reply::Breaks(pieces)) => say(&mut stream, &pieces, false).await,
        Some(Reply::Babbles(pieces)) => {
            let mut said = say(&mut stream, &pieces, false).await;
            let again = pieces.last().cloned().unwrap_or_default();
            while said.is_ok() {
                tokio::time::sleep(PAUSE).await;
                said = chunk(&mut stream, &event(&again)).await;
            }
            said
        }
        Some(Reply::Refuses(status, body)) => {
            let response = format!(
                "HTTP/1.1 {status} Refused\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(response.as_bytes()).await
        }
        Some(Reply::Silence) => {
            let read = stream.read_buf(&mut bytes).await.unwrap_or(0);
            assert_eq!(read, 0);
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        None => Ok(()),
    };
    if said.is_err() {
        closed.notify_one();
    }
}

fn event(text: &str) -> String {
    format!(
        "data: {}\n\n",
        json!({ "choices": [{ "index": 0, "delta": { "content": text } }] })
    )
}

async fn chunk(stream: &mut TcpStream, text: &str) -> std::io::Result<()> {
    let chunk = format!("{:x}\r\n{text}\r\n", text.len());
    stream.write_all(chunk.as_bytes()).await
}

async fn say(stream: &mut TcpStream, pieces: &[String], to_the_end: bool) -> std::io::Result<()> {
    stream
        .write_all(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n",
        )
        .await?;
    for piece in pieces {
        chunk(stream, &event(piece)).await?;
    }
    if to_the_end {
        let usage =
            json!({ "choices": [], "usage": { "prompt_tokens": 700, "completion_tokens": 40 } });
        chunk(stream, &format!("data: {usage}\n\n")).await?;
        chunk(stream, "data: [DONE]\n\n").await?;
        stream.write_all(b"0\r\n\r\n").await?;
    }
    Ok(())
}

fn parse(bytes: &[u8]) -> Option<Asked> {
    let head_end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..head_end]).unwrap();
    let mut lines = head.split("\r\n");
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length")?.parse().unwrap();
    let body = bytes.get(head_end + 4..head_end + 4 + length)?;
    Some(Asked {
        path,
        headers,
        body: serde_json::from_slice(body).unwrap(),
    })
}
