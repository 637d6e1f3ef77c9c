//! The running turn, and the callers who wait for its end.

use std::{cell::RefCell, rc::Rc};

use futures::channel::oneshot;
use porchlight_shared::ids::ClientMessageId;

use crate::{
    domain::conversation::holder::Assignment,
    services::{posting::Posted, stop::Stop},
};

/// A turn that begins: the visitor's message was posted.
pub(super) struct Opening {
    pub(super) speaker: Assignment,
    pub(super) posted: Posted,
}

pub(super) struct Running {
    /// The client's id of the visitor's message.
    pub(super) client_message_id: Option<ClientMessageId>,
    /// The number of the last event before the turn.
    pub(super) number_before: u64,
    /// Set when the answer must end at its next piece.
    pub(super) stop: Rc<Stop>,
    /// Whether the bot is answering. Before that, the turn waits for a decision.
    pub(super) answering: bool,
}

/// Notifies the callers who wait for the end of the running turn.
#[derive(Default)]
pub(super) struct TurnEnd(RefCell<Vec<oneshot::Sender<()>>>);

impl TurnEnd {
    /// Resolves when the turn has ended.
    pub(super) fn listen(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        self.0.borrow_mut().push(sender);
        receiver
    }

    /// Notifies all callers that the turn has ended.
    pub(super) fn tell(&self) {
        for sender in self.0.take() {
            // The receiver may be gone.
            let _ = sender.send(());
        }
    }
}
