//! Every route on one screen.

use axum::{
    Router,
    http::StatusCode,
    middleware,
    routing::{delete, get, patch, post},
};

use crate::{
    api::{
        admin, console, cors,
        credential::{self, KeyedSurface},
        dev, dialect,
        error::ApiError,
        health, openapi,
        organization::{self, chatbots, conversations},
        reply,
        reporting::chats,
        session,
        site::{self, keys, sources},
        widget::{
            chat, config, conversation, embed, erasure, lead, page, return_page, sales, visitor,
        },
    },
    platform::{Gate, Platform},
};

/// The Worker's routes over `platform`.
pub fn router(platform: Platform) -> Router {
    Router::new()
        // The visitor's surface.
        .route("/embed/{project}", get(embed::get))
        .route("/chat/{project}", get(page::get).post(page::post))
        .route("/chat/{project}/return/{token}", get(return_page::get))
        .route("/api/widget/config", get(config::get))
        .route("/api/chat", post(chat::post))
        .route(
            "/api/chat/{conversation}",
            get(conversation::transcript).delete(erasure::conversation),
        )
        .route("/api/widget/visitor", delete(erasure::visitor))
        .route("/api/widget/salespop", get(sales::list))
        .merge(pushed(&platform))
        .route("/api/chat/{conversation}/events", get(conversation::events))
        .route("/api/chat/{conversation}/stop", post(conversation::stop))
        .route("/api/chat/{conversation}/read", post(conversation::read))
        .route(
            "/api/chat/{conversation}/typing",
            post(conversation::typing),
        )
        .route(
            "/api/chat/{conversation}/feedback",
            post(conversation::feedback),
        )
        .route(
            "/api/chat/{conversation}/handoff",
            post(conversation::handoff),
        )
        .merge(session())
        .merge(visitor_once(made_by_visitors(), &platform, Gate::Widget))
        .merge(visitor_once(posted_messages(), &platform, Gate::Chat))
        .merge(keyed(site(), &platform, KeyedSurface::Site))
        .merge(keyed(organization(), &platform, KeyedSurface::Organization))
        .merge(keyed(reporting(), &platform, KeyedSurface::Reporting))
        .merge(keyed(identity(), &platform, KeyedSurface::Site))
        // Who was told of a conversation.
        .route("/reply/{token}", get(reply::page).post(reply::post))
        .route("/reply/{token}/thread", get(reply::thread))
        .route("/reply/{token}/events", get(reply::events))
        // Who answers in the inbox.
        .route(
            "/console/session",
            get(console::read)
                .post(console::sign_in)
                .delete(console::sign_out),
        )
        // Who runs the deployment.
        .route("/api/admin/setup", post(admin::setup))
        .route("/api/admin/keys", post(admin::make_key))
        .route("/api/admin/organizations/{id}", patch(admin::set_plan))
        // Everybody's.
        .route("/api/openapi.json", get(openapi::browser))
        .route("/api/v1/openapi.json", get(openapi::site))
        .route("/v1/openapi.json", get(openapi::organization))
        .route("/api/public/v1/openapi.json", get(openapi::reporting))
        .route("/healthz", get(health::get))
        .route("/dev/mail", get(dev::mail))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn(dialect::layer))
        .layer(middleware::from_fn(cors::layer))
        .with_state(platform)
}

/// The surface for chat interfaces of the owner's own.
fn session() -> Router<Platform> {
    Router::new()
        .route(
            "/api/widget/session",
            post(session::token::begin).delete(session::token::end),
        )
        .route(
            "/api/chat/conversations",
            get(session::conversation_list::list),
        )
        .route(
            "/api/chat/conversations/unread",
            get(session::conversation_list::unread),
        )
        .route(
            "/api/chat/conversation/{slug}",
            get(session::conversations::get).patch(session::conversations::change),
        )
        .route(
            "/api/chat/conversation/{slug}/message/{id}",
            post(session::messages::react),
        )
}

/// What visitors make.
fn made_by_visitors() -> Router<Platform> {
    Router::new()
        .route(
            "/api/chat/conversation",
            post(session::conversations::begin),
        )
        .route("/api/chat/{conversation}/lead", post(lead::post))
}

fn posted_messages() -> Router<Platform> {
    Router::new().route(
        "/api/chat/conversation/{slug}/message",
        post(session::messages::post),
    )
}

/// How visitors are signed in.
fn identity() -> Router<Platform> {
    Router::new()
        .route(
            "/api/v1/identity",
            get(session::identity::get).patch(session::identity::change),
        )
        .route("/api/v1/identity/rotate", post(session::identity::rotate))
}

/// The surface of the owner's server.
fn site() -> Router<Platform> {
    Router::new()
        .route("/api/v1/chat", post(site::chat::post))
        .route("/api/v1/feedback", post(site::feedback::post))
        .route("/api/v1/handoff", post(site::handoff::post))
        .route("/api/v1/analytics/overview", get(site::analytics::overview))
        .route("/api/v1/analytics/activity", get(site::analytics::activity))
        .route("/api/v1/conversations", get(site::conversations::list))
        .route("/api/v1/conversations/{id}", get(site::conversation::read))
        .route(
            "/api/v1/conversations/{id}/events",
            get(site::conversation::events),
        )
        .merge(operators())
        .route(
            "/api/v1/webhooks",
            get(site::webhooks::list)
                .post(site::webhooks::make)
                .delete(site::webhooks::delete),
        )
        .route("/api/v1/webhooks/{id}/rotate", post(site::webhooks::rotate))
        .route("/api/v1/webhooks/{id}/enable", post(site::webhooks::enable))
        .route(
            "/api/v1/webhooks/{id}/deliveries",
            get(site::deliveries::list),
        )
        .route(
            "/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver",
            post(site::deliveries::redeliver),
        )
        .route(
            "/api/v1/webhooks/{id}/redeliver-dead",
            post(site::deliveries::redeliver_dead),
        )
        .route("/api/v1/webhooks/{id}/test", post(site::deliveries::test))
        .route("/api/v1/events", get(site::webhooks::pull))
        .route("/api/v1/emails", get(site::emails::list))
        .route(
            "/api/v1/emails/redeliver-dead",
            post(site::emails::redeliver_dead),
        )
        .route(
            "/api/v1/emails/{id}/redeliver",
            post(site::emails::redeliver),
        )
        .route(
            "/api/v1/visitors/{session_id}",
            get(site::visitors::export).delete(site::visitors::erase),
        )
        .route(
            "/api/v1/sessions/{session_id}/revoke",
            post(site::visitors::revoke),
        )
        .route(
            "/api/v1/config",
            get(site::config::get).patch(site::config::patch),
        )
        .route(
            "/api/v1/sources",
            get(sources::list)
                .post(sources::add)
                .delete(sources::delete),
        )
        .route("/api/v1/sources/rescrape", post(sources::rescrape))
        .route("/api/v1/preview", post(site::preview::post))
        .route(
            "/api/v1/upkeep",
            get(site::upkeep::get).put(site::upkeep::set),
        )
        .route("/api/v1/keys", get(keys::list).post(keys::make))
        .route("/api/v1/keys/{id}", delete(keys::revoke))
        .route("/api/v1/audit", get(keys::audit))
}

/// People who answer, through the owner's server.
fn operators() -> Router<Platform> {
    Router::new()
        .route(
            "/api/v1/conversations/{id}/replies",
            post(site::operators::reply),
        )
        .route(
            "/api/v1/conversations/{id}/takeover",
            post(site::operators::take_over),
        )
        .route(
            "/api/v1/conversations/{id}/handback",
            post(site::operators::hand_back),
        )
        .route(
            "/api/v1/conversations/{id}/resolve",
            post(site::operators::resolve),
        )
        .route(
            "/api/v1/conversations/{id}/notes",
            post(site::notes::create),
        )
        .route(
            "/api/v1/conversations/{id}/typing",
            post(site::operators::typing),
        )
        .route(
            "/api/v1/conversations/{id}/reply-link",
            post(site::reply_link::make).delete(site::reply_link::end),
        )
}

/// The surface of an owner of several chatbots.
fn organization() -> Router<Platform> {
    Router::new()
        .route("/v1/chatbots", get(chatbots::list).post(chatbots::make))
        .route(
            "/v1/chatbots/{id}",
            get(chatbots::get).patch(chatbots::change),
        )
        .route("/v1/chatbots/{id}/conversations", get(conversations::list))
        .route("/v1/chatbots/{id}/chat", post(organization::chat::post))
        .route(
            "/v1/chatbots/{id}/analytics/topics",
            get(organization::topics::get),
        )
        .route(
            "/v1/chatbots/{id}/analytics",
            get(organization::analytics::get),
        )
        .route("/v1/chatbots/{id}/leads", get(organization::leads::list))
        .route("/v1/leads/{id}", get(organization::leads::get))
        .route("/v1/conversations/{id}", get(conversations::get))
}

/// The surface for reports.
fn reporting() -> Router<Platform> {
    Router::new()
        .route("/api/public/v1/agents/{agent_id}/chats", get(chats::list))
        .route(
            "/api/public/v1/agents/{agent_id}/chats/{chat_id}",
            get(chats::get),
        )
}

/// What the owner's server pushes.
fn pushed(platform: &Platform) -> Router<Platform> {
    Router::new()
        .route("/api/widget/salespop-push", post(sales::push))
        .route_layer(middleware::from_fn_with_state(
            platform.clone(),
            sales::once,
        ))
}

/// Routes of visitors on which the same call again gets the answer of the first; they pass through `gate`.
fn visitor_once(routes: Router<Platform>, platform: &Platform, gate: Gate) -> Router<Platform> {
    let state = (platform.clone(), gate);
    routes.route_layer(middleware::from_fn_with_state(state, visitor::once))
}

/// The routes of a surface whose callers have keys.
fn keyed(routes: Router<Platform>, platform: &Platform, surface: KeyedSurface) -> Router<Platform> {
    let state = (platform.clone(), surface);
    routes.route_layer(middleware::from_fn_with_state(state, credential::layer))
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
