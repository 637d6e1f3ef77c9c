//! Who is there: signing in and out, and everything that runs for as long as the page lives.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use web_sys::{Event, KeyboardEvent};

use super::{Aside, Desk, Session};
use crate::{api, memory, problem::Problem, sound, wire::Project};

/// How often the times on the page are told anew, in milliseconds.
const TICK: std::time::Duration = std::time::Duration::from_secs(10);

impl Desk {
    /// Looks up who is signed in, and listens to the page.
    pub(crate) fn begin(self) {
        browser::listen("hashchange", move |_: Event| self.follow_address());
        browser::listen("keydown", move |event: KeyboardEvent| self.pressed(&event));
        for name in ["online", "offline"] {
            browser::listen(name, move |_: Event| {
                self.offline.set(browser::is_offline());
                self.look_again();
            });
        }
        browser::listen_on(&browser::document(), "visibilitychange", move |_: Event| {
            self.look_again();
        });
        set_interval(move || self.now.set(browser::now()), TICK);
        spawn_local(async move {
            match api::session().await {
                Ok(project) => self.enter(project),
                // Nobody was signed in: that is how it begins.
                Err(problem) if problem.status == 401 => self.leave(None),
                Err(problem) => self.leave(Some(problem)),
            }
        });
        spawn_local(self.poll());
    }

    /// Signs in; why not, if not.
    pub(crate) async fn sign_in(self, key: String, name: String) -> Option<Problem> {
        match api::sign_in(key.trim()).await {
            Ok(project) => {
                self.rename(&name);
                self.enter(project);
                None
            }
            Err(problem) => Some(problem),
        }
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

    /// From now on the operator is called this.
    pub(crate) fn rename(self, name: &str) {
        let name = name.trim();
        memory::keep_operator(name);
        self.operator.set(name.to_owned());
        self.renaming.set(false);
    }

    /// Switches the tone on or off.
    pub(crate) fn toggle_sound(self) {
        let on = !self.sound.get_untracked();
        self.sound.set(on);
        memory::keep_sound(on);
        if on {
            sound::play();
        }
        self.say(if on {
            "New messages are heard."
        } else {
            "New messages are silent."
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
        self.session.set(Session::In(project));
        spawn_local(async move {
            self.refresh(None).await;
        });
        self.follow_address();
    }

    /// Forgets what was shown; what was being written is kept.
    pub(super) fn leave(self, why: Option<Problem>) {
        self.aside.update_value(|aside| {
            *aside = Aside {
                drafts: std::mem::take(&mut aside.drafts),
                ..Aside::default()
            };
        });
        self.open.set(None);
        self.found.set(None);
        self.thread.set(None);
        self.opened.set(None);
        self.problem.set(None);
        self.session.set(Session::Out(why));
    }

    /// The page is seen again, or there is a network again.
    fn look_again(self) {
        let signed_in = self
            .session
            .with_untracked(|session| matches!(session, Session::In(_)));
        if signed_in && !browser::document().hidden() {
            self.now.set(browser::now());
            spawn_local(async move {
                self.refresh(None).await;
                self.find().await;
                self.reload();
            });
        }
    }
}
