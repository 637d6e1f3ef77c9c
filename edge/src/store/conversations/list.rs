//! Conversations as their owner browses them.
//!
//! Without search and session, each filter has an index. With a search or a session, the matches are found first and
//! then filtered: there are few.

use porchlight_shared::{
    chat_event::Holder,
    ids::{ConversationId, ProjectId, SessionId},
    message::Verdict,
    names,
};
use serde::Deserialize;

use crate::{
    domain::conversation::message_search::MessageSearch,
    platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional},
};

/// A conversation in a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ListedConversation {
    /// The id of the conversation.
    pub id: ConversationId,
    /// The session, as the owner sees it.
    pub shown_session: String,
    /// When a person was first asked for, in Unix milliseconds. `None` if never.
    pub handoff_at: Option<u64>,
    /// The visitor's e-mail address for replies, if known.
    pub visitor_email: Option<String>,
    /// The number of answers that found nothing.
    pub unanswered: u32,
    /// The latest verdict.
    pub verdict: Option<Verdict>,
    /// The number of messages.
    pub message_count: u32,
    /// When it began, in Unix milliseconds.
    pub created_at: u64,
    /// When the latest message was written, in Unix milliseconds.
    pub updated_at: u64,
    /// Who speaks for the owner.
    pub holder: Holder,
    /// The id of the operator who holds it.
    pub operator_id: Option<String>,
    /// The operator's name, as visitors see it.
    pub operator_name: Option<String>,
    /// The page on which the visitor last wrote.
    pub page_url: Option<String>,
}

names! {
    /// The conversations to list.
    #[derive(Default)]
    pub enum Filter {
        /// Every conversation, resolved or not.
        #[default]
        All = "all",
        /// No answer found nothing.
        Answered = "answered",
        /// An answer found nothing.
        Unanswered = "unanswered",
        /// A person was asked for.
        Handoff = "handoff",
        /// The latest verdict is a thumbs up.
        Helpful = "helpful",
        /// The latest verdict is a thumbs down.
        Unhelpful = "unhelpful",
        /// A person was asked for but has not come.
        Waiting = "waiting",
        /// A person was asked for, or answers.
        Open = "open",
        /// The conversation is resolved.
        Resolved = "resolved",
    }
}

impl Filter {
    /// Whether its conversations can be sorted by their latest message without reading many more than are shown. The
    /// conversations of people are few.
    pub const fn has_order_of_activity(self) -> bool {
        matches!(
            self,
            Self::All | Self::Waiting | Self::Open | Self::Resolved
        )
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// The conversation with the latest message first. Only without search and session, and for filters that have this
    /// order.
    Active,
}

/// The conversations to find.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Whether to find conversations that test keys began, or all others.
    pub test: bool,
    /// Only conversations that began at this time or later, in Unix milliseconds.
    pub from: u64,
    /// Only conversations that began before this time, in Unix milliseconds.
    pub to: u64,
    /// The filter of the list.
    pub filter: Filter,
    /// Only conversations of these sessions, which a name may mean.
    pub sessions: Option<[SessionId; 2]>,
    /// Only conversations with these words in a message.
    pub search: Option<MessageSearch>,
}

/// The statements for one way to find conversations. Parameters: ?1 project, ?2 test, ?3 and ?4 the time range, ?5 and
/// ?6 limit and offset, ?7 and ?10 the sessions, ?8 the search, ?9 the filter.
struct Queries {
    newest: &'static str,
    oldest: &'static str,
    active: &'static str,
    count: &'static str,
}

macro_rules! select {
    ($conditions:expr) => {
        select!("project_id", $conditions)
    };
    ($project:literal, $conditions:expr) => {
        concat!(
            "SELECT id, coalesce(named_session, session_id) AS shown_session, handoff_at, visitor_email, unanswered,
                    verdict, message_count, created_at, updated_at, holder, operator_id, operator_name, page_url
             FROM conversations WHERE ",
            $project,
            " = ?1 ",
            $conditions
        )
    };
}

macro_rules! page {
    ($narrowed:expr, $order:literal) => {
        select!(concat!(
            "AND test = ?2 AND created_at >= ?3 AND created_at < ?4 ",
            $narrowed,
            " ORDER BY ",
            $order,
            " LIMIT ?5 OFFSET ?6"
        ))
    };
}

macro_rules! queries {
    ($($narrowed:expr),*) => {
        Queries {
            newest: page!(concat!($($narrowed),*), "created_at DESC, id DESC"),
            oldest: page!(concat!($($narrowed),*), "created_at ASC, id ASC"),
            active: page!(concat!($($narrowed),*), "updated_at DESC, rowid DESC"),
            count: concat!(
                "SELECT count(*) AS n FROM (
                   SELECT 1 FROM conversations
                   WHERE project_id = ?1 AND test = ?2 AND created_at >= ?3 AND created_at < ?4 ",
                $($narrowed,)* " LIMIT ?5 OFFSET ?6)"
            ),
        }
    };
}

/// The number of parameters of the statements that only filter. The others have 10.
const FILTER_PARAMETERS: usize = 6;

const ALL: Queries = Queries {
    // The plus signs make SQLite use the index in the order of activity.
    active: select!(
        "AND +test = ?2 AND +created_at >= ?3 AND +created_at < ?4
         ORDER BY updated_at DESC, rowid DESC LIMIT ?5 OFFSET ?6"
    ),
    ..queries!("")
};
const ANSWERED: Queries = queries!("AND unanswered = 0");
const UNANSWERED: Queries = queries!("AND unanswered > 0");
const HANDOFF: Queries = queries!("AND handoff_at IS NOT NULL");
const HELPFUL: Queries = queries!("AND verdict = 'helpful'");
const UNHELPFUL: Queries = queries!("AND verdict = 'unhelpful'");
/// Conversations that a person holds or held. `holder <> 'bot'` makes SQLite use their own index, which has the order
/// of activity. The plus signs keep it from indexes that only have an order.
macro_rules! of_people {
    ($holder:literal, $activity:literal) => {
        Queries {
            newest: of_people!(page $holder, "+created_at DESC, id DESC"),
            oldest: of_people!(page $holder, "+created_at ASC, id ASC"),
            active: of_people!(page $holder, $activity),
            count: concat!(
                "SELECT count(*) AS n FROM (
                   SELECT 1 FROM conversations
                   WHERE project_id = ?1 AND test = ?2 AND +created_at >= ?3 AND +created_at < ?4
                     AND holder <> 'bot' AND ",
                $holder,
                " LIMIT ?5 OFFSET ?6)"
            ),
        }
    };
    (page $holder:literal, $order:literal) => {
        select!(concat!(
            "AND test = ?2 AND +created_at >= ?3 AND +created_at < ?4 AND holder <> 'bot' AND ",
            $holder,
            " ORDER BY ",
            $order,
            " LIMIT ?5 OFFSET ?6"
        ))
    };
}

const WAITING: Queries = of_people!("holder = 'queue'", "updated_at DESC, rowid DESC");
const OPEN: Queries = of_people!(
    "holder IN ('queue', 'operator')",
    "+updated_at DESC, rowid DESC"
);
const RESOLVED: Queries = of_people!("holder = 'resolved'", "updated_at DESC, rowid DESC");

macro_rules! by_filter {
    () => {
        " AND CASE ?9 WHEN 'answered' THEN unanswered = 0 WHEN 'unanswered' THEN unanswered > 0
                      WHEN 'handoff' THEN handoff_at IS NOT NULL WHEN 'helpful' THEN verdict IS 'helpful'
                      WHEN 'unhelpful' THEN verdict IS 'unhelpful' WHEN 'waiting' THEN holder = 'queue'
                      WHEN 'open' THEN holder IN ('queue', 'operator') WHEN 'resolved' THEN holder = 'resolved'
                      ELSE 1 END"
    };
}

/// Conversations with these ids. They are few, and are sorted. The plus signs keep SQLite from reading all of the
/// project's conversations in order.
macro_rules! found {
    ($ids:literal) => {
        Queries {
            newest: found!(page $ids, "created_at DESC, id DESC"),
            oldest: found!(page $ids, "created_at ASC, id ASC"),
            active: found!(page $ids, "updated_at DESC, rowid DESC"),
            count: concat!(
                "SELECT count(*) AS n FROM (
                   SELECT 1 FROM conversations
                   WHERE +project_id = ?1 AND +test = ?2 AND +created_at >= ?3 AND +created_at < ?4 ",
                $ids,
                by_filter!(),
                " LIMIT ?5 OFFSET ?6)"
            ),
        }
    };
    (page $ids:literal, $order:literal) => {
        select!(
            "+project_id",
            concat!(
                "AND +test = ?2 AND +created_at >= ?3 AND +created_at < ?4 ",
                $ids,
                by_filter!(),
                " ORDER BY ",
                $order,
                " LIMIT ?5 OFFSET ?6"
            )
        )
    };
}

const OF_SESSION: Queries = found!(
    "AND ?8 IS NULL AND id IN (
       SELECT id FROM conversations WHERE project_id = ?1 AND session_id IN (?7, ?10))"
);
/// Searches the newest 10,000 messages with the words.
const WITH_WORDS: Queries = found!(
    "AND (?7 IS NULL OR session_id IN (?7, ?10)) AND id IN (
       SELECT conversation_id FROM messages WHERE +messages.project_id = ?1 AND messages.rowid IN (
         SELECT rowid FROM message_terms WHERE message_terms MATCH ?8 ORDER BY rowid DESC LIMIT 10000))"
);
const WITH_TEXT: Queries = queries!(
    "AND (?7 IS NULL OR session_id IN (?7, ?10)) AND EXISTS (
       SELECT 1 FROM messages WHERE messages.project_id = ?1 AND messages.conversation_id = conversations.id
         AND instr(messages.text, ?8) > 0)",
    by_filter!()
);

fn queries(wanted: &Wanted) -> &'static Queries {
    match (&wanted.search, wanted.sessions) {
        (Some(MessageSearch::Words(_)), _) => &WITH_WORDS,
        (Some(MessageSearch::Substring(_)), _) => &WITH_TEXT,
        (None, Some(_)) => &OF_SESSION,
        (None, None) => queries_of(wanted.filter),
    }
}

const fn queries_of(filter: Filter) -> &'static Queries {
    match filter {
        Filter::All => &ALL,
        Filter::Answered => &ANSWERED,
        Filter::Unanswered => &UNANSWERED,
        Filter::Handoff => &HANDOFF,
        Filter::Helpful => &HELPFUL,
        Filter::Unhelpful => &UNHELPFUL,
        Filter::Waiting => &WAITING,
        Filter::Open => &OPEN,
        Filter::Resolved => &RESOLVED,
    }
}

fn statement(
    sql: &'static str,
    project_id: ProjectId,
    wanted: &Wanted,
    limit: u32,
    offset: u32,
) -> Statement {
    let statement = Statement::new(sql)
        .bind(project_id)
        .bind(wanted.test)
        .bind(wanted.from)
        .bind(wanted.to)
        .bind(limit)
        .bind(offset);
    debug_assert_eq!(statement.bound(), FILTER_PARAMETERS);
    if wanted.sessions.is_none() && wanted.search.is_none() {
        return statement;
    }
    let search = wanted.search.as_ref().map(|search| match search {
        MessageSearch::Words(text) | MessageSearch::Substring(text) => text.as_str(),
    });
    let (one, other) = wanted.sessions.map(|[one, other]| (one, other)).unzip();
    statement
        .bind(one)
        .bind(search)
        .bind(wanted.filter.name())
        .bind(other)
}

/// The project's conversations that match `wanted`: `limit` of them after the first `offset`.
pub async fn page(
    db: &ProjectDb,
    project_id: ProjectId,
    wanted: &Wanted,
    order: Order,
    limit: u32,
    offset: u32,
) -> Result<Vec<ListedConversation>, DbError> {
    let queries = queries(wanted);
    let sql = match order {
        Order::Newest => queries.newest,
        Order::Oldest => queries.oldest,
        Order::Active => queries.active,
    };
    fetch_all(db, statement(sql, project_id, wanted, limit, offset)).await
}

#[derive(Deserialize)]
struct Count {
    n: u32,
}

/// The number of the project's conversations that match `wanted`, counted up to `most`.
pub async fn count(
    db: &ProjectDb,
    project_id: ProjectId,
    wanted: &Wanted,
    most: u32,
) -> Result<u32, DbError> {
    let sql = queries(wanted).count;
    let row: Option<Count> =
        fetch_optional(db, statement(sql, project_id, wanted, most, 0)).await?;
    Ok(row.map_or(0, |row| row.n))
}

const LISTED: &str = select!("AND test = ?2 AND id = ?3");

/// One conversation, as in the list.
pub async fn one(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
    id: ConversationId,
) -> Result<Option<ListedConversation>, DbError> {
    let statement = Statement::new(LISTED).bind(project_id).bind(test).bind(id);
    fetch_optional(db, statement).await
}

#[cfg(test)]
mod tests;
