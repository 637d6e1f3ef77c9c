//! The directory in one database, three projects in databases of their own: nothing needs two of them at once.
//!
//! Each database has only the tables of its own kind, so a statement that uses both kinds fails.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use porchlight_edge::{
    config::{MailConfig, MailWay},
    jobs::sweep::sweep,
    platform::{
        Placement, Statement,
        db::{Database, DirectoryDb, ProjectDb, fetch_all},
        native::Native,
        sqlite::Sqlite,
    },
    providers::extractive::Extractive,
    store::schema::{PROJECT_TABLES, TABLES_OF_BOTH},
};
use porchlight_shared::ids::ProjectId;
use serde_json::{Value, json};

use crate::support::{App, NOW, ROOT, Receiver, chat_body, run, with};

const DATABASES: usize = 3;

/// Places each new project in the next database.
struct InTurn {
    databases: Vec<ProjectDb>,
    placed: Mutex<Vec<ProjectId>>,
}

impl Placement for InTurn {
    fn of(&self, project_id: ProjectId) -> ProjectDb {
        let mut placed = self.placed.lock().unwrap();
        let number = placed.iter().position(|id| *id == project_id);
        let number = number.unwrap_or_else(|| {
            placed.push(project_id);
            placed.len() - 1
        });
        self.databases[number % DATABASES].clone()
    }

    fn all(&self) -> Vec<ProjectDb> {
        self.databases.clone()
    }
}

struct Shop {
    id: ProjectId,
    slug: String,
    key: String,
}

struct Apart {
    app: App,
    directory: DirectoryDb,
    projects: Vec<ProjectDb>,
    receiver: Arc<Receiver>,
    shops: Vec<Shop>,
    organization_key: String,
}

impl Apart {
    async fn new() -> Self {
        let directory = DirectoryDb::new(Arc::new(Sqlite::of_directory().unwrap()));
        let projects: Vec<ProjectDb> = (0..DATABASES)
            .map(|_| ProjectDb::new(Arc::new(Sqlite::of_projects().unwrap())))
            .collect();
        let placement = InTurn {
            databases: projects.clone(),
            placed: Mutex::default(),
        };
        let receiver = Arc::new(Receiver::default());
        let mut native = Native::on(
            directory.clone(),
            Arc::new(placement),
            NOW,
            receiver.clone(),
            Arc::new(Extractive),
        )
        .unwrap();
        native.configure(|mut config| {
            config.mail = Some(MailConfig {
                from: "Porchlight <chat@porchlight.example>".into(),
                way: MailWay::Binding,
            });
            config.public_url = Some("https://chat.example".into());
            config
        });
        let app = App::over(native, ProjectId::new(NOW, [0; 10]), String::new());
        let setup = json!({
            "organization": "Lamps", "project": "Shop 0", "slug": "shop-0", "plan": "scale",
            "allowedOrigins": ["https://shop.example"],
        });
        let made = app.call("POST", "/api/admin/setup", ROOT, setup).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let made = made.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let organization_key = text(&made["organizationKey"]);
        let mut shops = vec![Shop {
            id: text(&made["projectId"]).parse().unwrap(),
            slug: "shop-0".into(),
            key: text(&made["projectKey"]),
        }];
        for number in 1..DATABASES {
            let slug = format!("shop-{number}");
            let body = json!({
                "name": format!("Shop {number}"), "slug": slug, "allowedOrigins": ["https://shop.example"],
            });
            let bot = app
                .once("/v1/chatbots", &organization_key, &slug, body)
                .await;
            assert_eq!(bot.status, StatusCode::CREATED, "{}", bot.body);
            let id: ProjectId = text(&bot.json()["id"]).parse().unwrap();
            let key = json!({
                "organizationId": made["organizationId"], "projectId": id, "kind": "live", "name": "test",
                "scopes": ["*"],
            });
            let key = app.call("POST", "/api/admin/keys", ROOT, key).await;
            assert_eq!(key.status, StatusCode::CREATED, "{}", key.body);
            shops.push(Shop {
                id,
                slug,
                key: text(&key.json()["key"]),
            });
        }
        Self {
            app,
            directory,
            projects,
            receiver,
            shops,
            organization_key,
        }
    }

    async fn does(&self, shop: &Shop, method: &str, path: &str, body: Value) -> Value {
        let answer = self.app.call(method, path, &shop.key, body).await;
        assert!(
            answer.status.is_success(),
            "{path}: {} {}",
            answer.status,
            answer.body
        );
        answer.json()
    }

    /// Everything that happens in a project: sources, a visitor who asks, judges, leaves an address and asks for a
    /// person, an operator who answers and takes notes. Returns the conversation and the visitor's token.
    async fn live_through(&self, number: usize) -> (String, String) {
        let (app, shop) = (&self.app, &self.shops[number]);
        let webhook = json!({
            "url": "https://shop.example/hook", "events": ["conversation.handoff", "message.sent", "lead.captured"],
        });
        self.does(shop, "POST", "/api/v1/webhooks", webhook).await;
        let email = json!({ "notifyEmail": "me@shop.example" });
        self.does(shop, "PATCH", "/api/v1/config", email).await;
        let maintenance = json!({ "recrawlDays": 3, "retentionDays": 30 });
        self.does(shop, "PUT", "/api/v1/upkeep", maintenance).await;
        let answer = format!("You have {number}7 days to return a lamp.");
        let pair =
            json!({ "question": "How many days do I have to return a lamp?", "answer": answer });
        self.does(shop, "POST", "/api/v1/sources", pair).await;
        app.run_jobs().await;
        let body = with(
            chat_body("How many days do I have to return a lamp?"),
            "projectSlug",
            &*shop.slug,
        );
        let asked = app.chat(body).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        let message = asked.message();
        assert!(
            message.text.contains(&format!("{number}7 days")),
            "{}",
            message.text
        );
        let token = asked.header("x-session-token").unwrap().to_owned();
        let id = message.conversation_id.to_string();
        for (path, body) in [
            (
                "feedback",
                json!({ "message_id": message.id, "verdict": "helpful" }),
            ),
            ("lead", json!({ "email": "ada@example.com" })),
            ("handoff", json!({ "email": "ada@example.com" })),
        ] {
            let path = format!("/api/chat/{id}/{path}");
            let left = app.once(&path, &token, "once", body).await;
            assert!(left.status.is_success(), "{path}: {}", left.body);
        }
        let reply = json!({ "text": "Here I am.", "operatorId": "ada", "operatorName": "Ada" });
        let path = format!("/api/v1/conversations/{id}");
        self.does(shop, "POST", &format!("{path}/replies"), reply)
            .await;
        let note = json!({ "text": "Lost parcel.", "operatorName": "Ada" });
        self.does(shop, "POST", &format!("{path}/notes"), note)
            .await;
        app.run_jobs().await;
        (id, token)
    }

    /// Counts rows by `project_id` in every table that has the column.
    async fn owners(&self, number: usize) -> Vec<Value> {
        let sql = PROJECT_TABLES
            .iter()
            .filter(|table| !table.starts_with("passage_") && !table.ends_with("_terms"))
            .chain(["audit"].iter())
            .map(|table| {
                format!(
                    "SELECT '{table}' AS name, project_id, count(*) AS n FROM {table} GROUP BY 2"
                )
            })
            .collect::<Vec<_>>()
            .join(" UNION ALL ");
        rows(&self.projects[number], sql).await
    }
}

async fn rows<Of>(db: &Database<Of>, sql: String) -> Vec<Value> {
    fetch_all(db, Statement::new(sql.leak())).await.unwrap()
}

#[test]
fn the_router_runs_over_a_directory_and_three_databases_of_projects() {
    run(async {
        let apart = Apart::new().await;
        let mut lived = Vec::new();
        for number in 0..DATABASES {
            lived.push(apart.live_through(number).await);
        }
        sweep(&apart.app.native.platform).await.unwrap();
        apart.app.run_jobs().await;

        let mails = apart.app.native.mail.take();
        let to_owner = mails.iter().filter(|mail| mail.to == "me@shop.example");
        assert_eq!(to_owner.count(), DATABASES, "{mails:?}");
        let received = apart.receiver.0.lock().unwrap().len();
        assert!(received >= 3 * DATABASES, "{received} deliveries");

        for (number, shop) in apart.shops.iter().enumerate() {
            let owners = apart.owners(number).await;
            let id = json!(shop.id);
            assert!(
                owners.iter().all(|row| row["project_id"] == id),
                "{owners:?}"
            );
            for table in [
                "sources",
                "messages",
                "leads",
                "notes",
                "deliveries",
                "credits",
                "audit",
                "upkeep",
            ] {
                assert!(
                    owners.iter().any(|row| row["name"] == table),
                    "{table}: {owners:?}"
                );
            }
        }
        // A visitor's request is stored with the project, the organization's in the directory.
        let count = "SELECT count(*) AS n FROM idempotent_requests".to_owned();
        assert_eq!(
            rows(&apart.directory, count.clone()).await[0]["n"],
            json!(2)
        );
        for db in &apart.projects {
            assert_eq!(rows(db, count.clone()).await[0]["n"], json!(1));
        }
        assert_eq!(TABLES_OF_BOTH, ["audit", "idempotent_requests"]);

        check_lists(&apart, &lived).await;
        check_erasure(&apart, &lived).await;
    });
}

/// The lists of an organization, over all of its projects.
async fn check_lists(apart: &Apart, lived: &[(String, String)]) {
    let key = &apart.organization_key;
    let get = async |path: String| {
        let headers = [("x-api-key", key.as_str())];
        let answer = apart.app.request("GET", &path, &headers, Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.json()
    };
    let chatbots = get("/v1/chatbots".into()).await;
    assert_eq!(chatbots["chatbots"].as_array().unwrap().len(), DATABASES);
    for (shop, (conversation, _)) in apart.shops.iter().zip(lived) {
        let path = format!("/v1/chatbots/{}/conversations", shop.id);
        let listed = get(path).await;
        assert_eq!(listed["conversations"][0]["id"], json!(conversation));
        let one = get(format!("/v1/conversations/{conversation}")).await;
        assert_eq!(one["chatbotId"], json!(shop.id));
        let leads = get(format!("/v1/chatbots/{}/leads", shop.id)).await;
        let lead = leads["leads"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(
            get(format!("/v1/leads/{lead}")).await["chatbotId"],
            json!(shop.id)
        );
        // Keys are in the directory, webhooks with the project. The record of changes has both.
        let audit = apart.does(shop, "GET", "/api/v1/audit", Value::Null).await;
        let actions: Vec<&str> = audit["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["action"].as_str().unwrap())
            .collect();
        for action in ["key.created", "webhook.created", "upkeep.updated"] {
            assert!(actions.contains(&action), "{action}: {actions:?}");
        }
    }
}

/// A visitor of one project is erased: nothing of them is left, and the others' data is untouched.
async fn check_erasure(apart: &Apart, lived: &[(String, String)]) {
    let of_visitors =
        "SELECT (SELECT count(*) FROM conversations) + (SELECT count(*) FROM messages)
                         + (SELECT count(*) FROM leads) + (SELECT count(*) FROM notes)
                         + (SELECT count(*) FROM idempotent_requests) AS n";
    let count = async |number: usize| {
        let rows = rows(&apart.projects[number], of_visitors.to_owned()).await;
        rows[0]["n"].as_u64().unwrap()
    };
    let before = [count(0).await, count(1).await, count(2).await];
    let (_, token) = &lived[1];
    let erased = apart
        .app
        .call("DELETE", "/api/widget/visitor", token, Value::Null)
        .await;
    assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
    apart.app.run_jobs().await;
    assert!(before[1] > 0);
    assert_eq!(
        [count(0).await, count(1).await, count(2).await],
        [before[0], 0, before[2]]
    );
}
