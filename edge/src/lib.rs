//! Porchlight's Cloudflare Worker. The code map is in ARCHITECTURE.md.

use std::cell::RefCell;

use axum::Router;
use platform::{Platform, PlatformError, cloudflare};
use tower_service::Service;
use worker::{
    Context, Env, MessageBatch, MessageExt, Result, ScheduleContext, ScheduledEvent, event,
    request_from_wasm, response_to_wasm, web_sys,
};

pub mod api;
pub mod config;
pub mod domain;
pub mod durable;
pub mod fast_path;
pub mod jobs;
pub mod pages;
pub mod platform;
pub mod providers;
pub mod router;
pub mod services;
pub mod store;

/// Runs once in each isolate.
#[event(start)]
fn start() {
    #[cfg(target_arch = "wasm32")]
    console_error_panic_hook::set_once();
    cloudflare::log_to_console();
}

thread_local! {
    /// Created by an isolate's first request. The bindings stay the same for as long as the isolate lives.
    static APPLICATION: RefCell<Option<Application>> = RefCell::default();
}

#[derive(Clone)]
struct Application {
    platform: Platform,
    router: Router,
}

impl Application {
    fn of(env: &Env) -> std::result::Result<Self, PlatformError> {
        if let Some(application) = APPLICATION.with_borrow(Clone::clone) {
            return Ok(application);
        }
        let platform = cloudflare::platform(env)?;
        let application = Self {
            router: router::router(platform.clone()),
            platform,
        };
        APPLICATION.set(Some(application.clone()));
        Ok(application)
    }
}

#[event(fetch)]
async fn fetch(
    request: web_sys::Request,
    env: Env,
    _context: Context,
) -> Result<web_sys::Response> {
    let mut application = match Application::of(&env) {
        Ok(application) => application,
        Err(error) => {
            log::error!("the deployment is incomplete: {error}");
            let text = "Porchlight is not set up yet. Its log says what is missing.\n";
            return Ok(worker::Response::error(text, 503)?.into());
        }
    };
    if let Some(response) = fast_path::answer(&application.platform, &request).await? {
        return Ok(response);
    }
    let request = request_from_wasm(request)?;
    response_to_wasm(application.router.call(request).await?)
}

/// Runs a batch of jobs. The queue retries failed jobs on its own schedule. A job that failed too often comes back
/// through the dead-letter queue, so that its owner can see the failure.
#[event(queue)]
async fn queue(batch: MessageBatch<String>, env: Env, _context: Context) -> Result<()> {
    let platform =
        platform::cloudflare::platform(&env).map_err(|error| worker::Error::RustError(error.0))?;
    let dead = batch.queue() == cloudflare::DEAD_JOBS;
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

/// Runs every five minutes, as set in `wrangler.toml`.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let swept = match Application::of(&env) {
        Ok(application) => jobs::sweep::sweep(&application.platform)
            .await
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match swept {
        Ok(0) => {}
        Ok(count) => log::warn!("{count} sources were stuck and are read again"),
        Err(error) => log::error!("sweep: {error}"),
    }
}
