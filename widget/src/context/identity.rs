//! Who the visitor is, as the owner's page says and its server has signed.
//!
//! ```text
//!  identify ─┬─ signed in as them already ─────────────────────────► nothing
//!            ├─ this browser has kept their session ───────────────► it goes on
//!            └─ else: when there is something to go on with, or the
//!               visitor opens the panel or asks ─► POST session ───► the conversation of their other devices
//! ```
//! What must hold: what belongs to somebody who signs in is shown only on pages that say who it is, so that nobody finds
//! it who uses the same browser after them.

use porchlight_browser as browser;

use super::{Widget, contact::Details};
use crate::{
    api::{self, ApiError},
    bridge::{self, Identity, Signal},
    i18n::Key,
    storage::{self, Record},
    stream, wire,
};

impl Widget {
    /// The owner's page knows the visitor.
    pub(crate) fn identify(self, Identity { email, proof }: Identity) {
        let signed_as = self.record().identity;
        let is_somebody_else = signed_as.as_ref().is_some_and(|other| *other != email);
        if is_somebody_else {
            self.clear();
        }
        let is_signed = proof.is_some();
        self.aside.update(|aside| {
            aside.details.identified = Some(email.clone());
            aside.proof = proof;
        });
        if !is_signed || (signed_as.is_some() && !is_somebody_else) {
            return;
        }
        let kept = storage::load(&self.settings.project)
            .filter(|kept| kept.identity.as_ref() == Some(&email));
        let goes_on = kept.is_some();
        if let Some(kept) = kept {
            let draft = kept.draft.clone();
            self.aside.update(|aside| {
                aside.record = kept;
                aside.kept = true;
            });
            self.set_draft(draft);
        }
        if goes_on || self.open.get_untracked() || self.record().conversation.is_some() {
            stream::restore(self);
        }
    }

    /// The owner's server vouches for the visitor, and they are not signed in yet.
    pub(crate) fn must_sign_in(self) -> bool {
        self.aside
            .with(|aside| aside.proof.is_some() && aside.record.identity.is_none())
    }

    /// Signs the visitor in, if that is due. They stay a guest if the server does not believe the owner's page.
    pub(crate) async fn sign_in(self) -> Result<(), ApiError> {
        if !self.must_sign_in() {
            return Ok(());
        }
        let (proof, email, token) = self.aside.with(|aside| {
            (
                aside.proof.clone().unwrap_or_default(),
                aside.details.identified.clone(),
                aside.record.token.clone(),
            )
        });
        let body = wire::session_request(&proof, &self.settings.project, token.as_deref());
        let answer = api::session(&body).await;
        if self
            .aside
            .with(|aside| aside.proof.as_ref() != Some(&proof))
        {
            // The page has said something else since.
            return Ok(());
        }
        match answer {
            Ok(answer) => {
                self.remember(|record| {
                    record.session = answer.read("sessionId").unwrap_or(record.session);
                    record.token = answer.text("token");
                    record.conversation = record.conversation.or(answer.read("conversationSlug"));
                    record.identity = email;
                });
                Ok(())
            }
            Err(ApiError::Refused {
                status: 400..=404,
                body,
                ..
            }) => {
                browser::log_error(&body.error);
                bridge::signal(Signal::Error("identity_refused"));
                self.aside.update(|aside| aside.proof = None);
                if token.is_none() {
                    self.begin_as_guest();
                }
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// The server does not accept the session any more: true if the owner's page can vouch for the visitor again.
    pub(crate) fn signs_in_again(self) -> bool {
        let signs = self
            .aside
            .with(|aside| aside.proof.is_some() && aside.record.identity.is_some());
        if signs {
            self.remember(|record| {
                record.token = None;
                record.identity = None;
            });
        }
        signs
    }

    /// The newest question begins another conversation, of a new guest.
    pub(crate) fn begin_as_guest(self) {
        self.renew_session();
        let notice = self.text_untracked(Key::AnotherConversation);
        self.chat.update(|chat| chat.begin_another(&notice));
    }

    /// Nothing of whoever was here before stays in sight or in memory.
    pub(crate) fn clear(self) {
        self.aside.update(|aside| {
            aside.record = Record::new();
            aside.kept = false;
            aside.details = Details::default();
            aside.proof = None;
        });
        self.empty();
        self.draft.set(String::new());
        self.unread.set(0);
        bridge::signal(Signal::Unread(0));
    }
}
