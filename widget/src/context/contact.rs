//! Contact details, and the wish for a person, which often comes with them.
//!
//! ```text
//!  before the first message   form ─► the message is posted ─► `turn`: there is a conversation ─► POST lead
//!  when a person is asked for form ─► POST lead ─► POST handoff
//! ```
//! A lead belongs to a conversation, and a conversation begins with a message. So what was written into the form before
//! the first message waits until that message has arrived.

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::{
    chat_event::{HANDOFF_SENT, Holder},
    chat_request::HandoffRequest,
    ids::ConversationId,
    lead::LeadMoment,
};

use super::{Handoff, Widget};
use crate::{
    api::{self, ApiError},
    bridge::{self, Signal},
    browser,
    chat::Chat,
    i18n::Key,
    lead::{Asked, Contact},
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
    /// What was written into it, until there is a conversation that it belongs to.
    pub(super) waiting: Option<Contact>,
    /// The visitor's e-mail address, as the owner's page knows it.
    pub(super) identified: Option<String>,
}

impl Widget {
    /// What the form asks for now.
    pub(crate) fn asked(self) -> Asked {
        let conversation = self.chat.with_untracked(|chat| chat.conversation);
        let record = self.record();
        let form = &self.settings.lead_form;
        let knows_email = self.known_email().is_some();
        let is_known = conversation.is_some() && record.lead == conversation;
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
        self.aside.with_value(|aside| aside.details.question_waits)
    }

    /// Shows the owner's form before the first message; false if there is nothing to ask for.
    pub(crate) fn asks_first(self) -> bool {
        let is_first = self.chat.with_untracked(|chat| chat.conversation.is_none());
        let was_asked = self.aside.with_value(|aside| aside.details.was_asked);
        if !is_first || was_asked || self.settings.lead_form.when != LeadMoment::BeforeFirstMessage
        {
            return false;
        }
        self.aside
            .update_value(|aside| aside.details.question_waits = true);
        if self.asked().is_nothing() {
            self.aside
                .update_value(|aside| aside.details.question_waits = false);
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
            self.aside.update_value(|aside| aside.wants_person = true);
            self.hint.set(Some(Key::HandoffNeedsQuestion));
            request_animation_frame(|| browser::focus_first(".pl-composer__input"));
        } else if self.asked().is_nothing() {
            self.hand_off(Contact::default());
        } else {
            self.show_form();
        }
    }

    /// The visitor has filled the form in, or passed it by with nothing.
    pub fn leave(self, contact: Contact) {
        if let Some(email) = &contact.email {
            self.remember(|record| record.email = Some(email.clone()));
        }
        if !self.question_waits() {
            self.hand_off(contact);
            return;
        }
        self.aside.update_value(|aside| {
            aside.details.question_waits = false;
            aside.details.was_asked = true;
            aside.details.waiting = Some(contact).filter(|contact| !contact.is_empty());
        });
        self.handoff.set(Handoff::Hidden);
        Self::focus_panel();
        self.send_draft();
    }

    /// A question has arrived: what waited for a conversation goes on.
    pub(crate) fn conversation_is_there(self) {
        let waiting = self.aside.try_update_value(|aside| {
            (
                std::mem::take(&mut aside.wants_person),
                aside.details.waiting.take(),
            )
        });
        let Some((wants_person, lead)) = waiting else {
            return;
        };
        if wants_person {
            self.offer_person();
        }
        let conversation = self.chat.with_untracked(|chat| chat.conversation);
        let (Some(lead), Some(conversation)) = (lead, conversation) else {
            return;
        };
        spawn_local(async move {
            if self.send_lead(conversation, &lead).await.is_err() {
                self.hint.set(Some(Key::DetailsFailed));
                self.aside
                    .update_value(|aside| aside.details.waiting = Some(lead));
            }
        });
    }

    fn show_form(self) {
        self.handoff.set(Handoff::Form);
        request_animation_frame(|| browser::focus_first(FIRST_FIELD));
    }

    /// Where a reply reaches the visitor: from the owner's page, or from what was written before.
    fn known_email(self) -> Option<String> {
        self.aside.with_value(|aside| {
            aside
                .details
                .identified
                .clone()
                .or_else(|| aside.record.email.clone())
        })
    }

    async fn send_lead(
        self,
        conversation: ConversationId,
        contact: &Contact,
    ) -> Result<(), ApiError> {
        let body = wire::contact(contact);
        let token = self.record().token;
        api::leave_contact(conversation, token.as_deref(), &body).await?;
        self.remember(|record| record.lead = Some(conversation));
        bridge::signal(Signal::Lead(&body));
        Ok(())
    }

    /// Asks for a person.
    fn hand_off(self, mut contact: Contact) {
        let Some(conversation) = self.chat.with_untracked(|chat| chat.conversation) else {
            return;
        };
        let is_lead = self.settings.lead_form.when == LeadMoment::OnHandoff && !contact.is_empty();
        contact.email = contact.email.or_else(|| self.known_email());
        if self.handoff.get_untracked() != Handoff::Hidden {
            self.handoff.set(Handoff::Sending);
        }
        spawn_local(async move {
            if is_lead && self.send_lead(conversation, &contact).await.is_err() {
                self.handoff.set(Handoff::Failed);
                return;
            }
            let token = self.record().token;
            let by_email = contact.email.is_some();
            let request = HandoffRequest {
                email: contact.email,
            };
            let Ok(mut status) = api::hand_off(conversation, token.as_deref(), &request).await
            else {
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
