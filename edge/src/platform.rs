//! The outside world as a few traits, which Cloudflare implements in production and SQLite in native tests.
//!
//! *Invariant:* nothing above this module knows which of the two it runs on. A trait has only the methods that are
//! used.

use std::{pin::Pin, sync::Arc};

use async_trait::async_trait;
use futures::Stream;
use porchlight_knowledge::retrieval::word_table::WordTable;
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
        credentials::guesses::Guesses,
        deliveries::email_message::EmailMessage,
        embedding::BindingInput,
        job::Job,
        model::completion::CompletionRequest,
        sliding_window::{Decision, Quota},
    },
    platform::answer_provider::AnswerProvider,
};

pub mod answer_provider;
pub mod cloudflare;
pub mod db;
pub mod http;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod patient;
pub mod placement;
#[cfg(test)]
pub(crate) mod query_plan;
#[cfg(not(target_arch = "wasm32"))]
pub mod sqlite;
#[cfg(not(target_arch = "wasm32"))]
pub mod suite;
pub mod transient;

pub use db::{Db, DbError, DirectoryData, DirectoryDb, Param, ProjectDb, Row, Statement};
pub use http::{
    ByteStream, FetchLimits, Http, HttpError, HttpPost, HttpResponse, StreamRequest, StreamResponse,
};
pub use placement::Placement;

/// Everything outside the process that a request or a job may use.
#[derive(Clone)]
pub struct Platform {
    /// The database with the directory: who owns what.
    pub directory: DirectoryDb,
    /// The databases with all other data.
    pub placement: Arc<dyn Placement>,
    /// Copies of records, for fast reads.
    pub kv: Arc<dyn Kv>,
    /// The queue, for slow or fallible work.
    pub jobs: Arc<dyn Jobs>,
    /// The rooms, one for each conversation.
    pub rooms: Arc<dyn Rooms>,
    /// The platform's own way to send e-mail.
    pub mail: Arc<dyn Mail>,
    /// The client for requests to other servers.
    pub http: Arc<dyn Http>,
    /// The platform's own language models, if the deployment has them.
    pub ai: Option<Arc<dyn Ai>>,
    /// The platform's own browser, if the deployment has one.
    pub browser: Option<Arc<dyn PageBrowser>>,
    /// The store of files, if the deployment has one.
    pub files: Option<Arc<dyn Files>>,
    /// The rate limits per IP address, a first defence against floods.
    pub gates: Arc<dyn Gates>,
    /// The names that were looked up lately. They are lost when the process ends.
    pub guesses: Arc<Guesses>,
    /// The exact quotas of keys.
    pub quotas: Arc<dyn Quotas>,
    /// The clock. Tests set it.
    pub clock: Arc<dyn Clock>,
    /// The static files of the deployment.
    pub assets: Arc<dyn Assets>,
    /// The writer of answers.
    pub provider: Arc<dyn AnswerProvider>,
    /// The configuration of the deployment.
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

    /// All databases with data of projects. For the sweep only, which maintains all of them and answers no request.
    pub fn every_project(&self) -> Vec<ProjectDb> {
        self.placement.all()
    }
}

/// The shortest time for which KV stores a value, in seconds.
pub const SHORTEST_KEPT_SECONDS: u32 = 60;
/// The longest key of KV, in bytes.
pub const KV_KEY_BYTES: usize = 512;
/// The longest value in KV, in bytes: 25 MiB.
pub const KV_TEXT_BYTES: usize = 25 * 1024 * 1024;

/// A key-value store. It is eventually consistent (about a minute), and takes one write a second for each key.
/// <https://developers.cloudflare.com/kv/platform/limits/>
#[async_trait(?Send)]
pub trait Kv: Send + Sync {
    /// The value under `key`, unless it has expired.
    async fn get(&self, key: &str) -> Result<Option<String>, PlatformError>;
    /// Replaces the value under `key`, and stores it for `seconds`, at least [`SHORTEST_KEPT_SECONDS`]. An empty key, a
    /// key of more than [`KV_KEY_BYTES`], and a value of more than [`KV_TEXT_BYTES`] are refused.
    async fn put(&self, key: &str, text: String, seconds: u32) -> Result<(), PlatformError>;
}

/// The longest delay of a job, in seconds: 12 hours.
pub const LONGEST_DELAY_SECONDS: u32 = 12 * 60 * 60;
/// The longest message of the queue, in bytes: 128,000.
pub const JOB_BYTES: usize = 128_000;

/// The queue of jobs. It may deliver a job more than once.
#[async_trait(?Send)]
pub trait Jobs: Send + Sync {
    /// Sends `job`. It survives the end of this request.
    async fn send(&self, job: Job) -> Result<(), PlatformError>;
    /// Sends `job`, to run in `seconds` at the earliest. The most is [`LONGEST_DELAY_SECONDS`].
    async fn send_later(&self, job: Job, seconds: u32) -> Result<(), PlatformError>;
}

/// Encoded server-sent events, as they happen.
pub type EventStream = Pin<Box<dyn Stream<Item = Result<Vec<u8>, PlatformError>> + Send>>;

/// The state of a conversation's room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct RoomState {
    /// Whether an answer is being written.
    pub running: bool,
    /// The number of the last event before the running answer, or of the last event if no answer is running.
    pub last_event_number: u64,
}

/// The rooms of conversations, one for each conversation.
#[async_trait(?Send)]
pub trait Rooms: Send + Sync {
    /// Posts the visitor's message, and streams the events from `turn` to `done`.
    async fn turn(&self, turn: TurnRequest) -> Result<EventStream, RoomError>;
    /// Streams the events after the number `after`, then those of the running turn and of the conversation, as long as
    /// `until` says. Without a number it begins with the first stored event.
    async fn follow(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
        until: Until,
        after: Option<u64>,
    ) -> Result<EventStream, RoomError>;
    /// Ends the running answer and keeps the text so far. Does nothing if no answer is running.
    async fn stop(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<(), RoomError>;
    /// Erases everything that the room stores about the conversation, including a running answer.
    async fn erase(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<(), RoomError>;
    /// Changes who holds the conversation, or writes as a person.
    async fn act(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
        action: RoomAction,
    ) -> Result<RoomOutcome, RoomError>;
    /// Whether an answer is running, and the number of the last event.
    async fn state(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<RoomState, RoomError>;
}

/// Why a room refused a call.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    /// Another answer is being written in this conversation.
    #[error("another answer is being written")]
    Busy,
    /// Too many clients follow the conversation already.
    #[error("too many listeners")]
    Full,
    /// The conversation does not exist.
    #[error("no such conversation")]
    Gone,
    /// The holder cannot change this way.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// The room could not be reached or failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// The platform's own language models.
#[async_trait(?Send)]
pub trait Ai: Send + Sync {
    /// Runs `model` on `request`. The stream holds server-sent events; dropping it ends the run. The text of an error is
    /// the platform's own.
    async fn run(
        &self,
        model: &str,
        request: &CompletionRequest,
    ) -> Result<ByteStream, PlatformError>;
    /// Runs `model` on `input` and returns its whole answer. The text of an error is the platform's own.
    async fn value(
        &self,
        model: &str,
        input: &BindingInput<'_>,
    ) -> Result<serde_json::Value, PlatformError>;
}

/// The platform's own browser, which renders pages that are empty until their scripts run.
#[async_trait(?Send)]
pub trait PageBrowser: Send + Sync {
    /// Renders the page that `request` names, a JSON object in the format of Browser Rendering. Returns its answer:
    /// JSON with the HTML in `result`.
    async fn draw(
        &self,
        request: &serde_json::Value,
        limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError>;
}

/// The longest key of a file, in bytes.
pub const FILE_KEY_BYTES: usize = 1_024;
/// The most files that are deleted at once.
pub const DELETED_FILES: u32 = 1_000;

/// A store of files. Reads see earlier writes at once. <https://developers.cloudflare.com/r2/platform/limits/>
#[async_trait(?Send)]
pub trait Files: Send + Sync {
    /// Replaces the file under `key`. An empty key and a key of more than [`FILE_KEY_BYTES`] are refused.
    async fn put(&self, key: String, bytes: Vec<u8>) -> Result<(), PlatformError>;
    /// The file under `key`.
    async fn get(&self, key: String) -> Result<Option<Vec<u8>>, PlatformError>;
    /// Deletes the files under `keys`, if they exist. More than [`DELETED_FILES`] are refused.
    async fn delete(&self, keys: Vec<String>) -> Result<(), PlatformError>;
}

/// The platform's own way to send e-mail.
#[async_trait(?Send)]
pub trait Mail: Send + Sync {
    /// Passes `message` on for delivery.
    async fn send(&self, message: &EmailMessage) -> Result<(), PlatformError>;
}

/// A rate limit of the platform, counted for each IP address in each location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gate {
    /// Questions in the chat.
    Chat,
    /// All other requests of the widget.
    Widget,
    /// Requests that push sales.
    Push,
}

impl Gate {
    /// The number of requests that pass in [`GATE_SECONDS`], as in `wrangler.toml`.
    pub const fn requests(self) -> u32 {
        match self {
            Self::Chat => 20,
            Self::Widget => 60,
            Self::Push => 10,
        }
    }
}

/// The window of a gate, in seconds.
pub const GATE_SECONDS: u32 = 60;

/// The platform's rate limits. They are fast but approximate; [`Quotas`] are exact.
#[async_trait(?Send)]
pub trait Gates: Send + Sync {
    /// Counts a request of `key` (an IP address), and returns whether it is within the limit.
    async fn pass(&self, gate: Gate, key: &str) -> Result<bool, PlatformError>;
}

/// Exact counts of requests, one for each name.
#[async_trait(?Send)]
pub trait Quotas: Send + Sync {
    /// Counts a request under `name` if `quota` allows it.
    async fn take(&self, name: &str, quota: Quota) -> Result<Decision, PlatformError>;
}

/// The static files of the deployment.
#[async_trait(?Send)]
pub trait Assets: Send + Sync {
    /// The word table, read once in each process. `None` if it is missing or damaged.
    async fn word_table(&self) -> Option<Arc<WordTable>>;
    /// A document of the API, as JSON.
    async fn api_document(&self, document: ApiDocument) -> Result<Vec<u8>, PlatformError>;
}

/// A document of the API (OpenAPI 3.1), one for each surface.
#[derive(Clone, Copy)]
pub enum ApiDocument {
    /// The surfaces for browsers.
    Browser,
    /// The organization's surface.
    Organization,
    /// The surface for reports.
    Reporting,
    /// The site's surface.
    Site,
}

impl ApiDocument {
    /// The name of its file in `docs/openapi/`.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Browser => "browser.json",
            Self::Organization => "organization.json",
            Self::Reporting => "reporting.json",
            Self::Site => "site.json",
        }
    }
}

/// The current time, and waiting.
#[async_trait(?Send)]
pub trait Clock: Send + Sync {
    /// The time, in Unix milliseconds.
    fn now(&self) -> u64;
    /// Resolves after `milliseconds`.
    async fn sleep(&self, milliseconds: u64);
}

/// A failure of the platform. The text is for the log.
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

/// Random bytes for ids and secrets.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], PlatformError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| PlatformError(format!("no randomness: {error}")))?;
    Ok(bytes)
}
