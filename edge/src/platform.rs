//! Where the platform begins: the few traits behind which Cloudflare stands in production and SQLite in native tests.
//!
//! What must hold: nothing above this module knows which of the two it runs on. A trait here is as small as what is
//! used of it.

use std::{pin::Pin, sync::Arc};

use async_trait::async_trait;
use futures::Stream;
use porchlight_shared::ids::{ConversationId, ProjectId};
use serde::Serialize;

use crate::{
    config::Config,
    domain::{
        conversation::{
            follow::Until,
            holder::IllegalTransition,
            room_action::{RoomAction, RoomOutcome},
            turn_request::TurnRequest,
        },
        deliveries::email_message::EmailMessage,
        job::Job,
        sliding_window::{Decision, Quota},
    },
    platform::answer_provider::AnswerProvider,
};

pub mod answer_provider;
pub mod cloudflare;
pub mod db;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod placement;
#[cfg(test)]
pub(crate) mod query_plan;
#[cfg(not(target_arch = "wasm32"))]
pub mod sqlite;

pub use db::{Db, DbError, DirectoryData, DirectoryDb, Param, ProjectDb, Row, Statement};
pub use placement::Placement;

/// Everything outside that a request or a job may touch.
#[derive(Clone)]
pub struct Platform {
    /// The record of who owns what.
    pub directory: DirectoryDb,
    /// The record of all else.
    pub placement: Arc<dyn Placement>,
    /// Copies for reading fast.
    pub kv: Arc<dyn Kv>,
    /// Slow or fallible work.
    pub jobs: Arc<dyn Jobs>,
    /// Running conversations.
    pub rooms: Arc<dyn Rooms>,
    /// E-mail.
    pub mail: Arc<dyn Mail>,
    /// Pages of others.
    pub http: Arc<dyn Http>,
    /// The cheap first gate against floods.
    pub gates: Arc<dyn Gates>,
    /// Exact counting of requests.
    pub quotas: Arc<dyn Quotas>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who writes the answers.
    pub provider: Arc<dyn AnswerProvider>,
    /// What the deployment sets.
    pub config: Arc<Config>,
}

impl Platform {
    /// The database with organizations, their projects and their keys.
    pub const fn directory(&self) -> &DirectoryDb {
        &self.directory
    }

    /// The database with the data of this project.
    pub fn project(&self, project_id: ProjectId) -> ProjectDb {
        self.placement.of(project_id)
    }

    /// All databases with data of projects: for the sweep, which looks after all of them and answers nobody.
    pub fn every_project(&self) -> Vec<ProjectDb> {
        self.placement.all()
    }
}

/// A key-value store that is eventually consistent (about a minute) and takes one write a second for a key.
#[async_trait(?Send)]
pub trait Kv: Send + Sync {
    /// The text under `key`.
    async fn get(&self, key: &str) -> Result<Option<String>, PlatformError>;
    /// Replaces the text under `key`.
    async fn put(&self, key: &str, text: String) -> Result<(), PlatformError>;
}

/// Longest time that a job can be put off, in seconds: 12 hours.
pub const LONGEST_DELAY_SECONDS: u32 = 12 * 60 * 60;

/// The queue. A job may run more than once.
#[async_trait(?Send)]
pub trait Jobs: Send + Sync {
    /// Hands `job` over; it survives this request.
    async fn send(&self, job: Job) -> Result<(), PlatformError>;
    /// The same, to be done `seconds` from now at the earliest; at most [`LONGEST_DELAY_SECONDS`].
    async fn send_later(&self, job: Job, seconds: u32) -> Result<(), PlatformError>;
}

/// Server-sent events, encoded, as they happen.
pub type EventStream = Pin<Box<dyn Stream<Item = Result<Vec<u8>, PlatformError>> + Send>>;

/// What a conversation is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct RoomState {
    /// An answer is being written.
    pub running: bool,
    /// The number of the last event before the running answer, or of the last event if nothing runs.
    pub last_event_number: u64,
}

/// The rooms in which conversations run, one for each conversation.
#[async_trait(?Send)]
pub trait Rooms: Send + Sync {
    /// Posts the visitor's message and streams what follows, from the `turn` event to `done`.
    async fn turn(&self, turn: TurnRequest) -> Result<EventStream, RoomError>;
    /// Replays the events after the number `after`, then follows the running turn, and the conversation `until` then.
    async fn follow(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
        until: Until,
        after: u64,
    ) -> Result<EventStream, RoomError>;
    /// Ends the running answer; what was written is kept. Nothing happens if none runs.
    async fn stop(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<(), RoomError>;
    /// Forgets everything of the conversation, also what is being written.
    async fn erase(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<(), RoomError>;
    /// Changes who speaks, or lets a person speak.
    async fn act(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
        action: RoomAction,
    ) -> Result<RoomOutcome, RoomError>;
    /// What the conversation is doing.
    async fn state(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<RoomState, RoomError>;
}

/// Why a room refused.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    /// Another answer is being written in this conversation.
    #[error("another answer is being written")]
    Busy,
    /// Too many listen already.
    #[error("too many listeners")]
    Full,
    /// There is no such conversation.
    #[error("no such conversation")]
    Gone,
    /// Who speaks cannot change like this.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// The room could not be reached or failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// How much of an answer from somebody else's server is waited for and read.
#[derive(Clone, Copy, Debug)]
pub struct FetchLimits {
    /// Longest time until the whole body is there, in milliseconds.
    pub timeout_ms: u32,
    /// Most bytes of the body.
    pub max_bytes: usize,
}

/// An answer of somebody else's server. Redirects are not followed: they are answers too.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// `Location`, as sent.
    pub location: Option<String>,
    /// `Retry-After`, as sent.
    pub retry_after: Option<String>,
    /// The body, decoded from its transfer and content encodings.
    pub body: Vec<u8>,
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// It took longer than [`FetchLimits::timeout_ms`].
    #[error("no answer in time")]
    Timeout,
    /// The body is larger than [`FetchLimits::max_bytes`].
    #[error("the answer is too large")]
    TooLarge,
    /// No connection, no such name, no valid certificate.
    #[error("unreachable: {0}")]
    Unreachable(String),
}

/// A body for somebody else's server, with what it says of itself.
#[derive(Clone, Debug)]
pub struct HttpPost {
    /// Names in lower case, values in visible ASCII.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

/// Fetches pages and delivers events.
#[async_trait(?Send)]
pub trait Http: Send + Sync {
    /// GETs `url` without following redirects. The caller has checked that the address is a public one.
    async fn get(&self, url: &url::Url, limits: FetchLimits) -> Result<HttpResponse, HttpError>;
    /// POSTs `post` to `url` without following redirects. Of the answer's body the first [`FetchLimits::max_bytes`] are
    /// read, and no more. The caller has checked that the address is a public one.
    async fn post(
        &self,
        url: &url::Url,
        post: HttpPost,
        limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError>;
}

/// The platform's own way to send e-mail.
#[async_trait(?Send)]
pub trait Mail: Send + Sync {
    /// Hands `message` over.
    async fn send(&self, message: &EmailMessage) -> Result<(), PlatformError>;
}

/// The platform's rate limits: per key and location, yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gate {
    /// Questions.
    Chat,
    /// Other requests.
    Widget,
    /// Pushed sales.
    Push,
}

impl Gate {
    /// How many pass in [`GATE_SECONDS`], as `wrangler.toml` says.
    pub const fn requests(self) -> u32 {
        match self {
            Self::Chat => 20,
            Self::Widget => 60,
            Self::Push => 10,
        }
    }
}

/// The time over which a gate counts, in seconds.
pub const GATE_SECONDS: u32 = 60;

/// Rate limits.
#[async_trait(?Send)]
pub trait Gates: Send + Sync {
    /// Whether `key` (an IP address) may pass once more.
    async fn pass(&self, gate: Gate, key: &str) -> Result<bool, PlatformError>;
}

/// Exact counts of requests, one for each name.
#[async_trait(?Send)]
pub trait Quotas: Send + Sync {
    /// Counts one more request under `name`, if `quota` lets it pass.
    async fn take(&self, name: &str, quota: Quota) -> Result<Decision, PlatformError>;
}

/// The time.
pub trait Clock: Send + Sync {
    /// Unix milliseconds.
    fn now(&self) -> u64;
}

/// The platform failed. The text is for the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct PlatformError(pub String);

impl From<DbError> for PlatformError {
    fn from(error: DbError) -> Self {
        Self(error.to_string())
    }
}

impl From<DbError> for RoomError {
    fn from(error: DbError) -> Self {
        Self::Platform(error.into())
    }
}

/// Ten random bytes, for an id.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], PlatformError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| PlatformError(format!("no randomness: {error}")))?;
    Ok(bytes)
}
