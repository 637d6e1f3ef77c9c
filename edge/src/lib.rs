//! Porchlight's Cloudflare Worker. The code map is in ARCHITECTURE.md.

use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use tower_service::Service;
use worker::{Context, Env, HttpRequest, MessageBatch, MessageExt, Result, event};

pub mod api;
pub mod config;
pub mod domain;
pub mod durable;
pub mod jobs;
pub mod platform;
pub mod providers;
pub mod router;
pub mod services;
pub mod store;

/// Once for each isolate.
#[event(start)]
fn start() {
    #[cfg(target_arch = "wasm32")]
    console_error_panic_hook::set_once();
    platform::cloudflare::log_to_console();
}

/// A request.
#[event(fetch)]
async fn fetch(request: HttpRequest, env: Env, _context: Context) -> Result<Response<Body>> {
    match platform::cloudflare::platform(&env) {
        Ok(platform) => Ok(router::router(platform).call(request).await?),
        Err(error) => {
            log::error!("the deployment is incomplete: {error}");
            let mut response = Response::new(Body::from(
                "Porchlight is not set up yet. Its log says what is missing.\n",
            ));
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            Ok(response)
        }
    }
}

/// A batch of jobs. One that fails is tried again, by the queue's own schedule; one that failed too often comes back
/// through the queue of the dead, to be made visible to its owner.
#[event(queue)]
async fn queue(batch: MessageBatch<String>, env: Env, _context: Context) -> Result<()> {
    let platform =
        platform::cloudflare::platform(&env).map_err(|error| worker::Error::RustError(error.0))?;
    let dead = batch.queue() == platform::cloudflare::DEAD_JOBS;
    for message in batch.messages()? {
        let Ok(job) = serde_json::from_str(message.body()) else {
            log::error!("not a job: {}", message.body());
            message.ack();
            continue;
        };
        let done = if dead {
            jobs::give_up(&platform, job).await
        } else {
            jobs::run(&platform, job).await
        };
        match done {
            Ok(()) => message.ack(),
            Err(error) => {
                log::error!("job {}: {error}", message.body());
                message.retry();
            }
        }
    }
    Ok(())
}
