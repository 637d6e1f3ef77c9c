//! The room for integrations: webhooks, chat tools, e-mail and API keys.
//!
//! *Invariant:* a secret is in memory from its creation until somebody looks at something else in the room, and nowhere
//! else.

pub(crate) mod email;
mod keys;
pub(crate) mod log;
mod parts;
mod secrets;

use std::{collections::BTreeMap, ops::Deref};

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::ids::{KeyId, WebhookId};

use self::parts::{DeliveryLog, Email, Keys};
use crate::{
    acting::Acting,
    api::{self, integrations::Log},
    focus,
    inbox::Inbox,
    loaded::Loaded,
    model::integrations::{Part, Webhook, WebhookDraft, WebhookFormat, Webhooks},
    problem::Problem,
    texts::{filled, text},
};

/// What an action acts on, to show its problem there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActedOn {
    NewWebhook,
    Webhook(WebhookId),
    Log(Log),
    Email,
    NewKey,
    Key(KeyId),
}

/// What is open below a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenedWebhook {
    Form(WebhookId),
    Log(WebhookId),
}

/// A secret, shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ToldSecret {
    pub(crate) of: ActedOn,
    pub(crate) secret: String,
    /// Until when the previous secret remains valid.
    pub(crate) previous_until: Option<String>,
}

#[derive(Clone, Copy)]
pub(crate) struct Integrations(&'static IntegrationsState);

impl Deref for Integrations {
    type Target = IntegrationsState;

    fn deref(&self) -> &IntegrationsState {
        self.0
    }
}

pub(crate) struct IntegrationsState {
    pub(crate) inbox: Inbox,
    pub(crate) part: RwSignal<Part>,
    pub(crate) webhooks: RwSignal<Loaded<Webhooks>>,
    /// The input for a new signed webhook, and for a new Slack one.
    pub(crate) new_signed: RwSignal<WebhookDraft>,
    pub(crate) new_slack: RwSignal<WebhookDraft>,
    pub(crate) opened: RwSignal<Option<OpenedWebhook>>,
    /// The input of the forms that change webhooks.
    pub(crate) drafts: RwSignal<BTreeMap<WebhookId, WebhookDraft>>,
    pub(crate) told: RwSignal<Vec<ToldSecret>>,
    /// The webhook that the open dialog would remove, or give a new secret.
    pub(crate) removed: RwSignal<Option<Webhook>>,
    pub(crate) rotated: RwSignal<Option<Webhook>>,
    pub(crate) acting: Acting<ActedOn>,
    pub(crate) log: DeliveryLog,
    pub(crate) email: Email,
    pub(crate) keys: Keys,
}

impl Integrations {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(IntegrationsState {
            inbox,
            part: RwSignal::default(),
            webhooks: RwSignal::default(),
            new_signed: RwSignal::default(),
            new_slack: RwSignal::default(),
            opened: RwSignal::default(),
            drafts: RwSignal::default(),
            told: RwSignal::default(),
            removed: RwSignal::default(),
            rotated: RwSignal::default(),
            acting: Acting::new(inbox),
            log: DeliveryLog::new(),
            email: Email::new(),
            keys: Keys::new(),
        })))
    }

    pub(super) fn enter(self) {
        self.show(self.part.get_untracked());
    }

    pub(super) fn leave(self) {
        self.webhooks.set(Loaded::Waiting);
        self.told.set(Vec::new());
        self.opened.set(None);
        self.removed.set(None);
        self.rotated.set(None);
        self.log.leave();
        self.email.leave();
        self.keys.leave();
    }

    pub(crate) fn show(self, part: Part) {
        self.part.set(part);
        self.acting.forget();
        self.told.set(Vec::new());
        // All parts of the room share one log. A form stays open with its input.
        if let Some(OpenedWebhook::Log(_)) = self.opened.get_untracked() {
            self.opened.set(None);
        }
        match part {
            Part::Webhooks | Part::Slack => self.load(),
            Part::Email => self.load_email(),
            Part::Keys => self.load_keys(),
        }
    }

    pub(crate) fn load(self) {
        spawn_local(async move {
            self.inbox
                .settle(self.webhooks, api::integrations::webhooks().await);
        });
    }

    pub(crate) fn new_draft(self, format: WebhookFormat) -> RwSignal<WebhookDraft> {
        match format {
            WebhookFormat::Signed => self.new_signed,
            WebhookFormat::Slack => self.new_slack,
        }
    }

    /// Creates the typed webhook.
    pub(crate) fn make(self, format: WebhookFormat) {
        let typed = self.new_draft(format);
        let draft = typed.get_untracked();
        let about = ActedOn::NewWebhook;
        self.acting.act(about, async move {
            let wanted = draft.new_one(format).map_err(Problem::said)?;
            let made = api::integrations::make_webhook(wanted).await?;
            // Input typed in the meantime stays.
            if typed.get_untracked() == draft {
                typed.set(WebhookDraft::default());
            }
            self.tell(about, made.secret.clone(), None);
            self.inbox
                .announce(filled("{name} was added.", &[("name", made.called())]));
            self.change_list(|list| list.put(without_secret(made)));
            Ok(())
        });
    }

    /// The input for a webhook, or its saved values.
    pub(crate) fn draft(self, webhook: &Webhook) -> WebhookDraft {
        let typed = self.drafts.with(|drafts| drafts.get(&webhook.id).cloned());
        typed.unwrap_or_else(|| WebhookDraft::of(webhook))
    }

    pub(crate) fn edit(self, webhook: &Webhook, change: impl FnOnce(&mut WebhookDraft)) {
        let mut draft = untrack(|| self.draft(webhook));
        change(&mut draft);
        self.drafts
            .update(|drafts| drop(drafts.insert(webhook.id, draft)));
    }

    /// Opens or closes the form or the log of a webhook.
    pub(crate) fn toggle(self, wanted: OpenedWebhook) {
        self.acting.forget();
        if self.opened.get_untracked() == Some(wanted) {
            return self.opened.set(None);
        }
        if let OpenedWebhook::Log(id) = wanted {
            self.show_log(Log::Webhook(id));
        }
        self.opened.set(Some(wanted));
    }

    /// Closes the form of a webhook and discards its input.
    pub(crate) fn cancel(self, id: WebhookId) {
        self.drafts.update(|drafts| drop(drafts.remove(&id)));
        self.close_form(id);
    }

    fn close_form(self, id: WebhookId) {
        if self.opened.get_untracked() == Some(OpenedWebhook::Form(id)) {
            self.opened.set(None);
        }
        focus::restore(vec![heading(id)]);
    }

    pub(crate) fn save(self, webhook: Webhook) {
        let id = webhook.id;
        let sent = untrack(|| self.draft(&webhook));
        let changes = sent.changes(&webhook);
        self.acting.act(ActedOn::Webhook(id), async move {
            self.change(id, changes.map_err(Problem::said)?, text("Saved."))
                .await?;
            // Input typed in the meantime stays.
            self.drafts.update(|drafts| {
                if drafts.get(&id) == Some(&sent) {
                    drafts.remove(&id);
                }
            });
            self.close_form(id);
            Ok(())
        });
    }

    /// Pauses or resumes a webhook.
    pub(crate) fn switch(self, webhook: &Webhook) {
        let id = webhook.id;
        let said = if webhook.active {
            text("Paused.")
        } else {
            text("Active again.")
        };
        let changes = serde_json::json!({ "active": !webhook.active });
        self.acting.act(ActedOn::Webhook(id), async move {
            self.change(id, changes, said).await?;
            focus::restore(vec![heading(id)]);
            Ok(())
        });
    }

    async fn change(
        self,
        id: WebhookId,
        changes: serde_json::Value,
        said: &'static str,
    ) -> Result<(), Problem> {
        let webhook = api::integrations::change_webhook(id, changes).await?;
        self.change_list(|list| list.put(webhook));
        self.inbox.announce(said);
        Ok(())
    }

    /// Gives a new secret to the webhook that the dialog asks about.
    pub(crate) fn rotate(self) {
        let Some(webhook) = self.rotated.get_untracked() else {
            return;
        };
        self.rotated.set(None);
        let about = ActedOn::Webhook(webhook.id);
        self.acting.act(about, async move {
            let rotated = api::integrations::rotate(webhook.id).await?;
            let until = rotated.previous_secret_until.clone();
            self.tell(about, rotated.secret.clone(), until);
            self.change_list(|list| list.put(without_secret(rotated)));
            Ok(())
        });
    }

    /// Removes the webhook that the dialog asks about.
    pub(crate) fn remove(self) {
        let Some(webhook) = self.removed.get_untracked() else {
            return;
        };
        self.removed.set(None);
        let id = webhook.id;
        self.acting.act(ActedOn::Webhook(id), async move {
            api::integrations::remove_webhook(id).await?;
            self.inbox
                .announce(filled("{name} was removed.", &[("name", webhook.called())]));
            self.change_list(|list| list.remove(id));
            self.drafts.update(|drafts| drop(drafts.remove(&id)));
            let was_open = [OpenedWebhook::Form(id), OpenedWebhook::Log(id)];
            let opened = self.opened.get_untracked();
            if opened.is_some_and(|opened| was_open.contains(&opened)) {
                self.opened.set(None);
            }
            // The focused button is gone.
            focus::soon(".pc-webhooks__title");
            Ok(())
        });
    }

    /// Sends a test event and shows its delivery in the log, unless something else was opened in the meantime.
    pub(crate) fn test(self, id: WebhookId) {
        let opened = self.opened.get_untracked();
        let log = OpenedWebhook::Log(id);
        self.acting.act(ActedOn::Webhook(id), async move {
            let sent = api::integrations::test(id).await?;
            self.inbox
                .announce(filled("Test: {outcome}.", &[("outcome", &sent.label())]));
            let now = self.opened.get_untracked();
            if now == Some(log) {
                self.log.put(Log::Webhook(id), sent);
            } else if now == opened {
                self.opened.set(Some(log));
                self.log.opened.set(Some(sent.id));
                self.show_log(Log::Webhook(id));
            }
            Ok(())
        });
    }

    fn change_list(self, change: impl FnOnce(&mut Webhooks)) {
        self.webhooks.update(|webhooks| {
            if let Loaded::Here(webhooks) = webhooks {
                change(webhooks);
            }
        });
    }
}

/// The webhook with only the end of its secret, as the list shows it.
fn without_secret(webhook: Webhook) -> Webhook {
    Webhook {
        secret: None,
        ..webhook
    }
}

/// The id of the heading of a webhook.
pub(crate) fn webhook_id(id: WebhookId) -> String {
    format!("webhook-{id}")
}

fn heading(id: WebhookId) -> String {
    format!("[id='{}']", webhook_id(id))
}
