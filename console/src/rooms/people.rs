//! The room for people: the people of the project, and the signed-in person's sessions.
//!
//! *Invariant:* everybody sees their own sessions and passkeys. For a person without the right to see more, nothing
//! else is requested. Loaded data stays on the page while it is loaded again.

mod passkeys;

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::{ConsoleSessionId, PersonId};

use crate::{
    acting::Acting,
    api, focus,
    inbox::Inbox,
    loaded::Loaded,
    model::{
        passkeys::OwnPasskeys,
        people::{Invited, ListedPerson, OwnSessions, PeopleList, PersonDraft},
    },
    problem::Problem,
    room::{Role, Room},
    texts::{counted, filled, text},
};

#[derive(Clone, Copy)]
pub(crate) struct People(&'static PeopleState);

impl Deref for People {
    type Target = PeopleState;

    fn deref(&self) -> &PeopleState {
        self.0
    }
}

/// What an action acts on, to show its problem there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// The form for an invitation.
    Invitation,
    Person(PersonId),
    /// The next page of the list.
    People,
    /// The signed-in person's sessions.
    Sessions,
    /// The signed-in person's passkeys.
    Passkeys,
}

pub(crate) struct PeopleState {
    pub(crate) inbox: Inbox,
    pub(crate) people: RwSignal<Loaded<PeopleList>>,
    pub(crate) sessions: RwSignal<Loaded<OwnSessions>>,
    pub(crate) passkeys: RwSignal<Loaded<OwnPasskeys>>,
    /// The input of the invitation's form.
    pub(crate) invitation: RwSignal<PersonDraft>,
    /// The person invited last, with the link that is shown once.
    pub(crate) invited: RwSignal<Option<Invited>>,
    /// The person whose form is open.
    pub(crate) opened: RwSignal<Option<PersonId>>,
    /// The input of that form.
    pub(crate) draft: RwSignal<PersonDraft>,
    /// The person whom the open dialog would remove.
    pub(crate) asked: RwSignal<Option<ListedPerson>>,
    pub(crate) acting: Acting<About>,
}

impl People {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(PeopleState {
            inbox,
            people: RwSignal::default(),
            sessions: RwSignal::default(),
            passkeys: RwSignal::default(),
            invitation: RwSignal::default(),
            invited: RwSignal::default(),
            opened: RwSignal::default(),
            draft: RwSignal::default(),
            asked: RwSignal::default(),
            acting: Acting::new(inbox),
        })))
    }

    pub(super) fn enter(self) {
        self.acting.forget();
        self.load_sessions();
        self.load_passkeys();
        if self.may_change() {
            self.load_people();
        } else {
            // The person's role may have been lowered in the meantime.
            self.people.set(Loaded::Waiting);
            self.invited.set(None);
        }
    }

    pub(super) fn leave(self) {
        self.people.set(Loaded::Waiting);
        self.sessions.set(Loaded::Waiting);
        self.passkeys.set(Loaded::Waiting);
        // Anyone with this link can use the account, so it must not stay.
        self.invited.set(None);
        self.opened.set(None);
        self.asked.set(None);
    }

    /// Whether the signed-in person may see and change the other people.
    pub(crate) fn may_change(self) -> bool {
        untrack(|| self.inbox.may_change(Room::People))
    }

    /// The roles that the signed-in person may assign.
    pub(crate) fn gives(self) -> &'static [Role] {
        untrack(|| self.inbox.person()).map_or(&[], |me| me.role.gives())
    }

    pub(crate) fn is_me(self, id: PersonId) -> bool {
        untrack(|| self.inbox.person()).is_some_and(|me| me.id == id)
    }

    pub(crate) fn load_people(self) {
        spawn_local(async move {
            self.inbox
                .settle(self.people, api::people::list(None).await);
        });
    }

    pub(crate) fn load_sessions(self) {
        spawn_local(async move {
            self.inbox
                .settle(self.sessions, api::people::sessions().await);
        });
    }

    pub(crate) fn more_people(self) {
        let cursor = self.people.with_untracked(|people| {
            let people = people.here()?;
            people.next_cursor.clone()
        });
        self.acting.act(About::People, async move {
            let page = api::people::list(cursor.as_deref()).await?;
            self.change_list(|people| people.add(page));
            Ok(())
        });
    }

    /// Sends the typed invitation.
    pub(crate) fn invite(self) {
        let wanted = self.invitation.get_untracked();
        self.invited.set(None);
        self.acting.act(About::Invitation, async move {
            self.send_invitation(&wanted).await?;
            // Input typed in the meantime stays.
            if self.invitation.get_untracked() == wanted {
                self.invitation.set(PersonDraft::default());
            }
            Ok(())
        });
    }

    /// Creates a new link for a person who has not accepted yet. Earlier links stop working.
    pub(crate) fn invite_again(self, person: ListedPerson) {
        self.invited.set(None);
        self.acting.act(About::Person(person.id), async move {
            self.send_invitation(&PersonDraft::of(&person)).await
        });
    }

    async fn send_invitation(self, wanted: &PersonDraft) -> Result<(), Problem> {
        let invited = api::people::invite(wanted).await?;
        self.change_list(|people| people.put(invited.person.clone()));
        self.invited.set(Some(invited));
        focus::soon(".pc-people__address");
        Ok(())
    }

    pub(crate) fn copy_link(self) {
        let link = self.invited.with_untracked(|invited| {
            let invited = invited.as_ref()?;
            invited.invitation_url.clone()
        });
        let Some(link) = link else { return };
        spawn_local(async move {
            let copied = browser::copy(&link).await;
            self.inbox.announce(if copied {
                text("Link copied.")
            } else {
                text("The browser does not let this page copy. Select the link and copy it.")
            });
        });
    }

    /// Opens or closes the form of a person.
    pub(crate) fn toggle(self, person: &ListedPerson) {
        self.acting.forget();
        if self.opened.get_untracked() == Some(person.id) {
            self.opened.set(None);
        } else {
            self.draft.set(PersonDraft::of(person));
            self.opened.set(Some(person.id));
        }
    }

    pub(crate) fn save(self, person: ListedPerson) {
        let wanted = self.draft.get_untracked();
        self.acting.act(About::Person(person.id), async move {
            let changed = api::people::change(&person, &wanted).await?;
            self.inbox
                .announce(filled("{name} was changed.", &[("name", changed.called())]));
            self.change_list(|people| people.put(changed));
            self.close(person.id);
            if self.is_me(person.id) {
                self.inbox.look_again();
            }
            Ok(())
        });
    }

    /// Closes the form of a person. The focus returns to the button that opened it.
    pub(crate) fn close(self, id: PersonId) {
        self.opened.set(None);
        focus::soon(format!("#{}", button_id(id)));
    }

    /// Removes the person that the dialog asks about.
    pub(crate) fn remove(self) {
        let Some(person) = self.asked.get_untracked() else {
            return;
        };
        self.asked.set(None);
        self.acting.act(About::Person(person.id), async move {
            api::people::remove(person.id).await?;
            self.inbox
                .announce(filled("{name} was removed.", &[("name", person.called())]));
            self.change_list(|people| people.remove(person.id));
            self.opened.set(None);
            // Their link no longer works.
            self.invited
                .update(|invited| drop(invited.take_if(|it| it.person.id == person.id)));
            // The focused button is gone.
            focus::soon(".pc-people__title");
            if self.is_me(person.id) {
                self.inbox.look_again();
            }
            Ok(())
        });
    }

    pub(crate) fn end_session(self, id: ConsoleSessionId) {
        self.acting.act(About::Sessions, async move {
            api::people::end_session(id).await?;
            self.sessions_ended(1);
            Ok(())
        });
    }

    /// Ends all sessions except the current one.
    pub(crate) fn end_other_sessions(self) {
        self.acting.act(About::Sessions, async move {
            let ended = api::people::end_other_sessions().await?;
            self.sessions_ended(ended);
            Ok(())
        });
    }

    fn sessions_ended(self, number: u64) {
        self.inbox
            .announce(counted(number, "{n} session ended.", "{n} sessions ended."));
        self.load_sessions();
        focus::soon(".pc-sessions__title");
    }

    fn change_list(self, change: impl FnOnce(&mut PeopleList)) {
        self.people.update(|people| {
            if let Loaded::Here(people) = people {
                change(people);
            }
        });
    }
}

/// The id of the button that opens a person's form.
pub(crate) fn button_id(id: PersonId) -> String {
    format!("change-{id}")
}
