//! The hosts at which a deployment answers, and the headers of every response.

use axum::http::StatusCode;
use porchlight_edge::{
    config::{Config, Hosts, MailConfig, MailWay},
    router::GROUPS,
};
use serde_json::Value;

use crate::support::{App, run};

/// All routes, with values for their parameters.
fn routes() -> impl Iterator<Item = (String, String)> {
    GROUPS
        .into_iter()
        .flat_map(|(_, group)| group.routes)
        .map(|(method, path)| (method.to_uppercase(), path.replace(['{', '}'], "")))
}

#[test]
fn every_response_forbids_sniffing_and_demands_https() {
    run(async {
        let app = App::new().await;
        let nowhere = ("GET".to_owned(), "/nowhere".to_owned());
        for (method, path) in routes().chain([nowhere]) {
            let answer = app.request(&method, &path, &[], Value::Null).await;
            assert_eq!(
                answer.header("x-content-type-options"),
                Some("nosniff"),
                "{method} {path}"
            );
            assert_eq!(
                answer.header("strict-transport-security"),
                Some("max-age=31536000"),
                "{method} {path}"
            );
        }
    });
}

#[test]
fn nothing_is_answered_on_a_host_that_is_not_the_deployments() {
    run(async {
        let mut app = App::new().await;
        for (hosts, own) in [
            (Hosts::Only("chat.example.com".into()), "chat.example.com"),
            (Hosts::ThisMachine, "127.0.0.1:8787"),
        ] {
            app.configure(|config| Config {
                hosts: hosts.clone(),
                ..config
            });
            for (method, path) in routes() {
                for other in ["evil.example", "chat.example.com.evil.example", ""] {
                    let headers = [("host", other)];
                    let answer = app.request(&method, &path, &headers, Value::Null).await;
                    let status = answer.status;
                    assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{method} {path}");
                }
            }
            let answer = app
                .request("GET", "/healthz", &[("host", own)], Value::Null)
                .await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        }
    });
}

#[test]
fn the_e_mails_of_development_are_for_no_other_page() {
    run(async {
        let mut app = App::new().await;
        app.configure(|config| Config {
            mail: Some(MailConfig {
                from: "bot@shop.example".into(),
                way: MailWay::Kept,
            }),
            ..config
        });
        let headers = [("origin", "https://evil.example")];
        let answer = app.request("GET", "/dev/mail", &headers, Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("access-control-allow-origin"), None);
    });
}
