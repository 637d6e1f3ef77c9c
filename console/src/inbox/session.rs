//! Signing in and out, and listeners that live as long as the page.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::PersonId;
use wasm_bindgen::JsValue;
use web_sys::{Event, KeyboardEvent};

use super::{Inbox, Internal, Session};
use crate::{api, link, memory, problem::Problem, sound, texts::text, wire::Project};

/// How often the times on the page are updated.
const TICK: std::time::Duration = std::time::Duration::from_secs(10);

impl Inbox {
    /// Checks the session and starts to listen to the page's events.
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

    /// Continues the browser's session, if it has one.
    fn resume(self) {
        spawn_local(async move {
            let shown = memory::load_project();
            let is_named = shown.is_some();
            api::show_project(shown);
            let mut session = api::session().await;
            if is_named && session.as_ref().is_err_and(Problem::is_signed_out) {
                // The person may have been removed from the project of this page and still have others.
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

    /// Loads the signed-in person's current rights, and updates the page if they have changed.
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
                // The page has already reported the refusal that led here.
                Ok(_) | Err(_) => {}
            }
        });
    }

    /// Takes a sign-in link out of the address, if there is one, and asks whose account it opens, even if somebody is
    /// signed in.
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
            // A link that opens nothing must not end the current session.
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

    /// Asks whose account the link opens, and returns the problem if that fails. A link requested in this browser signs
    /// in at once. Any other link may come from somebody who wants the person in an account of their own, so the page
    /// asks first.
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

    /// Signs in to the account of `person` with the link. Returns the problem if that fails.
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

    /// Signs in with a passkey. Returns the problem if that fails.
    pub(crate) async fn use_passkey(self) -> Option<Problem> {
        match api::passkeys::sign_in().await {
            Ok(project) => {
                self.enter(project);
                None
            }
            Err(problem) => Some(problem),
        }
    }

    /// Shows another project: the page reloads, and then names that project in its requests.
    pub(crate) fn show_project(slug: &str) {
        memory::save_project(Some(slug));
        let path = browser::window().location().pathname().unwrap_or_default();
        let history = browser::window().history();
        // What is open here does not exist in the other project.
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

    /// Keeps the link only if trying it again may succeed.
    fn keep_link(self, problem: Problem) -> Problem {
        if !problem.may_pass() {
            self.link.set(None);
        }
        problem
    }

    /// Discards the link and continues the current session.
    pub(crate) fn decline_link(self) {
        self.link.set(None);
        self.account.set(None);
        self.resume();
    }

    /// Requests a sign-in link by e-mail. Returns the problem if that fails.
    pub(crate) async fn ask_for_link(self, email: &str) -> Option<Problem> {
        api::ask_for_link(email).await.err()
    }

    pub(crate) fn sign_out(self) {
        spawn_local(async move {
            match api::sign_out().await {
                Ok(()) => self.leave(None),
                Err(problem) => self.problem.set(Some(problem)),
            }
        });
    }

    pub(crate) fn rename(self, name: &str) {
        let name = name.trim();
        if let Some(person) = self.whose() {
            memory::save_operator(person, name);
        }
        self.operator.set(name.to_owned());
        self.renaming.set(false);
    }

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
        // The reload removes everything that the previous person typed in any room.
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

    /// Whose page this is: the signed-in person, or the last one after the session ended.
    pub(super) fn whose(self) -> Option<PersonId> {
        self.internal.with_value(|internal| internal.person)
    }

    /// Shows the sign-in form and forgets everything except the drafts. `why` is the reason the session ended.
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

    /// Updates everything when the page becomes visible again or the network is back.
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
