//! An application with a project in it, as a client sees it.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use porchlight_edge::{
    domain::credentials::api_key::{self, KeyKind},
    jobs,
    platform::{
        Db, Statement,
        answer_provider::AnswerProvider,
        db::{Param, fetch_all},
        native::{Native, NoNetwork, counted::Counted},
        sqlite::Sqlite,
    },
    providers::extractive::Extractive,
    router::router,
    store::passages::{self, IndexedDocument},
};
use porchlight_knowledge::passage::ExtractedPassage;
use porchlight_shared::{
    chat_event::ChatEvent,
    ids::{DocumentId, KeyId, OrganizationId, ProjectId, SourceId},
    message::Message,
    sse::{Decoder, NumberedEvent},
};
use serde_json::{Value, json};

pub(crate) mod embedding_server;
pub(crate) mod model_server;
pub(crate) mod owner;
mod receiver;
mod said;
mod stream;

pub(crate) use receiver::Receiver;

/// The root secret of the native platform.
pub(crate) const ROOT: &str = "a root secret for tests, long enough";
pub(crate) const NOW: u64 = 1_790_000_000_000;
pub(crate) const SHOP: &str = "https://shop.example";
pub(crate) const SESSION: &str = "550e8400-e29b-41d4-a716-446655440000";
pub(crate) const OTHER_SESSION: &str = "550e8400-e29b-41d4-a716-446655440001";
pub(crate) const QUESTION: &str = "How many days do I have to return a lamp?";
pub(crate) const UNANSWERABLE: &str = "Who won the football championship in 1974?";

pub(crate) struct App {
    pub(crate) native: Native,
    pub(crate) project_id: ProjectId,
    /// The key of the project `shop`.
    pub(crate) key: String,
    router: Router,
}

/// An empty platform without a network, on a database of the caller's.
pub(crate) fn native_on(db: Arc<dyn Db>) -> Native {
    Native::on_one(db, NOW, Arc::new(NoNetwork), Arc::new(Extractive)).unwrap()
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl App {
    /// The projects `shop`, which has a page about lamps, and `rival`, which has none, each with its key.
    pub(crate) async fn new() -> Self {
        Self::with_provider(Arc::new(Extractive)).await
    }

    /// The same, with answers by `provider`.
    pub(crate) async fn with_provider(provider: Arc<dyn AnswerProvider>) -> Self {
        Self::in_platform(Native::new(NOW, Arc::new(NoNetwork), provider).unwrap()).await
    }

    /// The same, with its database, which records its calls.
    pub(crate) async fn counted() -> (Self, Arc<Counted>) {
        let database = Arc::new(Counted::new(Arc::new(Sqlite::in_memory().unwrap())));
        let app = Self::in_platform(native_on(database.clone())).await;
        (app, database)
    }

    /// The same in an empty platform of the caller's.
    pub(crate) async fn in_platform(native: Native) -> Self {
        let organization = organization();
        let project_id = ProjectId::new(NOW, [2; 10]);
        let key = api_key::format(KeyKind::Live, [3; 16]);
        let rival_key = api_key::format(KeyKind::Live, [4; 16]);
        let insert = |sql, params: Vec<Param>| {
            params
                .into_iter()
                .fold(Statement::new(sql), Statement::bind)
        };
        let mut statements = vec![insert(
            "INSERT INTO organizations (id, name, created_at) VALUES (?1, 'Lamps', 0)",
            vec![organization.into()],
        )];
        for (id, slug, key) in [
            (project_id, "shop", &key),
            (ProjectId::new(NOW, [5; 10]), "rival", &rival_key),
        ] {
            statements.push(insert(
                "INSERT INTO projects (id, organization_id, slug, name, allowed_origins, created_at, updated_at)
                 VALUES (?1, ?2, ?3, 'Lantern & Oak', '[\"https://shop.example\"]', 0, 0)",
                vec![id.into(), organization.into(), slug.into()],
            ));
            statements.push(insert(
                "INSERT INTO api_keys (id, organization_id, project_id, kind, hash, name, scopes, created_at)
                 VALUES (?1, ?2, ?3, 'live', ?4, 'test', '[\"*\"]', 0)",
                vec![
                    KeyId::new(NOW, if slug == "shop" { [8; 10] } else { [9; 10] }).into(),
                    organization.into(),
                    id.into(),
                    api_key::stored_hash(key).unwrap().into(),
                ],
            ));
        }
        native.db.batch(statements).await.unwrap();
        let app = Self::over(native, project_id, key);
        app.index_returns_page().await;
        app
    }

    pub(crate) fn over(native: Native, project_id: ProjectId, key: String) -> Self {
        Self {
            router: router(native.platform.clone()),
            native,
            project_id,
            key,
        }
    }

    async fn index_returns_page(&self) {
        let source = SourceId::new(NOW, [6; 10]);
        let document = IndexedDocument {
            document_id: DocumentId::new(NOW, [7; 10]),
            source_id: source,
            version: 1,
            title: "Returns",
            url: Some("https://shop.example/returns"),
            language: Some("en"),
        };
        let passage = |heading: &str, text: &str| ExtractedPassage {
            headings: vec!["Returns".into(), heading.into()],
            text: text.into(),
            ..ExtractedPassage::default()
        };
        let passages = [
            passage(
                "How long",
                "You have 30 days to return a lamp. The days count from the delivery of the parcel.",
            ),
            passage(
                "Refunds",
                "Refunds reach your account within five working days after the parcel arrives.",
            ),
            passage(
                "Bulbs",
                "Opened packs of bulbs stay with you, for reasons of safety.",
            ),
        ];
        let insert = Statement::new(
            "INSERT INTO sources (id, project_id, kind, name, status, created_at, updated_at)
             VALUES (?1, ?2, 'page', 'Returns', 'indexed', 0, 1790000000000)",
        );
        let insert_document = Statement::new(
            "INSERT INTO documents (id, project_id, source_id, key, url, title, content_hash, created_at, updated_at)
             VALUES (?1, ?2, ?3, 'returns', 'https://shop.example/returns', 'Returns', '', 0, 0)",
        );
        let mut statements = vec![
            insert.bind(source).bind(self.project_id),
            insert_document
                .bind(document.document_id)
                .bind(self.project_id)
                .bind(source),
        ];
        statements.extend(passages::replace(
            self.project_id,
            &document,
            &passages,
            NOW,
        ));
        self.native.db.batch(statements).await.unwrap();
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.open(request).await.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        };
        said::check(&answer);
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// A request with these headers and, unless it is null, this JSON body.
    pub(crate) async fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Value,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        self.send(request.body(body).unwrap()).await
    }

    /// A new key, made with the root secret. Without a project, it is for the whole organization.
    pub(crate) async fn new_key(
        &self,
        kind: &str,
        project: Option<ProjectId>,
        scopes: &[&str],
    ) -> String {
        let body = json!({
            "organizationId": OrganizationId::new(NOW, [1; 10]),
            "projectId": project,
            "kind": kind,
            "name": "made in a test",
            "scopes": scopes,
        });
        let answer = self.call("POST", "/api/admin/keys", ROOT, body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.json()["key"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn set_plan(&self, plan: &str) {
        let id = OrganizationId::new(NOW, [1; 10]);
        let path = format!("/api/admin/organizations/{id}");
        let answer = self
            .call("PATCH", &path, ROOT, json!({ "plan": plan }))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    /// A POST without credentials.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.request("POST", path, &[], body).await
    }

    /// A POST by a page of `origin`.
    pub(crate) async fn post_from(&self, origin: &str, path: &str, body: Value) -> Answer {
        self.request("POST", path, &[("origin", origin)], body)
            .await
    }

    /// A POST with an `Idempotency-Key`.
    pub(crate) async fn once(&self, path: &str, bearer: &str, key: &str, body: Value) -> Answer {
        let bearer = format!("Bearer {bearer}");
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        self.request("POST", path, &headers, body).await
    }

    /// A request with a session token or an API key.
    pub(crate) async fn call(&self, method: &str, path: &str, bearer: &str, body: Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {bearer}"))
            .header("content-type", "application/json")
            .body(if body.is_null() {
                Body::empty()
            } else {
                Body::from(body.to_string())
            });
        self.send(request.unwrap()).await
    }

    pub(crate) async fn chat(&self, body: Value) -> Answer {
        let request = Request::post("/api/chat")
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()));
        self.send(request.unwrap()).await
    }

    /// Asks in a new session. Returns the answer and the session's token.
    pub(crate) async fn ask(&self, question: &str) -> (Message, String) {
        let answer = self.chat(chat_body(question)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        (
            answer.message(),
            answer.header("x-session-token").unwrap().to_owned(),
        )
    }

    pub(crate) async fn run_jobs(&self) {
        while let Some(job) = self.native.jobs.take() {
            jobs::run(&self.native.platform, job).await.unwrap();
        }
    }

    /// The number of rows that `sql` (a `SELECT count(*) AS n …`) counts.
    pub(crate) async fn count(&self, sql: &'static str) -> u64 {
        let rows: Vec<Value> = fetch_all(&self.native.db, Statement::new(sql))
            .await
            .unwrap();
        rows[0]["n"].as_u64().unwrap()
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    pub(crate) fn events(&self) -> Vec<NumberedEvent> {
        let frames = Decoder::default().push(self.body.as_bytes());
        frames
            .iter()
            .map(|frame| frame.chat_event().unwrap())
            .collect()
    }

    /// The names of the events, in order.
    pub(crate) fn event_names(&self) -> Vec<&'static str> {
        self.events()
            .iter()
            .map(|event| event.event.name())
            .collect()
    }

    pub(crate) fn message(&self) -> Message {
        let message = self
            .events()
            .into_iter()
            .find_map(|event| match event.event {
                ChatEvent::Message(message) => Some(message.message),
                _ => None,
            });
        message.unwrap_or_else(|| panic!("no message in {}", self.body))
    }
}

fn organization() -> OrganizationId {
    OrganizationId::new(NOW, [1; 10])
}

/// The first question of a new session.
pub(crate) fn chat_body(question: &str) -> Value {
    json!({
        "projectSlug": "shop",
        "sessionId": SESSION,
        "messages": [{ "role": "user", "content": question }],
    })
}

/// `body` with another value under `key`.
pub(crate) fn with(mut body: Value, key: &str, value: impl Into<Value>) -> Value {
    body[key] = value.into();
    body
}

/// Runs `test` where answers can be written: on one thread, with local tasks.
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, test);
}
