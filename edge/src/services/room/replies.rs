//! A person's reply to the visitor: at once to all listeners, and by e-mail to a visitor who has left.

use porchlight_shared::{
    chat_event::ChatEvent,
    ids::{ClientMessageId, MessageId},
    message::{Message, Sender},
};

use super::{
    Room,
    decisions::{Change, Situation},
};
use crate::domain::conversation::room_action::RoomOutcome;
use crate::{
    domain::{
        conversation::{
            holder::{Operator, Transition},
            thread::ThreadMessage,
        },
        deliveries::event::{self, EventKind},
        timestamp::rfc3339,
    },
    platform::{PlatformError, RoomError, random_bytes},
    services::deliveries::reply_mail::PlannedMail,
    store::{attachments, conversations, messages},
};

impl Room {
    /// A reply by `operator`, which is not stored yet.
    pub(super) fn new_reply(
        &self,
        situation: &Situation,
        text: String,
        operator: &Operator,
        client_message_id: Option<ClientMessageId>,
    ) -> Result<ThreadMessage, PlatformError> {
        let now = situation.now;
        Ok(ThreadMessage {
            message: Message {
                id: MessageId::new(now, random_bytes()?),
                conversation_id: self.conversation_id,
                sender: Sender::Operator,
                text,
                created_at: rfc3339(now),
                client_message_id,
                citations: Vec::new(),
                grounding: None,
                unanswered: false,
                stopped: false,
                verdict: None,
            },
            operator_name: operator.name.clone(),
            offer_handoff: false,
            attachments: Vec::new(),
        })
    }

    /// Stores and sends `reply`. With it, `operator` takes the conversation.
    pub(super) async fn reply(
        &self,
        situation: &Situation,
        reply: ThreadMessage,
        operator: Operator,
    ) -> Result<RoomOutcome, RoomError> {
        let now = situation.now;
        let mut also = vec![
            messages::reply(self.project_id, &reply, now),
            conversations::touch(self.project_id, self.conversation_id, now),
        ];
        also.extend(attachments::send(self.project_id, &reply));
        if !situation.conversation.is_test() {
            let data = event::sent(&situation.conversation.shown_session(), &reply);
            also.push(self.record(EventKind::MessageSent, &data, now)?);
        }
        let mail = self.mail_to_visitor(situation)?;
        also.extend(mail.iter().map(PlannedMail::statement));
        let take = Transition::Take {
            operator,
            lease_ms: situation.project.people.lease_ms(),
        };
        let change = Change { also, reason: None };
        let mut outcome = self.decide(situation, take, change).await?;
        if let Some(mail) = mail {
            mail.begin(&self.platform).await;
        }
        self.publish(ChatEvent::Message(reply.clone()))?;
        outcome.message = Some(reply);
        Ok(outcome)
    }

    /// The same reply, if it was stored before. If the process died before it was published, it is published now.
    pub(super) async fn earlier_reply(
        &self,
        client_message_id: Option<ClientMessageId>,
    ) -> Result<Option<ThreadMessage>, PlatformError> {
        let Some(client_id) = client_message_id else {
            return Ok(None);
        };
        let (db, project_id) = (&self.platform.project(self.project_id), self.project_id);
        let earlier =
            messages::reply_called(db, project_id, self.conversation_id, client_id).await?;
        if let Some(earlier) = &earlier
            && !self.has_told(earlier.message.id)?
        {
            self.publish(ChatEvent::Message(earlier.clone()))?;
        }
        Ok(earlier)
    }

    fn has_told(&self, id: MessageId) -> Result<bool, PlatformError> {
        let id = id.to_string();
        let events = self.log.after(0)?;
        Ok(events
            .iter()
            .any(|event| event.name == "message" && event.data.contains(&id)))
    }

    /// The e-mail for a visitor who left an address, in case they are gone. An open stream proves little: it takes a
    /// while to notice a closed laptop.
    fn mail_to_visitor(&self, situation: &Situation) -> Result<Option<PlannedMail>, PlatformError> {
        let Situation {
            project,
            conversation,
            ..
        } = situation;
        let is_wanted = self.platform.config.mail.is_some()
            && conversation.visitor_email.is_some()
            && !conversation.is_test();
        is_wanted
            .then(|| PlannedMail::new(&self.platform, project, self.conversation_id))
            .transpose()
    }
}
