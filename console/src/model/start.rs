//! An owner's first steps: questions to try, where the chat was seen, and the tag for each website platform.

mod look;
mod website;

use std::collections::BTreeSet;

pub(crate) use self::{
    look::{SiteColours, SiteLook},
    website::Website,
};
use super::knowledge::{FullDocument, Source, SourceKind};
use crate::wire::Conversation;

/// The most questions on offer to try.
const QUESTIONS: usize = 6;
/// The most characters of an offered question. People hardly read longer ones.
const QUESTION_CHARS: usize = 120;
/// The question marks in the scripts of the languages that Porchlight answers in.
const QUESTION_MARKS: [char; 3] = ['?', '？', '؟'];

/// Where and when the chat was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeenOn {
    /// The website, without its scheme.
    pub(crate) host: String,
    /// As the server writes times.
    pub(crate) at: String,
}

/// Where the latest conversation on one of the owner's pages began. `own` is the address of this deployment, whose
/// preview does not count.
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

/// The source whose reading is shown: the website added last, or if there is none, the source added last. `sources` is
/// in order from newest to oldest.
pub(crate) fn shown(sources: &[Source]) -> Option<&Source> {
    let mut sites = sources.iter().filter(|it| it.kind == SourceKind::Site);
    sites.next().or_else(|| sources.first())
}

/// Whether the allowed `origins` include `origin`, by itself or by a wildcard.
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

/// Questions that the documents answer, in their own words: first headings and alternatives that are questions, then
/// other headings.
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
                // A title alone is too broad, and an alternative that is not a question may be half a sentence.
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
