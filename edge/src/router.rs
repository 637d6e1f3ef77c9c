//! Every route on one screen.

use axum::{
    Router,
    http::StatusCode,
    middleware,
    routing::{get, post},
};

use crate::{
    api::{
        cors,
        error::ApiError,
        health,
        site::{self, sources},
        widget::{chat, config, conversation, embed},
    },
    platform::Platform,
};

/// The Worker's routes over `platform`.
pub fn router(platform: Platform) -> Router {
    Router::new()
        // The visitor's surface.
        .route("/embed/{project}", get(embed::get))
        .route("/api/widget/config", get(config::get))
        .route("/api/chat", post(chat::post))
        .route("/api/chat/{conversation}", get(conversation::transcript))
        .route("/api/chat/{conversation}/events", get(conversation::events))
        .route("/api/chat/{conversation}/stop", post(conversation::stop))
        .route(
            "/api/chat/{conversation}/feedback",
            post(conversation::feedback),
        )
        .route(
            "/api/chat/{conversation}/handoff",
            post(conversation::handoff),
        )
        // The site owner's surface.
        .route("/api/v1/chat", post(site::chat::post))
        .route(
            "/api/v1/sources",
            get(sources::list)
                .post(sources::add)
                .delete(sources::delete),
        )
        .route("/api/v1/sources/rescrape", post(sources::rescrape))
        // Everybody's.
        .route("/healthz", get(health::get))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn(cors::layer))
        .with_state(platform)
}

async fn not_found() -> ApiError {
    ApiError::not_found(
        "route_not_found",
        "There is nothing at this address. Check the path.",
    )
}

/// The router adds `Allow`.
async fn method_not_allowed() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not take this method. The Allow header names those it takes.",
    )
}
