//! Something that comes from the server: loading, loaded or refused.

use crate::problem::Problem;

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) enum Loaded<T> {
    /// Not requested yet, or loading.
    #[default]
    Waiting,
    Failed(Problem),
    Here(T),
}

impl<T> Loaded<T> {
    pub(crate) const fn is_there(&self) -> bool {
        self.here().is_some()
    }

    /// The state without the value.
    pub(crate) fn state(&self) -> Loaded<()> {
        match self {
            Self::Waiting => Loaded::Waiting,
            Self::Failed(problem) => Loaded::Failed(problem.clone()),
            Self::Here(_) => Loaded::Here(()),
        }
    }

    /// The value, once loaded.
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
