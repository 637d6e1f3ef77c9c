//! Signing in and out, and what runs for as long as the page lives.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::PersonId;
use wasm_bindgen::JsValue;
use web_sys::{Event, KeyboardEvent};

use super::{Inbox, Internal, Session};
use crate::{
    api, link, memory,
    problem::Problem,
    room::Room,
    sound,
    texts::{filled, text},
    wire::Project,
};

/// How often the times on the page are updated.
const TICK: std::time::Duration = std::time::Duration::from_secs(10);

impl Inbox {
    /// Checks the session and begins to listen to the page.
    pub(crate) fn start(self) {
        for name in ["hashchange", "popstate"] {
            browser::listen(name, move |_: Event| {
                if !self.come_with_link() {
                    self.follow();
                }
            });
        }
        browser::listen("keydown", move |event: KeyboardEvent| self.pressed(&event));
        for name in ["online", "offline"] {
            browser::listen(name, move |_: Event| {
                self.offline.set(browser::is_offline());
                self.catch_up_after_absence();
            });
        }
        browser::listen_on(&browser::document(), "visibilitychange", move |_: Event| {
            self.catch_up_after_absence();
        });
        set_interval(move || self.now.set(browser::now()), TICK);
        let has_link = self.come_with_link();
        self.follow();
        if !has_link {
            self.resume();
        }
        spawn_local(self.poll());
    }

    /// Goes on with the session that the browser has, if it has one.
    fn resume(self) {
        spawn_local(async move {
            let shown = memory::load_project();
            let is_named = shown.is_some();
            api::show_project(shown);
            let mut session = api::session().await;
            if is_named && session.as_ref().is_err_and(Problem::is_signed_out) {
                // They may have been removed from the project that this page has shown, and have others.
                Self::forget_project();
                session = api::session().await;
            }
            match session {
                Ok(project) => self.enter(project),
                // Nobody was signed in, so no session has ended.
                Err(problem) if problem.is_signed_out() => self.leave(None),
                Err(problem) => self.leave(Some(problem)),
            }
        });
    }

    /// Asks what whoever has signed in may do now, and shows that if it has changed.
    pub(crate) fn look_again(self) {
        spawn_local(async move {
            let now = api::session().await;
            let known = untrack(|| self.project());
            match now {
                Ok(project) if known.as_ref().is_some_and(|known| *known != project) => {
                    self.enter(project);
                }
                Err(problem) if problem.is_signed_out() && known.is_some() => {
                    self.leave(Some(problem));
                }
                // What was refused has been told already.
                Ok(_) | Err(_) => {}
            }
        });
    }

    /// Takes the link out of the address, if there is one, and asks whose account it opens, whoever is signed in.
    fn come_with_link(self) -> bool {
        let Some(secret) = link::take() else {
            return false;
        };
        self.account.set(None);
        self.link.set(Some(secret));
        self.session.set(Session::Unknown);
        spawn_local(async move {
            let Some(problem) = self.open_link().await else {
                return;
            };
            // A link that opens nothing does not end the session that there is.
            match api::session().await {
                Ok(project) if !problem.may_pass() => {
                    self.enter(project);
                    self.announce(problem.sentence());
                }
                _ => self.leave(Some(problem)),
            }
        });
        true
    }

    /// Asks whose account the link opens that somebody came with; the problem if that fails. One that was asked for in this
    /// browser signs in at once. Any other may have been sent by somebody whose account it opens, so they are asked.
    pub(crate) async fn open_link(self) -> Option<Problem> {
        let secret = self.link.get_untracked()?;
        match api::link_account(&secret).await {
            Ok(account) if account.asked_here => self.use_link(account.person.id).await,
            Ok(account) => {
                self.account.set(Some(account));
                None
            }
            Err(problem) => Some(self.keep_link(problem)),
        }
    }

    /// Signs in to the account of `person` with the link; the problem if that fails.
    pub(crate) async fn use_link(self, person: PersonId) -> Option<Problem> {
        let secret = self.link.get_untracked()?;
        match api::sign_in(&secret, person).await {
            Ok(project) => {
                self.link.set(None);
                self.account.set(None);
                self.enter(project);
                None
            }
            Err(problem) => Some(self.keep_link(problem)),
        }
    }

    /// Signs in with a passkey; the problem if that fails.
    pub(crate) async fn use_passkey(self) -> Option<Problem> {
        match api::passkeys::sign_in().await {
            Ok(project) => {
                self.enter(project);
                None
            }
            Err(problem) => Some(problem),
        }
    }

    /// Shows another project: the page begins anew, and asks for that one from then on.
    pub(crate) fn show_project(slug: &str) {
        memory::save_project(Some(slug));
        let path = browser::window().location().pathname().unwrap_or_default();
        let history = browser::window().history();
        // What is open here is not there.
        let replaced = history
            .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&path)));
        if replaced.is_err() {
            browser::log_error("Porchlight: the address was not changed");
        }
        Self::begin_anew();
    }

    fn forget_project() {
        memory::save_project(None);
        api::show_project(None);
    }

    /// Keeps the link if it was not tried.
    fn keep_link(self, problem: Problem) -> Problem {
        if !problem.may_pass() {
            self.link.set(None);
        }
        problem
    }

    /// Leaves the link alone, and goes on with the session that there is.
    pub(crate) fn decline_link(self) {
        self.link.set(None);
        self.account.set(None);
        self.resume();
    }

    /// Asks for a link to an address; the problem if that fails.
    pub(crate) async fn ask_for_link(self, email: &str) -> Option<Problem> {
        api::ask_for_link(email).await.err()
    }

    /// Signs out.
    pub(crate) fn sign_out(self) {
        spawn_local(async move {
            match api::sign_out().await {
                Ok(()) => self.leave(None),
                Err(problem) => self.problem.set(Some(problem)),
            }
        });
    }

    /// Changes the operator's name.
    pub(crate) fn rename(self, name: &str) {
        let name = name.trim();
        if let Some(person) = self.whose() {
            memory::save_operator(person, name);
        }
        self.operator.set(name.to_owned());
        self.renaming.set(false);
    }

    /// Whether the page may begin anew: nothing is lost by it, or its person says that it may be.
    pub(crate) fn may_begin_anew(self) -> bool {
        let Some(question) = self.unsaved.with_untracked(|rooms| lost(rooms)) else {
            return true;
        };
        // A browser that cannot ask is not kept.
        browser::window()
            .confirm_with_message(&question)
            .unwrap_or(true)
    }

    /// Begins the page anew in another language. False if what is not saved keeps it.
    pub(crate) fn speak(self, tag: &str) -> bool {
        if !self.may_begin_anew() {
            return false;
        }
        memory::save_language(tag);
        if browser::window().location().reload().is_err() {
            browser::log_error("Porchlight: the page could not begin anew");
        }
        true
    }

    /// Switches the tone on or off.
    pub(crate) fn toggle_sound(self) {
        let on = !self.sound.get_untracked();
        self.sound.set(on);
        memory::save_sound(on);
        if on {
            sound::play();
        }
        self.announce(if on {
            text("Sound on for new messages.")
        } else {
            text("Sound off for new messages.")
        });
    }

    fn enter(self, project: Project) {
        memory::save_project(Some(&project.slug));
        api::show_project(Some(project.slug.clone()));
        let person = &project.person;
        let before = self.whose();
        if before.is_some_and(|before| before != person.id) && Self::begin_anew() {
            return;
        }
        if before != Some(person.id) {
            self.internal.update_value(|internal| {
                internal.person = Some(person.id);
                internal.drafts = memory::load_drafts(person.id);
            });
            self.seen.set(memory::load_seen(person.id));
        }
        let name = memory::load_operator(person.id);
        self.operator
            .set(name.unwrap_or_else(|| person.name.clone()));
        let style = browser::document()
            .document_element()
            .map(wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>)
            .map(|root| root.style());
        if let Some(style) = style {
            for (name, value) in [
                ("--pl-accent", &project.primary_color),
                ("--pl-accent-text", &project.primary_foreground),
            ] {
                if style.set_property(name, value).is_err() {
                    browser::log_error("Porchlight: a colour was not set");
                }
            }
        }
        self.session.set(Session::In(project));
        spawn_local(async move {
            self.refresh(None).await;
        });
        self.follow();
    }

    /// Loads the page again, because somebody else has typed into it: what they wrote in any room goes with it. False if the
    /// browser does not let it.
    fn begin_anew() -> bool {
        let began = browser::window().location().reload();
        if began.is_err() {
            browser::log_error("Porchlight: the page could not be loaded again");
        }
        began.is_ok()
    }

    /// Whose page this is: who has signed in, or had until the session ended.
    pub(super) fn whose(self) -> Option<PersonId> {
        self.internal.with_value(|internal| internal.person)
    }

    /// Shows the sign-in form and forgets everything but the drafts. `why` says what ended the session.
    pub(crate) fn leave(self, why: Option<Problem>) {
        self.internal.update_value(|internal| {
            *internal = Internal {
                person: internal.person,
                drafts: std::mem::take(&mut internal.drafts),
                ..Internal::default()
            };
        });
        self.account.set(None);
        self.renaming.set(false);
        self.open.set(None);
        self.found.set(None);
        self.thread.set(None);
        self.opened.set(None);
        self.problem.set(None);
        self.session.set(Session::Out(why));
    }

    /// Updates everything when the page is visible again, or the network is back.
    fn catch_up_after_absence(self) {
        let signed_in = self
            .session
            .with_untracked(|session| matches!(session, Session::In(_)));
        if signed_in && !browser::document().hidden() {
            self.now.set(browser::now());
            spawn_local(async move {
                self.refresh(None).await;
                self.load_page().await;
                self.reload();
            });
        }
    }
}

/// What is asked before the page begins anew, if something is lost by it.
fn lost(rooms: &[Room]) -> Option<String> {
    let labels: Vec<&str> = rooms.iter().map(|room| room.label()).collect();
    (!labels.is_empty()).then(|| {
        filled(
            "What you have typed is not saved yet: {rooms}. Go on and lose it?",
            &[("rooms", &labels.join(", "))],
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_lost_is_named() {
        assert_eq!(lost(&[]), None);
        assert_eq!(
            lost(&[Room::Gaps, Room::Appearance]).unwrap(),
            "What you have typed is not saved yet: Gaps, Appearance. Go on and lose it?"
        );
    }
}
