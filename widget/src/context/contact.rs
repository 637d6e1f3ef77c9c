//! Contact details, and the wish for a person, which often comes with them.
//!
//! ```text
//!  before the first message   form ─► the message is posted ─► `turn`: there is a conversation ─► POST lead
//!  when a person is asked for form ─► POST lead ─► POST handoff
//! ```
//! A lead belongs to a conversation, and a conversation begins with a message. So what was written into the form before
//! the first message waits until that message has arrived.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_shared::{
    chat_event::{HANDOFF_SENT, Holder},
    chat_request::HandoffRequest,
    ids::ConversationId,
    lead::{LeadField, LeadFieldKind, LeadMoment},
};

use super::{Handoff, Widget};
use crate::{
    bridge::{self, Signal},
    chat::Chat,
    i18n::Key,
    lead::Asked,
    stream, wire,
};

/// The first field of the form that is shown, or its button.
const FIRST_FIELD: &str = ".pl-handoff__input, .pl-handoff--form button";

/// Contact details on their way.
#[derive(Default)]
pub(crate) struct Details {
    /// The visitor has written a question; the form before the first message comes first.
    pub(super) question_waits: bool,
    /// That form was filled in or passed by, for this conversation.
    pub(super) was_asked: bool,
    /// What was written into it, as JSON, until there is a conversation that it belongs to.
    pub(super) waiting: Option<String>,
    /// The visitor's e-mail address, as the owner's page knows it.
    pub(super) identified: Option<String>,
}

impl Widget {
    /// What the form asks for now.
    pub(crate) fn asked(self) -> Asked<'static> {
        let conversation = self.chat.with_untracked(|chat| chat.conversation);
        let captured = self.aside.with(|aside| aside.record.lead);
        let form = &self.state().settings.lead_form;
        let knows_email = self.known_email().is_some();
        let is_known = conversation.is_some() && captured == conversation;
        let (moment, otherwise) = if self.question_waits() {
            (LeadMoment::BeforeFirstMessage, Asked::default())
        } else {
            (LeadMoment::OnHandoff, Asked::email(knows_email))
        };
        if form.when == moment && !is_known {
            Asked::of(form, knows_email)
        } else {
            otherwise
        }
    }

    /// A question waits for the form to be filled in.
    pub(crate) fn question_waits(self) -> bool {
        self.aside.with(|aside| aside.details.question_waits)
    }

    /// Shows the owner's form before the first message; false if there is nothing to ask for.
    pub(crate) fn asks_first(self) -> bool {
        let is_first = self.chat.with_untracked(|chat| chat.conversation.is_none());
        let was_asked = self.aside.with(|aside| aside.details.was_asked);
        if !is_first || was_asked || self.settings.lead_form.when != LeadMoment::BeforeFirstMessage
        {
            return false;
        }
        self.aside
            .update(|aside| aside.details.question_waits = true);
        if self.asked().is_nothing() {
            self.aside
                .update(|aside| aside.details.question_waits = false);
            return false;
        }
        self.show_form();
        true
    }

    /// Shows the form that asks for a person, or asks at once where there is nothing to fill in.
    pub fn offer_person(self) {
        self.menu.set(false);
        if self.chat.with_untracked(|chat| chat.conversation.is_none()) {
            // There is nothing yet that a person could read: the form comes with the question.
            self.aside.update(|aside| aside.wants_person = true);
            self.hint.set(Some(Key::HandoffNeedsQuestion));
            browser::next_frame(Box::new(|| browser::focus_first(".pl-composer__input")));
        } else if self.asked().is_nothing() {
            self.hand_off(self.known_email(), None);
        } else {
            self.show_form();
        }
    }

    /// The visitor has filled these fields in, and agreed to `consent`; or has passed the form by, with nothing.
    pub fn leave(self, values: &[(&LeadField, String)], consent: &str) {
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
            self.hand_off(email, lead);
            return;
        }
        self.aside.update(|aside| {
            aside.details.question_waits = false;
            aside.details.was_asked = true;
            aside.details.waiting = lead;
        });
        self.handoff.set(Handoff::Hidden);
        Self::focus_panel();
        self.send_draft();
    }

    /// A question has arrived: what waited for a conversation goes on.
    pub(crate) fn conversation_is_there(self) {
        let (wants_person, lead) = self.aside.update(|aside| {
            (
                std::mem::take(&mut aside.wants_person),
                aside.details.waiting.take(),
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
                self.hint.set(Some(Key::DetailsFailed));
                self.aside
                    .update(|aside| aside.details.waiting = Some(lead));
            }
        });
    }

    fn show_form(self) {
        self.handoff.set(Handoff::Form);
        browser::next_frame(Box::new(|| browser::focus_first(FIRST_FIELD)));
    }

    /// Where a reply reaches the visitor: from the owner's page, or from what was written before.
    fn known_email(self) -> Option<String> {
        self.aside.with(|aside| {
            aside
                .details
                .identified
                .clone()
                .or_else(|| aside.record.email.clone())
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

    /// Asks for a person, with contact details as JSON where the owner wants some.
    fn hand_off(self, email: Option<String>, lead: Option<String>) {
        let Some(conversation) = self.chat.with_untracked(|chat| chat.conversation) else {
            return;
        };
        if self.handoff.get_untracked() != Handoff::Hidden {
            self.handoff.set(Handoff::Sending);
        }
        let by_email = email.is_some();
        let body = wire::handoff_request(&HandoffRequest { email });
        spawn_local(async move {
            if let Some(lead) = &lead
                && !self.send_lead(conversation, lead).await
            {
                self.handoff.set(Handoff::Failed);
                return;
            }
            let answer = self.post(conversation, "/handoff", Some(body)).await;
            let Some(mut status) = answer.ok().and_then(|answer| wire::status(&answer)) else {
                self.handoff.set(Handoff::Failed);
                return;
            };
            let is_standard = status.text == HANDOFF_SENT;
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
            self.handoff.set(Handoff::Hidden);
            Self::focus_panel();
            stream::listen(self);
        });
    }
}
