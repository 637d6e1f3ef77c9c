//! A web server on this machine. Tests set its answers.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

#[derive(Clone)]
pub(crate) enum Answer {
    /// A status, headers and a body.
    Sent(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// No answer, ever.
    Never,
}

impl Answer {
    pub(crate) fn html(text: &str) -> Self {
        Self::of_type("text/html; charset=utf-8", text.as_bytes())
    }

    pub(crate) fn of_type(content_type: &str, body: &[u8]) -> Self {
        let headers = vec![("Content-Type", content_type.to_owned())];
        Self::Sent(200, headers, body.to_vec())
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::Sent(status, Vec::new(), b"<p>An error page</p>".to_vec())
    }

    pub(crate) fn redirect(location: &str) -> Self {
        Self::Sent(302, vec![("Location", location.to_owned())], Vec::new())
    }
}

/// The server. It ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) origin: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: HashMap<String, Answer>,
    asked: Vec<String>,
    heads: Vec<String>,
}

impl Server {
    /// A server with nothing on it.
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

    /// Puts `answer` at `path`, with `{ORIGIN}` replaced by the server's. A path with a host name before it, such as
    /// `localhost/help`, answers only requests to that host.
    pub(crate) fn put(&self, path: &str, answer: Answer) -> &Self {
        let answer = match answer {
            Answer::Sent(status, headers, body) => {
                let fill = |text: String| text.replace("{ORIGIN}", &self.origin);
                let headers = headers.into_iter().map(|(name, value)| (name, fill(value)));
                let body = match String::from_utf8(body) {
                    Ok(text) => fill(text).into_bytes(),
                    Err(bytes) => bytes.into_bytes(),
                };
                Answer::Sent(status, headers.collect(), body)
            }
            Answer::Never => Answer::Never,
        };
        self.state
            .lock()
            .unwrap()
            .answers
            .insert(path.to_owned(), answer);
        self
    }

    /// The requests since the last call of this, in order and in lower case: the first line and the headers.
    pub(crate) fn heads(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().heads)
    }

    /// The paths that were requested since the last call of this, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }
}

async fn answer(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return;
        }
    }
    // Closing a connection with unread data would break off the answer.
    while !has_whole_body(&request) {
        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let request = String::from_utf8_lossy(&request);
    let path = request.split(' ').nth(1).unwrap().to_owned();
    let host = request
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("host: ")
                .map(str::to_owned)
        })
        .unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let found = {
        let mut state = state.lock().unwrap();
        state.asked.push(path.clone());
        state.heads.push(request.to_ascii_lowercase());
        let of_host = state.answers.get(&format!("{host}{path}"));
        of_host.or_else(|| state.answers.get(&path)).cloned()
    };
    let found = found.map(|answer| unless_known(answer, &request));
    match found.unwrap_or_else(|| Answer::status(404)) {
        Answer::Never => std::future::pending().await,
        Answer::Sent(status, headers, body) => {
            let mut head = format!(
                "HTTP/1.1 {status} Status\r\nContent-Length: {}\r\n",
                body.len()
            );
            for (name, value) in headers {
                head.extend([name, ": ", &value, "\r\n"]);
            }
            head.push_str("Connection: close\r\n\r\n");
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&body).await;
        }
    }
}

/// The answer, or 304 if the request has its `ETag`.
fn unless_known(answer: Answer, request: &str) -> Answer {
    let Answer::Sent(_, headers, _) = &answer else {
        return answer;
    };
    let is_known = headers.iter().any(|(name, value)| {
        let condition = format!("if-none-match: {value}\r\n").to_ascii_lowercase();
        *name == "ETag" && request.to_ascii_lowercase().contains(&condition)
    });
    if is_known {
        return Answer::Sent(304, Vec::new(), Vec::new());
    }
    answer
}

fn has_whole_body(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .and_then(|length| length.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}
