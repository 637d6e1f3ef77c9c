//! The address that is told when a visitor asks for a person.

use leptos::{prelude::*, task::spawn_local};
use serde_json::{Value, json};

use super::{ActedOn, Integrations};
use crate::{
    api::{self, integrations::Log},
    loaded::Loaded,
    model::appearance::Settings,
    problem::Problem,
    texts::{english, filled, text},
};

const SETTING: &str = "notifyEmail";
pub(crate) const LABEL: &str = english("E-mail address");

impl Integrations {
    /// Loads the address, and the e-mails sent.
    pub(crate) fn load_email(self) {
        spawn_local(async move {
            let settings = api::appearance::settings().await;
            let address = settings.map(|(stored, _)| address(&stored.config));
            self.inbox.settle(self.email.saved, address);
        });
        self.show_log(Log::Emails);
    }

    pub(crate) fn save_email(self) {
        let known = self
            .email
            .saved
            .with_untracked(|saved| saved.here().cloned());
        let Some(known) = known else { return };
        let typed = self.email.typed.get_untracked();
        let wanted = untrack(|| self.email.shown()).trim().to_owned();
        self.acting.act(ActedOn::Email, async move {
            // Reads the settings again, so that other settings changed in the meantime stay.
            let (stored, tag) = api::appearance::settings().await?;
            let now = address(&stored.config);
            if now != known && now != wanted {
                let said = filled(
                    "“{label}” was changed elsewhere in the meantime, to “{now}”. Save again to replace it with \
                     yours.",
                    &[("label", text(LABEL)), ("now", &now)],
                );
                self.email.saved.set(Loaded::Here(now));
                return Err(Problem::said(said));
            }
            let changes = Settings::from_iter([(SETTING.to_owned(), json!(wanted))]);
            let saved = api::appearance::save(changes, &tag).await;
            saved.map_err(in_words)?;
            self.email.saved.set(Loaded::Here(wanted));
            // Input typed in the meantime stays.
            if self.email.typed.get_untracked() == typed {
                self.email.typed.set(None);
            }
            self.inbox.announce(text("Saved."));
            Ok(())
        });
    }
}

/// The server's refusal, with the form's label for the setting.
fn in_words(problem: Problem) -> Problem {
    let is_of_field = problem.message.starts_with(SETTING);
    let sentence = is_of_field.then(|| problem.sentence_of(SETTING, text(LABEL)));
    match sentence.flatten() {
        Some(sentence) => Problem::said(sentence),
        None => Problem {
            message: problem
                .message
                .replace(SETTING, &format!("“{}”", text(LABEL))),
            ..problem
        },
    }
}

fn address(settings: &Settings) -> String {
    let address = settings.get(SETTING).and_then(Value::as_str);
    address.unwrap_or_default().to_owned()
}
