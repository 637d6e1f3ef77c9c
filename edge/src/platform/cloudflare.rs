//! The platform's traits on Cloudflare Workers, with the names of all bindings.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use worker::{Date, Delay, Env, MessageBuilder, SendEmail, SendEmailBuilder};

use super::{
    Ai, Clock, DirectoryDb, Files, Gate, Gates, Jobs, Kv, LONGEST_DELAY_SECONDS, Mail, PageBrowser,
    Platform, PlatformError, ProjectDb, Quotas,
    patient::{OpenGates, Patient},
    placement::Together,
    transient::{Retrying, UNAVAILABLE},
};
use crate::{
    config::{Config, Hosts, MailConfig, ROOT_SECRET_BYTES, RenderingConfig, SESSION_SECRET_BYTES},
    domain::{
        credentials::guesses::Guesses,
        deliveries::email_message::EmailMessage,
        embedding::EmbeddingModels,
        job::Job,
        model::{ModelChoice, price::PriceList},
    },
    providers::extractive::Extractive,
};

mod ai;
mod assets;
mod browser;
mod db;
mod files;
mod http;
mod quotas;
mod response;
mod rooms;

const DB: &str = "DB";
const SETTINGS: &str = "SETTINGS";
const JOBS: &str = "JOBS";
const EMAIL: &str = "EMAIL";
/// The queue of jobs that failed too often.
pub const DEAD_JOBS: &str = "porchlight-dead";

const ROOMS: &str = "ROOMS";
const QUOTAS: &str = "QUOTAS";
const CHAT_GATE: &str = "CHAT_GATE";
const WIDGET_GATE: &str = "WIDGET_GATE";
const PUSH_GATE: &str = "PUSH_GATE";

thread_local! {
    /// An isolate has one thread, but many requests share it.
    static GUESSES: Arc<Guesses> = Arc::default();
}

struct Cloudflare {
    env: Env,
}

/// The platform of `env`. An error if the deployment lacks a binding.
pub fn platform(env: &Env) -> Result<Platform, PlatformError> {
    let cloudflare = Arc::new(Cloudflare { env: env.clone() });
    let db = Arc::new(Retrying::new(cloudflare.clone(), cloudflare.clone()));
    let clock: Arc<dyn Clock> = cloudflare.clone();
    let kv: Arc<dyn Kv> = cloudflare.clone();
    let jobs: Arc<dyn Jobs> = cloudflare.clone();
    let quotas: Arc<dyn Quotas> = cloudflare.clone();
    Ok(Platform {
        directory: DirectoryDb::new(db.clone()),
        placement: Arc::new(Together(ProjectDb::new(db))),
        kv: Arc::new(Patient::new(kv, clock.clone())),
        jobs: Arc::new(Patient::new(jobs, clock.clone())),
        rooms: cloudflare.clone(),
        mail: cloudflare.clone(),
        http: cloudflare.clone(),
        ai: ai::Binding::of(env).map(|binding| Arc::new(binding) as Arc<dyn Ai>),
        browser: browser::BrowserBinding::of(env)
            .map(|binding| Arc::new(binding) as Arc<dyn PageBrowser>),
        files: files::BucketBinding::of(env).map(|binding| Arc::new(binding) as Arc<dyn Files>),
        gates: Arc::new(OpenGates(cloudflare.clone())),
        guesses: GUESSES.with(Arc::clone),
        quotas: Arc::new(Patient::new(quotas, clock.clone())),
        assets: cloudflare,
        clock,
        provider: Arc::new(Extractive),
        config: Arc::new(config(env)?),
    })
}

fn config(env: &Env) -> Result<Config, PlatformError> {
    let session_secret = env
        .secret("SESSION_SECRET")
        .map(|secret| secret.to_string())
        .unwrap_or_default();
    if session_secret.len() < SESSION_SECRET_BYTES {
        return Err(PlatformError(format!(
            "SESSION_SECRET has {} bytes; it needs {SESSION_SECRET_BYTES}: wrangler secret put SESSION_SECRET",
            session_secret.len()
        )));
    }
    let root_secret = env
        .secret("ROOT_SECRET")
        .map(|secret| secret.to_string().into_bytes())
        .ok();
    if let Some(secret) = &root_secret
        && secret.len() < ROOT_SECRET_BYTES
    {
        return Err(PlatformError(format!(
            "ROOT_SECRET has {} bytes; it needs {ROOT_SECRET_BYTES}: wrangler secret put ROOT_SECRET",
            secret.len()
        )));
    }
    let variable = |name: &str| {
        let value = env.var(name).map(|value| value.to_string()).ok();
        value.filter(|value| !value.is_empty())
    };
    let development = variable("DEVELOPMENT").as_deref() == Some("true");
    let mail = MailConfig::read(variable, development).map_err(PlatformError)?;
    let model =
        ModelChoice::read(variable, ai::Binding::of(env).is_some()).map_err(PlatformError)?;
    let public_url = public_url(env)?;
    let rendering = RenderingConfig::read(variable).map_err(PlatformError)?;
    Ok(Config {
        rendering,
        mail,
        model,
        prices: PriceList::read(variable).map_err(PlatformError)?,
        embedding: EmbeddingModels::read(variable, ai::Binding::of(env).is_some())
            .map_err(PlatformError)?,
        root_secret,
        session_secret: session_secret.into_bytes(),
        allow_loopback_sources: development,
        hosts: Hosts::of(development, public_url.as_deref()),
        public_url,
    })
}

fn public_url(env: &Env) -> Result<Option<String>, PlatformError> {
    let Some(text) = env.var("PUBLIC_URL").ok().map(|value| value.to_string()) else {
        return Ok(None);
    };
    match url::Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "https" | "http") && url.path() == "/" => {
            Ok(Some(url.origin().ascii_serialization()))
        }
        _ => Err(PlatformError(format!(
            "PUBLIC_URL is {text}; it is an address without a path, like https://chat.example.com"
        ))),
    }
}

fn failure(error: impl std::fmt::Display) -> PlatformError {
    PlatformError(error.to_string())
}

#[async_trait(?Send)]
impl Kv for Cloudflare {
    async fn get(&self, key: &str) -> Result<Option<String>, PlatformError> {
        self.env
            .kv(SETTINGS)
            .map_err(failure)?
            .get(key)
            .text()
            .await
            .map_err(failure)
    }

    async fn put(&self, key: &str, text: String, seconds: u32) -> Result<(), PlatformError> {
        let put = self
            .env
            .kv(SETTINGS)
            .map_err(failure)?
            .put(key, text)
            .map_err(failure)?;
        put.expiration_ttl(u64::from(seconds))
            .execute()
            .await
            .map_err(failure)
    }
}

#[async_trait(?Send)]
impl Jobs for Cloudflare {
    async fn send(&self, job: Job) -> Result<(), PlatformError> {
        // As a string, because a map would arrive as an empty object.
        let text = serde_json::to_string(&job).map_err(failure)?;
        self.env
            .queue(JOBS)
            .map_err(failure)?
            .send(text)
            .await
            .map_err(failure)
    }

    async fn send_later(&self, job: Job, seconds: u32) -> Result<(), PlatformError> {
        let text = serde_json::to_string(&job).map_err(failure)?;
        let message = MessageBuilder::new(text)
            .delay_seconds(seconds.min(LONGEST_DELAY_SECONDS))
            .build();
        self.env
            .queue(JOBS)
            .map_err(failure)?
            .send(message)
            .await
            .map_err(failure)
    }
}

#[async_trait(?Send)]
impl Mail for Cloudflare {
    async fn send(&self, message: &EmailMessage) -> Result<(), PlatformError> {
        let binding: SendEmail = self.env.get_binding(EMAIL).map_err(failure)?;
        let sent = SendEmailBuilder::new(&message.from, &message.to, &message.subject);
        sent.set_text(&message.text);
        sent.set_html(&message.html);
        if let Some(address) = &message.reply_to {
            sent.set_reply_to(address);
        }
        binding
            .send_with_builder(&sent)
            .await
            .map(drop)
            .map_err(|error| PlatformError(format!("{error:?}")))
    }
}

#[async_trait(?Send)]
impl Gates for Cloudflare {
    async fn pass(&self, gate: Gate, key: &str) -> Result<bool, PlatformError> {
        let binding = match gate {
            Gate::Chat => CHAT_GATE,
            Gate::Widget => WIDGET_GATE,
            Gate::Push => PUSH_GATE,
        };
        let limiter = self.env.rate_limiter(binding).map_err(failure)?;
        let outcome = limiter.limit(key.to_owned()).await;
        outcome
            .map(|outcome| outcome.success)
            .map_err(|error| PlatformError(format!("{binding} {UNAVAILABLE}: {error}")))
    }
}

#[async_trait(?Send)]
impl Clock for Cloudflare {
    fn now(&self) -> u64 {
        Date::now().as_millis()
    }

    async fn sleep(&self, milliseconds: u64) {
        Delay::from(Duration::from_millis(milliseconds)).await;
    }
}

/// Sends log messages to the Worker's console.
pub fn log_to_console() {
    static CONSOLE: Console = Console;
    // In a second isolate of the same process, the logger is set already.
    let _ = log::set_logger(&CONSOLE);
    log::set_max_level(log::LevelFilter::Info);
}

struct Console;

impl log::Log for Console {
    fn enabled(&self, _metadata: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        match record.level() {
            log::Level::Error => worker::console_error!("{}", record.args()),
            log::Level::Warn => worker::console_warn!("{}", record.args()),
            _ => worker::console_log!("{}", record.args()),
        }
    }

    fn flush(&self) {}
}
