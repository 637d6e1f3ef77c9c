//! The platform's traits in one process, for native tests, the evaluation and the benchmark.
//!
//! The parts are real: SQLite with the real migrations, the real [`Room`], and the real job runner. Only data that
//! Cloudflare stores for longer than a process is in memory.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;

use self::lock::lock;
pub use self::{
    assets::LocalAssets, clock::SetClock, files::MemoryFiles, kv::MemoryKv, no_network::NoNetwork,
    rooms::LocalRooms,
};
use super::{
    Ai, Clock, Db, DbError, DirectoryDb, Gate, Gates, Http, JOB_BYTES, Jobs, LONGEST_DELAY_SECONDS,
    Mail, Placement, Platform, PlatformError, ProjectDb, Quotas, placement::Together,
    sqlite::Sqlite,
};
use crate::{
    config::{Config, Hosts},
    domain::{
        deliveries::email_message::EmailMessage,
        job::Job,
        model::price::PriceList,
        sliding_window::{Decision, Quota, decide},
    },
    platform::answer_provider::AnswerProvider,
};

mod assets;
mod clock;
pub mod counted;
mod files;
pub mod http;
mod kv;
mod lock;
mod no_network;
mod rooms;

/// A platform in memory, with handles to what tests change or inspect.
pub struct Native {
    /// The platform for the code under test.
    pub platform: Platform,
    /// The only database, with the directory and all projects. With several databases, the first one of projects.
    pub db: ProjectDb,
    /// The queue, which holds jobs until a test takes them.
    pub jobs: Arc<JobQueue>,
    /// The clock, which tests advance.
    pub clock: Arc<SetClock>,
    /// The rate limits. Everything passes until a test sets them.
    pub gates: Arc<CountingGates>,
    /// The key-value store.
    pub kv: Arc<MemoryKv>,
    /// The e-mails sent so far.
    pub mail: Arc<MemoryMail>,
    /// The rooms, with ways to interrupt them.
    pub rooms: Arc<LocalRooms>,
    /// The exact quotas.
    pub quotas: Arc<MemoryQuotas>,
}

impl Native {
    /// An empty platform at the time `now`, with `http` to fetch pages and `provider` to write answers.
    ///
    /// Answers are written on tasks of a [`tokio::task::LocalSet`], so they must be requested within one.
    pub fn new(
        now: u64,
        http: Arc<dyn Http>,
        provider: Arc<dyn AnswerProvider>,
    ) -> Result<Self, DbError> {
        Self::on_one(Arc::new(Sqlite::in_memory()?), now, http, provider)
    }

    /// The same on one database of the caller's.
    pub fn on_one(
        db: Arc<dyn Db>,
        now: u64,
        http: Arc<dyn Http>,
        provider: Arc<dyn AnswerProvider>,
    ) -> Result<Self, DbError> {
        let together = Together(ProjectDb::new(Arc::clone(&db)));
        Self::on(
            DirectoryDb::new(db),
            Arc::new(together),
            now,
            http,
            provider,
        )
    }

    /// The same on several databases of the caller's.
    pub fn on(
        directory: DirectoryDb,
        placement: Arc<dyn Placement>,
        now: u64,
        http: Arc<dyn Http>,
        provider: Arc<dyn AnswerProvider>,
    ) -> Result<Self, DbError> {
        let db = placement.all().into_iter().next();
        let db = db.ok_or_else(|| DbError("projects have no database".into()))?;
        let clock = Arc::new(SetClock::at(now));
        let jobs = Arc::new(JobQueue {
            jobs: Mutex::default(),
            clock: clock.clone(),
        });
        let gates = Arc::new(CountingGates {
            counts: Mutex::default(),
            limit: AtomicU32::new(0),
            clock: clock.clone(),
        });
        let kv = Arc::new(MemoryKv {
            texts: Mutex::default(),
            clock: clock.clone(),
            reads: AtomicU32::new(0),
        });
        let mail = Arc::new(MemoryMail::default());
        let rooms = Arc::new(LocalRooms::default());
        let quotas = Arc::new(MemoryQuotas {
            passed: Mutex::default(),
            clock: clock.clone(),
            calls: AtomicU32::new(0),
        });
        let platform = Platform {
            directory,
            placement,
            kv: kv.clone(),
            jobs: jobs.clone(),
            rooms: rooms.clone(),
            mail: mail.clone(),
            http,
            ai: None,
            browser: None,
            files: None,
            gates: gates.clone(),
            guesses: Arc::default(),
            quotas: quotas.clone(),
            clock: clock.clone(),
            assets: Arc::new(LocalAssets),
            provider,
            config: Arc::new(Config {
                root_secret: Some(b"a root secret for tests, long enough".to_vec()),
                session_secret: b"a secret for tests, 32 bytes long".to_vec(),
                allow_loopback_sources: true,
                hosts: Hosts::Any,
                mail: None,
                model: None,
                prices: PriceList::default(),
                embedding: None,
                rendering: None,
                public_url: Some("https://chat.example.com".into()),
            }),
        };
        lock(&rooms.platform).replace(platform.clone());
        Ok(Self {
            platform,
            db,
            jobs,
            clock,
            gates,
            kv,
            mail,
            rooms,
            quotas,
        })
    }

    /// Changes the configuration of the deployment. Rooms restart, as after a real deployment.
    pub fn configure(&mut self, change: impl FnOnce(Config) -> Config) {
        self.platform.config = Arc::new(change((*self.platform.config).clone()));
        self.start_again();
    }

    /// Gives the platform language models of its own. Rooms restart, as after a real deployment.
    pub fn set_ai(&mut self, ai: Arc<dyn Ai>) {
        self.platform.ai = Some(ai);
        self.start_again();
    }

    /// Gives the platform a store of files, and returns it. Rooms restart, as after a real deployment.
    pub fn add_files(&mut self) -> Arc<MemoryFiles> {
        let files = Arc::new(MemoryFiles::default());
        self.platform.files = Some(files.clone());
        self.start_again();
        files
    }

    fn start_again(&self) {
        lock(&self.rooms.platform).replace(self.platform.clone());
        lock(&self.rooms.rooms).clear();
    }
}

/// A queue that holds jobs until a test takes them.
pub struct JobQueue {
    /// Each job, with the time before which it is not due, in Unix milliseconds.
    jobs: Mutex<VecDeque<(u64, Job)>>,
    clock: Arc<SetClock>,
}

impl JobQueue {
    /// Takes the job that was sent first, of those that are due.
    pub fn take(&self) -> Option<Job> {
        let now = self.clock.now();
        let mut jobs = lock(&self.jobs);
        let index = jobs.iter().position(|(due, _)| *due <= now)?;
        jobs.remove(index).map(|(_, job)| job)
    }

    /// Drops all jobs, due or not.
    pub fn lose(&self) {
        lock(&self.jobs).clear();
    }
}

#[async_trait(?Send)]
impl Jobs for JobQueue {
    async fn send(&self, job: Job) -> Result<(), PlatformError> {
        self.send_later(job, 0).await
    }

    async fn send_later(&self, job: Job, seconds: u32) -> Result<(), PlatformError> {
        let length = serde_json::to_string(&job).map_or(0, |text| text.len());
        if length > JOB_BYTES || seconds > LONGEST_DELAY_SECONDS {
            return Err(PlatformError(format!(
                "the queue takes no message of {length} bytes in {seconds} seconds"
            )));
        }
        let due = self.clock.now() + u64::from(seconds) * 1_000;
        lock(&self.jobs).push_back((due, job));
        Ok(())
    }
}

/// E-mails, stored for tests to read.
#[derive(Default)]
pub struct MemoryMail(Mutex<Vec<EmailMessage>>);

impl MemoryMail {
    /// Takes the e-mails since the last call, in order.
    pub fn take(&self) -> Vec<EmailMessage> {
        std::mem::take(&mut lock(&self.0))
    }
}

#[async_trait(?Send)]
impl Mail for MemoryMail {
    async fn send(&self, message: &EmailMessage) -> Result<(), PlatformError> {
        lock(&self.0).push(message.clone());
        Ok(())
    }
}

/// Rate limits that count for each key in windows of [`GATE_MS`].
pub struct CountingGates {
    /// The beginning of each window, in Unix milliseconds, and the number of requests in it.
    counts: Mutex<HashMap<(Gate, String), (u64, u32)>>,
    limit: AtomicU32,
    clock: Arc<SetClock>,
}

/// The window of the deployed gates, in milliseconds: 60 seconds, as in `wrangler.toml`.
const GATE_MS: u64 = 60_000;

/// Means the deployed limit of each gate.
const AS_DEPLOYED: u32 = u32::MAX;

impl CountingGates {
    /// Lets `count` requests of each key through each gate. 0 lets everything pass.
    pub fn limit(&self, count: u32) {
        self.limit.store(count, Ordering::Relaxed);
    }

    /// Lets as many requests pass as the deployed gates in one window.
    pub fn limit_as_deployed(&self) {
        self.limit.store(AS_DEPLOYED, Ordering::Relaxed);
    }
}

#[async_trait(?Send)]
impl Gates for CountingGates {
    async fn pass(&self, gate: Gate, key: &str) -> Result<bool, PlatformError> {
        let limit = match self.limit.load(Ordering::Relaxed) {
            AS_DEPLOYED => gate.requests(),
            limit => limit,
        };
        let now = self.clock.now();
        let mut counts = lock(&self.counts);
        let window = counts.entry((gate, key.to_owned())).or_insert((now, 0));
        if now >= window.0 + GATE_MS {
            *window = (now, 0);
        }
        let (_, count) = window;
        *count += 1;
        Ok(limit == 0 || *count <= limit)
    }
}

/// Exact counts in memory.
pub struct MemoryQuotas {
    passed: Mutex<HashMap<String, Vec<u64>>>,
    clock: Arc<SetClock>,
    calls: AtomicU32,
}

impl MemoryQuotas {
    /// The number of calls since the last call of this.
    pub fn take_calls(&self) -> u32 {
        self.calls.swap(0, Ordering::Relaxed)
    }
}

#[async_trait(?Send)]
impl Quotas for MemoryQuotas {
    async fn take(&self, name: &str, quota: Quota) -> Result<Decision, PlatformError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let mut all = lock(&self.passed);
        let passed = all.entry(name.to_owned()).or_default();
        Ok(decide(passed, self.clock.now(), quota))
    }
}
