//! What the console's rooms read when they are opened does not grow with the project either, but for what is named here.

use std::collections::BTreeMap;

use porchlight_edge::platform::ProjectDb;
use serde_json::Value;

use super::{FEW, MANY, SLACK, check_plan, shop};
use crate::{people::Browser, support::run};

/// What the rooms of the console ask for when they are opened, searched and paged. `$source` and so on stand for ids.
const REQUESTS: [&str; 36] = [
    "/console/session",
    "/console/projects",
    "/console/sessions",
    "/api/v1/plan",
    "/api/v1/conversations?status=open&limit=100",
    "/api/v1/conversations?limit=20",
    "/api/v1/conversations/$conversation",
    "/api/v1/sources",
    "/api/v1/sources/$source/documents",
    "/api/v1/sources/$source/left-out",
    "/api/v1/sources/$source/changes",
    "/api/v1/analytics/overview?range=30d",
    "/api/v1/analytics/activity?range=30d",
    "/api/v1/unanswered",
    "/api/v1/config",
    "/api/v1/model",
    "/api/v1/upkeep",
    "/api/v1/visitors",
    "/api/v1/visitors?contact=true",
    "/api/v1/visitors?search=other",
    "/api/v1/visitors?search=other@shop.example",
    "/api/v1/visitors?search=user-42",
    "/api/v1/visitors/$visitor",
    "/api/v1/webhooks",
    "/api/v1/webhooks/$webhook/deliveries?limit=100",
    "/api/v1/webhooks/$webhook/deliveries?state=dead",
    "/api/v1/webhooks/$webhook/deliveries?state=delivered",
    "/api/v1/emails",
    "/api/v1/emails?state=dead",
    "/api/v1/keys",
    "/api/v1/people",
    "/api/v1/audit",
    "/api/v1/audit?actor=root",
    "/api/v1/audit?kind=key",
    "/api/v1/audit?kind=webhook",
    "/api/v1/audit?actor=root&kind=key",
];

/// What grows by design, up to a limit: a list of conversations counts up to 10,000 of them.
const COUNTED: &str = "SELECT count(*) AS n FROM (";

/// Lists of which a page holds 100: both projects have more, so that each page is full.
const FULL: u32 = 150;

const IDS: [(&str, &str); 4] = [
    ("$conversation", "SELECT max(id) AS id FROM conversations"),
    ("$source", "SELECT max(id) AS id FROM sources"),
    ("$visitor", "SELECT max(id) AS id FROM sessions"),
    ("$webhook", "SELECT max(id) AS id FROM webhooks"),
];

/// The steps of each statement of each request.
async fn steps(others: u32) -> (BTreeMap<(&'static str, &'static str), u64>, ProjectDb) {
    let (app, sqlite) = shop(others).await;
    sqlite
        .script(&DOCUMENTS.replace("$others", &others.to_string()))
        .unwrap();
    let owner = Browser::of(&app, "owner").await;
    let mut ids = Vec::new();
    for (name, sql) in IDS {
        let rows = sqlite.look(sql).unwrap();
        ids.push((name, rows[0]["id"].as_str().unwrap().to_owned()));
    }
    let mut most = BTreeMap::new();
    for request in REQUESTS {
        let path = ids.iter().fold(request.to_owned(), |path, (name, id)| {
            path.replace(name, id)
        });
        sqlite.take_runs();
        let answer = owner.send("GET", &path, Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        for run in sqlite.take_runs() {
            *most.entry((request, run.sql)).or_insert(0) += run.steps;
        }
    }
    (most, ProjectDb::new(sqlite))
}

const DOCUMENTS: &str = "
    INSERT INTO documents (id, project_id, source_id, key, title, content_hash, created_at, updated_at)
      WITH RECURSIVE counted (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM counted WHERE n < $others)
      SELECT printf('00000000-0000-7000-a000-%012d', n), sources.project_id, sources.id, 'page ' || n, 'Page', '', n, n
      FROM counted JOIN (SELECT * FROM sources ORDER BY id DESC LIMIT 1) AS sources;";

#[test]
fn no_room_reads_what_grows_with_the_project() {
    run(async {
        let (few, _) = steps(FULL + FEW).await;
        let (many, db) = steps(FULL + MANY).await;
        let mut growing = Vec::new();
        for ((request, sql), steps) in &many {
            let before = few.get(&(*request, *sql)).copied().unwrap_or(0);
            if *steps > before + SLACK && !sql.trim_start().starts_with(COUNTED) {
                growing.push(format!("{request}: {before} to {steps} steps\n{sql}"));
            }
        }
        assert!(growing.is_empty(), "{}", growing.join("\n\n"));
        for (_, sql) in many.keys() {
            check_plan(&db, sql).await;
        }
    });
}
