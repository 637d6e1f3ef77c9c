//! The line between a browser and the Worker, which can be cut without a word: as it is while a computer sleeps, or by a
//! network that forgets its connections.

use std::{net::Ipv4Addr, sync::Arc};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// How much is carried at a time, in bytes.
const PIECE: usize = 16 * 1024;

/// How much of an answer is looked at for its type, in bytes.
const HEAD: usize = 1024;

/// A line, for as long as this lives.
pub struct Line {
    /// The address at this end, without a slash at the end.
    pub origin: String,
    /// How often it was cut.
    cuts: Arc<watch::Sender<u32>>,
}

impl Line {
    /// A line to what listens on `port` of this machine.
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

    /// Carries nothing more of the streams that are open now, and neither end is told; other connections are closed, as
    /// a browser does with them when its computer falls asleep. What is connected later is carried.
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
                    // The sockets stay open for as long as the test runs.
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

/// Writes what was read; nothing at the end, and where the other side is gone.
async fn pass(read: std::io::Result<usize>, piece: &[u8], to: &mut TcpStream) -> Option<()> {
    let bytes = piece.get(..read.ok()?).filter(|bytes| !bytes.is_empty())?;
    to.write_all(bytes).await.ok()
}
