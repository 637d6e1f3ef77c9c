//! Signing in and out, and what runs for as long as the page lives.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use web_sys::{Event, KeyboardEvent};

use super::{Inbox, Internal, Session};
use crate::{api, link, memory, problem::Problem, sound, wire::Project};

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
            spawn_local(async move {
                match api::session().await {
                    Ok(project) => self.enter(project),
                    // Nobody was signed in, so no session has ended.
                    Err(problem) if problem.status == 401 => self.leave(None),
                    Err(problem) => self.leave(Some(problem)),
                }
            });
        }
        spawn_local(self.poll());
    }

    /// Signs in with the link in the address, if there is one, whoever is signed in.
    fn come_with_link(self) -> bool {
        let Some(secret) = link::take() else {
            return false;
        };
        self.link.set(Some(secret));
        self.session.set(Session::Unknown);
        spawn_local(async move {
            if let Some(problem) = self.use_link().await {
                self.leave(Some(problem));
            }
        });
        true
    }

    /// Signs in with the link that somebody came with; the problem if that fails. The link is kept if it was not tried.
    pub(crate) async fn use_link(self) -> Option<Problem> {
        let secret = self.link.get_untracked()?;
        match api::sign_in(&secret).await {
            Ok(project) => {
                self.link.set(None);
                self.enter(project);
                None
            }
            Err(problem) => {
                if !problem.may_pass() {
                    self.link.set(None);
                }
                Some(problem)
            }
        }
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
        memory::save_operator(name);
        self.operator.set(name.to_owned());
        self.renaming.set(false);
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
            "Sound on for new messages."
        } else {
            "Sound off for new messages."
        });
    }

    fn enter(self, project: Project) {
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
        let name = project.person.as_ref().map(|person| person.name.clone());
        if let Some(name) = name.filter(|name| !name.is_empty())
            && self.operator.with_untracked(String::is_empty)
        {
            self.rename(&name);
        }
        self.session.set(Session::In(project));
        spawn_local(async move {
            self.refresh(None).await;
        });
        self.follow();
    }

    /// Shows the sign-in form and forgets everything but the drafts. `why` says what ended the session.
    pub(super) fn leave(self, why: Option<Problem>) {
        self.internal.update_value(|internal| {
            *internal = Internal {
                drafts: std::mem::take(&mut internal.drafts),
                ..Internal::default()
            };
        });
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
