//! The owner's side of a test: keys, configurations, events.

use axum::{body::Body, http::Request};
use porchlight_edge::{
    config::Config,
    domain::credentials::{
        api_key::{self, KeyKind},
        named_session::NamedSession,
        scope::Scope,
    },
    platform::{Statement, db::fetch_all},
    router::router,
    services::{
        self,
        keys::{self, KeyMaker, WantedKey},
    },
    store::notices,
};
use serde_json::Value;

use super::{App, organization};

impl App {
    /// A new key of the project `shop`.
    pub(crate) async fn key(&self, kind: KeyKind, scopes: &[Scope]) -> String {
        let wanted = WantedKey {
            organization_id: organization(),
            project_id: Some(self.project_id),
            kind,
            name: "test".into(),
            scopes: scopes.to_vec(),
            expires_at: None,
        };
        keys::create(&self.native.platform, wanted, &KeyMaker::root())
            .await
            .unwrap()
            .key
    }

    /// The session that the owner of `shop` calls `name`.
    pub(crate) fn named(&self, name: &str) -> NamedSession {
        let secret = self.native.platform.config.naming_secret();
        NamedSession::read(secret, self.project_id, name).unwrap()
    }

    /// Changes the configuration of the deployment.
    pub(crate) fn configure(&mut self, change: impl FnOnce(Config) -> Config) {
        self.native.configure(change);
        self.router = router(self.native.platform.clone());
    }

    /// Lets the pause between two notices pass, and sends those that are due.
    pub(crate) async fn pause(&self) {
        self.native.clock.advance(notices::PAUSE_MS);
        services::notices::sweep(&self.native.platform)
            .await
            .unwrap();
    }

    pub(crate) async fn change(&self, statement: Statement) {
        self.native.db.batch(vec![statement]).await.unwrap();
    }

    /// Checks what every endpoint with a key refuses: no key, a key with the wrong scope, a test key where only a live
    /// one is allowed. `scope` is one that does not open it.
    pub(crate) async fn check_doors(&self, method: &str, path: &str, body: &Value, scope: Scope) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()));
        self.send(request.unwrap())
            .await
            .check_error(401, "key_missing");
        let made_up = api_key::format(KeyKind::Live, [9; 16]);
        self.call(method, path, &made_up, body.clone())
            .await
            .check_error(401, "key_invalid");
        let weak = self.key(KeyKind::Live, &[scope]).await;
        self.call(method, path, &weak, body.clone())
            .await
            .check_error(403, "scope_missing");
    }

    /// The data of the events of type `kind`, in order.
    pub(crate) async fn events(&self, kind: &str) -> Vec<Value> {
        let statement = Statement::new("SELECT data FROM events WHERE type = ?1 ORDER BY number");
        let rows: Vec<Value> = fetch_all(&self.native.db, statement.bind(kind))
            .await
            .unwrap();
        rows.iter()
            .map(|row| serde_json::from_str(row["data"].as_str().unwrap()).unwrap())
            .collect()
    }
}

/// The key of the project `rival`.
pub(crate) fn rival() -> String {
    api_key::format(KeyKind::Live, [4; 16])
}
