//! The running turn, and everyone who waits for its end.

use std::{cell::RefCell, rc::Rc};

use futures::channel::oneshot;
use porchlight_shared::ids::ClientMessageId;

use crate::{
    domain::conversation::holder::Assignment,
    services::{posting::Posted, stop::Stop},
};

/// A turn that begins: the visitor's message is posted.
pub(super) struct Opening {
    pub(super) speaker: Assignment,
    pub(super) posted: Posted,
}

/// The running turn.
pub(super) struct Running {
    /// The client's id of the visitor's message.
    pub(super) client_message_id: Option<ClientMessageId>,
    /// The number of the last event before the turn.
    pub(super) number_before: u64,
    /// Set when the answer must end at its next piece.
    pub(super) stop: Rc<Stop>,
    /// The bot is answering. Before that, the turn waits for a decision.
    pub(super) answering: bool,
}

/// Tells everyone who waits that the running turn has ended.
#[derive(Default)]
pub(super) struct TurnEnd(RefCell<Vec<oneshot::Sender<()>>>);

impl TurnEnd {
    /// Is ready when the turn has ended.
    pub(super) fn listen(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        self.0.borrow_mut().push(sender);
        receiver
    }

    /// Tells everyone that the turn has ended.
    pub(super) fn tell(&self) {
        for sender in self.0.take() {
            // A receiver that is gone need not be told.
            let _ = sender.send(());
        }
    }
}
