//! The stage of a scene: the real router, rooms, jobs and SQLite with the real migrations, over services that fail.

use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{Arc, Mutex, atomic::Ordering},
};

use porchlight_edge::{
    domain::job::Job,
    jobs,
    platform::{
        Clock, Db, DirectoryDb, Gates, Jobs, Kv, Platform, ProjectDb, Quotas,
        native::Native,
        patient::{OpenGates, Patient},
        placement::Together,
        sqlite::Sqlite,
        transient::Retrying,
    },
    providers::extractive::Extractive,
};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::{
    dice::Dice,
    fault::{Fault, Faults},
    network::Network,
    services::{FaultyGates, FaultyQueue, FaultyQuotas},
    storage::{FaultyDb, FaultyKv},
    time::{OtherClock, VirtualTime},
};
use crate::support::{App, NOW};

/// How often the queue tries a message again, as in `wrangler.toml`.
const ATTEMPTS: u32 = 5;
/// The time between two alarms, in milliseconds.
const ALARM_MS: u64 = 5_000;
const SKEW_MS: i64 = 60_000;
/// Shorter than an answer takes, in milliseconds.
const TURN_MS: u64 = 30;
/// The number of checks whether an answer has begun, and the time between them, in milliseconds.
const STEPS: usize = 40;
const STEP_MS: u64 = 5;
/// The faults that happen while an answer is being written.
const MID_TURN: [Fault; 3] = [
    Fault::RoomEvicted,
    Fault::RoomReplaced,
    Fault::MigrationAdded,
];
pub(super) const EVENTS: [&str; 3] = [
    "conversation.created",
    "message.sent",
    "conversation.resolved",
];

/// A later version adds this column to every table, and the table below.
const LATER: &str = "ALTER TABLE {table} ADD COLUMN later TEXT;";
const LATER_TABLE: &str =
    "CREATE TABLE later (id TEXT PRIMARY KEY); CREATE INDEX later_index ON messages (later);";

pub(super) struct Stage {
    pub(super) app: App,
    pub(super) time: Arc<VirtualTime>,
    pub(super) faults: Arc<Faults>,
    pub(super) dice: Arc<Dice>,
    pub(super) queue: Arc<FaultyQueue>,
    pub(super) network: Arc<Network>,
    pub(super) sqlite: Arc<Sqlite>,
    /// The platform of the rooms, which are on other machines than the Worker.
    rooms: Platform,
    rooms_clock: Arc<OtherClock>,
    pub(super) conversations: RefCell<Vec<String>>,
    /// Those of them that an operator takes over.
    pub(super) taken_over: RefCell<Vec<String>>,
    /// Wakes tasks that wait for a question.
    pub(super) asks: Notify,
    pub(super) given_up: RefCell<Vec<Job>>,
    /// The problems found so far.
    pub(super) wrong: RefCell<Vec<String>>,
}

impl Stage {
    pub(super) async fn new(dice: Arc<Dice>) -> Self {
        let time = Arc::new(VirtualTime::new());
        let faults = Arc::new(Faults::new(Arc::clone(&time)));
        let sqlite = Arc::new(Sqlite::in_memory().unwrap());
        let db = Arc::new(FaultyDb {
            sqlite: Arc::clone(&sqlite),
            faults: Arc::clone(&faults),
            dice: Arc::clone(&dice),
            time: Arc::clone(&time),
        });
        let db: Arc<dyn Db> = Arc::new(Retrying::new(db, time.clone()));
        let network = Arc::new(Network {
            received: Mutex::default(),
            faults: Arc::clone(&faults),
            dice: Arc::clone(&dice),
            time: Arc::clone(&time),
        });
        let mut native = Native::on(
            DirectoryDb::new(Arc::clone(&db)),
            Arc::new(Together(ProjectDb::new(db))),
            NOW,
            network.clone(),
            Arc::new(Extractive),
        )
        .unwrap();
        time.set(Arc::clone(&native.clock));
        let queue = Arc::new(FaultyQueue {
            messages: Mutex::default(),
            running: Mutex::default(),
            busy: Mutex::default(),
            faults: Arc::clone(&faults),
            dice: Arc::clone(&dice),
            time: Arc::clone(&time),
        });
        let platform = &mut native.platform;
        platform.clock = time.clone();
        let kv: Arc<dyn Kv> = Arc::new(FaultyKv {
            texts: Mutex::new(HashMap::new()),
            faults: Arc::clone(&faults),
            time: Arc::clone(&time),
        });
        platform.kv = Arc::new(Patient::new(kv, time.clone()));
        let jobs: Arc<dyn Jobs> = queue.clone();
        platform.jobs = Arc::new(Patient::new(jobs, time.clone()));
        let gates: Arc<dyn Gates> = Arc::new(FaultyGates {
            gates: Arc::clone(&platform.gates),
            faults: Arc::clone(&faults),
        });
        platform.gates = Arc::new(OpenGates(gates));
        let quotas: Arc<dyn Quotas> = Arc::new(FaultyQuotas {
            quotas: Arc::clone(&platform.quotas),
            faults: Arc::clone(&faults),
        });
        platform.quotas = Arc::new(Patient::new(quotas, time.clone()));
        let rooms_clock = Arc::new(OtherClock {
            time: Arc::clone(&time),
            fast: 0.into(),
        });
        let rooms = Platform {
            clock: rooms_clock.clone(),
            ..platform.clone()
        };
        native.rooms.evict(&rooms);
        Self {
            app: App::in_platform(native).await,
            time,
            faults,
            dice,
            queue,
            network,
            sqlite,
            rooms,
            rooms_clock,
            conversations: RefCell::default(),
            taken_over: RefCell::default(),
            asks: Notify::new(),
            given_up: RefCell::default(),
            wrong: RefCell::default(),
        }
    }

    /// Sets up a webhook, and in some scenes a language model and a plan that counts answers.
    pub(super) async fn set(&self, has_model: bool) {
        let hook = json!({ "url": "https://shop.example/hooks", "events": EVENTS });
        self.done("POST", "/api/v1/webhooks", hook).await;
        if has_model {
            let model = json!({
                "provider": "openai", "baseUrl": "https://model.example/v1", "model": "scripted",
                "key": "sk-scripted-0123456789",
            });
            self.done("PUT", "/api/v1/model", model).await;
        }
        if self.dice.falls(50) {
            self.app.set_plan("growth").await;
        }
        // From here on, the project has its copy.
        self.app.get("/api/widget/config?project=shop").await;
    }

    async fn done(&self, method: &str, path: &str, body: Value) {
        let answer = self.app.call(method, path, &self.app.key, body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
    }

    pub(super) fn is_wrong(&self, what: String) {
        self.wrong.borrow_mut().push(what);
    }

    /// Runs the messages of the queue that are due, like `lib.rs`.
    pub(super) async fn run_jobs(&self) {
        let platform = &self.app.native.platform;
        while let Some(message) = self.queue.take() {
            let Ok(job) = serde_json::from_str::<Job>(&message.text) else {
                if !self.faults.have_met(&[Fault::QueueOlder]) {
                    self.is_wrong(format!("nobody can read the job {}", message.text));
                }
                self.queue.acknowledge();
                continue;
            };
            let done = if message.attempts > ATTEMPTS {
                self.given_up.borrow_mut().push(job.clone());
                jobs::give_up(platform, job).await
            } else {
                jobs::run(platform, job).await
            };
            self.queue.acknowledge();
            if done.is_err() {
                self.queue.again(message);
            }
        }
    }

    pub(super) async fn keep_running_jobs(&self) {
        loop {
            self.run_jobs().await;
            self.time.sleep(200).await;
        }
    }

    pub(super) async fn keep_alarms(&self) {
        loop {
            self.time.sleep(ALARM_MS).await;
            if self.faults.strikes(Fault::AlarmLate) {
                continue;
            }
            let times = 1 + u8::from(self.faults.strikes(Fault::AlarmTwice));
            for _ in 0..times {
                // The platform repeats a failed alarm.
                let _ = self.app.native.rooms.tick().await;
            }
        }
    }

    /// Causes the faults that happen at a planned time.
    pub(super) async fn let_fate_act(&self) {
        const KINDS: [Fault; 6] = [
            Fault::RoomEvicted,
            Fault::RoomReplaced,
            Fault::ClockBehind,
            Fault::ClockAhead,
            Fault::MigrationAdded,
            Fault::QueueOlder,
        ];
        let planned = self.faults.planned(&KINDS).into_iter();
        let acts = planned.map(|(fault, from, until)| async move {
            let wait = from.saturating_sub(self.time.now());
            self.time.sleep(wait).await;
            if MID_TURN.contains(&fault) {
                self.turn_runs().await;
            }
            self.act(fault);
            self.faults.note(fault);
            if matches!(fault, Fault::ClockBehind | Fault::ClockAhead) {
                self.time.sleep(until - from).await;
                self.set_rooms_clock(0);
            }
        });
        futures::future::join_all(acts).await;
    }

    /// Waits until an answer is being written.
    async fn turn_runs(&self) {
        loop {
            self.asks.notified().await;
            let rooms = &self.app.native.rooms;
            for _ in 0..STEPS {
                if rooms.is_at_work() {
                    break;
                }
                self.time.sleep(STEP_MS).await;
            }
            let wait = self.dice.between(0..=TURN_MS);
            self.time.sleep(wait).await;
            if rooms.is_at_work() {
                return;
            }
        }
    }

    /// Whether an operator has taken the conversation over.
    pub(super) fn was_taken_over(&self, conversation: Option<&str>) -> bool {
        let taken_over = self.taken_over.borrow();
        taken_over
            .iter()
            .any(|id| Some(id.as_str()) == conversation)
    }

    /// Only the deploy that changes the tables after the code may cause permanent failures, and only until it is
    /// finished.
    pub(super) fn may_fail_since(&self, began: u64) -> bool {
        self.faults.has_lasted(Fault::MigrationMissing, began)
    }

    fn act(&self, fault: Fault) {
        let rooms = &self.app.native.rooms;
        match fault {
            Fault::RoomReplaced => rooms.replace(&self.rooms),
            Fault::ClockBehind => self.set_rooms_clock(-SKEW_MS),
            Fault::ClockAhead => self.set_rooms_clock(SKEW_MS),
            Fault::MigrationAdded => {
                self.migrate();
                rooms.evict(&self.rooms);
            }
            Fault::QueueOlder => {
                let project = self.app.project_id;
                for text in [
                    json!({ "type": "ask_saved_questions_v1", "project_id": project, "run_id": project }),
                    json!({ "type": "index_source_v0", "project_id": project }),
                ] {
                    self.queue.push(text.to_string(), 0);
                }
            }
            _ => rooms.evict(&self.rooms),
        }
    }

    /// Moves the rooms to machines whose clock is `fast` milliseconds fast.
    fn set_rooms_clock(&self, fast: i64) {
        self.rooms_clock.fast.store(fast, Ordering::Relaxed);
        self.app.native.rooms.evict(&self.rooms);
    }

    /// Changes the tables like the next version.
    fn migrate(&self) {
        const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table'
            AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_terms%'
            AND name NOT LIKE 'passage_%' AND name <> 'later'";
        for row in self.sqlite.look(TABLES).unwrap() {
            let alter = LATER.replace("{table}", row["name"].as_str().unwrap());
            // If two such deploys are planned, the first one has added it.
            let _ = self.sqlite.script(&alter);
        }
        let _ = self.sqlite.script(LATER_TABLE);
    }

    /// Ends all faults, and runs the scene until nothing is due.
    pub(super) async fn settle(&self) {
        self.faults.end();
        self.set_rooms_clock(0);
        for _ in 0..60 {
            self.run_jobs().await;
            let swept = jobs::sweep::sweep(&self.app.native.platform).await;
            if let Err(error) = swept {
                self.is_wrong(format!("the sweep fails: {error}"));
            }
            self.run_jobs().await;
            let pending = self.number("SELECT count(*) FROM deliveries WHERE state = 'pending'");
            if pending == 0 && self.queue.is_empty() {
                return;
            }
            self.time.advance(60 * 60 * 1_000);
        }
        self.is_wrong("after 60 hours something is still due".into());
    }

    /// The single number that `sql` returns.
    pub(super) fn number(&self, sql: &str) -> u64 {
        let rows = self.sqlite.look(sql).unwrap();
        let first = rows[0].values().next().unwrap();
        first.as_u64().unwrap_or_else(|| panic!("{sql}: {first}"))
    }
}
