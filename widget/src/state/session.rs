//! Signing in a visitor for whom the owner's server has signed.

use porchlight_browser as browser;

use super::Widget;
use crate::{
    api::{self, ApiError},
    bridge::{self, Signal},
    i18n::Key,
    wire,
};

impl Widget {
    /// Whether the page has identified the visitor with a signature and they are not signed in yet.
    pub(crate) fn must_sign_in(self) -> bool {
        self.internal
            .with(|internal| internal.proof.is_some() && internal.record.identity.is_none())
    }

    /// Signs the visitor in, if necessary. If the server refuses the signature, they remain a guest.
    pub(crate) async fn sign_in(self) -> Result<(), ApiError> {
        if !self.must_sign_in() {
            return Ok(());
        }
        let (proof, email, token) = self.internal.with(|internal| {
            (
                internal.proof.clone().unwrap_or_default(),
                internal.lead.identified.clone(),
                internal.record.token.clone(),
            )
        });
        let body = wire::session_request(&proof, &self.settings.project, token.as_deref());
        let answer = api::session(&body).await;
        if self
            .internal
            .with(|internal| internal.proof.as_ref() != Some(&proof))
        {
            // The page has meanwhile identified somebody else.
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
                self.internal.update(|internal| internal.proof = None);
                if token.is_none() {
                    self.begin_as_guest();
                }
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Forgets a session that the server no longer accepts. True if the signature can start a new one.
    pub(crate) fn signs_in_again(self) -> bool {
        let can_sign_in = self
            .internal
            .with(|internal| internal.proof.is_some() && internal.record.identity.is_some());
        if can_sign_in {
            self.remember(|record| {
                record.token = None;
                record.identity = None;
            });
        }
        can_sign_in
    }

    /// Starts a new guest session, and a new conversation with the newest question.
    pub(crate) fn begin_as_guest(self) {
        self.renew_session();
        let notice = self.text_untracked(Key::AnotherConversation);
        self.chat.update(|chat| chat.begin_another(&notice));
    }
}
