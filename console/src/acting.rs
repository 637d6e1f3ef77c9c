//! What a room does: each thing once at a time, and why it failed last.
//!
//! *Invariant:* what is about one thing holds up nothing else. What is under way is not begun again: the buttons that would
//! begin it are disabled by `is_busy`.

use leptos::{prelude::*, task::spawn_local};

use crate::{inbox::Inbox, problem::Problem};

/// The actions of a room, each by what it is about.
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

    /// Whether something about this is under way.
    pub(crate) fn is_busy(self, about: A) -> bool {
        self.is_any_busy(|it| *it == about)
    }

    /// Whether something is under way that is about one of these.
    pub(crate) fn is_any_busy(self, of: impl Fn(&A) -> bool) -> bool {
        self.under_way.with(|all| all.iter().any(of))
    }

    /// Why the last action about this failed, if it did.
    pub(crate) fn problem(self, about: A) -> Option<Problem> {
        self.problems.with(|all| {
            let mut all = all.iter();
            let (_, problem) = all.find(|(of, _)| *of == about)?;
            Some(problem.clone())
        })
    }

    /// Why an action failed that did, whatever it was about.
    pub(crate) fn any_problem(self) -> Option<Problem> {
        self.problems
            .with(|all| all.last().map(|(_, problem)| problem.clone()))
    }

    /// Forgets why actions failed.
    pub(crate) fn forget(self) {
        self.problems.set(Vec::new());
    }

    /// Does something about this, unless something is being done about it.
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
