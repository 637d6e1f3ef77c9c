//! A sign to end an answer, which wakes who waits for a model's next word.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;

/// The sign. Once set it stays.
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
            // Who is gone need not be told.
            let _ = waiting.send(());
        }
    }

    /// Is ready when it is set.
    pub async fn wait(&self) {
        if self.get() {
            return;
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().push(sender);
        // The sender lives as long as this does.
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
