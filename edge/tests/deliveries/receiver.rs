//! A server on this machine that takes deliveries. Tests set its replies.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// A status, additional header lines and a body.
    Sent(u16, &'static str, String),
    /// It never replies.
    Silence,
    /// It closes the connection without an answer.
    Reset,
    /// It begins an answer and sends its body byte by byte, without end.
    Trickle,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self::Sent(status, "", format!("this is {status}"))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) path: String,
    /// The values by names in lower case.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// The receiver. It ends with the test's runtime.
pub(crate) struct Receiver {
    pub(crate) origin: String,
    state: Arc<Mutex<State>>,
    reached: Arc<Notify>,
}

#[derive(Default)]
struct State {
    replies: VecDeque<Reply>,
    received: Vec<Received>,
}

impl Receiver {
    /// A receiver that accepts everything.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let reached = Arc::new(Notify::new());
        let shared = (Arc::clone(&state), Arc::clone(&reached));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, reached) = shared.clone();
                tokio::spawn(receive(stream, state, reached));
            }
        });
        Self {
            origin,
            state,
            reached,
        }
    }

    /// Sets the replies to the next deliveries, one after the other. After that, it accepts everything again.
    pub(crate) fn reply(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state.lock().unwrap().replies.extend(replies);
    }

    /// Waits until a delivery has come.
    pub(crate) async fn reached(&self) {
        self.reached.notified().await;
    }

    /// The deliveries since the last call of this, in order.
    pub(crate) fn received(&self) -> Vec<Received> {
        std::mem::take(&mut self.state.lock().unwrap().received)
    }
}

async fn receive(mut stream: TcpStream, state: Arc<Mutex<State>>, reached: Arc<Notify>) {
    let mut bytes = Vec::new();
    let received = loop {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
        if let Some(received) = parse(&bytes) {
            break received;
        }
    };
    let reply = {
        let mut state = state.lock().unwrap();
        state.received.push(received);
        state.replies.pop_front()
    };
    reached.notify_one();
    match reply.unwrap_or(Reply::status(200)) {
        Reply::Sent(status, headers, body) => {
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status} Status\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
            let _ = stream.write_all(answer.as_bytes()).await;
        }
        Reply::Silence => std::future::pending().await,
        Reply::Reset => stream.set_zero_linger().unwrap(),
        Reply::Trickle => {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
            let _ = stream.write_all(head.as_bytes()).await;
            let mut beat = tokio::time::interval(Duration::from_millis(10));
            while stream.write_all(b"x").await.is_ok() {
                beat.tick().await;
            }
        }
    }
}

/// The request in `bytes`, if it is complete.
fn parse(bytes: &[u8]) -> Option<Received> {
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let (line, rest) = head.split_once("\r\n").unwrap();
    let headers: HashMap<String, String> = rest
        .split("\r\n")
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers["content-length"].parse().unwrap();
    let body = &bytes[end + 4..];
    (body.len() >= length).then(|| Received {
        path: line.split(' ').nth(1).unwrap().to_owned(),
        headers,
        body: body[..length].to_vec(),
    })
}
