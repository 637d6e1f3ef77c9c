//! Contact details, and asking for a person.
//!
//! ```text
//!  before the first message   form ─► the message is posted ─► `turn` event ─► POST lead
//!  when a person is asked for form ─► POST lead ─► POST handoff
//! ```
//! A lead belongs to a conversation, and a conversation begins with a message. Contact details entered before the first
//! message therefore wait until the server has accepted that message.

use leptos::{prelude::untrack, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::{
    chat_event::{HANDOFF_OUT_OF_HOURS, HANDOFF_SENT, Holder},
    chat_request::HandoffRequest,
    ids::ConversationId,
    lead::{LeadField, LeadFieldKind, LeadMoment},
};

use crate::{
    bridge::{self, Signal},
    chat::Chat,
    i18n::Key,
    lead::Form,
    state::{FormState, Widget},
    stream,
    view::effect,
    wire,
};

/// Selects the first field of the form, or its button if it has no field.
const FIRST_FIELD: &str = ".pl-handoff__input, .pl-handoff--form button";

impl Widget {
    /// The form to show now.
    pub(crate) fn current_form(self) -> Form<'static> {
        let conversation = self.chat.with_untracked(|chat| chat.conversation);
        let captured = self.internal.with(|internal| internal.record.lead);
        let form = &self.state().settings.lead_form;
        let knows_email = self.known_email().is_some();
        let is_known = conversation.is_some() && captured == conversation;
        let (moment, otherwise) = if self.question_waits() {
            (LeadMoment::BeforeFirstMessage, Form::default())
        } else {
            (LeadMoment::OnHandoff, Form::email(knows_email))
        };
        if form.when == moment && !is_known {
            Form::of(form, knows_email)
        } else {
            otherwise
        }
    }

    /// Whether a question in the composer waits for the form before the first message.
    pub(crate) fn question_waits(self) -> bool {
        self.internal.with(|internal| internal.lead.question_waits)
    }

    /// Shows the owner's form if it comes before the first message. False if it has nothing to ask for.
    pub(crate) fn asks_before_first_message(self) -> bool {
        let is_first = self.chat.with_untracked(|chat| chat.conversation.is_none());
        let was_asked = self.internal.with(|internal| internal.lead.was_asked);
        if !is_first || was_asked || self.settings.lead_form.when != LeadMoment::BeforeFirstMessage
        {
            return false;
        }
        self.internal
            .update(|internal| internal.lead.question_waits = true);
        if self.current_form().is_empty() {
            self.internal
                .update(|internal| internal.lead.question_waits = false);
            return false;
        }
        self.show_form();
        true
    }

    /// Shows the form for asking for a person, or asks at once if there is nothing to fill in.
    pub(crate) fn offer_person(self) {
        self.menu.set(false);
        if self.chat.with_untracked(|chat| chat.conversation.is_none()) {
            // A person would have nothing to read yet, so the form comes after the first question.
            self.internal
                .update(|internal| internal.wants_person = true);
            self.hint.set(Some(Key::HandoffNeedsQuestion));
            browser::next_frame(Box::new(|| browser::focus_first(".pl-composer__input")));
        } else if self.current_form().is_empty() {
            self.request_person(self.known_email(), None);
        } else {
            self.show_form();
        }
    }

    /// Sends the form: its values, and the consent text that the visitor agreed to. Both are empty if the visitor
    /// skipped the form.
    pub(crate) fn submit_form(self, values: &[(&LeadField, String)], consent: &str) {
        let mut values_of_email = values
            .iter()
            .filter(|(field, _)| field.field == LeadFieldKind::Email);
        let email = match values_of_email.next() {
            Some((_, email)) => {
                self.remember(|record| record.email = Some(email.clone()));
                Some(email.clone())
            }
            None => self.known_email(),
        };
        let is_first = self.question_waits();
        let is_lead = is_first || self.settings.lead_form.when == LeadMoment::OnHandoff;
        let lead =
            (is_lead && !values.is_empty()).then(|| wire::lead(values, email.as_deref(), consent));
        if !is_first {
            self.request_person(email, lead);
            return;
        }
        self.internal.update(|internal| {
            internal.lead.question_waits = false;
            internal.lead.was_asked = true;
            internal.lead.waiting = lead;
        });
        self.form.set(FormState::Hidden);
        Self::focus_panel();
        self.send_draft();
    }

    /// From now on, sends whatever waits for a conversation each time the server accepts a question.
    pub(crate) fn send_waiting_when_accepted(self) {
        effect(Box::new(move || {
            if self.accepted.get() > 0 {
                untrack(|| self.send_waiting());
            }
        }));
    }

    fn send_waiting(self) {
        let (wants_person, lead) = self.internal.update(|internal| {
            (
                std::mem::take(&mut internal.wants_person),
                internal.lead.waiting.take(),
            )
        });
        if wants_person {
            self.offer_person();
        }
        let conversation = self.chat.with_untracked(|chat| chat.conversation);
        let (Some(lead), Some(conversation)) = (lead, conversation) else {
            return;
        };
        spawn_local(async move {
            if !self.send_lead(conversation, &lead).await {
                self.hint.set(Some(Key::LeadFailed));
                self.internal
                    .update(|internal| internal.lead.waiting = Some(lead));
            }
        });
    }

    fn show_form(self) {
        self.form.set(FormState::Shown);
        browser::next_frame(Box::new(|| browser::focus_first(FIRST_FIELD)));
    }

    /// The visitor's email address, if the owner's page or an earlier form has given it.
    fn known_email(self) -> Option<String> {
        self.internal.with(|internal| {
            internal
                .lead
                .identified
                .clone()
                .or_else(|| internal.record.email.clone())
        })
    }

    async fn send_lead(self, conversation: ConversationId, lead: &str) -> bool {
        let body = Some(lead.to_owned());
        let sent = self.post(conversation, "/lead", body).await.is_ok();
        if sent {
            self.remember(|record| record.lead = Some(conversation));
            bridge::signal(Signal::Lead(lead));
        }
        sent
    }

    /// Asks for a person, after sending `lead` (JSON) if there is one.
    fn request_person(self, email: Option<String>, lead: Option<String>) {
        let Some(conversation) = self.chat.with_untracked(|chat| chat.conversation) else {
            return;
        };
        if self.form.get_untracked() != FormState::Hidden {
            self.form.set(FormState::Sending);
        }
        let by_email = email.is_some();
        let body = wire::handoff_request(&HandoffRequest { email });
        spawn_local(async move {
            if let Some(lead) = &lead
                && !self.send_lead(conversation, lead).await
            {
                self.form.set(FormState::Failed);
                return;
            }
            let answer = self.post(conversation, "/handoff", Some(body)).await;
            let Some(mut status) = answer.ok().and_then(|answer| wire::status(&answer)) else {
                self.form.set(FormState::Failed);
                return;
            };
            let is_standard = [HANDOFF_SENT, HANDOFF_OUT_OF_HOURS].contains(&&*status.text);
            status.text = self.chat.with_untracked(|chat| self.wording(chat, &status));
            if is_standard {
                let reply = if by_email {
                    Key::HandoffByEmail
                } else {
                    Key::HandoffWithoutEmail
                };
                status.text = [&status.text, " ", &self.text_untracked(reply)].concat();
            }
            if status.holder == Holder::Queue {
                bridge::signal(Signal::Handoff);
            }
            self.announce(status.text.clone());
            self.chat.update(|chat: &mut Chat| chat.set_holder(status));
            self.form.set(FormState::Hidden);
            Self::focus_panel();
            stream::listen(self);
        });
    }
}
