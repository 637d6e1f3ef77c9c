//! The signed-in person's passkeys.

use leptos::{prelude::*, task::spawn_local};

use super::{About, People};
use crate::{api, focus, texts::text};

impl People {
    pub(crate) fn load_passkeys(self) {
        spawn_local(async move {
            self.inbox
                .settle(self.passkeys, api::passkeys::list().await);
        });
    }

    /// Has the device create a passkey.
    pub(crate) fn add_passkey(self) {
        self.acting.act(About::Passkeys, async move {
            api::passkeys::add().await?;
            self.inbox
                .announce(text("Passkey added. You can sign in with it from now on."));
            self.load_passkeys();
            Ok(())
        });
    }

    /// Whether a passkey was refused because the person signed in too long ago, and they have another one to confirm
    /// with.
    pub(crate) fn may_confirm(self) -> bool {
        let problem = self.acting.problem(About::Passkeys);
        let is_stale = problem.is_some_and(|problem| problem.code == "sign_in_stale");
        is_stale
            && (self.passkeys).with(|own| own.here().is_some_and(|own| !own.passkeys.is_empty()))
    }

    /// Signs in again with a passkey, so that another one can be added.
    pub(crate) fn confirm(self) {
        self.acting.act(About::Passkeys, async move {
            api::passkeys::sign_in().await?;
            self.inbox
                .announce(text("Confirmed. You can add a passkey now."));
            // The focused button is gone.
            focus::soon(".pc-passkeys__add");
            Ok(())
        });
    }

    pub(crate) fn remove_passkey(self, id: String) {
        self.acting.act(About::Passkeys, async move {
            api::passkeys::remove(&id).await?;
            self.inbox
                .announce(text("Passkey removed. Delete it on your device as well."));
            self.load_passkeys();
            // The focused button is gone.
            focus::soon(".pc-passkeys__title");
            Ok(())
        });
    }
}
