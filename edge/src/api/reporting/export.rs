//! A whole range of chats in one response, read page by page, with one page in memory at a time.

use axum::{
    body::Body,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use futures::stream;
use porchlight_shared::ids::ProjectId;
use send_wrapper::SendWrapper;

use super::summary::ChatSummary;
use crate::{
    domain::{cursor::Cursor, json_text},
    platform::{DbError, Platform},
    store::chats::{self, Chat, ChatList},
};

/// The number of chats in one read.
const PAGE: u32 = 500;

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a header line.
    Csv,
    /// One JSON object on each line.
    Ndjson,
}

impl Format {
    /// The format that the client asks for instead of JSON.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        let accept = headers.get(header::ACCEPT)?.to_str().ok()?;
        if accept.contains("text/csv") {
            Some(Self::Csv)
        } else if accept.contains("application/x-ndjson") {
            Some(Self::Ndjson)
        } else {
            None
        }
    }

    /// The value of `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    const fn head(self) -> &'static str {
        match self {
            Self::Csv => {
                "id,created_at,updated_at,state,message_count,unanswered_count,escalated,escalated_at,resolved_at,page_url\r\n"
            }
            Self::Ndjson => "",
        }
    }

    fn line(self, chat: Chat) -> String {
        let chat = ChatSummary::from(chat);
        match self {
            Self::Csv => csv_line(&chat),
            Self::Ndjson => {
                json_text::one_line(serde_json::to_string(&chat).unwrap_or_default()) + "\n"
            }
        }
    }
}

/// Streams all conversations of `range`. The limit in it does not apply.
pub fn stream(
    platform: Platform,
    project_id: ProjectId,
    mut range: ChatList,
    format: Format,
) -> Response {
    range.limit = PAGE;
    let pages = stream::try_unfold(Some((range, format.head())), move |state| {
        let platform = platform.clone();
        async move {
            let Some((mut range, head)) = state else {
                return Ok::<_, DbError>(None);
            };
            let chats = chats::list(&platform.project(project_id), project_id, &range).await?;
            range.after = chats
                .last()
                .filter(|_| u32::try_from(chats.len()) == Ok(PAGE))
                .map(|chat| Cursor {
                    time: chat.created_at,
                    id: chat.id.to_string(),
                });
            let next = range.after.is_some().then_some((range, ""));
            let mut text = head.to_owned();
            text.extend(chats.into_iter().map(|chat| format.line(chat)));
            Ok(Some((text, next)))
        }
    });
    let headers = [
        (header::CONTENT_TYPE, format.content_type()),
        (header::CACHE_CONTROL, "no-store"),
    ];
    // A Worker has one thread, and a test reads the body on the thread that created it.
    (headers, Body::from_stream(SendWrapper::new(pages))).into_response()
}

fn csv_line(chat: &ChatSummary) -> String {
    let state = serde_json::to_value(chat.state)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default();
    let fields = [
        chat.id.to_string(),
        chat.created_at.clone(),
        chat.updated_at.clone(),
        state,
        chat.message_count.to_string(),
        chat.unanswered_count.to_string(),
        chat.escalated.to_string(),
        chat.escalated_at.clone().unwrap_or_default(),
        chat.resolved_at.clone().unwrap_or_default(),
        chat.page_url.as_deref().map(csv_text).unwrap_or_default(),
    ];
    fields.join(",") + "\r\n"
}

/// Quotes a text so that no spreadsheet evaluates it as a formula (OWASP, "CSV Injection"): a visitor's page may have
/// any address.
pub fn csv_text(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_sees_text_and_no_formula() {
        for (text, expected) in [
            (
                "https://shop.example/?a=1,2",
                "\"https://shop.example/?a=1,2\"",
            ),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("=cmd()", "\"'=cmd()\""),
        ] {
            assert_eq!(csv_text(text), expected);
        }
    }
}
