//! The actor in the record of changes, or the principal of stored responses: a key, or one of the owner's people.

use std::{fmt, str::FromStr};

use porchlight_shared::ids::{InvalidId, KeyId, PersonId};

/// The prefix of a person's id.
const PERSON: &str = "person:";

/// A key or a person. A key is written as its id alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialId {
    /// A key.
    Key(KeyId),
    /// A person who has signed in.
    Person(PersonId),
}

impl CredentialId {
    /// The person; `None` for a key.
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(id) => Some(id),
            Self::Key(_) => None,
        }
    }

    /// The operator's id for a caller who answers visitors without naming an operator.
    pub fn operator(self) -> String {
        match self {
            Self::Key(id) => format!("key:{id}"),
            Self::Person(_) => self.to_string(),
        }
    }
}

impl fmt::Display for CredentialId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(id) => id.fmt(formatter),
            Self::Person(id) => write!(formatter, "{PERSON}{id}"),
        }
    }
}

impl FromStr for CredentialId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        match text.strip_prefix(PERSON) {
            Some(id) => Ok(Self::Person(id.parse()?)),
            None => Ok(Self::Key(text.parse()?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back() {
        for id in [
            CredentialId::Key(KeyId::new(1, [1; 10])),
            CredentialId::Person(PersonId::new(1, [1; 10])),
        ] {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        let key = CredentialId::Key(KeyId::new(1, [1; 10]));
        assert_eq!(key.to_string(), "00000000-0001-7101-8101-010101010101");
        assert_eq!("root".parse::<CredentialId>(), Err(InvalidId));
    }
}
