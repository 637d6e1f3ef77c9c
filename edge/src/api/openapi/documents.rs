//! Which handlers make up which document.

use utoipa::{
    Modify, OpenApi,
    openapi::RefOr,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::api::{organization, reporting, site};

/// The surface of the owner's server.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Porchlight: the site",
        description = "Ask, manage what Porchlight knows and how it looks, read what visitors asked. All endpoints \
                       take a key of the project in the Authorization header.",
    ),
    paths(site::keys::list, site::keys::make, site::keys::revoke, site::keys::audit),
    modifiers(&Keys),
    security(("key" = [])),
    servers((url = "/", description = "This deployment")),
)]
pub struct Site;

/// The surface of an owner of several chatbots.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Porchlight: the organization",
        description = "Make chatbots, send messages, read conversations, leads and numbers. All endpoints take a key \
                       of the organization in the x-api-key header; how many requests a minute depends on its plan.",
    ),
    paths(
        organization::chatbots::list, organization::chatbots::get, organization::chatbots::make,
        organization::conversations::list, organization::conversations::get, organization::chat::post,
        organization::topics::get,
    ),
    modifiers(&Keys),
    security(("apiKey" = [])),
    servers((url = "/", description = "This deployment")),
)]
pub struct Organization;

/// The surface for reports.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Porchlight: reporting",
        description = "Read chats and their messages, for reports and warehouses. All endpoints take a key with the \
                       scope reporting:read in the Authorization header; 60 requests in 60 seconds for each key.",
    ),
    paths(reporting::chats::list, reporting::chats::get),
    modifiers(&Keys),
    security(("key" = [])),
    servers((url = "/", description = "This deployment")),
)]
pub struct Reporting;

struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API key: sk_live_…, sk_test_… or pk_…"))
            .build();
        components.add_security_scheme("key", SecurityScheme::Http(bearer));
        let header = ApiKey::Header(ApiKeyValue::new("x-api-key"));
        components.add_security_scheme("apiKey", SecurityScheme::ApiKey(header));
    }
}

/// Each document with its file's name.
pub fn all() -> Vec<(&'static str, utoipa::openapi::OpenApi)> {
    let mut documents = vec![
        ("site", Site::openapi()),
        ("organization", Organization::openapi()),
        ("reporting", Reporting::openapi()),
    ];
    for (_, document) in &mut documents {
        describe_successes(document);
    }
    documents
}

/// Every response must have a description, also where there is nothing to add.
fn describe_successes(document: &mut utoipa::openapi::OpenApi) {
    for item in document.paths.paths.values_mut() {
        for operation in [
            &mut item.get,
            &mut item.post,
            &mut item.patch,
            &mut item.delete,
        ]
        .into_iter()
        .flatten()
        {
            for response in operation.responses.responses.values_mut() {
                if let RefOr::T(response) = response
                    && response.description.is_empty()
                {
                    response.description = "Success.".into();
                }
            }
        }
    }
}
