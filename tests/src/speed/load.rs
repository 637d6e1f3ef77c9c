//! A load generator: several open connections, each of which sends its next request once it has a response.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use http::{Request, Response, StatusCode, header::HOST};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Bytes, Incoming},
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};

use super::{processor_time, statistics::share};

/// The time limit of a request.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request, its target and the expected response.
#[derive(Clone)]
pub struct LoadQuestion {
    /// The server to ask.
    pub address: SocketAddr,
    /// The path with the query.
    pub path: String,
    /// The `ETag` of a response that the client already has, sent as `If-None-Match`. None to send no condition.
    pub known: Option<String>,
    /// The status code that every response must have.
    pub status: StatusCode,
}

/// The measurements of a period of load.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Answered requests per second.
    pub rate: f64,
    /// The median response time, in milliseconds.
    pub p50_ms: f64,
    /// The 99th percentile of the response time, in milliseconds.
    pub p99_ms: f64,
    /// The server's processor time per request, in microseconds.
    pub processor_us: f64,
}

/// Sends `question` over this many `connections` for `time`. `process` is the id of the server's process.
pub async fn load(
    question: &LoadQuestion,
    process: u32,
    connections: usize,
    time: Duration,
) -> Result<Load> {
    let busy = processor_time::seconds(process);
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        tasks.spawn(ask_again_and_again(question.clone(), start + time));
    }
    let mut times = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        times.extend(ended??);
    }
    let elapsed = start.elapsed().as_secs_f64();
    let busy = processor_time::seconds(process) - busy;
    times.sort_by(f64::total_cmp);
    let count = times.len() as f64;
    Ok(Load {
        rate: count / elapsed,
        p50_ms: share(&times, 0.5) * 1e3,
        p99_ms: share(&times, 0.99) * 1e3,
        processor_us: busy / count * 1e6,
    })
}

/// The response times, in seconds.
async fn ask_again_and_again(question: LoadQuestion, until: Instant) -> Result<Vec<f64>> {
    let mut connection = Connection::open(question.address).await?;
    let mut times = Vec::new();
    while Instant::now() < until {
        let start = Instant::now();
        let answer = connection.send(question.request()?).await?;
        let status = answer.status();
        answer.into_body().collect().await?;
        times.push(start.elapsed().as_secs_f64());
        if status != question.status {
            bail!("{} answered {status}", question.path);
        }
    }
    Ok(times)
}

impl LoadQuestion {
    /// Sends the request once, and returns the headers and the body.
    pub async fn ask(&self) -> Result<Response<Bytes>> {
        let answer = Connection::open(self.address)
            .await?
            .send(self.request()?)
            .await?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await?.to_bytes();
        ensure!(
            head.status == self.status,
            "{} answered {}: {}",
            self.path,
            head.status,
            String::from_utf8_lossy(&body)
        );
        Ok(Response::from_parts(head, body))
    }

    fn request(&self) -> Result<Request<Full<Bytes>>> {
        let mut request = Request::get(&self.path).header("cf-connecting-ip", "127.0.0.1");
        if let Some(tag) = &self.known {
            request = request.header("if-none-match", tag);
        }
        Ok(request.body(Full::default())?)
    }
}

/// An open connection, used for one request after another.
pub struct Connection {
    address: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
}

impl Connection {
    /// Connects to `address`.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // The task ends when the sender is dropped. An earlier error reaches the sender.
        tokio::spawn(connection);
        Ok(Self { address, sender })
    }

    /// Sends `request`, and returns once the headers have arrived.
    pub async fn send(&mut self, mut request: Request<Full<Bytes>>) -> Result<Response<Incoming>> {
        let host = self.address.to_string().parse()?;
        request.headers_mut().insert(HOST, host);
        let answer = async {
            self.sender.ready().await?;
            self.sender.send_request(request).await
        };
        Ok(tokio::time::timeout(PATIENCE, answer).await??)
    }
}
