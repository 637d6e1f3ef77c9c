//! The actions of a room. Each runs at most once at a time, and the reason of its last failure is kept.
//!
//! *Invariant:* an action on one thing blocks no action on another. A running action is not started again: `is_busy`
//! disables the buttons that would start it.

use leptos::{prelude::*, task::spawn_local};

use crate::{inbox::Inbox, problem::Problem};

/// The actions of a room, keyed by what they act on.
#[derive(Clone, Copy)]
pub(crate) struct Acting<A: Send + Sync + 'static> {
    inbox: Inbox,
    under_way: RwSignal<Vec<A>>,
    problems: RwSignal<Vec<(A, Problem)>>,
}

impl<A: Copy + PartialEq + Send + Sync + 'static> Acting<A> {
    pub(crate) fn new(inbox: Inbox) -> Self {
        Self {
            inbox,
            under_way: RwSignal::default(),
            problems: RwSignal::default(),
        }
    }

    /// Whether an action on `about` is running.
    pub(crate) fn is_busy(self, about: A) -> bool {
        self.is_any_busy(|it| *it == about)
    }

    /// Whether an action is running on anything that `of` accepts.
    pub(crate) fn is_any_busy(self, of: impl Fn(&A) -> bool) -> bool {
        self.under_way.with(|all| all.iter().any(of))
    }

    /// Why the last action on `about` failed, if it did.
    pub(crate) fn problem(self, about: A) -> Option<Problem> {
        self.problems.with(|all| {
            let mut all = all.iter();
            let (_, problem) = all.find(|(of, _)| *of == about)?;
            Some(problem.clone())
        })
    }

    /// Why an action failed, whatever it acted on.
    pub(crate) fn any_problem(self) -> Option<Problem> {
        self.problems
            .with(|all| all.last().map(|(_, problem)| problem.clone()))
    }

    pub(crate) fn forget(self) {
        self.problems.set(Vec::new());
    }

    /// Runs an action on `about`, unless one is running already.
    pub(crate) fn act(self, about: A, action: impl Future<Output = Result<(), Problem>> + 'static) {
        if untrack(|| self.is_busy(about)) {
            return;
        }
        self.under_way.update(|all| all.push(about));
        self.problems
            .update(|all| all.retain(|(of, _)| *of != about));
        spawn_local(async move {
            if let Err(problem) = action.await {
                self.inbox.check(&problem);
                self.problems.update(|all| all.push((about, problem)));
            }
            self.under_way.update(|all| all.retain(|it| *it != about));
        });
    }
}
