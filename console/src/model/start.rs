//! The first steps of an owner: questions to try, where the chat was seen, and the tag for each kind of website.

mod look;
mod website;

use std::collections::BTreeSet;

pub(crate) use self::{
    look::{SiteColours, SiteLook},
    website::Website,
};
use super::knowledge::{FullDocument, Source, SourceKind};
use crate::wire::Conversation;

/// The most questions that are offered to try.
const QUESTIONS: usize = 6;
/// The most characters of a question that is offered: more is hardly read.
const QUESTION_CHARS: usize = 120;
/// What questions end with, in the scripts of the languages that answers are found in.
const QUESTION_MARKS: [char; 3] = ['?', '？', '؟'];

/// Where the chat was used, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeenOn {
    /// The website, without its scheme.
    pub(crate) host: String,
    /// When, as the server writes it.
    pub(crate) at: String,
}

/// Where the latest conversation on a page of the owner's began; `own` is the address of this deployment, whose preview
/// does not count.
pub(crate) fn seen(conversations: &[Conversation], own: &str) -> Option<SeenOn> {
    conversations.iter().find_map(|conversation| {
        let page = conversation.page_url.as_deref()?;
        let (scheme, rest) = page.split_once("://")?;
        let host = rest.split(['/', '?', '#']).next()?;
        let is_own = format!("{scheme}://{host}") == own;
        (!is_own && !host.is_empty()).then(|| SeenOn {
            host: host.to_owned(),
            at: conversation.updated_at.clone(),
        })
    })
}

/// The source whose reading is shown: the website that was added last, else what was; the newest of `sources` comes first.
pub(crate) fn shown(sources: &[Source]) -> Option<&Source> {
    let mut sites = sources.iter().filter(|it| it.kind == SourceKind::Site);
    sites.next().or_else(|| sources.first())
}

/// Whether one of the allowed `origins` is `origin`, or says so for it.
pub(crate) fn is_allowed(origins: &[String], origin: &str) -> bool {
    origins.iter().any(|allowed| match allowed.split_once('*') {
        Some(("", "")) => true,
        Some((scheme, domain)) => origin.starts_with(scheme) && origin.ends_with(domain),
        None => allowed == origin,
    })
}

/// The origin of an address, as browsers send it.
pub(crate) fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    (!host.is_empty()).then(|| format!("{scheme}://{}", host.to_lowercase()))
}

/// Questions that what was read answers, in the words of the pages: headings and alternatives that are questions first,
/// then other headings.
pub(crate) fn questions(documents: &[FullDocument]) -> Vec<String> {
    let mut asked = Vec::new();
    let mut named = Vec::new();
    for passage in documents.iter().flat_map(|document| &document.passages) {
        let heading = passage.headings.last();
        for text in heading.into_iter().chain(&passage.alternatives) {
            let text = text.trim();
            let fits = (2..=QUESTION_CHARS).contains(&text.chars().count());
            if fits && text.ends_with(QUESTION_MARKS) {
                asked.push(text.to_owned());
            } else if fits
                && heading.is_some_and(|it| it.trim() == text)
                && passage.headings.len() > 1
            {
                // The title alone is too wide, and an alternative that is no question may be half a sentence.
                named.push(text.to_owned());
            }
        }
    }
    let mut known = BTreeSet::new();
    asked.append(&mut named);
    asked.retain(|text| known.insert(text.to_lowercase()));
    asked.truncate(QUESTIONS);
    asked
}

#[cfg(test)]
mod tests;
