//! Pieces of state: signals, which views track, and cells, which nothing tracks.
//!
//! Leptos compiles its signals once per type of value, at about 2 kB each. [`RwSignal`] keeps its value next to a
//! Leptos trigger, which has no type parameter, and has the API of Leptos' own signal. [`Untracked`] has no trigger.

use std::{
    cell::RefCell,
    sync::{PoisonError, RwLock},
};

use leptos::{
    prelude::{Notify, Track},
    reactive::signal::ArcTrigger,
};
use send_wrapper::SendWrapper;

/// A value that views and effects track.
#[derive(Debug, Default)]
pub(crate) struct RwSignal<T> {
    value: RwLock<T>,
    changed: ArcTrigger,
}

impl<T> RwSignal<T> {
    /// A signal with its first value.
    pub(crate) fn new(value: T) -> Self {
        Self {
            value: RwLock::new(value),
            changed: ArcTrigger::new(),
        }
    }

    /// Runs the current effect again when the value changes.
    pub(crate) fn track(&self) {
        self.changed.track();
    }

    /// Reads and tracks the value.
    pub(crate) fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.with_untracked(read)
    }

    /// Reads the value without tracking it.
    pub(crate) fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.value.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the value and notifies everything that tracks it.
    pub(crate) fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let result = change(&mut self.value.write().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify();
        result
    }

    /// Replaces the value and notifies everything that tracks it.
    pub(crate) fn set(&self, value: T) {
        self.update(|current| *current = value);
    }
}

impl<T: Clone> RwSignal<T> {
    /// A tracked copy of the value.
    pub(crate) fn get(&self) -> T {
        self.with(T::clone)
    }

    /// An untracked copy of the value.
    pub(crate) fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

/// A value that nothing tracks. There is one thread. The closures must not access the same cell again.
#[derive(Debug)]
pub(crate) struct Untracked<T>(SendWrapper<RefCell<T>>);

impl<T> Untracked<T> {
    /// A cell with its first value.
    pub(crate) fn new(value: T) -> Self {
        Self(SendWrapper::new(RefCell::new(value)))
    }

    pub(crate) fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.0.borrow())
    }

    pub(crate) fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.0.borrow_mut())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_read_and_changed() {
        let signal = RwSignal::new(1);
        assert_eq!(signal.update(|value| std::mem::replace(value, 2)), 1);
        signal.set(signal.get_untracked() + 1);
        assert_eq!(signal.with_untracked(|value| *value), 3);
    }
}
