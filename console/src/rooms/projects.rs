//! The signed-in person's projects: which one this page shows, and what its plan includes.
//!
//! *Invariant:* this page requests the project that it shows, whatever other pages of the browser show. Switching the
//! project reloads the page, so that nothing of one project appears in another.

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

/// Focused first: the search field, or the current project.
const FIRST: &str = ".pc-projects .pc-search__field, .pc-projects__one";

#[derive(Clone, Copy)]
pub(crate) struct Projects(&'static ProjectsState);

impl Deref for Projects {
    type Target = ProjectsState;

    fn deref(&self) -> &ProjectsState {
        self.0
    }
}

pub(crate) struct ProjectsState {
    pub(crate) inbox: Inbox,
    /// Whether the list is shown.
    pub(crate) shown: RwSignal<bool>,
    pub(crate) projects: RwSignal<Loaded<OwnProjects>>,
    pub(crate) plan: RwSignal<Loaded<PlanUse>>,
    pub(crate) search: RwSignal<String>,
    /// Switching to another project.
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

    /// Shows the list, freshly loaded.
    pub(crate) fn show(self) {
        self.search.set(String::new());
        self.acting.forget();
        self.shown.set(true);
        self.load();
        if untrack(|| self.sees_plan()) {
            self.load_plan();
        }
    }

    pub(crate) fn load(self) {
        spawn_local(async move {
            self.inbox
                .settle(self.projects, api::projects::list().await);
            focus::soon(FIRST);
        });
    }

    pub(crate) fn load_plan(self) {
        spawn_local(async move {
            self.inbox.settle(self.plan, api::projects::plan().await);
        });
    }

    /// Whether the person may see the plan: everybody who sees the settings may.
    pub(crate) fn sees_plan(self) -> bool {
        self.inbox.opens(Room::Appearance)
    }

    pub(crate) fn is_shown(self, slug: &str) -> bool {
        self.inbox.project().is_some_and(|shown| shown.slug == slug)
    }

    /// Switches to a project.
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
