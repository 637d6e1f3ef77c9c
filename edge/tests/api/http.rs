//! Rules for every address: CORS, methods, media types, health.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::support::{App, SHOP, chat_body, run, with};

#[test]
fn a_preflight_is_answered_for_every_address() {
    run(async {
        let app = App::new().await;
        for path in [
            "/api/chat",
            "/api/v1/chat",
            "/api/widget/config",
            "/nowhere",
        ] {
            for asked in [
                "content-type,sentry-trace,baggage",
                "x-datadog-trace-id",
                "",
            ] {
                let request = Request::options(path)
                    .header("origin", SHOP)
                    .header("access-control-request-method", "POST")
                    .header("access-control-request-headers", asked)
                    .body(Body::empty());
                let answer = app.send(request.unwrap()).await;
                let allowed = answer.header("access-control-allow-headers").unwrap();
                assert!(allowed.contains(asked), "{path} does not allow {asked}");
                let mut vary = answer.headers.get_all("vary").iter();
                assert!(vary.any(|name| name == "Access-Control-Request-Headers"));
            }
            let request = Request::options(path)
                .header("origin", SHOP)
                .header("access-control-request-method", "POST")
                .body(Body::empty());
            let answer = app.send(request.unwrap()).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
            assert_eq!(answer.header("access-control-allow-origin"), Some(SHOP));
            assert!(
                answer
                    .header("access-control-allow-headers")
                    .unwrap()
                    .contains("Authorization")
            );
        }
    });
}

#[test]
fn a_page_of_a_listed_site_may_read_answer_and_token() {
    run(async {
        let app = App::new().await;
        let request = Request::post("/api/chat")
            .header("origin", SHOP)
            .header("content-type", "application/json")
            .body(Body::from(chat_body("What about refunds?").to_string()));
        let answer = app.send(request.unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("access-control-allow-origin"), Some(SHOP));
        assert_eq!(answer.header("vary"), Some("Origin"));
        assert!(
            answer
                .header("access-control-expose-headers")
                .unwrap()
                .contains("X-Session-Token")
        );
    });
}

#[test]
fn a_page_of_another_site_is_refused_and_told_so() {
    run(async {
        let app = App::new().await;
        for origin in [
            "https://evil.example",
            "null",
            "https://shop.example.evil.example",
        ] {
            let request = Request::post("/api/chat")
                .header("origin", origin)
                .header("content-type", "application/json")
                .body(Body::from(chat_body("What about refunds?").to_string()));
            app.send(request.unwrap())
                .await
                .check_error(403, "origin_not_allowed");
        }
    });
}

#[test]
fn our_own_origin_is_always_allowed() {
    run(async {
        let app = App::new().await;
        let request = Request::get("/api/widget/config?project=shop")
            .header("host", "chat.example:8443")
            .header("origin", "https://chat.example:8443");
        assert_eq!(
            app.send(request.body(Body::empty()).unwrap()).await.status,
            StatusCode::OK
        );
    });
}

#[test]
fn a_wrong_method_path_or_media_type_has_its_own_status() {
    run(async {
        let app = App::new().await;
        app.get("/nowhere")
            .await
            .check_error(404, "route_not_found");
        let wrong = app.get("/api/chat").await;
        wrong.check_error(405, "method_not_allowed");
        assert_eq!(wrong.header("allow"), Some("POST"));
        let request = Request::post("/api/chat")
            .header("content-type", "text/xml")
            .body(Body::from("<a/>"));
        app.send(request.unwrap())
            .await
            .check_error(415, "unsupported_media_type");
        let request = Request::post("/api/chat")
            .header("content-type", "application/json")
            .body(Body::from("{"));
        app.send(request.unwrap())
            .await
            .check_error(400, "invalid_json");
    });
}

#[test]
fn health_says_ok() {
    run(async {
        assert_eq!(
            App::new().await.get("/healthz").await.json()["status"],
            "ok"
        );
    });
}

#[test]
fn a_printed_example_without_a_content_type_works() {
    run(async {
        let app = App::new().await;
        let body = with(
            chat_body("What about refunds?"),
            "sessionToken",
            serde_json::Value::Null,
        );
        let request = Request::post("/api/chat").body(Body::from(body.to_string()));
        assert_eq!(app.send(request.unwrap()).await.status, StatusCode::OK);
    });
}

#[test]
fn a_document_stands_where_clients_look_for_one() {
    run(async {
        let app = App::new().await;
        let document = app.get("/openapi.json").await;
        assert_eq!(document.status, StatusCode::OK);
        assert_eq!(document.body, app.get("/api/v1/openapi.json").await.body);
    });
}

#[test]
fn a_base_url_may_end_in_a_slash() {
    run(async {
        let app = App::new().await;
        let config = app.get("//api/widget/config?project=shop").await;
        assert_eq!(config.status, StatusCode::OK, "{}", config.body);
        let refused = app.get("//v1/chatbots").await;
        assert_eq!(refused.json()["error"], "key_missing", "{}", refused.body);
        let mail = app.get("//dev/mail").await;
        assert_eq!(mail.header("access-control-allow-origin"), None);
    });
}

#[test]
fn a_path_that_cannot_be_read_is_refused_in_the_words_of_its_surface() {
    run(async {
        let app = App::new().await;
        let get = async |path| {
            app.call("GET", path, &app.key, serde_json::Value::Null)
                .await
        };
        get("/api/v1/sources/%ff")
            .await
            .check_error(400, "address_invalid");
        let refused = get("/v1/leads/%ff").await;
        assert_eq!(
            refused.json()["error"],
            "address_invalid",
            "{}",
            refused.body
        );
        assert!(refused.json()["message"].is_string());
    });
}
