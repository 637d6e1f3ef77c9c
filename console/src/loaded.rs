//! What comes from the server: on its way, there, or refused.

use crate::problem::Problem;

/// Something that is loaded.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) enum Loaded<T> {
    /// It was not asked for, or is on its way.
    #[default]
    Waiting,
    /// It could not be loaded.
    Failed(Problem),
    /// It is there.
    Here(T),
}

impl<T> Loaded<T> {
    /// Whether it is there.
    pub(crate) const fn is_there(&self) -> bool {
        self.here().is_some()
    }

    /// Whether it is there, and else why not.
    pub(crate) fn state(&self) -> Loaded<()> {
        match self {
            Self::Waiting => Loaded::Waiting,
            Self::Failed(problem) => Loaded::Failed(problem.clone()),
            Self::Here(_) => Loaded::Here(()),
        }
    }

    /// What was loaded.
    pub(crate) const fn here(&self) -> Option<&T> {
        match self {
            Self::Here(value) => Some(value),
            _ => None,
        }
    }
}

impl<T> From<Result<T, Problem>> for Loaded<T> {
    fn from(result: Result<T, Problem>) -> Self {
        match result {
            Ok(value) => Self::Here(value),
            Err(problem) => Self::Failed(problem),
        }
    }
}
