//! Requests to the server: same origin, JSON. The browser adds the session cookie.

pub(crate) mod answers;
pub(crate) mod appearance;
pub(crate) mod gaps;
pub(crate) mod history;
pub(crate) mod integrations;
pub(crate) mod knowledge;
pub(crate) mod numbers;
pub(crate) mod passkeys;
pub(crate) mod people;
pub(crate) mod projects;
pub(crate) mod uploads;
pub(crate) mod visitors;

use std::cell::RefCell;

use gloo_net::http::{Method, RequestBuilder, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use porchlight_shared::ids::{AttachmentId, ConversationId, MessageId, PersonId};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use web_sys::RequestCache;

use crate::{
    problem::Problem,
    texts::Values,
    wire::{
        ActionOutcome, Conversation, FullConversation, LinkAccount, ListPage, Note, Project,
        Refusal,
    },
};

const SESSION: &str = "/console/session";
/// The header, and for streams the query parameter, that names the project this page shows. Another page of the same
/// browser may show another project.
const PROJECT: &str = "porchlight-project";

thread_local! {
    static SHOWN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Sets the project, by its slug, that later requests name. With `None`, the server picks the project that the session
/// used last.
pub(crate) fn show_project(slug: Option<String>) {
    SHOWN.set(slug);
}

/// The answer to a request for a list that sent the `ETag` of the previous answer.
pub(crate) enum Fresh {
    /// The list has not changed (304).
    Same,
    New(ListPage, Option<String>),
}

/// Requests a sign-in link by e-mail. The server answers the same whether or not it knows the address.
pub(crate) async fn ask_for_link(email: &str) -> Result<(), Problem> {
    let body = json!({ "email": email });
    post("/console/sign-in-links", body).await.map(drop)
}

/// Whose account a link opens. Asking does not use the link up.
pub(crate) async fn link_account(link: &str) -> Result<LinkAccount, Problem> {
    let path = "/console/sign-in-links/account";
    read(post(path, json!({ "link": link })).await?).await
}

/// Signs in to this person's account with the secret of a link. The server sets a session cookie.
pub(crate) async fn sign_in(link: &str, person: PersonId) -> Result<Project, Problem> {
    let body = json!({ "link": link, "person": person });
    read(post(SESSION, body).await?).await
}

/// The project of the current session. Status 401 if there is no session.
pub(crate) async fn session() -> Result<Project, Problem> {
    get(SESSION).await
}

pub(crate) async fn sign_out() -> Result<(), Problem> {
    send(Method::DELETE, SESSION, None, &[]).await.map(drop)
}

/// A list of conversations. `tag` is the `ETag` of the list that the page has.
pub(crate) async fn list(query: &str, tag: Option<&str>) -> Result<Fresh, Problem> {
    let path = format!("/api/v1/conversations?{query}");
    let tag = tag.map(|tag| ("If-None-Match", tag));
    let response = send(Method::GET, &path, None, tag.as_slice()).await?;
    if response.status() == 304 {
        return Ok(Fresh::Same);
    }
    let tag = response.headers().get("ETag");
    Ok(Fresh::New(read(response).await?, tag))
}

/// The conversations that began last, `limit` of them.
pub(crate) async fn newest(limit: u32) -> Result<Vec<Conversation>, Problem> {
    let page: ListPage = get(&format!("/api/v1/conversations?limit={limit}")).await?;
    Ok(page.conversations)
}

pub(crate) async fn conversation(id: ConversationId) -> Result<FullConversation, Problem> {
    get(&path(id, "")).await
}

/// The address of a conversation's event stream, starting after event number `after`.
pub(crate) fn events_path(id: ConversationId, after: u64) -> String {
    let shown = shown_in_address("&");
    path(id, &format!("/events?linger=true&after={after}{shown}"))
}

/// The address of a file. The browser opens it without headers, so the address names the project, as a stream's does.
pub(crate) fn file_path(id: ConversationId, file: AttachmentId) -> String {
    let shown = shown_in_address("?");
    path(id, &format!("/attachments/{file}{shown}"))
}

/// The project as a query parameter, preceded by `before`; empty if the page shows none.
fn shown_in_address(before: &str) -> String {
    let shown = SHOWN.with_borrow(|shown| {
        let shown = shown.as_ref()?;
        Some(format!("{before}{PROJECT}={}", encoded(shown)))
    });
    shown.unwrap_or_default()
}

/// Percent-encodes a text as a part of an address.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Posts an action; `path` is its last part, such as `takeover`.
pub(crate) async fn act(
    id: ConversationId,
    action: &str,
    body: Value,
) -> Result<ActionOutcome, Problem> {
    read(post(&path(id, &format!("/{action}")), body).await?).await
}

/// Tells the server that the operator has read the visitor's message.
pub(crate) async fn mark_read(id: ConversationId, message: MessageId) -> Result<(), Problem> {
    let body = json!({ "messageId": message });
    post(&path(id, "/read"), body).await.map(drop)
}

/// Adds a note, which visitors never see.
pub(crate) async fn note(id: ConversationId, text: &str, author: &str) -> Result<Note, Problem> {
    let body = json!({ "text": text, "operatorName": author });
    read(post(&path(id, "/notes"), body).await?).await
}

fn path(id: ConversationId, rest: &str) -> String {
    format!("/api/v1/conversations/{id}{rest}")
}

async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Problem> {
    read(send(Method::GET, path, None, &[]).await?).await
}

async fn post(path: &str, body: Value) -> Result<Response, Problem> {
    send(Method::POST, path, Some(body), &[]).await
}

/// Sends a request with a JSON body. Any status other than success and 304 is a problem.
async fn send(
    method: Method,
    path: &str,
    body: Option<Value>,
    headers: &[(&str, &str)],
) -> Result<Response, Problem> {
    let body = body.map(|body| ("application/json", body.to_string().into()));
    send_as(method, path, body, headers).await
}

/// Sends a request with a body of any content type.
async fn send_as(
    method: Method,
    path: &str,
    body: Option<(&str, JsValue)>,
    headers: &[(&str, &str)],
) -> Result<Response, Problem> {
    let mut request = RequestBuilder::new(path)
        .method(method)
        // Keep what visitors wrote out of the browser's cache.
        .cache(RequestCache::NoStore);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    if let Some(shown) = SHOWN.with_borrow(Clone::clone) {
        request = request.header(PROJECT, &shown);
    }
    let request = match body {
        Some((kind, body)) => request.header("Content-Type", kind).body(body),
        None => request.build(),
    };
    let network = |_| Problem::network();
    let response = request.map_err(network)?.send().await.map_err(network)?;
    if response.ok() || response.status() == 304 {
        return Ok(response);
    }
    let status = response.status();
    let refusal = response.text().await.unwrap_or_default();
    Err(refused(status, &refusal))
}

/// Reads the body of a refusal. A body without a code gets `http_` and the status.
fn refused(status: u16, body: &str) -> Problem {
    let refusal = serde_json::from_str(body).unwrap_or_else(|_| Refusal {
        error: String::new(),
        code: format!("http_{status}"),
        values: Values::new(),
    });
    Problem {
        status,
        code: refusal.code,
        message: refusal.error,
        values: refusal.values,
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Problem> {
    let text = response.text().await.map_err(|_| Problem::network())?;
    serde_json::from_str(&text).map_err(|_| Problem::network())
}
