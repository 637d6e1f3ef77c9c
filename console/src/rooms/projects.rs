//! The projects of whoever has signed in: which one this page shows, and what its plan includes.
//!
//! *Invariant:* this page asks for the project that it shows, wherever other pages of the browser go. Another project is
//! shown by a page that begins anew, so that nothing of one stands in the other.

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};

use crate::{
    acting::Acting,
    api, focus,
    inbox::Inbox,
    loaded::Loaded,
    model::projects::{OwnProjects, PlanUse},
    room::Room,
};

/// What has the focus first: the field to search in, or else the project that is shown.
const FIRST: &str = ".pc-projects .pc-search__field, .pc-projects__one";

/// A handle to its state.
#[derive(Clone, Copy)]
pub(crate) struct Projects(&'static ProjectsState);

impl Deref for Projects {
    type Target = ProjectsState;

    fn deref(&self) -> &ProjectsState {
        self.0
    }
}

/// What [`Projects`] refers to.
pub(crate) struct ProjectsState {
    pub(crate) inbox: Inbox,
    /// The list is shown.
    pub(crate) shown: RwSignal<bool>,
    pub(crate) projects: RwSignal<Loaded<OwnProjects>>,
    pub(crate) plan: RwSignal<Loaded<PlanUse>>,
    pub(crate) search: RwSignal<String>,
    /// Another project is asked for.
    pub(crate) acting: Acting<()>,
}

impl Projects {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(ProjectsState {
            inbox,
            shown: RwSignal::default(),
            projects: RwSignal::default(),
            plan: RwSignal::default(),
            search: RwSignal::default(),
            acting: Acting::new(inbox),
        })))
    }

    pub(super) fn leave(self) {
        self.shown.set(false);
        self.projects.set(Loaded::Waiting);
        self.plan.set(Loaded::Waiting);
        self.search.set(String::new());
    }

    /// Shows the list, as it is now.
    pub(crate) fn show(self) {
        self.search.set(String::new());
        self.acting.forget();
        self.shown.set(true);
        self.load();
        if untrack(|| self.sees_plan()) {
            self.load_plan();
        }
    }

    /// Loads the projects.
    pub(crate) fn load(self) {
        spawn_local(async move {
            self.inbox
                .settle(self.projects, api::projects::list().await);
            focus::soon(FIRST);
        });
    }

    /// Loads the plan.
    pub(crate) fn load_plan(self) {
        spawn_local(async move {
            self.inbox.settle(self.plan, api::projects::plan().await);
        });
    }

    /// Whether they may see the plan: whoever sees the settings does.
    pub(crate) fn sees_plan(self) -> bool {
        self.inbox.opens(Room::Appearance)
    }

    /// Whether this is the project that is shown.
    pub(crate) fn is_shown(self, slug: &str) -> bool {
        self.inbox.project().is_some_and(|shown| shown.slug == slug)
    }

    /// Goes on in a project.
    pub(crate) fn choose(self, slug: String) {
        if untrack(|| self.is_shown(&slug)) {
            return self.shown.set(false);
        }
        if !self.inbox.may_begin_anew() {
            return;
        }
        self.acting.act((), async move {
            api::projects::change(&slug).await?;
            Inbox::show_project(&slug);
            Ok(())
        });
    }
}
