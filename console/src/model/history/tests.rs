//! The record of changes as people read it.

use serde_json::json;

use super::*;

fn entry(actor: &str, action: &str, detail: Value) -> RecordEntry {
    serde_json::from_value(json!({
        "id": AuditId::new(1, [1; 10]), "actor": actor, "actorName": null, "action": action,
        "target": "00000000-0000-7000-8000-000000abcdef", "targetName": "Ada", "detail": detail,
        "createdAt": "2026-01-01T00:00:00.000Z",
    }))
    .unwrap()
}

#[test]
fn everybody_who_acts_has_a_name() {
    let mut entry = entry("person:1", "console.signed_out", json!({}));
    assert_eq!(entry.who(), "Somebody who was removed");
    entry.actor_name = Some("Bo".into());
    assert_eq!(entry.who(), "Bo");
    entry.actor_name = None;
    for (actor, who) in [
        ("root", "The person who runs the deployment"),
        ("reply_link", "Somebody with a reply link"),
        ("00000000-0000-7000-8000-000000123456", "The key …123456"),
    ] {
        actor.clone_into(&mut entry.actor);
        assert_eq!(entry.who(), who);
    }
}

#[test]
fn a_change_of_a_person_says_from_what_to_what() {
    let invited = entry("root", "person.invited", json!({ "role": "viewer" }));
    assert_eq!(invited.what(), "invited Ada");
    assert_eq!(invited.role_change(), Some(("Not there", "Viewer")));
    let raised = json!({ "from": "viewer", "to": "admin" });
    let raised = entry("root", "person.changed", raised);
    assert_eq!(raised.what(), "changed the role of Ada");
    assert_eq!(raised.role_change(), Some(("Viewer", "Admin")));
    let renamed = json!({ "from": "viewer", "to": "viewer" });
    let renamed = entry("root", "person.changed", renamed);
    assert_eq!(
        (renamed.what(), renamed.role_change()),
        ("changed the name of Ada".into(), None)
    );
    let removed = json!({ "from": "admin", "to": null });
    let mut removed = entry("root", "person.removed", removed);
    assert_eq!(removed.role_change(), Some(("Admin", "Not there")));
    removed.target_name = None;
    assert_eq!(removed.what(), "removed somebody");
}

#[test]
fn other_changes_say_what_they_were_of() {
    for (action, detail, what) in [
        (
            "console.signed_in",
            json!({ "browser": "Firefox" }),
            "signed in: Firefox",
        ),
        ("console.signed_in", json!({ "browser": "" }), "signed in"),
        (
            "console.signed_in",
            json!({ "browser": "Firefox", "with": "passkey" }),
            "signed in with a passkey: Firefox",
        ),
        ("passkey.removed", json!({}), "removed a passkey"),
        (
            "project.updated",
            json!({ "fields": ["botName", "salesShown"] }),
            "changed settings: Name of the assistant, salesShown",
        ),
        ("key.revoked", json!({}), "revoked the key …abcdef"),
        ("moon.landed_on", json!(null), "moon landed on"),
    ] {
        assert_eq!(entry("root", action, detail).what(), what);
    }
}

#[test]
fn each_setting_says_from_what_to_what() {
    let updated = entry(
        "root",
        "project.updated",
        json!({ "fields": ["botName"], "changes": {
            "botName": { "from": "", "to": "Ember" }, "showSources": { "from": true, "to": true },
            "position": { "from": "bottom-right", "to": "bottom-left" },
            "retentionDays": { "from": null, "to": 30 }, "url": null,
        } }),
    );
    let changes: Vec<(String, String, String)> = (updated.changes().into_iter())
        .map(|change| (change.of, change.from, change.to))
        .collect();
    let text = |text: &str| text.to_owned();
    assert_eq!(
        changes,
        [
            (
                text("Name of the assistant"),
                text("nothing"),
                text("Ember")
            ),
            (text("Corner"), text("Right"), text("Left")),
            (
                text("Days that conversations are kept"),
                text("for ever"),
                text("30")
            ),
        ]
    );
    let raised = json!({ "from": "viewer", "to": "admin" });
    let raised = entry("root", "person.changed", raised).changes();
    assert_eq!(
        (raised[0].from.as_str(), raised[0].to.as_str()),
        ("Viewer", "Admin")
    );
    assert_eq!(entry("root", "key.revoked", json!({})).changes(), []);
    assert_eq!(
        entry(
            "root",
            "webhook.updated",
            json!({ "url": "https://x.example" })
        )
        .what(),
        "changed a webhook: https://x.example"
    );
}
