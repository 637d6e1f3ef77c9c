//! How visitors are listed and described.

use serde_json::json;

use super::*;

fn listed(session: &str, name: Option<&str>, email: Option<&str>) -> ListedVisitor {
    ListedVisitor {
        session_id: session.into(),
        name: name.map(Into::into),
        email: email.map(Into::into),
        conversations: 1,
        ..ListedVisitor::default()
    }
}

fn whole() -> WholeVisitor {
    let message = |sender: &str, text: &str| json!({ "sender": sender, "text": text, "operatorName": null, "createdAt": "2026-01-01T00:00:00Z" });
    serde_json::from_value(json!({
        "sessionId": "user-42", "email": "ada@signed.example", "createdAt": "2026-01-01T00:00:00Z",
        "conversations": [{
            "id": ConversationId::new(1, [1; 10]), "subject": null, "pageUrl": null, "customerEmail": null,
            "attributes": { "plan": "pro" }, "language": "de-AT", "updatedAt": "2026-01-01T00:00:00Z",
            "messages": [message("visitor", "Where is it?"), message("assistant", "On its way.")],
            "notes": [{ "author": "Bo", "text": "Angry" }],
        }],
        "leads": [{
            "id": LeadId::new(1, [1; 10]), "name": "Ada", "email": "ada@oak.example", "phone": null,
            "fields": { "Company": "Oak" }, "consent": "You may write.", "createdAt": "2026-01-01T00:00:00Z",
        }],
        "complete": true,
    }))
    .unwrap()
}

#[test]
fn somebody_is_called_by_what_is_known_of_them() {
    assert_eq!(
        listed("s", Some("Ada"), Some("a@x.example")).called(),
        "Ada"
    );
    assert_eq!(
        listed("s", None, Some("a@x.example")).called(),
        "a@x.example"
    );
    assert_eq!(listed("s", None, None).called(), "s");
    let ada = listed("s", Some("Ada"), Some("a@x.example"));
    assert_eq!(ada.more(), "a@x.example · 1 conversation");
    let many = ListedVisitor {
        conversations: MANY,
        ..ada
    };
    assert!(many.more().ends_with("100 conversations or more"));
    assert_eq!(whole().called(), "Ada");
    assert_eq!(whole().address(), Some("ada@signed.example"));
}

#[test]
fn who_is_on_two_pages_is_listed_once() {
    let mut list = VisitorList {
        visitors: vec![listed("a", None, None)],
        next_cursor: Some("more".into()),
    };
    list.add(VisitorList {
        visitors: vec![listed("a", None, None), listed("b", None, None)],
        next_cursor: None,
    });
    let sessions: Vec<&str> = list.visitors.iter().map(ListedVisitor::called).collect();
    assert_eq!((sessions, &list.next_cursor), (vec!["a", "b"], &None));
    assert_eq!(list.csv().lines().count(), 3);
    list.remove("a");
    assert_eq!(list.visitors.len(), 1);
}

#[test]
fn what_is_known_and_what_goes_is_said_in_words() {
    let whole = whole();
    let facts = whole.facts();
    let fact = |name: &str| {
        facts
            .iter()
            .find(|(of, _)| of == name)
            .map(|(_, it)| it.as_str())
    };
    assert_eq!(fact("Signed e-mail"), Some("ada@signed.example"));
    assert_eq!(fact("Company"), Some("Oak"));
    assert_eq!(fact("plan"), Some("pro"));
    assert_eq!(fact("Phone"), None);
    let goes = whole.goes();
    assert!(
        goes.starts_with("This erases 1 conversation with 2 messages and 1 note of your people, the contact details,"),
        "{goes}"
    );
    assert!(!goes.contains("more than is shown"));
    assert!(
        WholeVisitor {
            complete: false,
            ..whole.clone()
        }
        .goes()
        .contains("more than is shown")
    );
    assert_eq!(whole.conversations[0].about(), "Where is it?");
    assert!(whole.csv().contains("\"visitor\",\"Where is it?\""));
}

#[test]
fn a_table_that_is_not_whole_says_so() {
    let list = |next: Option<&str>| VisitorList {
        visitors: vec![ListedVisitor::default(); 3],
        next_cursor: next.map(Into::into),
    };
    assert_eq!(list(None).left_out(), "");
    assert!(
        list(Some("more"))
            .left_out()
            .contains("the first 3 visitors")
    );
}
