//! The carefulness setting. Its effect is shown before it is saved.

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::settings::Carefulness;

use super::{Answers, DAYS};
use crate::{api, loaded::Loaded, model::answers::CarefulnessEffects, texts::text};

impl Answers {
    /// Loads the current level and the effect of each level.
    pub(crate) fn load_effects(self) {
        spawn_local(async move {
            let effects = api::answers::carefulness(DAYS).await;
            self.inbox.settle(self.effects, effects);
        });
    }

    /// The chosen level: the one clicked, or the current one.
    pub(crate) fn chosen_carefulness(self) -> Option<Carefulness> {
        self.chosen.get().or_else(|| self.set_carefulness())
    }

    fn set_carefulness(self) -> Option<Carefulness> {
        let of = |effects: &Loaded<CarefulnessEffects>| effects.here().map(|it| it.carefulness);
        self.effects.with(of)
    }

    pub(crate) fn has_unsaved_choice(self) -> bool {
        let chosen = self.chosen.get();
        chosen.is_some() && chosen != self.set_carefulness()
    }

    /// Chooses a level without saving it.
    pub(crate) fn choose(self, carefulness: Carefulness) {
        self.carefulness_done.set("");
        self.chosen.set(Some(carefulness));
    }

    /// Saves the chosen level.
    pub(crate) fn save_carefulness(self) {
        let Some(chosen) = self.chosen.get_untracked() else {
            return;
        };
        if !untrack(|| self.has_unsaved_choice()) {
            return;
        }
        self.carefulness_done.set("");
        self.setting.act((), async move {
            api::answers::set_carefulness(chosen).await?;
            let effects = api::answers::carefulness(DAYS).await;
            self.inbox.settle(self.effects, effects);
            // Another level may have been clicked in the meantime.
            if self.chosen.get_untracked() == Some(chosen) {
                self.chosen.set(None);
            }
            self.carefulness_done
                .set(text("Saved. It takes effect with the next answer."));
            self.load_asked();
            Ok(())
        });
    }
}
