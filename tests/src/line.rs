//! A connection between a browser and the Worker that can be cut without notice, as when a computer sleeps or a network
//! silently drops its connections.

use std::{net::Ipv4Addr, sync::Arc};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// The most bytes carried at a time.
const PIECE: usize = 16 * 1024;

/// How much of a response is inspected for its type, in bytes.
const HEAD: usize = 1024;

/// A line that carries data for as long as this value lives.
pub struct Line {
    /// The origin at the browser's end, without a trailing slash.
    pub origin: String,
    /// How many times the line was cut.
    cuts: Arc<watch::Sender<u32>>,
}

impl Line {
    /// A line to the server on `port` of this machine.
    pub async fn to(port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let cuts = Arc::new(watch::Sender::new(0));
        let line = Arc::downgrade(&cuts);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let Some(cuts) = line.upgrade() else {
                    return;
                };
                if let Ok(far) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await {
                    tokio::spawn(carry(near, far, cuts.subscribe()));
                }
            }
        });
        Ok(Self { origin, cuts })
    }

    /// Stops carrying the open streams without telling either end. Other connections are closed, as a browser closes
    /// them when its computer goes to sleep. New connections are carried.
    pub fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }
}

async fn carry(mut near: TcpStream, mut far: TcpStream, mut cuts: watch::Receiver<u32>) {
    let (mut question, mut answer) = (vec![0; PIECE], vec![0; PIECE]);
    let mut streams = false;
    loop {
        let carried = tokio::select! {
            read = near.read(&mut question) => pass(read, &question, &mut far).await,
            read = far.read(&mut answer) => {
                let head = answer.get(..HEAD).map(String::from_utf8_lossy).unwrap_or_default();
                if head.starts_with("HTTP/") {
                    streams = head.to_lowercase().contains("text/event-stream");
                }
                pass(read, &answer, &mut near).await
            }
            cut = cuts.changed() => {
                if cut.is_ok() && streams {
                    // Keeps the sockets open until the end of the test.
                    std::future::pending::<()>().await;
                }
                return;
            }
        };
        if carried.is_none() {
            return;
        }
    }
}

/// Forwards what was read. `None` at the end of the data, or if the other side is gone.
async fn pass(read: std::io::Result<usize>, piece: &[u8], to: &mut TcpStream) -> Option<()> {
    let bytes = piece.get(..read.ok()?).filter(|bytes| !bytes.is_empty())?;
    to.write_all(bytes).await.ok()
}
