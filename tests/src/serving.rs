//! HTTP servers on free ports of this machine.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};
use axum::Router;

/// A reserved port on which nothing listens yet, so that others can learn the address first.
pub struct Address {
    listener: TcpListener,
    port: u16,
}

impl Address {
    /// Reserves a free port.
    pub fn reserve() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    /// The origin under the name `host`: `127.0.0.1`, or `localhost`, which a browser treats as another site.
    pub fn origin(&self, host: &str) -> String {
        format!("http://{host}:{}", self.port)
    }

    /// Serves `router` for as long as this runtime lives.
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
