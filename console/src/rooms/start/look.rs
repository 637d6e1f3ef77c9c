//! The colours and the logo of the owner's website, on offer for the chat.

use leptos::{prelude::*, task::spawn_local};
use serde_json::json;

use super::Start;
use crate::{
    api,
    loaded::Loaded,
    model::{
        appearance::Settings,
        start::{self, SiteColours},
    },
    texts::text,
};

impl Start {
    /// The address of the website that is read; none if there is no website.
    pub(crate) fn site_address(self) -> Option<String> {
        self.knowledge.sources.with(|sources| {
            let source = start::shown(sources.here()?)?;
            source.url.clone()
        })
    }

    /// Loads the website's look.
    pub(crate) fn look_at_site(self) {
        let waits = self
            .look
            .with_untracked(|look| matches!(look, Some(Loaded::Waiting)));
        let Some(address) = untrack(|| self.site_address()).filter(|_| !waits) else {
            return;
        };
        self.look.set(Some(Loaded::Waiting));
        spawn_local(async move {
            let look = api::appearance::site_look(&address).await;
            if let Err(problem) = &look {
                self.inbox.check(problem);
            }
            self.look.set(Some(look.into()));
        });
    }

    /// Uses the website's colours for the chat.
    pub(crate) fn use_colours(self, colours: &SiteColours) {
        self.appearance.set(
            colours.settings(),
            text("The chat has your website’s colours now."),
        );
    }

    /// Uses the website's logo for the chat.
    pub(crate) fn use_logo(self, logo: &str) {
        let changes = Settings::from_iter([("logoUrl".to_owned(), json!(logo))]);
        self.appearance
            .set(changes, text("The chat has your website’s logo now."));
    }
}
