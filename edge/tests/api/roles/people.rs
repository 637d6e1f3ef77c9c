//! Every role of people against every operation of the site's surface.

use std::collections::BTreeMap;

use porchlight_edge::{
    api::credential::KeyedSurface,
    router::{Before, GROUPS},
};
use serde_json::{Value, json};

use super::Owner;
use crate::{
    people::Browser,
    support::{App, run},
};

/// Who may do what: `o` an owner, `a` an admin, `p` an operator, `v` a viewer.
const TABLE: &str = "
    POST /api/v1/chat oa
    POST /api/v1/feedback oa
    POST /api/v1/handoff oa
    POST /api/v1/preview oap
    GET /api/v1/config oap
    PATCH /api/v1/config oa
    POST /api/v1/config/undo oa
    POST /api/v1/site-look oa
    GET /api/v1/sources oap
    POST /api/v1/sources oa
    DELETE /api/v1/sources oa
    GET /api/v1/sources/{id} oap
    PATCH /api/v1/sources/{id} oa
    GET /api/v1/sources/{id}/documents oap
    GET /api/v1/sources/{id}/documents/{document} oap
    GET /api/v1/sources/{id}/documents/{document}/versions oap
    GET /api/v1/sources/{id}/documents/{document}/versions/{version} oap
    POST /api/v1/sources/{id}/documents/{document}/restore oa
    GET /api/v1/sources/{id}/changes oap
    POST /api/v1/sources/{id}/changes/accept oa
    POST /api/v1/sources/{id}/changes/discard oa
    GET /api/v1/sources/{id}/left-out oap
    POST /api/v1/sources/rescrape oa
    GET /api/v1/analytics/overview oav
    GET /api/v1/analytics/activity oav
    GET /api/v1/questions oav
    GET /api/v1/questions/carefulness oav
    GET /api/v1/unanswered oapv
    DELETE /api/v1/unanswered/{id} oap
    POST /api/v1/unanswered/{id}/answer oap
    POST /api/v1/unanswered/{id}/alternatives oap
    POST /api/v1/unanswered/{id}/restore oap
    GET /api/v1/webhooks oa
    POST /api/v1/webhooks oa
    DELETE /api/v1/webhooks oa
    PATCH /api/v1/webhooks/{id} oa
    POST /api/v1/webhooks/{id}/rotate oa
    POST /api/v1/webhooks/{id}/enable oa
    POST /api/v1/webhooks/{id}/test oa
    GET /api/v1/webhooks/{id}/deliveries oa
    POST /api/v1/webhooks/{id}/deliveries/{delivery}/redeliver oa
    POST /api/v1/webhooks/{id}/redeliver-dead oa
    GET /api/v1/events oa
    GET /api/v1/emails oa
    POST /api/v1/emails/{id}/redeliver oa
    POST /api/v1/emails/redeliver-dead oa
    GET /api/v1/visitors oa
    GET /api/v1/visitors/{session_id} oa
    DELETE /api/v1/visitors/{session_id} oa
    POST /api/v1/sessions/{session_id}/revoke oa
    GET /api/v1/identity oa
    PATCH /api/v1/identity oa
    POST /api/v1/identity/rotate o
    GET /api/v1/upkeep oap
    PUT /api/v1/upkeep oa
    GET /api/v1/upkeep/retention oa
    GET /api/v1/plan oap
    GET /api/v1/model oap
    PUT /api/v1/model oa
    GET /api/v1/model/days oav
    POST /api/v1/model/test oa
    GET /api/v1/saved-questions oav
    POST /api/v1/saved-questions oa
    POST /api/v1/saved-questions/import oa
    POST /api/v1/saved-questions/run oa
    GET /api/v1/saved-questions/runs oav
    GET /api/v1/saved-questions/runs/{id} oav
    PATCH /api/v1/saved-questions/{id} oa
    DELETE /api/v1/saved-questions/{id} oa
    GET /api/v1/keys oa
    POST /api/v1/keys oa
    DELETE /api/v1/keys/{id} oa
    GET /api/v1/people oa
    POST /api/v1/people oa
    PATCH /api/v1/people/{id} oa
    DELETE /api/v1/people/{id} oa
    GET /api/v1/audit oa
    GET /api/v1/conversations oap
    GET /api/v1/conversations/{id} oap
    GET /api/v1/conversations/{id}/events oap
    POST /api/v1/conversations/{id}/attachments oap
    GET /api/v1/conversations/{id}/attachments/{attachment} oap
    POST /api/v1/conversations/{id}/replies oap
    POST /api/v1/conversations/{id}/notes oap
    POST /api/v1/conversations/{id}/typing oap
    POST /api/v1/conversations/{id}/read oap
    POST /api/v1/conversations/{id}/takeover oap
    POST /api/v1/conversations/{id}/handback oap
    POST /api/v1/conversations/{id}/resolve oap
    POST /api/v1/conversations/{id}/reply-link oap
    DELETE /api/v1/conversations/{id}/reply-link oap
";

const ROLES: [(&str, char); 4] = [
    ("owner", 'o'),
    ("admin", 'a'),
    ("operator", 'p'),
    ("viewer", 'v'),
];

#[test]
fn a_person_does_what_their_role_says() {
    let table: BTreeMap<(&str, &str), &str> = (TABLE.lines())
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let operation = (words.next()?, words.next()?);
            Some((operation, words.next()?))
        })
        .collect();
    for (role, letter) in ROLES {
        run(check(role, letter, &table));
    }
}

async fn check(role: &str, letter: char, table: &BTreeMap<(&str, &str), &str>) {
    let app = App::new().await;
    let ours = Owner::of_the_shop(&app).await;
    let person = Browser::of(&app, role).await;
    let mut tried = 0;
    for (before, group) in GROUPS {
        let Before::Key(surface) = before else {
            continue;
        };
        for (method, path) in group.routes {
            let method = method.to_uppercase();
            let body = match method.as_str() {
                "GET" | "DELETE" => Value::Null,
                _ => json!({}),
            };
            let answer = person.send(&method, &ours.fill(path), body).await;
            let name = format!("{role} {method} {path}: {} {}", answer.status, answer.body);
            let status = answer.status.as_u16();
            if surface != KeyedSurface::Site {
                assert_eq!(status, 401, "no cookie opens this: {name}");
                continue;
            }
            tried += 1;
            let may = table
                .get(&(method.as_str(), *path))
                .unwrap_or_else(|| panic!("say in the table who may do it: {name}"))
                .contains(letter);
            if may {
                assert!(!matches!(status, 401 | 403 | 500..), "{name}");
            } else {
                answer.check_error(403, "scope_missing");
            }
        }
    }
    assert_eq!(tried, table.len(), "the table has operations that are none");
}
