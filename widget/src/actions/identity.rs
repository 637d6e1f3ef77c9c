//! The visitor's identity, as the owner's page states it and the owner's server signs it.
//!
//! ```text
//!  identify ─┬─ already signed in as this visitor ──────────────────► nothing
//!            ├─ this browser has their session ────────────────────► continue it
//!            └─ else: once there is something to continue, or the
//!               visitor opens the panel or asks ─► POST session ───► the conversation of their other devices
//! ```
//! *Invariant:* the conversations of a signed-in visitor are shown only on pages that identify them, so that the next
//! person at the same browser does not see them.

use crate::{
    bridge::{self, Identity, Signal},
    state::{UnsentLead, Widget},
    storage::{self, Record},
    stream,
};

impl Widget {
    /// Handles the `identify` command of the owner's page.
    pub(crate) fn identify(self, Identity { email, proof }: Identity) {
        let signed_as = self.record().identity;
        let is_somebody_else = signed_as.as_ref().is_some_and(|other| *other != email);
        if is_somebody_else {
            self.forget_visitor();
        }
        let is_signed = proof.is_some();
        self.internal.update(|internal| {
            internal.lead.identified = Some(email.clone());
            internal.proof = proof;
        });
        if !is_signed || (signed_as.is_some() && !is_somebody_else) {
            return;
        }
        let kept = storage::load(&self.settings.project)
            .filter(|kept| kept.identity.as_ref() == Some(&email));
        let goes_on = kept.is_some();
        if let Some(kept) = kept {
            let draft = kept.draft.clone();
            self.internal.update(|internal| {
                internal.record = kept;
                internal.kept = true;
            });
            self.set_draft(draft);
        }
        if goes_on || self.open.get_untracked() || self.record().conversation.is_some() {
            stream::restore(self);
        }
    }

    pub(crate) fn forget_visitor(self) {
        self.internal.update(|internal| {
            internal.record = Record::new();
            internal.kept = false;
            internal.lead = UnsentLead::default();
            internal.proof = None;
        });
        self.leave_conversation();
        self.draft.set(String::new());
        self.elsewhere.set(0);
        self.unread.set(0);
        bridge::signal(Signal::Unread(0));
    }
}
