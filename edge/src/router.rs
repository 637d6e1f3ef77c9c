//! Every route on one screen.

use axum::{Router, http::StatusCode, middleware, routing::MethodRouter};

use crate::{
    api::{
        admin, console, cors,
        credential::{self, KeyedSurface},
        dev,
        error::ApiError,
        error_format, health, host, openapi, organization, plain_request, reply, reporting,
        session, site, widget,
    },
    platform::{Gate, Platform},
};

/// A method, in lower case, and the path that takes it.
pub type Route = (&'static str, &'static str);

/// Routes with the same checks before their handlers.
pub struct RouteGroup {
    /// The routes of the group.
    pub routes: &'static [Route],
    /// Whether the API's documents describe them.
    pub is_documented: bool,
    router: fn() -> Router<Platform>,
}

/// The check that a request passes before its handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// No check: handlers check the caller themselves.
    Handler,
    /// The gate. A repeated call gets the answer of the first.
    Once(Gate),
    /// The project's push secret. A repeated push gets the answer of the first.
    Push,
    /// The key and its quota. A repeated call gets the answer of the first.
    Key(KeyedSurface),
}

/// Makes the routes, their list, and their part of the API's documents from one table. A handler without
/// `#[utoipa::path]` does not compile there. Pages for people without a key, and routes outside the API, are
/// undocumented.
macro_rules! routes {
    ($(#[$doc:meta])* undocumented $group:ident { $($path:literal => $($method:ident($($handler:ident)::+)),+;)+ }) => {
        $(#[$doc])*
        pub struct $group;

        routes!(table $group false { $($path => $($method($($handler)::+)),+;)+ });
    };
    ($(#[$doc:meta])* documented $group:ident { $($path:literal => $($method:ident($($handler:ident)::+)),+;)+ }) => {
        $(#[$doc])*
        #[cfg_attr(
            not(target_arch = "wasm32"),
            derive(utoipa::OpenApi),
            openapi(paths($($($($handler)::+),+),+))
        )]
        pub struct $group;

        routes!(table $group true { $($path => $($method($($handler)::+)),+;)+ });
    };
    (table $group:ident $is_documented:literal { $($path:literal => $($method:ident($($handler:ident)::+)),+;)+ }) => {
        impl $group {
            const GROUP: RouteGroup = RouteGroup {
                routes: &[$($((stringify!($method), $path)),+),+],
                is_documented: $is_documented,
                router: || Router::new()$(.route($path, MethodRouter::new()$(.$method($($handler)::+))+))+,
            };
        }
    };
}

/// All routes.
pub const GROUPS: [(Before, RouteGroup); 10] = [
    (Before::Handler, Visitor::GROUP),
    (Before::Handler, Session::GROUP),
    (Before::Once(Gate::Widget), CreatedByVisitors::GROUP),
    (Before::Once(Gate::Chat), SentByVisitors::GROUP),
    (Before::Push, Pushed::GROUP),
    (Before::Key(KeyedSurface::Site), Site::GROUP),
    (Before::Key(KeyedSurface::Site), Operators::GROUP),
    (Before::Key(KeyedSurface::Organization), Organization::GROUP),
    (Before::Key(KeyedSurface::Reporting), Reporting::GROUP),
    (Before::Handler, Unlisted::GROUP),
];

routes! {
    /// The visitor's surface.
    documented Visitor {
        "/embed/{project}" => get(widget::embed::get);
        "/chat/{project}" => get(widget::page::get), post(widget::page::send);
        "/chat/{project}/return" => get(widget::return_page::without_link);
        "/chat/{project}/return/{token}" => get(widget::return_page::get), post(widget::return_page::send);
        "/api/widget/config" => get(widget::settings::get);
        "/api/widget/availability" => get(widget::availability::get);
        "/api/widget/doctor" => get(widget::doctor::get);
        "/api/widget/doctor/stream" => get(widget::doctor::stream);
        "/api/widget/visitor" => get(widget::erasure::export_visitor), delete(widget::erasure::erase_visitor);
        "/api/widget/salespop" => get(widget::sales::list);
        "/api/chat" => post(widget::chat::ask);
        "/api/chat/{conversation}" => get(widget::conversation::get), delete(widget::erasure::erase_conversation);
        "/api/chat/{conversation}/attachments/{id}" => get(widget::attachments::get);
        "/api/chat/{conversation}/events" => get(widget::conversation::events);
        "/api/chat/{conversation}/stop" => post(widget::conversation::stop);
        "/api/chat/{conversation}/read" => post(widget::conversation::mark_read);
        "/api/chat/{conversation}/typing" => post(widget::conversation::typing);
        "/api/chat/{conversation}/transcript" => post(widget::transcript::send);
        "/api/chat/{conversation}/feedback" => post(widget::conversation::judge);
        "/api/chat/{conversation}/handoff" => post(widget::conversation::hand_off);
    }
}

routes! {
    /// The surface for owners' own chat interfaces.
    documented Session {
        "/api/widget/session" => post(session::token::create), delete(session::token::delete);
        "/api/chat/conversations" => get(session::conversations::list);
        "/api/chat/conversations/unread" => get(session::conversations::unread);
        "/api/chat/conversation/{slug}" => get(session::conversation::get), patch(session::conversation::update);
        "/api/chat/conversation/{slug}/message/{id}" => post(session::messages::react);
    }
}

routes! {
    /// What visitors create.
    documented CreatedByVisitors {
        "/api/chat/conversation" => post(session::conversation::create);
        "/api/chat/{conversation}/attachments" => post(widget::attachments::create);
        "/api/chat/{conversation}/lead" => post(widget::lead::create);
    }
}

routes! {
    /// What visitors send.
    documented SentByVisitors {
        "/api/chat/conversation/{slug}/message" => post(session::messages::send);
    }
}

routes! {
    /// Events that the owner's server pushes.
    documented Pushed {
        "/api/widget/salespop-push" => post(widget::sales::push);
    }
}

routes! {
    /// The surface of the owner's server.
    documented Site {
        "/api/v1/chat" => post(site::chat::ask);
        "/api/v1/feedback" => post(site::feedback::judge);
        "/api/v1/handoff" => post(site::handoff::hand_off);
        "/api/v1/preview" => post(site::preview::preview);
        "/api/v1/config" => get(site::settings::get), patch(site::settings::update);
        "/api/v1/config/undo" => post(site::settings::undo);
        "/api/v1/site-look" => post(site::site_look::look);
        "/api/v1/sources" => get(site::sources::list), post(site::sources::create), delete(site::sources::delete);
        "/api/v1/sources/{id}" => get(site::source::get), patch(site::source::update);
        "/api/v1/sources/{id}/documents" => get(site::documents::list);
        "/api/v1/sources/{id}/documents/{document}" => get(site::documents::get);
        "/api/v1/sources/{id}/documents/{document}/versions" => get(site::versions::list);
        "/api/v1/sources/{id}/documents/{document}/versions/{version}" => get(site::versions::get);
        "/api/v1/sources/{id}/documents/{document}/restore" => post(site::versions::restore);
        "/api/v1/sources/{id}/changes" => get(site::changes::list);
        "/api/v1/sources/{id}/changes/accept" => post(site::changes::accept);
        "/api/v1/sources/{id}/changes/discard" => post(site::changes::discard);
        "/api/v1/sources/{id}/left-out" => get(site::documents::list_left_out);
        "/api/v1/sources/rescrape" => post(site::sources::rescrape);
        "/api/v1/analytics/overview" => get(site::analytics::overview);
        "/api/v1/analytics/activity" => get(site::analytics::activity);
        "/api/v1/questions" => get(site::questions::list);
        "/api/v1/questions/carefulness" => get(site::questions::carefulness);
        "/api/v1/unanswered" => get(site::unanswered::list);
        "/api/v1/unanswered/{id}" => delete(site::unanswered::dismiss);
        "/api/v1/unanswered/{id}/answer" => post(site::unanswered::answer);
        "/api/v1/unanswered/{id}/alternatives" => post(site::unanswered::add_alternatives);
        "/api/v1/unanswered/{id}/restore" => post(site::unanswered::restore::restore);
        "/api/v1/webhooks" => get(site::webhooks::list), post(site::webhooks::create), delete(site::webhooks::delete);
        "/api/v1/webhooks/{id}" => patch(site::webhooks::update);
        "/api/v1/webhooks/{id}/rotate" => post(site::webhooks::rotate);
        "/api/v1/webhooks/{id}/enable" => post(site::webhooks::enable);
        "/api/v1/webhooks/{id}/test" => post(site::deliveries::test);
        "/api/v1/webhooks/{id}/deliveries" => get(site::deliveries::list);
        "/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver" => post(site::deliveries::redeliver);
        "/api/v1/webhooks/{id}/redeliver-dead" => post(site::deliveries::redeliver_dead);
        "/api/v1/events" => get(site::webhooks::pull);
        "/api/v1/emails" => get(site::emails::list);
        "/api/v1/emails/{id}/redeliver" => post(site::emails::redeliver);
        "/api/v1/emails/redeliver-dead" => post(site::emails::redeliver_dead);
        "/api/v1/visitors" => get(site::visitor_list::list);
        "/api/v1/visitors/{session_id}" => get(site::visitors::export), delete(site::visitors::erase);
        "/api/v1/sessions/{session_id}/revoke" => post(site::visitors::revoke);
        "/api/v1/identity" => get(session::identity::get), patch(session::identity::update);
        "/api/v1/identity/rotate" => post(session::identity::rotate);
        "/api/v1/upkeep" => get(site::maintenance::get), put(site::maintenance::update);
        "/api/v1/upkeep/retention" => get(site::maintenance::retention);
        "/api/v1/plan" => get(site::plan::get);
        "/api/v1/model" => get(site::model::get), put(site::model::update);
        "/api/v1/model/days" => get(site::model_days::list);
        "/api/v1/model/test" => post(site::model::test);
        "/api/v1/saved-questions" => get(site::saved_questions::list), post(site::saved_questions::create);
        "/api/v1/saved-questions/import" => post(site::saved_questions::import);
        "/api/v1/saved-questions/run" => post(site::question_runs::run);
        "/api/v1/saved-questions/runs" => get(site::question_runs::list);
        "/api/v1/saved-questions/runs/{id}" => get(site::question_runs::get);
        "/api/v1/saved-questions/{id}" => patch(site::saved_questions::update), delete(site::saved_questions::delete);
        "/api/v1/keys" => get(site::keys::list), post(site::keys::create);
        "/api/v1/keys/{id}" => delete(site::keys::revoke);
        "/api/v1/people" => get(site::people::list), post(site::people::create);
        "/api/v1/people/{id}" => patch(site::people::update), delete(site::people::delete);
        "/api/v1/audit" => get(site::audit::list);
    }
}

routes! {
    /// Conversations, and people who answer in them, through the owner's server.
    documented Operators {
        "/api/v1/conversations" => get(site::conversations::list);
        "/api/v1/conversations/{id}" => get(site::conversation::get);
        "/api/v1/conversations/{id}/attachments" => post(site::attachments::create);
        "/api/v1/conversations/{id}/attachments/{attachment}" => get(site::attachments::get);
        "/api/v1/conversations/{id}/events" => get(site::conversation::events);
        "/api/v1/conversations/{id}/replies" => post(site::operators::reply);
        "/api/v1/conversations/{id}/notes" => post(site::notes::create);
        "/api/v1/conversations/{id}/typing" => post(site::operators::typing);
        "/api/v1/conversations/{id}/read" => post(site::operators::mark_read);
        "/api/v1/conversations/{id}/takeover" => post(site::operators::take_over);
        "/api/v1/conversations/{id}/handback" => post(site::operators::hand_back);
        "/api/v1/conversations/{id}/resolve" => post(site::operators::resolve);
        "/api/v1/conversations/{id}/reply-link" => post(site::reply_link::create), delete(site::reply_link::delete);
    }
}

routes! {
    /// The surface of an owner of several chatbots.
    documented Organization {
        "/v1/chatbots" => get(organization::chatbots::list), post(organization::chatbots::create);
        "/v1/chatbots/{id}" => get(organization::chatbots::get), patch(organization::chatbots::update);
        "/v1/chatbots/{id}/chat" => post(organization::chat::ask);
        "/v1/chatbots/{id}/conversations" => get(organization::conversations::list);
        "/v1/chatbots/{id}/leads" => get(organization::leads::list);
        "/v1/chatbots/{id}/analytics" => get(organization::analytics::get);
        "/v1/chatbots/{id}/analytics/topics" => get(organization::topics::get);
        "/v1/conversations/{id}" => get(organization::conversation::get);
        "/v1/leads/{id}" => get(organization::leads::get);
    }
}

routes! {
    /// The surface for reports.
    documented Reporting {
        "/api/public/v1/agents/{agent_id}/chats" => get(reporting::chats::list);
        "/api/public/v1/agents/{agent_id}/chats/{chat_id}" => get(reporting::chats::get);
    }
}

routes! {
    /// Routes for people who were notified of a conversation, people who answer in the inbox, the deployer, and
    /// everybody.
    undocumented Unlisted {
        "/doctor" => get(widget::doctor::page);
        "/reply" => get(reply::without_link);
        "/reply/{token}" => get(reply::get), post(reply::submit);
        "/reply/{token}/thread" => get(reply::thread);
        "/reply/{token}/events" => get(reply::events);
        "/console/session" => get(console::get), post(console::sign_in), patch(console::change_project), delete(console::sign_out);
        "/console/session/challenge" => post(console::passkeys::ask);
        "/console/projects" => get(console::projects);
        "/console/sessions" => get(console::sessions::list), delete(console::sessions::end_others);
        "/console/sessions/{id}" => delete(console::sessions::end);
        "/console/passkeys" => get(console::passkeys::list), post(console::passkeys::add);
        "/console/passkeys/challenge" => post(console::passkeys::ask_for_new);
        "/console/passkeys/{id}" => delete(console::passkeys::remove);
        "/console/sign-in-links" => post(console::links::create);
        "/console/sign-in-links/account" => post(console::links::account);
        "/api/admin/setup" => post(admin::setup);
        "/api/admin/keys" => post(admin::create_key);
        "/api/admin/sign-in-links" => post(admin::create_sign_in_link);
        "/api/admin/organizations/{id}" => patch(admin::set_plan);
        "/openapi.json" => get(openapi::site);
        "/api/openapi.json" => get(openapi::browser);
        "/api/v1/openapi.json" => get(openapi::site);
        "/v1/openapi.json" => get(openapi::organization);
        "/api/public/v1/openapi.json" => get(openapi::reporting);
        "/widget.js" => get(widget::loader::get);
        "/healthz" => get(health::get);
        "/dev/mail" => get(dev::mail);
    }
}

/// The Worker's routes over `platform`.
pub fn router(platform: Platform) -> Router {
    let mut router = Router::new();
    for (before, group) in GROUPS {
        router = router.merge(before.around((group.router)(), &platform));
    }
    let router = router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(platform.clone());
    // The router's own layers run only after it has chosen the route.
    Router::new()
        .fallback_service(router)
        .layer(middleware::from_fn(plain_request::layer))
        .layer(middleware::from_fn_with_state(platform, host::layer))
        .layer(middleware::from_fn(error_format::layer))
        .layer(middleware::from_fn(cors::layer))
}

impl Before {
    fn around(self, routes: Router<Platform>, platform: &Platform) -> Router<Platform> {
        let platform = platform.clone();
        match self {
            Self::Handler => routes,
            Self::Once(gate) => routes.route_layer(middleware::from_fn_with_state(
                (platform, gate),
                widget::visitor::once,
            )),
            Self::Push => routes.route_layer(middleware::from_fn_with_state(
                platform,
                widget::sales::once,
            )),
            Self::Key(surface) => routes.route_layer(middleware::from_fn_with_state(
                (platform, surface),
                credential::layer,
            )),
        }
    }
}

async fn not_found() -> ApiError {
    ApiError::not_found(
        "route_not_found",
        "There is nothing at this address. Check the path.",
    )
}

/// The router adds the header `Allow`.
async fn method_not_allowed() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not take this method. The Allow header names those it takes.",
    )
}
