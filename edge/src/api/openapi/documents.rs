//! The information in each document, and the routes that it describes.

use std::collections::BTreeSet;

use porchlight_shared::ids::{
    ConversationId, DeliveryId, KeyId, LeadId, MessageId, NoteId, ProjectId, SessionId, SourceId,
    WebhookId,
};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document, RefOr, Tag,
        path::Operation,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use self::{browser::Browser, schemas::add};
use crate::{api::reporting::chats::ChatOrder, router};

pub mod browser;
mod schemas;

/// The surface of the owner's server.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Porchlight: the site",
        description = "Ask, manage what Porchlight knows and how it looks, read what visitors asked. All endpoints \
                       take a key of the project in the Authorization header.",
    ),
    modifiers(&Keys),
    security(("key" = [])),
    servers((url = "/", description = "This deployment")),
)]
pub struct SiteDocument;

/// The surface of an owner of several chatbots.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Porchlight: the organization",
        description = "Make chatbots, send messages, read conversations, leads and numbers. All endpoints take a key \
                       of the organization in the x-api-key header; how many requests a minute depends on its plan.",
    ),
    modifiers(&Keys),
    security(("apiKey" = [])),
    servers((url = "/", description = "This deployment")),
)]
pub struct OrganizationDocument;

/// The surface for reports.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Porchlight: reporting",
        description = "Read chats and their messages, for reports and warehouses. All endpoints take a key with the \
                       scope reporting:read in the Authorization header; 60 requests in 60 seconds for each key.",
    ),
    modifiers(&Keys),
    security(("key" = [])),
    servers((url = "/", description = "This deployment")),
)]
pub struct ReportingDocument;

struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API key: sk_live_…, sk_test_… or pk_…"))
            .build();
        components.add_security_scheme("key", SecurityScheme::Http(bearer));
        let header = ApiKey::Header(ApiKeyValue::new("x-api-key"));
        components.add_security_scheme("apiKey", SecurityScheme::ApiKey(header));
        add::<ConversationId>(components);
        add::<DeliveryId>(components);
        add::<KeyId>(components);
        add::<LeadId>(components);
        add::<MessageId>(components);
        add::<NoteId>(components);
        add::<ProjectId>(components);
        add::<SessionId>(components);
        add::<SourceId>(components);
        add::<WebhookId>(components);
        add::<ChatOrder>(components);
    }
}

/// All documents, with their file names.
pub fn all() -> Vec<(&'static str, Document)> {
    let mut documents = vec![
        (
            "site",
            SiteDocument::openapi()
                .merge_from(router::Site::openapi())
                .merge_from(router::Operators::openapi()),
        ),
        (
            "organization",
            OrganizationDocument::openapi().merge_from(router::Organization::openapi()),
        ),
        (
            "reporting",
            ReportingDocument::openapi().merge_from(router::Reporting::openapi()),
        ),
        (
            "browser",
            Browser::openapi()
                .merge_from(router::Visitor::openapi())
                .merge_from(router::Session::openapi())
                .merge_from(router::CreatedByVisitors::openapi())
                .merge_from(router::SentByVisitors::openapi())
                .merge_from(router::Pushed::openapi()),
        ),
    ];
    for (_, document) in &mut documents {
        complete(document);
    }
    documents
}

/// Completes the parts that all documents share.
fn complete(document: &mut Document) {
    let mut tags = BTreeSet::new();
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ] {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(operation_id(method, path));
            operation.description = operation.description.take().or(operation.summary.clone());
            tags.extend(operation.tags.iter().flatten().cloned());
            describe_successes(operation);
        }
    }
    document.tags = Some(tags.into_iter().map(Tag::new).collect());
    without_unused_schemas(document);
}

/// `GET /v1/chatbots/{id}` is `getV1ChatbotsById`.
fn operation_id(method: &str, path: &str) -> String {
    let mut id = method.to_owned();
    for part in path.split(['/', '-', '.']).filter(|part| !part.is_empty()) {
        let (prefix, name) = match part.strip_prefix('{') {
            Some(name) => ("By", name.trim_end_matches('}')),
            None => ("", part),
        };
        id.push_str(prefix);
        for word in name.split('_') {
            let (first, rest) = word.split_at_checked(1).unwrap_or(("", word));
            id.push_str(&first.to_ascii_uppercase());
            id.push_str(rest);
        }
    }
    id
}

/// Gives every response a description, as the format requires.
fn describe_successes(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            response.description = "Success.".into();
        }
    }
}

/// Removes schemas that nothing refers to. Parameters do not bring the schemas of their ids, so all ids are added to
/// every document first.
fn without_unused_schemas(document: &mut Document) {
    loop {
        let text = document.to_json().unwrap_or_default();
        let Some(components) = &mut document.components else {
            return;
        };
        let before = components.schemas.len();
        components
            .schemas
            .retain(|name, _| text.contains(&format!("\"#/components/schemas/{name}\"")));
        if components.schemas.len() == before {
            return;
        }
    }
}
