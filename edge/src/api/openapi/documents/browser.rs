//! The surfaces for browsers: the widget's, and the one for owners' own chat interfaces.

use porchlight_shared::ids::{ClientMessageId, ConversationId, MessageId, SaleId};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::schemas::add;

/// The surfaces for browsers.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Porchlight: the browser",
        description = "The widget's own API, and the one for chat interfaces of your own. A session token, from \
                       POST /api/widget/session or from the X-Session-Token header of POST /api/chat, opens one \
                       visitor's conversations. Per address, 20 questions, 10 pushed events and 60 other requests in \
                       60 seconds.",
    ),
    modifiers(&Tokens),
    security(("session" = [])),
    servers((url = "/", description = "This deployment")),
)]
pub struct Browser;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        for (name, description) in [
            ("session", "A session token."),
            ("push", "The project's push secret: sp_…"),
        ] {
            let bearer = HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .description(Some(description))
                .build();
            components.add_security_scheme(name, SecurityScheme::Http(bearer));
        }
        add::<ClientMessageId>(components);
        add::<ConversationId>(components);
        add::<MessageId>(components);
        add::<SaleId>(components);
    }
}
