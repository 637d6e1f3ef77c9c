//! A project with a receiver, whose events are written as in production.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use porchlight_edge::{
    config::{Config, MailConfig, MailWay},
    domain::{
        credentials::{
            api_key::{self, KeyKind},
            credential_id::CredentialId,
        },
        deliveries::event::EventKind,
    },
    jobs::{self, sweep::sweep},
    platform::{
        Statement,
        db::{execute, fetch_all},
        native::{Native, http::NativeHttp},
        random_bytes,
    },
    providers::extractive::Extractive,
    router::router,
    services::{
        deliveries, events, notices,
        webhooks::{self, Actor, WantedWebhook},
    },
    store::webhooks::WebhookFormat,
};
use porchlight_shared::ids::{ConversationId, KeyId, OrganizationId, ProjectId, WebhookId};
use serde::Deserialize;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::receiver::{Receiver, Reply};

pub(crate) const NOW: u64 = 1_790_000_000_000;
pub(crate) const SECOND: u64 = 1_000;
pub(crate) const MINUTE: u64 = 60 * SECOND;
pub(crate) const HOUR: u64 = 60 * MINUTE;
/// Long for a receiver on this machine, and short for a test that waits for it to pass.
const LONGEST_MS: u32 = 300;

pub(crate) struct Project {
    pub(crate) native: Native,
    pub(crate) id: ProjectId,
    pub(crate) receiver: Receiver,
    key: String,
    router: Router,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) event_id: String,
    pub(crate) state: String,
    pub(crate) attempts: u32,
    pub(crate) next_at: Option<u64>,
    pub(crate) last_status: Option<u16>,
    pub(crate) last_error: Option<String>,
    pub(crate) last_response: Option<String>,
}

impl Project {
    pub(crate) async fn new() -> Self {
        let http = NativeHttp {
            longest_ms: LONGEST_MS,
        };
        let native = Native::new(NOW, Arc::new(http), Arc::new(Extractive)).unwrap();
        let id = ProjectId::new(NOW, [1; 10]);
        let organization = organization();
        let key = api_key::format(KeyKind::Live, [3; 16]);
        let statements = vec![
            Statement::new(
                "INSERT INTO organizations (id, name, created_at) VALUES (?1, 'Lamps', 0)",
            )
            .bind(organization),
            Statement::new(
                "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
                 VALUES (?1, ?2, 'shop', 'Lamps', 0, 0)",
            )
            .bind(id)
            .bind(organization),
            Statement::new(
                "INSERT INTO api_keys (id, organization_id, project_id, kind, hash, name, scopes, created_at)
                 VALUES (?1, ?2, ?3, 'live', ?4, 'test', '[\"*\"]', 0)",
            )
            .bind(KeyId::new(NOW, [4; 10]))
            .bind(organization)
            .bind(id)
            .bind(api_key::stored_hash(&key).unwrap()),
        ];
        native.db.batch(statements).await.unwrap();
        Self {
            router: router(native.platform.clone()),
            native,
            id,
            receiver: Receiver::start().await,
            key,
        }
    }

    /// Creates a webhook for handoffs and disabled webhooks at `path` of the receiver. Returns its id and its secret.
    pub(crate) async fn webhook(&self, path: &str) -> (WebhookId, String) {
        let (id, secret) = self.webhook_in(WebhookFormat::Signed, path).await;
        (id, secret.unwrap())
    }

    /// Does the same with a format.
    pub(crate) async fn webhook_in(
        &self,
        format: WebhookFormat,
        path: &str,
    ) -> (WebhookId, Option<String>) {
        let wanted = WantedWebhook {
            url: format!("{}{path}", self.receiver.origin),
            events: vec!["conversation.handoff".into(), "webhook.disabled".into()],
            description: String::new(),
            format,
        };
        let actor = Actor {
            organization_id: organization(),
            project_id: self.id,
            caller: CredentialId::Key(KeyId::new(NOW, [4; 10])),
        };
        let (webhook, secret) = webhooks::create(&self.native.platform, &actor, wanted)
            .await
            .unwrap();
        (webhook.id, secret)
    }

    /// Writes an event like the batch of a change, without sending it.
    pub(crate) async fn record(&self, kind: EventKind) {
        let now = self.native.platform.clock.now();
        let record = events::record(self.id, kind, &data(), now).unwrap();
        self.native.db.batch(vec![record]).await.unwrap();
    }

    /// A new visitor asks for a person.
    pub(crate) async fn hand_off(&self) {
        let platform = &self.native.platform;
        let now = platform.clock.now();
        let visitors = ConversationId::new(now, random_bytes().unwrap());
        let kind = EventKind::ConversationHandoff;
        let told = notices::tell(platform, self.id, visitors, kind, &data(), now).await;
        self.native.db.batch(told.unwrap()).await.unwrap();
        deliveries::begin(&self.native.platform, self.id).await;
    }

    /// Runs the jobs that are due. Returns how many there were.
    pub(crate) async fn work(&self) -> usize {
        let mut count = 0;
        while let Some(job) = self.native.jobs.take() {
            jobs::run(&self.native.platform, job).await.unwrap();
            count += 1;
        }
        count
    }

    /// Lets `milliseconds` pass, then runs the jobs that are due.
    pub(crate) async fn work_after(&self, milliseconds: u64) -> usize {
        self.native.clock.advance(milliseconds);
        self.work().await
    }

    pub(crate) async fn sweep(&self) {
        sweep(&self.native.platform).await.unwrap();
        self.work().await;
    }

    /// Creates a webhook and a handoff, for which the receiver has `reply`. Returns the delivery after the first
    /// attempt.
    pub(crate) async fn meet(&self, reply: Reply) -> Row {
        self.webhook("/hook").await;
        self.receiver.reply([reply]);
        self.hand_off().await;
        self.work().await;
        self.delivery().await
    }

    pub(crate) async fn deliveries(&self) -> Vec<Row> {
        let sql =
            "SELECT id, event_id, state, attempts, next_at, last_status, last_error, last_response
                   FROM deliveries ORDER BY created_at, rowid";
        fetch_all(&self.native.db, Statement::new(sql))
            .await
            .unwrap()
    }

    pub(crate) async fn delivery(&self) -> Row {
        let mut rows = self.deliveries().await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0)
    }

    pub(crate) async fn sql(&self, sql: &'static str) {
        execute(&self.native.db, Statement::new(sql)).await.unwrap();
    }

    /// Sends e-mail to the owner in this way.
    pub(crate) async fn send_mail(&mut self, way: MailWay) {
        self.sql(r#"UPDATE projects SET settings = '{"notifyEmail":"me@shop.example"}'"#)
            .await;
        self.native.configure(|config| Config {
            mail: Some(MailConfig {
                from: "bot@shop.example".into(),
                way,
            }),
            ..config
        });
        self.router = router(self.native.platform.clone());
    }

    /// The status and the body at `path`.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Calls the API as the owner's server. Returns the status and the JSON of the answer.
    pub(crate) async fn call(&self, method: &str, path: &str) -> (u16, Value) {
        self.ask(method, &format!("/api/v1/webhooks{path}")).await
    }

    /// Does the same with any address.
    pub(crate) async fn ask(&self, method: &str, path: &str) -> (u16, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.key))
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }
}

pub(crate) fn conversation() -> ConversationId {
    ConversationId::new(NOW, [5; 10])
}

pub(crate) fn organization() -> OrganizationId {
    OrganizationId::new(NOW, [2; 10])
}

fn data() -> Value {
    json!({
        "conversationId": conversation(),
        "question": "Is a person there?",
        "customerEmail": "sarah@example.com",
    })
}
