//! A signal to end an answer. It wakes tasks that wait for a model's next word.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;

/// The signal. Once set, it stays set.
#[derive(Debug, Default)]
pub struct Stop {
    set: Cell<bool>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
}

impl Stop {
    /// Whether it is set.
    pub fn get(&self) -> bool {
        self.set.get()
    }

    /// Asks the answer to end at its next piece.
    pub fn set(&self) {
        self.set.set(true);
        for waiting in self.waiting.take() {
            // The receiver may be gone.
            let _ = waiting.send(());
        }
    }

    /// Resolves when the signal is set.
    pub async fn wait(&self) {
        if self.get() {
            return;
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().push(sender);
        // The sender lives as long as `self`.
        let _ = receiver.await;
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn who_waits_is_woken() {
        let stop = Stop::default();
        assert!(stop.wait().now_or_never().is_none());
        let wait = stop.wait();
        futures::pin_mut!(wait);
        assert!((&mut wait).now_or_never().is_none());
        stop.set();
        wait.await;
        assert!(stop.get());
        stop.wait().await;
    }
}
