//! API keys: listing, creating and revoking them.

use leptos::{prelude::*, task::spawn_local};

use super::{ActedOn, Integrations};
use crate::{
    api, focus, inbox::time, model::integrations::keys::KeyDraft, problem::Problem, texts::filled,
};

impl Integrations {
    pub(crate) fn load_keys(self) {
        spawn_local(async move {
            self.inbox
                .settle(self.keys.all, api::integrations::keys().await);
        });
    }

    /// Creates the typed key.
    pub(crate) fn make_key(self) {
        let draft = self.keys.draft.get_untracked();
        if let Some(wrong) = draft.wrong() {
            return self.keys.wrong.set(Some(wrong));
        }
        self.acting.act(ActedOn::NewKey, async move {
            let made = api::integrations::make_key(draft.body(time::today())).await?;
            if self.keys.draft.get_untracked() == draft {
                self.keys.draft.set(KeyDraft::default());
            }
            let secret = made.key.ok_or_else(Problem::network)?;
            self.tell(ActedOn::NewKey, Some(secret), None);
            self.load_keys();
            Ok(())
        });
    }

    /// Revokes the key that the dialog asks about.
    pub(crate) fn revoke_key(self) {
        let Some(key) = self.keys.asked.get_untracked() else {
            return;
        };
        self.keys.asked.set(None);
        self.acting.act(ActedOn::Key(key.id), async move {
            api::integrations::revoke_key(key.id).await?;
            self.inbox
                .announce(filled("{name} was revoked.", &[("name", &key.name)]));
            focus::soon(".pc-keys__title");
            self.load_keys();
            Ok(())
        });
    }
}
