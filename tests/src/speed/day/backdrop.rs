//! Background activity: operators answer, webhooks work, are slow or fail, and a site is read again and again.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Result, ensure};
use axum::{Router, extract::Path, http::HeaderMap, routing::post};
use http::StatusCode;
use serde_json::json;
use tokio::sync::mpsc;

use crate::{
    api::{Answer, Owner, text},
    deadline::until,
    help_centre::HelpCentre,
    serving::Address,
    speed::{chat::KEY, local_platform::LocalPlatform},
};

/// The events that the webhooks receive.
pub(super) const EVENTS: [&str; 3] = [
    "conversation.created",
    "message.sent",
    "conversation.resolved",
];
/// How long the slow address takes.
const SLOW: Duration = Duration::from_secs(3);
/// How often the state of the crawl is polled.
const LOOKS: Duration = Duration::from_secs(2);
/// How long all deliveries to the working address may take.
const SETTLES: Duration = Duration::from_mins(2);
const TRIES: usize = 30;

/// Activity besides the visitors.
#[derive(Clone)]
pub(super) struct Backdrop {
    pub(super) address: SocketAddr,
    calls: mpsc::UnboundedSender<String>,
    told: Arc<Told>,
}

#[derive(Default)]
struct Told {
    /// The ids of the events that arrived at the working address.
    events: Mutex<BTreeSet<String>>,
    arrivals: AtomicU64,
    failing: AtomicU64,
    /// The texts of the replies that the server accepted.
    replies: Mutex<Vec<String>>,
    /// How many calls for an operator were made, and how many are finished.
    called: AtomicU64,
    done: AtomicU64,
    errors: Mutex<Vec<String>>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Backdrop {
    pub(super) async fn start(address: SocketAddr) -> Result<Self> {
        let (calls, called) = mpsc::unbounded_channel();
        let told = Arc::<Told>::default();
        let backdrop = Self {
            address,
            calls,
            told,
        };
        backdrop.receive().await?;
        tokio::spawn(backdrop.clone().operate(called));
        let help_centre = HelpCentre::start()?;
        tokio::spawn(backdrop.clone().crawl(help_centre));
        Ok(backdrop)
    }

    /// Has an operator answer in this conversation.
    pub(super) fn call_operator(&self, conversation: String) {
        self.told.called.fetch_add(1, Ordering::Relaxed);
        // Sending cannot fail: the operators outlive the visitors.
        let _ = self.calls.send(conversation);
    }

    pub(super) fn events(&self) -> BTreeSet<String> {
        lock(&self.told.events).clone()
    }

    pub(super) fn arrivals(&self) -> u64 {
        self.told.arrivals.load(Ordering::Relaxed)
    }

    pub(super) fn replies(&self) -> Vec<String> {
        lock(&self.told.replies).clone()
    }

    pub(super) fn errors(&self) -> Vec<String> {
        lock(&self.told.errors).clone()
    }

    /// Waits until operators have answered, and everything has arrived at the working address.
    pub(super) async fn settle(&self, platform: &LocalPlatform) -> Result<()> {
        until("operators have answered", SETTLES, async || {
            let [called, done] = [&self.told.called, &self.told.done];
            let is_done = called.load(Ordering::Relaxed) == done.load(Ordering::Relaxed);
            Ok(is_done.then_some(()))
        })
        .await?;
        let database = platform.database()?;
        until("all events have arrived", SETTLES, async || {
            let waiting = database.value(
                "SELECT count(*) FROM deliveries WHERE state = 'pending' AND webhook_id IN
                   (SELECT id FROM webhooks WHERE url LIKE '%/well')",
                &[],
            )?;
            Ok((waiting.as_deref() == Some("0")).then_some(()))
        })
        .await
    }

    async fn receive(&self) -> Result<()> {
        let address = Address::reserve()?;
        let origin = address.origin("127.0.0.1");
        let told = Arc::clone(&self.told);
        let receive = async move |Path(how): Path<String>, headers: HeaderMap| {
            match how.as_str() {
                "slow" => tokio::time::sleep(SLOW).await,
                // Fails every second time.
                "failing"
                    if told
                        .failing
                        .fetch_add(1, Ordering::Relaxed)
                        .is_multiple_of(2) =>
                {
                    return StatusCode::INTERNAL_SERVER_ERROR;
                }
                "well" => {
                    let id = headers.get("webhook-id").and_then(|id| id.to_str().ok());
                    told.arrivals.fetch_add(1, Ordering::Relaxed);
                    lock(&told.events).extend(id.map(str::to_owned));
                }
                _ => {}
            }
            StatusCode::OK
        };
        address.serve(Router::new().route("/{how}", post(receive)))?;
        let owner = self.owner();
        for (how, events) in [
            ("well", &EVENTS[..]),
            ("slow", &EVENTS[2..]),
            ("failing", &EVENTS[..1]),
        ] {
            let body = json!({ "url": format!("{origin}/{how}"), "events": events });
            let made = owner.post("/api/v1/webhooks", &body).await?;
            ensure!(made.status.is_success(), "{}: {}", made.status, made.body);
        }
        Ok(())
    }

    fn owner(&self) -> Owner {
        Owner::new(&format!("http://{}", self.address), KEY)
    }

    async fn operate(self, mut called: mpsc::UnboundedReceiver<String>) {
        let owner = self.owner();
        while let Some(id) = called.recv().await {
            if let Err(error) = self.reply(&owner, &id).await {
                lock(&self.told.errors).push(format!("an operator: {error:#}"));
            }
            self.told.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn reply(&self, owner: &Owner, conversation: &str) -> Result<()> {
        let path = |what: &str| format!("/api/v1/conversations/{conversation}/{what}");
        let ada = json!({ "operatorId": "ada", "operatorName": "Ada" });
        done(owner, &path("takeover"), &ada).await?;
        let id = uuid::Uuid::new_v4().to_string();
        let said = format!("Hello, this is Ada, for the {conversation}.");
        let body = json!({ "text": said, "clientMessageId": id });
        done(owner, &path("replies"), &body).await?;
        lock(&self.told.replies).push(said);
        tokio::time::sleep(Duration::from_millis(500)).await;
        done(owner, &path("resolve"), &json!({})).await
    }

    async fn crawl(self, help_centre: HelpCentre) {
        let owner = self.owner();
        let site = format!("{}/en/help/create-account/", help_centre.origin);
        loop {
            if let Err(error) = crawl_once(&owner, &site).await {
                lock(&self.told.errors).push(format!("a crawl: {error:#}"));
                return;
            }
        }
    }
}

/// Adds a site, waits until it is read, and removes it.
async fn crawl_once(owner: &Owner, site: &str) -> Result<()> {
    let id = owner
        .add_source(&json!({ "url": site, "kind": "site" }))
        .await?;
    loop {
        tokio::time::sleep(LOOKS).await;
        let source = owner.source(&id).await?;
        match text(&source, "/status").as_str() {
            "failed" => anyhow::bail!("{source}"),
            "indexed" => break,
            _ => {}
        }
    }
    let deleted = owner.delete_source(&id).await?;
    ensure!(deleted.status.is_success(), "{}", deleted.body);
    Ok(())
}

/// Repeats a request until the server is not busy.
async fn done(owner: &Owner, path: &str, body: &serde_json::Value) -> Result<()> {
    for _ in 0..TRIES {
        let Answer { status, body, .. } = owner.post(path, body).await?;
        match status.as_u16() {
            // 409 if an earlier try succeeded although its response said busy.
            200..=299 | 409 => return Ok(()),
            503 => tokio::time::sleep(Duration::from_millis(500)).await,
            _ => anyhow::bail!("{path} was answered {status}: {body}"),
        }
    }
    anyhow::bail!("{path} was never done")
}
