//! Which handlers make up which document.

use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::api::site;

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
    vec![("site", Site::openapi())]
}
