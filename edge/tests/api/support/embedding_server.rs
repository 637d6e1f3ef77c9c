//! A server on this machine with `OpenAI`'s embeddings API. Words with the same meaning have the same dimension of the
//! vector.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// The words of each line have the same meaning.
const MEANINGS: [&[&str]; 3] = [
    &["refund", "refunds", "reimbursed", "reimbursement", "money"],
    &["return", "returned", "days", "lamp"],
    &["bulb", "bulbs", "packs"],
];
const DIMENSIONS: usize = 16;

/// The server. It ends with the test's runtime.
pub(crate) struct EmbeddingServer {
    pub(crate) origin: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    asked: Vec<Value>,
    refuses: bool,
}

impl EmbeddingServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&shared)));
            }
        });
        Self { origin, state }
    }

    /// Refuses all requests from now on, or accepts them again.
    pub(crate) fn refuse(&self, refuses: bool) {
        self.state.lock().unwrap().refuses = refuses;
    }

    /// The texts of each request since the last call of this.
    pub(crate) fn asked(&self) -> Vec<Value> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }
}

fn vector(text: &str) -> Vec<f64> {
    let mut vector = vec![0.01; DIMENSIONS];
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        for (place, words) in MEANINGS.iter().enumerate() {
            if words.contains(&word) {
                vector[place * 4] += 1.0;
                vector[place * 4 + 1] -= 1.0;
            }
        }
    }
    vector
}

async fn answer(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut bytes = Vec::new();
    let body = loop {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
        if let Some(body) = parse(&bytes) {
            break body;
        }
    };
    let texts: Vec<String> = serde_json::from_value(body["input"].clone()).unwrap();
    let refuses = {
        let mut state = state.lock().unwrap();
        state.asked.push(body["input"].clone());
        state.refuses
    };
    let data: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| json!({ "index": index, "embedding": vector(text) }))
        .collect();
    let body = json!({ "data": data, "usage": { "prompt_tokens": 10 * texts.len() } }).to_string();
    let status = if refuses { "503 Unavailable" } else { "200 OK" };
    let response = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(response.as_bytes()).await;
}

fn parse(bytes: &[u8]) -> Option<Value> {
    let head_end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..head_end]).unwrap();
    assert!(head.starts_with("POST /v1/embeddings "), "{head}");
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse::<usize>().unwrap())
    })?;
    let body = bytes.get(head_end + 4..head_end + 4 + length)?;
    Some(serde_json::from_slice(body).unwrap())
}
