//! The turn that runs, and who waits for its end.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures::channel::oneshot;
use porchlight_shared::ids::ClientMessageId;

/// The turn that runs.
pub(super) struct Running {
    /// What the visitor's side calls its message.
    pub(super) client_message_id: Option<ClientMessageId>,
    /// The number of the last event before it.
    pub(super) number_before: u64,
    /// Set once it should end at its next piece.
    pub(super) stop: Rc<Cell<bool>>,
    /// The bot is at it; until then the turn waits for a decision.
    pub(super) answering: bool,
}

/// Tells who waits for it that the running turn has ended.
#[derive(Default)]
pub(super) struct TurnEnd(RefCell<Vec<oneshot::Sender<()>>>);

impl TurnEnd {
    /// Ready when the turn has ended.
    pub(super) fn listen(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        self.0.borrow_mut().push(sender);
        receiver
    }

    /// The turn has ended.
    pub(super) fn tell(&self) {
        for sender in self.0.take() {
            // Who does not wait any more need not be told.
            let _ = sender.send(());
        }
    }
}
