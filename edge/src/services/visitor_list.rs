//! Lists the visitors of a project: all, those who left contact details, or those that a search finds.

use std::collections::HashSet;

use porchlight_shared::ids::{ProjectId, SessionId};

use crate::{
    domain::{
        conversation::message_search::MessageSearch, credentials::named_session::NamedSession,
        cursor::Cursor,
    },
    platform::{DbError, Platform},
    store::visitor_list::{self, ListedVisitor, VisitorPlace},
};

/// The most visitors that are found by one kind of e-mail address. They are on the first page.
pub const BY_EMAIL: u32 = 20;

/// The visitors to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedVisitors {
    /// All, in the order in which they first came.
    All,
    /// Those who left contact details, in the order in which they did.
    WithContact,
    /// Those whose contact details have words that begin with those of this text, whose address begins with it, or
    /// whose name it is.
    Found(String),
}

/// The list and the page.
#[derive(Clone, Debug)]
pub struct VisitorPage {
    /// The project.
    pub project_id: ProjectId,
    /// Whether to list the visitors of test conversations, or all others.
    pub test: bool,
    /// The visitors to list.
    pub wanted: WantedVisitors,
    /// Where the previous page ended.
    pub after: Option<Cursor>,
    /// The most visitors on the page.
    pub limit: u32,
}

/// A page of visitors, and the cursor of the next one. It may have fewer than its limit, because visitors without
/// conversations and contact details are not listed.
pub async fn page(
    platform: &Platform,
    page: VisitorPage,
) -> Result<(Vec<ListedVisitor>, Option<Cursor>), DbError> {
    let db = &platform.project(page.project_id);
    let (project_id, test, limit) = (page.project_id, page.test, page.limit + 1);
    let is_first = page.after.is_none();
    let mut first: Vec<SessionId> = Vec::new();
    let mut places = match &page.wanted {
        WantedVisitors::All => visitor_list::newest(db, project_id, page.after, limit).await?,
        WantedVisitors::WithContact => {
            visitor_list::with_leads(db, project_id, test, page.after, limit).await?
        }
        WantedVisitors::Found(search) => {
            if is_first {
                first = by_name_or_email(platform, project_id, search, test).await?;
            }
            let before = page.after.map(|cursor| cursor.time);
            match MessageSearch::read(project_id, search) {
                None => Vec::new(),
                Some(MessageSearch::Words(words)) => {
                    visitor_list::with_words(db, project_id, &words, test, before, limit).await?
                }
                // There are few matches, all on one page.
                Some(MessageSearch::Substring(part)) => {
                    visitor_list::with_text(db, project_id, &part, test, page.limit).await?
                }
            }
        }
    };
    let most = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let more = places.len() > most;
    places.truncate(most);
    let next = (places.last().filter(|_| more)).map(|VisitorPlace { time, id, .. }| Cursor {
        time: *time,
        id: id.clone(),
    });
    first.extend(places.into_iter().map(|place| place.session_id));
    let mut known = HashSet::new();
    first.retain(|id| known.insert(*id));
    let mut visitors = visitor_list::listed(db, project_id, &first, test).await?;
    visitors.retain(|visitor| {
        visitor.conversations > 0 || visitor.lead_at.is_some() || visitor.signed_email.is_some()
    });
    Ok((visitors, next))
}

async fn by_name_or_email(
    platform: &Platform,
    project_id: ProjectId,
    text: &str,
    is_test: bool,
) -> Result<Vec<SessionId>, DbError> {
    let mut ids = Vec::new();
    if let Some(named) = NamedSession::read(platform.config.naming_secret(), project_id, text) {
        ids.extend(named.meant());
    }
    let (db, text) = (&platform.project(project_id), text.trim());
    let signed = visitor_list::by_signed_email(db, project_id, text, BY_EMAIL).await?;
    let left = visitor_list::by_left_email(db, project_id, text, is_test, BY_EMAIL).await?;
    let places = signed.into_iter().chain(left);
    ids.extend(places.map(|place| place.session_id));
    Ok(ids)
}
