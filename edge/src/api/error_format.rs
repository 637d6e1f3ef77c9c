//! Errors in the format of the surface that was called, and an id for every request.
//!
//! ```text
//!   organization     {"error": "<code>", "message": "<sentence>"}
//!   all others       {"error": "<sentence>", "code": "<code>"}
//!   with numbers in the sentence, also           "values": {"<name>": <number>}
//!   on request       application/problem+json (RFC 9457)
//! ```

use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::error::{ApiError, Problem, REQUEST_ID};
use crate::{domain::hex::hex, platform::random_bytes};

/// The path of the organization's surface.
pub const ORGANIZATION: &str = "v1/";

/// Writes the body of an error in the format of its surface, and gives every response a request id.
pub async fn layer(request: Request, next: Next) -> Response {
    // Clients may send several slashes first; `plain_request`, an inner layer, removes them.
    let path = request.uri().path().trim_start_matches('/');
    let organization = path.starts_with(ORGANIZATION);
    let problem_json = wants_problem_json(request.headers());
    let mut response = readable(next.run(request).await);
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        if problem_json {
            response = rewrite(response, "application/problem+json", rfc9457(&problem));
        } else if organization {
            let body = with_values(
                json!({ "error": problem.code, "message": problem.text }),
                &problem,
            );
            response = rewrite(response, "application/json", body);
        }
    }
    name(&mut response);
    response
}

/// The router refuses some requests itself, such as a path that is not UTF-8, and sends no sentence with it.
fn readable(response: Response) -> Response {
    let is_ours = response.extensions().get::<Problem>().is_some();
    let is_plain = (response.headers().get(header::CONTENT_TYPE))
        .is_some_and(|value| value.as_bytes().starts_with(b"text/plain"));
    if is_ours || !is_plain || !response.status().is_client_error() {
        return response;
    }
    let text = "This address cannot be read. Check how it is encoded.";
    ApiError::new(response.status(), "address_invalid", text).into_response()
}

fn wants_problem_json(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|accepted| accepted.contains("application/problem+json"))
}

/// RFC 9457, section 3. The type is the default, `about:blank`, so the title is that of the status code.
fn rfc9457(problem: &Problem) -> Value {
    let body = json!({
        "type": "about:blank",
        "title": problem.status.canonical_reason().unwrap_or("Error"),
        "status": problem.status.as_u16(),
        "detail": problem.text,
        "code": problem.code,
    });
    with_values(body, problem)
}

fn with_values(mut body: Value, problem: &Problem) -> Value {
    if let Some(fields) = body.as_object_mut()
        && !problem.values.is_empty()
    {
        fields.insert("values".to_owned(), json!(problem.values));
    }
    body
}

fn rewrite(response: Response, content_type: &'static str, body: Value) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let mut rewritten = Json(body).into_response();
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    *rewritten.status_mut() = parts.status;
    *rewritten.headers_mut() = parts.headers;
    rewritten
}

/// Gives the response a request id. An internal error already has one, from the log.
fn name(response: &mut Response) {
    if response.headers().contains_key(&REQUEST_ID) {
        return;
    }
    let id = random_bytes::<8>().map(|bytes| hex(&bytes));
    if let Some(value) = id.ok().and_then(|id| HeaderValue::from_str(&id).ok()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
}
