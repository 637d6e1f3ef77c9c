//! Pieces of state: those that views follow, and those that none does.
//!
//! Leptos' own signals are compiled anew for every type that they hold, about two kilobytes each. [`Value`] holds the
//! value beside a Leptos trigger, which has no type, and is used like a signal. [`Aside`] has not even that.

use std::{
    cell::RefCell,
    sync::{PoisonError, RwLock},
};

use leptos::{
    prelude::{Notify, Track},
    reactive::signal::ArcTrigger,
};
use send_wrapper::SendWrapper;

/// A value, and who follows it.
#[derive(Debug, Default)]
pub struct Value<T> {
    held: RwLock<T>,
    changed: ArcTrigger,
}

impl<T> Value<T> {
    /// A value that nobody follows yet.
    pub fn new(value: T) -> Self {
        Self {
            held: RwLock::new(value),
            changed: ArcTrigger::new(),
        }
    }

    /// From here on the running view or memo follows this value.
    pub fn track(&self) {
        self.changed.track();
    }

    /// Reads it, and follows it.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.with_untracked(read)
    }

    /// Reads it.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes it, and lets all who follow it know.
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let result = change(&mut self.held.write().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify();
        result
    }

    /// Puts another in its place, and lets all who follow it know.
    pub fn set(&self, value: T) {
        self.update(|held| *held = value);
    }
}

impl<T: Clone> Value<T> {
    /// What it is, followed.
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// What it is.
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

/// What no view follows. There is one thread; whoever reads or changes it does nothing else meanwhile.
#[derive(Debug)]
pub struct Aside<T>(SendWrapper<RefCell<T>>);

impl<T> Aside<T> {
    /// Holds it.
    pub fn new(value: T) -> Self {
        Self(SendWrapper::new(RefCell::new(value)))
    }

    /// Reads it.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.0.borrow())
    }

    /// Changes it.
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.0.borrow_mut())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_and_changed() {
        let value = Value::new(1);
        assert_eq!(value.update(|held| std::mem::replace(held, 2)), 1);
        value.set(value.get_untracked() + 1);
        assert_eq!(value.with_untracked(|held| *held), 3);
    }
}
