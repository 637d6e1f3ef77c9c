//! Decides who holds the conversation. Nothing else does, and decisions are made one at a time.
//!
//! *Invariant:* a change is published only once it is in the database, together with the event for the owner. The bot
//! finishes before a person speaks.

use porchlight_shared::{chat_event::ChatEvent, message::Sender};
use serde_json::Value;

use super::Room;
use crate::domain::conversation::room_action::{RoomAction, RoomOutcome};
use crate::{
    domain::{
        conversation::{
            follow,
            holder::{Assignment, Transition},
            thread::Typing,
        },
        deliveries::event::{self, EventKind},
    },
    platform::{PlatformError, RoomError, Statement},
    services::{
        deliveries, events,
        handoff::{self, Reason},
        published_project::{self, PublishedProject},
    },
    store::conversations::{self, Conversation},
};

pub(super) struct Situation {
    pub(super) project: PublishedProject,
    pub(super) conversation: Conversation,
    pub(super) assignment: Assignment,
    pub(super) now: u64,
}

/// Changes in addition to that of the holder.
#[derive(Default)]
pub(super) struct Change {
    pub(super) also: Vec<Statement>,
    /// Why a person is needed again.
    pub(super) reason: Option<Reason>,
}

impl Room {
    /// Performs `action`, if the conversation allows it.
    pub async fn act(&self, action: RoomAction) -> Result<RoomOutcome, RoomError> {
        let _deciding = self.deciding.lock().await;
        if self.running.borrow().is_none() {
            self.close_broken_turn()?;
        }
        let conversation = self.load().await?.ok_or(RoomError::Gone)?;
        let situation = self.situation(conversation).await?;
        let lease_ms = situation.project.people.lease_ms();
        let outcome = match action {
            RoomAction::AskForPerson { email, keeps_email } => {
                let known = situation.conversation.visitor_email.is_some();
                let email = email.filter(|_| !(keeps_email && known));
                self.ask_for_person(&situation, email.as_deref()).await
            }
            RoomAction::TakeOver { operator } => {
                self.silence().await;
                let take = Transition::Take { operator, lease_ms };
                self.decide(&situation, take, Change::default()).await
            }
            RoomAction::HandBack { to } => {
                let change = Change {
                    reason: Some(Reason::HandedBack),
                    ..Change::default()
                };
                self.decide(&situation, Transition::HandBack(to), change)
                    .await
            }
            RoomAction::Resolve => {
                self.silence().await;
                self.decide(&situation, Transition::Resolve, Change::default())
                    .await
            }
            RoomAction::Reply {
                text,
                operator,
                fallback,
                client_message_id,
                attachments,
            } => {
                if let Some(earlier) = self.earlier_reply(client_message_id).await? {
                    let mut outcome = RoomOutcome::of(&situation.assignment, String::new());
                    outcome.message = Some(earlier);
                    return Ok(outcome);
                }
                self.silence().await;
                let operator = operator
                    .or_else(|| situation.assignment.operator().cloned())
                    .unwrap_or(fallback);
                let mut reply = self.new_reply(&situation, text, &operator, client_message_id)?;
                reply.attachments = attachments;
                self.reply(&situation, reply, operator).await
            }
            RoomAction::Typing(typing) => self.typing(&situation, typing).await,
            RoomAction::Read(read) => {
                self.pass(&ChatEvent::Read(read))?;
                Ok(RoomOutcome::of(&situation.assignment, String::new()))
            }
        }?;
        if self.running.borrow().is_none() {
            self.remember_last_number().await;
        }
        Ok(outcome)
    }

    /// Whether streams stay open while no answer runs.
    pub(super) fn is_followed(&self) -> bool {
        self.holder.get().is_some_and(follow::is_followed)
    }

    /// Whether `conversation` has the holder that the record says, so that no decision is due.
    pub(super) fn is_steady(&self, conversation: &Conversation) -> bool {
        let assignment = conversation.assignment();
        self.hold(&assignment);
        !assignment.has_expired(self.platform.clock.now())
    }

    /// The holder who answers a visitor's message. A new conversation belongs to the bot, and a resolved one is
    /// reopened.
    pub(super) async fn speaker(
        &self,
        conversation: Option<Conversation>,
    ) -> Result<Assignment, RoomError> {
        let Some(conversation) = conversation else {
            return Ok(Assignment::Bot);
        };
        let assignment = conversation.assignment();
        if self.is_steady(&conversation) && assignment != Assignment::Resolved {
            return Ok(assignment);
        }
        let situation = self.situation(conversation).await?;
        if situation.assignment != Assignment::Resolved {
            return Ok(situation.assignment);
        }
        self.decide(&situation, Transition::Reopen, Change::default())
            .await?;
        Ok(Assignment::Bot)
    }

    /// The conversation and its project, after changes that are due, such as an expired lease.
    pub(super) async fn situation(
        &self,
        conversation: Conversation,
    ) -> Result<Situation, RoomError> {
        let project = published_project::by_id(&self.platform, self.project_id)
            .await
            .map_err(|error| PlatformError(error.to_string()))?
            .ok_or(RoomError::Gone)?;
        let mut situation = Situation {
            assignment: conversation.assignment(),
            conversation,
            project,
            now: self.platform.clock.now(),
        };
        self.hold(&situation.assignment);
        if situation.assignment.has_expired(situation.now) {
            let to = situation.project.people.lease_expiry;
            let change = Change {
                reason: Some(Reason::LeaseExpired),
                ..Change::default()
            };
            self.decide(&situation, Transition::Expire(to), change)
                .await?;
            situation.assignment = to.into();
        }
        Ok(situation)
    }

    /// Stores a change, and publishes it.
    pub(super) async fn decide(
        &self,
        situation: &Situation,
        transition: Transition,
        change: Change,
    ) -> Result<RoomOutcome, RoomError> {
        let Situation {
            project,
            conversation,
            assignment: before,
            now,
        } = situation;
        let after = before.after(transition, *now)?;
        let text = after.announcement(before, &project.settings.company);
        let mut statements = vec![conversations::assign(
            self.project_id,
            conversation.id,
            &after,
            *now,
        )];
        let is_new = before.holder() != after.holder() || before.operator() != after.operator();
        if is_new && !conversation.is_test() {
            if let (Assignment::Queue, Some(reason)) = (&after, change.reason) {
                let told = handoff::told(&self.platform, project, conversation, None, reason);
                statements.extend(told.await?);
            }
            if after == Assignment::Resolved {
                let data = event::resolved(conversation.id, &conversation.shown_session());
                statements.push(self.record(EventKind::ConversationResolved, &data, *now)?);
            }
        }
        statements.extend(change.also);
        self.write(statements).await?;
        deliveries::begin(&self.platform, self.project_id).await;
        self.hold(&after);
        if is_new {
            self.publish(ChatEvent::Status(after.status(text.clone())))?;
        }
        self.end_without_person();
        Ok(RoomOutcome::of(&after, text))
    }

    async fn ask_for_person(
        &self,
        situation: &Situation,
        email: Option<&str>,
    ) -> Result<RoomOutcome, RoomError> {
        let Situation {
            project,
            conversation,
            assignment: before,
            now,
        } = situation;
        let after = before.after(Transition::Ask, *now)?;
        let mut statements = Vec::new();
        if let Some(email) = email {
            statements.push(conversations::set_visitor_email(
                self.project_id,
                conversation.id,
                email,
                *now,
            ));
        }
        // If a person is already here, nobody need be called.
        if after.operator().is_some() {
            self.write(statements).await?;
            let text = after.announcement(before, &project.settings.company);
            return Ok(RoomOutcome::of(&after, text));
        }
        statements.push(conversations::assign(
            self.project_id,
            conversation.id,
            &after,
            *now,
        ));
        if handoff::is_news(conversation, email) {
            let told = handoff::told(&self.platform, project, conversation, email, Reason::Asked);
            statements.extend(told.await?);
        }
        self.write(statements).await?;
        deliveries::begin(&self.platform, self.project_id).await;
        self.hold(&after);
        let text = handoff::sent_text(project, *now);
        self.publish(ChatEvent::Status(after.status(text.clone())))?;
        Ok(RoomOutcome::of(&after, text))
    }

    /// The statements that notify the owner of a visitor who asked for a person before their first message, together
    /// with that message.
    pub(super) async fn told_of_first(
        &self,
        conversation: Option<&Conversation>,
        speaker: &Assignment,
        question: &str,
    ) -> Result<Vec<Statement>, PlatformError> {
        match conversation {
            Some(conversation)
                if *speaker == Assignment::Queue
                    && conversation.message_count == 0
                    && !conversation.is_test() =>
            {
                handoff::told_of_first(&self.platform, self.project_id, conversation, question)
                    .await
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Publishes that somebody is typing. An operator who types is present, so the lease is renewed once half of it is
    /// over.
    async fn typing(
        &self,
        situation: &Situation,
        typing: Typing,
    ) -> Result<RoomOutcome, RoomError> {
        let sender = typing.sender;
        self.pass(&ChatEvent::Typing(typing))?;
        let lease_ms = situation.project.people.lease_ms();
        let half_over = situation
            .assignment
            .lease_until()
            .is_some_and(|until| until < situation.now + lease_ms / 2);
        if half_over && sender == Sender::Operator {
            let renew = Transition::Renew { lease_ms };
            return self.decide(situation, renew, Change::default()).await;
        }
        Ok(RoomOutcome::of(&situation.assignment, String::new()))
    }

    /// Ends the running answer, and waits until it is stored.
    async fn silence(&self) {
        let ended = match &*self.running.borrow() {
            Some(running) if running.answering => {
                running.stop.set();
                Some(self.ended.listen())
            }
            _ => None,
        };
        if let Some(ended) = ended {
            // If the room was dropped, so was the sender, and there is nothing to wait for.
            let _ = ended.await;
        }
    }

    pub(super) fn hold(&self, assignment: &Assignment) {
        self.holder.set(Some(assignment.holder()));
        self.lease_until.set(assignment.lease_until());
    }

    pub(super) fn record(
        &self,
        kind: EventKind,
        data: &Value,
        now: u64,
    ) -> Result<Statement, PlatformError> {
        events::record(self.project_id, kind, data, now)
    }

    async fn write(&self, statements: Vec<Statement>) -> Result<(), PlatformError> {
        self.platform
            .project(self.project_id)
            .batch(statements)
            .await?;
        Ok(())
    }
}
