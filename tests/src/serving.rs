//! HTTP servers on this machine, on a port of their own.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};
use axum::Router;

/// A port that is ours already, though nothing answers there yet: others can be told its address first.
pub struct Address {
    listener: TcpListener,
    port: u16,
}

impl Address {
    /// A free port.
    pub fn reserve() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    /// The origin by the name `host`: `127.0.0.1`, or `localhost`, which is another site to a browser.
    pub fn origin(&self, host: &str) -> String {
        format!("http://{host}:{}", self.port)
    }

    /// Answers with `router` as long as this runtime lives.
    pub fn serve(self, router: Router) -> Result<()> {
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("a server of the tests has ended: {error}");
            }
        });
        Ok(())
    }
}
