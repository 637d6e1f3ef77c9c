//! `/api/v1/visitors`: the visitors of a project, listed and searched.

use axum::{Json, extract::State};
use porchlight_shared::error::ErrorBody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, WriteVisitors},
        page::PageQuery,
        query::Params,
    },
    domain::{conversation::message_search::SEARCH_CHARS, timestamp::rfc3339},
    platform::Platform,
    services::visitor_list::{self, VisitorPage, WantedVisitors},
    store::visitor_list::ListedVisitor,
};

/// A visitor in a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Visitor, example = json!({
    "sessionId": "user-42", "name": "Sarah Kim", "email": "sarah@example.com", "phone": null,
    "signedEmail": null, "conversations": 3, "contactAt": "2027-01-31T09:32:00.000Z",
    "createdAt": "2027-01-31T09:30:00.000Z", "lastSeenAt": "2027-02-02T17:04:00.000Z",
}))]
pub struct ListedVisitorBody {
    /// The visitor: the name that questions were sent with, or the id of a browser's session.
    session_id: String,
    /// The latest name that the visitor left.
    name: Option<String>,
    /// The latest e-mail address that the visitor left, in a form or when asking for a person.
    email: Option<String>,
    /// The latest telephone number that the visitor left.
    phone: Option<String>,
    /// The e-mail address that your server signed.
    signed_email: Option<String>,
    /// The number of conversations, at most 100.
    conversations: u32,
    /// When the visitor last left contact details.
    contact_at: Option<String>,
    /// When the visitor first came.
    created_at: String,
    /// When the latest message in one of the conversations was written.
    last_seen_at: Option<String>,
}

impl From<ListedVisitor> for ListedVisitorBody {
    fn from(visitor: ListedVisitor) -> Self {
        let id = visitor.id;
        Self {
            session_id: visitor.named_session.unwrap_or_else(|| id.to_string()),
            name: visitor.name,
            email: visitor.email.or(visitor.left_email),
            phone: visitor.phone,
            signed_email: visitor.signed_email,
            conversations: visitor.conversations,
            contact_at: visitor.lead_at.map(rfc3339),
            created_at: rfc3339(visitor.created_at),
            last_seen_at: visitor.last_at.map(rfc3339),
        }
    }
}

/// The visitors to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VisitorsQuery {
    /// Finds the visitors whose name, e-mail address or telephone number contains words that begin with these, and the
    /// one with this `sessionId`.
    #[param(max_length = 200)]
    search: Option<String>,
    /// Only visitors who left contact details, in the order in which they did. Ignored with `search`.
    #[serde(default)]
    #[param(required = false)]
    contact: bool,
    /// The most visitors in the response.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
    /// The `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// A page of visitors.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Visitors)]
pub struct VisitorsBody {
    /// The visitors, newest first. A page may have fewer than its limit even if more pages follow.
    visitors: Vec<ListedVisitorBody>,
    /// The cursor of the next page, null on the last.
    next_cursor: Option<String>,
}

/// Lists the visitors of the project.
#[utoipa::path(
    get, path = "/api/v1/visitors", tag = "Visitors", params(VisitorsQuery),
    responses(
        (status = 200, body = VisitorsBody),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<WriteVisitors>,
    Params(query): Params<VisitorsQuery>,
) -> Result<Json<VisitorsBody>, ApiError> {
    let search = query.search.unwrap_or_default();
    if search.chars().count() > SEARCH_CHARS {
        return Err(ApiError::bad_request(
            "search_too_long",
            format!("search has at most {SEARCH_CHARS} characters. Shorten it."),
        )
        .with("most", SEARCH_CHARS));
    }
    let wanted = match (search.trim(), query.contact) {
        ("", false) => WantedVisitors::All,
        ("", true) => WantedVisitors::WithContact,
        (text, _) => WantedVisitors::Found(text.to_owned()),
    };
    let filters = format!("visitors {} {} {wanted:?}", project.id, project.test);
    let paged = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let page = VisitorPage {
        project_id: project.id,
        test: project.test,
        wanted,
        after: paged.after(&filters)?,
        limit: paged.limit()?,
    };
    let (visitors, next) = visitor_list::page(&platform, page).await?;
    Ok(Json(VisitorsBody {
        visitors: visitors.into_iter().map(ListedVisitorBody::from).collect(),
        next_cursor: next.map(|cursor| cursor.encode(&filters)),
    }))
}
