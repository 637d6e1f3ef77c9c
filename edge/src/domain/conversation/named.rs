//! Finds the conversation that a request or its response names, so that a stored response can be erased with the
//! conversation.

use porchlight_shared::ids::ConversationId;
use serde_json::Value;

/// Path segments that a conversation's id follows.
const BEFORE_ID: [&str; 3] = ["chat", "conversation", "conversations"];
/// Fields that hold a conversation's id.
const FIELDS: [&str; 3] = ["conversationId", "conversationSlug", "conversation_id"];

/// The conversation in a path.
pub fn in_path(path: &str) -> Option<ConversationId> {
    let mut segments = path.split('/');
    std::iter::from_fn(|| {
        segments.find(|segment| BEFORE_ID.contains(segment))?;
        Some(segments.clone().next().and_then(|id| id.parse().ok()))
    })
    .flatten()
    .next()
}

/// The conversation in a JSON body, at any depth.
pub fn in_body(body: &[u8]) -> Option<ConversationId> {
    in_value(&serde_json::from_slice(body).ok()?)
}

fn in_value(value: &Value) -> Option<ConversationId> {
    match value {
        Value::Object(fields) => FIELDS
            .iter()
            .find_map(|field| plain(fields.get(*field)?.as_str()?).parse().ok())
            .or_else(|| fields.values().find_map(in_value)),
        Value::Array(values) => values.iter().find_map(in_value),
        _ => None,
    }
}

/// The id without the signature that clients with publishable keys get with it.
fn plain(id: &str) -> &str {
    id.split_once('.').map_or(id, |(id, _signature)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b";

    #[test]
    fn a_conversation_is_found_in_every_path_that_names_one() {
        let id: ConversationId = ID.parse().unwrap();
        for path in [
            format!("/api/chat/{ID}/lead"),
            format!("/api/chat/conversation/{ID}/message"),
            format!("/api/v1/conversations/{ID}/replies"),
        ] {
            assert_eq!(in_path(&path), Some(id), "{path}");
        }
        for path in [
            "/api/chat/conversation".to_owned(),
            format!("/v1/chatbots/{ID}/chat"),
            "/api/v1/chat".into(),
        ] {
            assert_eq!(in_path(&path), None, "{path}");
        }
    }

    #[test]
    fn a_conversation_is_found_in_bodies_by_every_name() {
        let id: ConversationId = ID.parse().unwrap();
        for body in [
            format!(r#"{{"answer":"","conversationId":"{ID}"}}"#),
            format!(r#"{{"conversationId":"{ID}.c2lnbmVk"}}"#),
            format!(r#"{{"conversationSlug":"{ID}"}}"#),
            format!(r#"{{"email":[{{"conversation_id":"{ID}"}}]}}"#),
        ] {
            assert_eq!(in_body(body.as_bytes()), Some(id), "{body}");
        }
        assert_eq!(in_body(br#"{"conversationId":"user-42"}"#), None);
        assert_eq!(in_body(b"no JSON"), None);
    }
}
