//! What people may do in a project: each role is a set of the scopes that keys have.

use porchlight_shared::names;

use super::scope::Scope;

names! {
    /// What a person may do in a project.
    #[derive(Hash, utoipa::ToSchema)]
    pub enum Role {
        /// Everything.
        Owner = "owner",
        /// Everything but what only owners may do: appoint and remove owners, and create a new identity secret.
        Admin = "admin",
        /// Answer visitors, and add answers to their questions.
        Operator = "operator",
        /// Read the numbers, and the questions behind them.
        Viewer = "viewer",
    }
}

impl Role {
    /// The scopes of the role.
    pub fn scopes(self) -> Vec<Scope> {
        match self {
            Self::Owner => vec![Scope::All],
            Self::Admin => Scope::ALL
                .into_iter()
                .filter(|scope| *scope != Scope::All)
                .collect(),
            Self::Operator => vec![
                Scope::ReadConversations,
                Scope::WriteConversations,
                Scope::ReadSettings,
                Scope::ReadSources,
                Scope::WriteAnswers,
            ],
            Self::Viewer => vec![Scope::ReadAnalytics],
        }
    }

    /// Whether a person with `scopes` may give this role to others, or take it from them: nobody can give or take what
    /// they may not do themselves.
    pub fn is_within(self, scopes: &[Scope]) -> bool {
        self.scopes().iter().all(|scope| scope.is_in(scopes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_disposes_of_a_higher_role() {
        let given = |role: Role| {
            let scopes = role.scopes();
            Role::ALL.map(|other| other.is_within(&scopes))
        };
        assert_eq!(given(Role::Owner), [true, true, true, true]);
        assert_eq!(given(Role::Admin), [false, true, true, true]);
        assert_eq!(given(Role::Operator), [false, false, true, false]);
        assert_eq!(given(Role::Viewer), [false, false, false, true]);
    }

    #[test]
    fn only_an_owner_has_the_scope_for_everything() {
        for role in Role::ALL {
            assert_eq!(
                role.scopes().contains(&Scope::All),
                role == Role::Owner,
                "{role:?}"
            );
        }
    }
}
