//! The room for what other programs are told and may do: webhooks, chat tools, e-mail, keys.
//!
//! *Invariant:* a secret is in memory from when it is made until something else is looked at in the room, and nowhere else.

mod email;
mod keys;
pub(crate) mod log;
mod parts;

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::{KeyId, WebhookId};

use self::parts::{DeliveryLog, Email, Keys};
use crate::{
    api::{self, integrations::Log},
    inbox::Inbox,
    loaded::Loaded,
    model::integrations::{Part, Webhook, WebhookDraft, WebhookFormat, Webhooks},
    problem::Problem,
};

/// What an action is about, for the place where its problem is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActedOn {
    /// The form for a new webhook.
    NewWebhook,
    /// A webhook in the list.
    Webhook(WebhookId),
    /// The log that is shown.
    Log,
    /// The address for e-mails.
    Email,
    /// The form for a new key.
    NewKey,
    /// A key in the list.
    Key(KeyId),
}

/// What is open of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenedWebhook {
    /// The form to change it.
    Form(WebhookId),
    /// Its log.
    Log(WebhookId),
}

/// A secret that is told only now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ToldSecret {
    pub(crate) of: ActedOn,
    pub(crate) secret: String,
    /// Until when the one before it holds.
    pub(crate) previous_until: Option<String>,
}

/// The room: a handle to its state.
#[derive(Clone, Copy)]
pub(crate) struct Integrations(&'static IntegrationsState);

impl Deref for Integrations {
    type Target = IntegrationsState;

    fn deref(&self) -> &IntegrationsState {
        self.0
    }
}

/// What [`Integrations`] refers to.
pub(crate) struct IntegrationsState {
    pub(crate) inbox: Inbox,
    pub(crate) part: RwSignal<Part>,
    pub(crate) webhooks: RwSignal<Loaded<Webhooks>>,
    /// What is typed of a new webhook, and of one for Slack.
    pub(crate) new_signed: RwSignal<WebhookDraft>,
    pub(crate) new_slack: RwSignal<WebhookDraft>,
    pub(crate) opened: RwSignal<Option<OpenedWebhook>>,
    /// What is typed to change one.
    pub(crate) draft: RwSignal<WebhookDraft>,
    pub(crate) told: RwSignal<Option<ToldSecret>>,
    /// Which webhook is removed, or gets another secret, if the question is answered with yes.
    pub(crate) removed: RwSignal<Option<Webhook>>,
    pub(crate) rotated: RwSignal<Option<Webhook>>,
    /// Why the last action failed.
    pub(crate) problem: RwSignal<Option<(ActedOn, Problem)>>,
    pub(crate) busy: RwSignal<bool>,
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
            draft: RwSignal::default(),
            told: RwSignal::default(),
            removed: RwSignal::default(),
            rotated: RwSignal::default(),
            problem: RwSignal::default(),
            busy: RwSignal::default(),
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
        self.told.set(None);
        self.opened.set(None);
        self.removed.set(None);
        self.rotated.set(None);
        self.log.leave();
        self.email.leave();
        self.keys.leave();
    }

    /// Shows a part of the room.
    pub(crate) fn show(self, part: Part) {
        self.part.set(part);
        self.problem.set(None);
        self.told.set(None);
        self.opened.set(None);
        match part {
            Part::Webhooks | Part::Slack => self.load(),
            Part::Email => self.load_email(),
            Part::Keys => self.load_keys(),
        }
    }

    /// Loads the webhooks.
    pub(crate) fn load(self) {
        spawn_local(async move {
            self.inbox
                .settle(self.webhooks, api::integrations::webhooks().await);
        });
    }

    /// What is typed of a new webhook of this format.
    pub(crate) fn new_draft(self, format: WebhookFormat) -> RwSignal<WebhookDraft> {
        match format {
            WebhookFormat::Signed => self.new_signed,
            WebhookFormat::Slack => self.new_slack,
        }
    }

    /// Makes the webhook that was typed.
    pub(crate) fn make(self, format: WebhookFormat) {
        let typed = self.new_draft(format);
        let draft = typed.get_untracked();
        self.told.set(None);
        self.act(ActedOn::NewWebhook, async move {
            let made = api::integrations::make_webhook(draft.new_one(format)).await?;
            // What was typed meanwhile stays.
            if typed.get_untracked() == draft {
                typed.set(WebhookDraft::default());
            }
            self.tell(ActedOn::NewWebhook, &made, None);
            self.inbox.announce(format!("{} was added.", made.called()));
            self.change_list(|list| list.put(without_secret(made)));
            Ok(())
        });
    }

    fn tell(self, of: ActedOn, webhook: &Webhook, previous_until: Option<String>) {
        let Some(secret) = webhook.secret.clone() else {
            return;
        };
        self.told.set(Some(ToldSecret {
            of,
            secret,
            previous_until,
        }));
        focus_soon(".pc-secret__text");
    }

    /// Copies the secret that is told.
    pub(crate) fn copy_secret(self) {
        let secret = self
            .told
            .with_untracked(|told| Some(told.as_ref()?.secret.clone()));
        let Some(secret) = secret else { return };
        spawn_local(async move {
            self.inbox.announce(if browser::copy(&secret).await {
                "Copied."
            } else {
                "The browser does not let this page copy. Select the text and copy it."
            });
        });
    }

    /// Opens the form or the log of a webhook, or closes it.
    pub(crate) fn toggle(self, wanted: OpenedWebhook, webhook: &Webhook) {
        self.problem.set(None);
        if self.opened.get_untracked() == Some(wanted) {
            return self.opened.set(None);
        }
        match wanted {
            OpenedWebhook::Form(_) => self.draft.set(WebhookDraft::of(webhook)),
            OpenedWebhook::Log(id) => self.show_log(Log::Webhook(id)),
        }
        self.opened.set(Some(wanted));
    }

    /// Saves what was typed of a webhook.
    pub(crate) fn save(self, webhook: Webhook) {
        let changes = self.draft.with_untracked(|draft| draft.changes(&webhook));
        self.change(webhook.id, changes, "Saved.");
    }

    /// Pauses a webhook, or goes on with it.
    pub(crate) fn switch(self, webhook: &Webhook) {
        let said = if webhook.active {
            "Paused."
        } else {
            "Active again."
        };
        let changes = serde_json::json!({ "active": !webhook.active });
        self.change(webhook.id, changes, said);
    }

    fn change(self, id: WebhookId, changes: serde_json::Value, said: &'static str) {
        self.act(ActedOn::Webhook(id), async move {
            let webhook = api::integrations::change_webhook(id, changes).await?;
            self.change_list(|list| list.put(webhook));
            self.inbox.announce(said);
            if self.opened.get_untracked() == Some(OpenedWebhook::Form(id)) {
                self.opened.set(None);
            }
            focus_soon_id(&webhook_id(id));
            Ok(())
        });
    }

    /// Gives the webhook another secret that it was asked about.
    pub(crate) fn rotate(self) {
        let Some(webhook) = self.rotated.get_untracked() else {
            return;
        };
        self.rotated.set(None);
        self.told.set(None);
        let about = ActedOn::Webhook(webhook.id);
        self.act(about, async move {
            let rotated = api::integrations::rotate(webhook.id).await?;
            self.tell(about, &rotated, rotated.previous_secret_until.clone());
            self.change_list(|list| list.put(without_secret(rotated)));
            Ok(())
        });
    }

    /// Removes the webhook that it was asked about.
    pub(crate) fn remove(self) {
        let Some(webhook) = self.removed.get_untracked() else {
            return;
        };
        self.removed.set(None);
        self.act(ActedOn::Webhook(webhook.id), async move {
            api::integrations::remove_webhook(webhook.id).await?;
            self.inbox
                .announce(format!("{} was removed.", webhook.called()));
            self.change_list(|list| list.remove(webhook.id));
            self.opened.set(None);
            // The button that had the focus is gone.
            focus_soon(".pc-webhooks__title");
            Ok(())
        });
    }

    /// Sends a test, and shows what came back in the log.
    pub(crate) fn test(self, id: WebhookId) {
        self.act(ActedOn::Webhook(id), async move {
            let sent = api::integrations::test(id).await?;
            self.inbox.announce(format!("Test: {}.", sent.label()));
            let is_shown = self.opened.get_untracked() == Some(OpenedWebhook::Log(id));
            self.opened.set(Some(OpenedWebhook::Log(id)));
            if is_shown {
                self.log.put(sent);
            } else {
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

    /// Why the last action failed, if it was about this.
    pub(crate) fn problem_of(self, about: ActedOn) -> Option<Problem> {
        let failed = self.problem.get().filter(|(of, _)| *of == about);
        failed.map(|(_, problem)| problem)
    }

    fn act(self, about: ActedOn, action: impl Future<Output = Result<(), Problem>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            if let Err(problem) = action.await {
                self.inbox.check(&problem);
                self.problem.set(Some((about, problem)));
            }
            self.busy.set(false);
        });
    }
}

/// The secret is in the list with its end alone.
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

/// Moves the focus with the next frame, when the element is rendered.
fn focus_soon(selector: &'static str) {
    request_animation_frame(move || browser::focus_first(selector));
}

fn focus_soon_id(id: &str) {
    let selector = format!("[id='{id}']");
    request_animation_frame(move || browser::focus_first(&selector));
}
