//! The reads of the console's rooms when they are opened do not grow with the project either, except for those listed
//! here.

use std::collections::{BTreeMap, BTreeSet};

use porchlight_edge::platform::ProjectDb;
use serde_json::Value;

use super::{FEW, MANY, SLACK, check_plan, shop};
use crate::{people::Browser, support::run};

/// The requests of the console's rooms when they are opened, searched and paged. `$source` etc. are placeholders for
/// ids.
const REQUESTS: [&str; 52] = [
    "/console/session",
    "/console/projects",
    "/console/sessions",
    "/api/v1/plan",
    "/api/v1/conversations?filter=open&sort=active&limit=100",
    "/api/v1/conversations?filter=waiting&sort=active",
    "/api/v1/conversations?filter=resolved&sort=active",
    "/api/v1/conversations?sort=active&limit=100",
    "/api/v1/conversations?limit=20",
    "/api/v1/conversations?search=lamp",
    "/api/v1/conversations/$conversation",
    "/api/v1/sources",
    "/api/v1/sources/$source",
    "/api/v1/sources/$source/documents",
    "/api/v1/sources/$source/documents/$document",
    "/api/v1/sources/$source/documents/$document/versions",
    "/api/v1/sources/$source/left-out",
    "/api/v1/sources/$source/changes",
    "/api/v1/analytics/overview?range=30d",
    "/api/v1/analytics/activity?range=30d",
    "/api/v1/analytics/overview?from=2026-09-01&to=2026-09-07&timezone=Europe/Berlin",
    "/api/v1/unanswered",
    "/api/v1/questions?days=7",
    "/api/v1/saved-questions",
    "/api/v1/saved-questions/runs",
    "/api/v1/config",
    "/api/v1/model",
    "/api/v1/model/days",
    "/api/v1/upkeep",
    "/api/v1/upkeep/retention?days=30",
    "/api/v1/identity",
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
    "/api/v1/emails?state=delivered",
    "/api/v1/events",
    "/api/v1/keys",
    "/api/v1/people",
    "/api/v1/audit",
    "/api/v1/audit?actor=root",
    "/api/v1/audit?kind=key",
    "/api/v1/audit?kind=webhook",
    "/api/v1/audit?actor=root&kind=key",
];

/// This grows by design, up to a limit: a list of conversations counts up to 10,000 of them.
const COUNTED: &str = "SELECT count(*) AS n FROM (";

/// The other statements that read more in a larger project, and why.
const GROWING: [(&str, &str); 5] = [
    (
        "/api/v1/conversations?filter=open&sort=active&limit=100",
        "conversations that wait for a person or have one, which are sorted",
    ),
    (
        "/api/v1/conversations?search=lamp",
        "messages with the word, the newest 10,000",
    ),
    (
        "/api/v1/people",
        "people who were removed in the last 90 days",
    ),
    (
        "/api/v1/sources/$source/changes",
        "pages that the last reading of the source changed",
    ),
    (
        "/api/v1/sources/$source/left-out",
        "pages that the last reading of the source left out",
    ),
];

/// Lists with pages of 500 entries: both projects have more, so that each page is full.
const FULL: u32 = 520;

const IDS: [(&str, &str); 5] = [
    ("$conversation", "SELECT max(id) AS id FROM conversations"),
    ("$document", "SELECT max(id) AS id FROM documents"),
    ("$source", "SELECT max(id) AS id FROM sources"),
    ("$visitor", "SELECT max(id) AS id FROM sessions"),
    ("$webhook", "SELECT max(id) AS id FROM webhooks"),
];

/// The steps of each statement of each request, and the database.
async fn steps(others: u32) -> (BTreeMap<(&'static str, &'static str), u64>, ProjectDb) {
    let (app, sqlite) = shop(others).await;
    let grown = GROWN
        .replace("$project", &app.project_id.to_string())
        .replace("$others", &others.to_string());
    sqlite.script(&grown).unwrap();
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

/// The data that grows with a project, in addition to what visitors leave.
const GROWN: &str = "
    CREATE TEMP TABLE grown AS
      WITH RECURSIVE counted (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM counted WHERE n < $others)
      SELECT n, printf('00000000-0000-7000-a000-%012d', n) AS id, printf('00000000-0000-7000-b000-%012d', n) AS second,
             '$project' AS project_id, (SELECT max(id) FROM sources) AS source_id,
             (SELECT max(id) FROM webhooks) AS webhook_id, 1789000000000 + n AS at FROM counted;
    INSERT INTO documents (id, project_id, source_id, key, title, content_hash, created_at, updated_at)
      SELECT id, project_id, source_id, 'page ' || n, 'Page', '', n, n FROM grown;
    INSERT INTO source_changes (project_id, source_id, key, kind, passages_before, passages_after)
      SELECT project_id, source_id, 'page ' || n, 'added', 0, 1 FROM grown;
    INSERT INTO pages (source_id, url, project_id, kind, crawl, depth, state, failure_code,
                       failure_reason)
      SELECT source_id, 'https://shop.example/' || n, project_id, 'page', 1, 1, 'skipped', 'excluded', 'x' FROM grown;
    INSERT INTO deliveries (id, project_id, webhook_id, event_id, event_type, state, created_at, updated_at)
      SELECT id, project_id, webhook_id, id, 'message.sent', iif(n % 2, 'dead', 'delivered'), at, at FROM grown;
    INSERT INTO deliveries (id, project_id, event_id, event_type, state, created_at, updated_at)
      SELECT second, project_id, id, 'conversation.handoff', iif(n % 2, 'dead', 'delivered'), at, at FROM grown;
    INSERT INTO api_keys (id, organization_id, project_id, kind, hash, name, scopes, created_at, revoked_at)
      SELECT id, (SELECT id FROM organizations), project_id, 'live', id, 'old', '[]', at, at FROM grown;
    INSERT INTO people (id, project_id, email, folded_email, role, created_at, removed_at)
      SELECT id, project_id, n || '@shop.example', n || '@shop.example', 'operator', at, at FROM grown;
    INSERT INTO console_sessions (id, project_id, person_id, has_mailbox, browser, created_at, last_used_at, ends_at)
      SELECT id, project_id, id, 1, 'Firefox', at, at, at + 86400000000 FROM grown;
    INSERT INTO busy_questions (project_id, at, id) SELECT project_id, n, id FROM grown;
    INSERT INTO activity (project_id, test, slot, questions) SELECT project_id, 0, n * 900000, 1 FROM grown;
    DROP TABLE grown;";

#[test]
fn no_room_reads_what_grows_with_the_project() {
    run(async {
        let (few, _) = steps(FULL + FEW).await;
        let (many, db) = steps(FULL + MANY).await;
        let (mut growing, mut known) = (Vec::new(), BTreeSet::new());
        for ((request, sql), steps) in &many {
            let before = few.get(&(*request, *sql)).copied().unwrap_or(0);
            if *steps <= before + SLACK || sql.trim_start().starts_with(COUNTED) {
                continue;
            }
            if GROWING.iter().any(|(known, _)| known == request) {
                known.insert(*request);
            } else {
                growing.push(format!("{request}: {before} to {steps} steps\n{sql}"));
            }
        }
        assert!(growing.is_empty(), "{}", growing.join("\n\n"));
        let expected = GROWING.map(|(request, _)| request).into();
        assert_eq!(known, expected, "those that are named grow");
        for (_, sql) in many.keys() {
            check_plan(&db, sql).await;
        }
    });
}
