//! A server that receives webhooks. It fails as its paths say, until it is fixed.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// The ways in which receivers fail. Each is a path.
pub(crate) const FAILURES: [&str; 6] = ["/500", "/hang", "/redirect", "/reset", "/410", "/slow"];

/// Accepts the request and never answers.
pub(crate) const HELD: &str = "/held";

/// Longer than any sender waits.
const LONG: Duration = Duration::from_mins(2);
/// The pause between two bytes of a slow response.
const SLOW: Duration = Duration::from_secs(2);

/// What arrived at each path: event ids and bodies.
type Received = BTreeMap<String, Vec<(String, String)>>;

/// A running receiver of webhooks.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) origin: String,
    mended: Arc<AtomicBool>,
    received: Arc<Mutex<Received>>,
}

impl Receiver {
    /// Starts a receiver that fails.
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let receiver = Self {
            origin: format!("http://{}", listener.local_addr()?),
            mended: Arc::default(),
            received: Arc::default(),
        };
        let server = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move {
                    // These tests kill the caller in the middle of a request.
                    let _gone = server.answer(stream).await;
                });
            }
        });
        Ok(receiver)
    }

    /// From now on, every path answers with success.
    pub(crate) fn mend(&self) {
        self.mended.store(true, Ordering::SeqCst);
    }

    /// The ids and bodies of the events that arrived at `path`, in order, including repetitions.
    pub(crate) fn received(&self, path: &str) -> Vec<(String, String)> {
        let received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        received.get(path).cloned().unwrap_or_default()
    }

    fn keep(&self, request: Request) {
        let mut received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        let came = received.entry(request.path).or_default();
        came.push((request.event, request.body));
    }

    async fn answer(&self, mut stream: TcpStream) -> Result<()> {
        let Some(request) = read(&mut stream).await? else {
            return Ok(());
        };
        let is_mended = self.mended.load(Ordering::SeqCst);
        let failure = if is_mended { "" } else { request.path.as_str() };
        match failure {
            "/500" => {
                stream
                    .write_all(&status("500 Internal Server Error"))
                    .await?;
            }
            "/410" => stream.write_all(&status("410 Gone")).await?,
            "/redirect" => {
                let elsewhere = format!("location: {}/elsewhere\r\n", self.origin);
                let head = format!("HTTP/1.1 302 Found\r\n{elsewhere}content-length: 0\r\n\r\n");
                stream.write_all(head.as_bytes()).await?;
            }
            "/hang" => tokio::time::sleep(LONG).await,
            HELD => {
                self.keep(request);
                tokio::time::sleep(LONG).await;
            }
            // Closing with a linger of zero resets the connection.
            "/reset" => stream.set_zero_linger()?,
            "/slow" => {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
                    .await?;
                loop {
                    stream.write_all(b".").await?;
                    tokio::time::sleep(SLOW).await;
                }
            }
            _ => {
                self.keep(request);
                stream.write_all(&status("200 OK")).await?;
            }
        }
        Ok(())
    }
}

struct Request {
    path: String,
    event: String,
    body: String,
}

fn status(line: &str) -> Vec<u8> {
    format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
}

/// Reads a request. `None` if the caller disconnects before its end.
async fn read(stream: &mut TcpStream) -> Result<Option<Request>> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let count = stream.read(&mut piece).await?;
        if count == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let header = |name: &str| {
            head.lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(found, _)| found.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.to_owned())
        };
        let length: usize = header("content-length")
            .unwrap_or_default()
            .parse()
            .unwrap_or(0);
        if body.len() < length {
            continue;
        }
        let path = head.split(' ').nth(1).unwrap_or_default();
        return Ok(Some(Request {
            path: path.to_owned(),
            event: header("webhook-id").unwrap_or_default(),
            body: body.to_owned(),
        }));
    }
}
