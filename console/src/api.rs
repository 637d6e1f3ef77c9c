//! What is asked of the server: same origin, JSON, with the cookie that the browser adds by itself.

use gloo_net::http::{Method, RequestBuilder, Response};
use porchlight_shared::ids::ConversationId;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use web_sys::RequestCache;

use crate::{
    problem::Problem,
    wire::{Held, ListPage, Note, Project, Refusal, Whole},
};

const SESSION: &str = "/console/session";

/// A list that is asked for again and again.
pub(crate) enum Fresh {
    /// It holds what it held.
    Same,
    /// What it holds now, and the name of that.
    New(ListPage, Option<String>),
}

/// Signs in with a key.
pub(crate) async fn sign_in(key: &str) -> Result<Project, Problem> {
    read(post(SESSION, json!({ "key": key })).await?).await
}

/// Who is signed in.
pub(crate) async fn session() -> Result<Project, Problem> {
    read(send(Method::GET, SESSION, None, None).await?).await
}

/// Signs out.
pub(crate) async fn sign_out() -> Result<(), Problem> {
    send(Method::DELETE, SESSION, None, None).await.map(drop)
}

/// A list, if it is not the one that `known` names.
pub(crate) async fn list(query: &str, known: Option<&str>) -> Result<Fresh, Problem> {
    let path = format!("/api/v1/conversations?{query}");
    let response = send(Method::GET, &path, None, known).await?;
    if response.status() == 304 {
        return Ok(Fresh::Same);
    }
    let tag = response.headers().get("ETag");
    Ok(Fresh::New(read(response).await?, tag))
}

/// A conversation as a whole.
pub(crate) async fn whole(id: ConversationId) -> Result<Whole, Problem> {
    read(send(Method::GET, &path(id, ""), None, None).await?).await
}

/// Where a conversation's events after a number are.
pub(crate) fn events_path(id: ConversationId, after: u64) -> String {
    path(id, &format!("/events?linger=true&after={after}"))
}

/// Does something with a conversation.
pub(crate) async fn act(id: ConversationId, what: &str, body: Value) -> Result<Held, Problem> {
    read(post(&path(id, &format!("/{what}")), body).await?).await
}

/// Writes a note.
pub(crate) async fn note(id: ConversationId, text: &str, author: &str) -> Result<Note, Problem> {
    let body = json!({ "text": text, "operatorName": author });
    read(post(&path(id, "/notes"), body).await?).await
}

fn path(id: ConversationId, rest: &str) -> String {
    format!("/api/v1/conversations/{id}{rest}")
}

async fn post(path: &str, body: Value) -> Result<Response, Problem> {
    send(Method::POST, path, Some(body), None).await
}

/// The answer, if it is a success or says that nothing has changed.
async fn send(
    method: Method,
    path: &str,
    body: Option<Value>,
    known: Option<&str>,
) -> Result<Response, Problem> {
    let mut request = RequestBuilder::new(path)
        .method(method)
        // Nothing of what visitors wrote stays in the browser's cache.
        .cache(RequestCache::NoStore);
    if let Some(known) = known {
        request = request.header("If-None-Match", known);
    }
    let request = match body {
        Some(body) => request
            .header("Content-Type", "application/json")
            .body(body.to_string()),
        None => request.build(),
    };
    let network = |_| Problem::network();
    let response = request.map_err(network)?.send().await.map_err(network)?;
    if response.ok() || response.status() == 304 {
        return Ok(response);
    }
    let status = response.status();
    let refusal: Option<Refusal> = read(response).await.ok();
    let (code, said) = refusal.map_or_else(
        || (format!("http_{status}"), String::new()),
        |refusal| (refusal.code, refusal.error),
    );
    Err(Problem { status, code, said })
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Problem> {
    let text = response.text().await.map_err(|_| Problem::network())?;
    serde_json::from_str(&text).map_err(|_| Problem::network())
}
