//! The faults, their times, and how often each has affected somebody.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use porchlight_edge::platform::Clock;

use super::{dice::Dice, time::VirtualTime};

macro_rules! faults {
    ($($name:ident = $text:literal, $shortest:literal..=$longest:literal ms, $times:tt times;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Fault { $($name),* }

        impl Fault {
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];

            pub(super) const fn text(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// How long the fault lasts, in milliseconds, and how often it strikes at most.
            fn extent(self, dice: &Dice) -> (u64, u64) {
                match self {
                    $(Self::$name => (dice.between($shortest..=$longest), times(dice, $times))),*
                }
            }
        }
    };
}

/// The limit for a fault that strikes whenever it can.
const ALWAYS: u64 = u64::MAX;

faults! {
    DatabaseSlow = "D1 is slow", 5_000..=60_000 ms, 30 times;
    DatabaseFailsOnce = "D1 fails once", 60_000..=60_000 ms, 1 times;
    DatabaseFails = "D1 fails for a minute", 60_000..=60_000 ms, ALWAYS times;
    DatabaseLocked = "D1: database is locked", 5_000..=60_000 ms, 20 times;
    BatchRefused = "D1 refuses a batch", 5_000..=60_000 ms, 3 times;
    ResultLost = "D1 has run it, and the connection breaks", 5_000..=60_000 ms, 3 times;
    DatabaseFull = "the disk is full", 5_000..=30_000 ms, ALWAYS times;
    KvStale = "KV is stale by a minute", 60_000..=60_000 ms, ALWAYS times;
    KvFails = "KV fails for a minute", 60_000..=60_000 ms, ALWAYS times;
    QueueTwice = "the queue delivers twice", 20_000..=60_000 ms, 20 times;
    QueueReordered = "the queue delivers in another order", 20_000..=60_000 ms, 20 times;
    QueueLate = "the queue delivers hours later", 20_000..=60_000 ms, 20 times;
    QueueFails = "the queue takes nothing", 1_000..=20_000 ms, ALWAYS times;
    QueueOlder = "a message of another version", 1..=1 ms, 1 times;
    RoomEvicted = "an object is evicted in mid-stream", 1..=1 ms, 1 times;
    RoomReplaced = "an object is replaced, and goes on for a while", 1..=1 ms, 1 times;
    AlarmLate = "alarms are late", 10_000..=60_000 ms, ALWAYS times;
    AlarmTwice = "alarms run twice", 20_000..=60_000 ms, 10 times;
    ClockBehind = "an object's clock is a minute behind", 10_000..=60_000 ms, 1 times;
    ClockAhead = "an object's clock is a minute ahead", 10_000..=60_000 ms, 1 times;
    MigrationAdded = "a deploy in mid-turn: old code, new schema", 1..=1 ms, 1 times;
    MigrationMissing = "a deploy in mid-turn: new code, old schema", 1_000..=10_000 ms, ALWAYS times;
    GateFails = "the rate limits fail", 20_000..=60_000 ms, ALWAYS times;
    CounterFails = "the counters fail", 1_000..=20_000 ms, ALWAYS times;
    ModelStalls = "the model stalls", 20_000..=60_000 ms, 2 times;
    ModelGarbage = "the model sends garbage", 20_000..=60_000 ms, 5 times;
    ModelHalfFrame = "the model sends half a frame", 20_000..=60_000 ms, 5 times;
    ModelWrongLength = "the model ends before its length", 20_000..=60_000 ms, 5 times;
    ModelRefuses = "the model refuses", 20_000..=60_000 ms, 5 times;
    ReceiverFails = "a webhook's address fails", 20_000..=60_000 ms, ALWAYS times;
    ReceiverSlow = "a webhook's address does not answer", 20_000..=60_000 ms, 10 times;
}

fn times(dice: &Dice, most: u64) -> u64 {
    if most == ALWAYS {
        ALWAYS
    } else {
        dice.between(1..=most)
    }
}

struct Window {
    fault: Fault,
    from: u64,
    until: u64,
    left: u64,
    struck: u64,
}

pub(super) struct Faults {
    time: Arc<VirtualTime>,
    windows: Mutex<Vec<Window>>,
    is_open: AtomicBool,
}

impl Faults {
    pub(super) fn new(time: Arc<VirtualTime>) -> Self {
        Self {
            time,
            windows: Mutex::default(),
            is_open: AtomicBool::new(false),
        }
    }

    /// Plans the `kinds` at random moments of the next `milliseconds`.
    pub(super) fn begin(&self, dice: &Dice, kinds: &[Fault], milliseconds: u64) {
        let now = self.time.now();
        let mut windows = self.windows.lock().unwrap();
        for &fault in kinds {
            let from = now + dice.between(0..=milliseconds);
            let (lasts, left) = fault.extent(dice);
            windows.push(Window {
                fault,
                from,
                until: from + lasts,
                left,
                struck: 0,
            });
        }
        self.is_open.store(true, Ordering::Relaxed);
    }

    pub(super) fn end(&self) {
        self.is_open.store(false, Ordering::Relaxed);
    }

    pub(super) fn are_open(&self) -> bool {
        self.is_open.load(Ordering::Relaxed)
    }

    /// Whether `fault` affects the caller now.
    pub(super) fn strikes(&self, fault: Fault) -> bool {
        let now = self.time.now();
        let mut windows = self.windows.lock().unwrap();
        let window = windows.iter_mut().find(|window| {
            window.fault == fault && window.left > 0 && (window.from..window.until).contains(&now)
        });
        match window {
            Some(window) if self.are_open() => {
                window.left -= 1;
                window.struck += 1;
                true
            }
            _ => false,
        }
    }

    /// The beginning and the end of each planned fault of the kinds that need no caller.
    pub(super) fn planned(&self, kinds: &[Fault]) -> Vec<(Fault, u64, u64)> {
        let windows = self.windows.lock().unwrap();
        let wanted = windows.iter().filter(|one| kinds.contains(&one.fault));
        wanted.map(|one| (one.fault, one.from, one.until)).collect()
    }

    /// Records that a fault without a caller has happened.
    pub(super) fn note(&self, fault: Fault) {
        let mut windows = self.windows.lock().unwrap();
        let window = windows
            .iter_mut()
            .find(|one| one.fault == fault && one.struck == 0);
        if let Some(window) = window {
            window.struck = 1;
        }
    }

    /// How often each kind has affected somebody.
    pub(super) fn hits(&self) -> BTreeMap<Fault, u64> {
        let mut hits = BTreeMap::new();
        for window in &*self.windows.lock().unwrap() {
            if window.struck > 0 {
                *hits.entry(window.fault).or_default() += window.struck;
            }
        }
        hits
    }

    /// Whether one of `kinds` has affected somebody.
    pub(super) fn have_met(&self, kinds: &[Fault]) -> bool {
        self.hits().keys().any(|fault| kinds.contains(fault))
    }

    /// Whether `fault` affected somebody and was active at some moment between `since` and now.
    pub(super) fn has_lasted(&self, fault: Fault, since: u64) -> bool {
        let now = self.time.now();
        let windows = self.windows.lock().unwrap();
        windows
            .iter()
            .any(|one| one.fault == fault && one.struck > 0 && one.from <= now && since < one.until)
    }
}
