//! Which columns hold what people wrote or left, and which hold none of it. Erasure, retention, the export and
//! docs/privacy.md are tested against the first list; a text column that is on neither fails a test.

/// When the content of a column goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoesWith {
    /// With the conversation.
    Conversation,
    /// With the visitor's session.
    Session,
    /// Thirty days after it happened. It belongs to no visitor of the chat.
    Time,
}

/// A column that holds personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonalColumn {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub column: &'static str,
    /// The row of the table in docs/privacy.md that tells of it.
    pub told_as: &'static str,
    /// When its content goes.
    pub goes_with: GoesWith,
    /// Whether the export of a visitor's data has it.
    pub is_exported: bool,
}

macro_rules! personal {
    ($($table:literal: $($column:literal)+ => $told_as:literal, $goes_with:ident, $is_exported:literal;)*) => {
        /// Every column with personal data.
        pub const PERSONAL: &[PersonalColumn] = &[$($(PersonalColumn {
            table: $table,
            column: $column,
            told_as: $told_as,
            goes_with: GoesWith::$goes_with,
            is_exported: $is_exported,
        },)+)*];
    };
}

personal! {
    "messages": "text" "verdict_reason" "operator_name" => "Messages, citations and verdicts", Conversation, true;
    "messages": "grounded_sentences" => "Messages, citations and verdicts", Conversation, false;
    "citations": "title" "url" "snippet" "quote" => "Messages, citations and verdicts", Conversation, false;
    "message_terms_data": "block" => "Words of messages, for searching them", Conversation, false;
    "message_terms_idx": "term" => "Words of messages, for searching them", Conversation, false;
    "topics": "centre" => "Words of questions, for the topics that visitors ask about", Conversation, false;
    "conversations": "subject" => "The subject that a visitor gave a conversation", Conversation, true;
    "conversations": "page_url" => "The address of the page the question was asked on, without parameters that look like secrets", Conversation, true;
    "conversations": "visitor_email" => "The e-mail address given when asking for a person", Conversation, true;
    "conversations": "operator_id" "operator_name" => "Who of your people answers, and their notes", Conversation, false;
    "notes": "author" "text" => "Who of your people answers, and their notes", Conversation, true;
    "leads": "name" "email" "phone" "fields" "consent" => "Contact details that a visitor left, with the consent", Conversation, true;
    "events": "data" => "Events, for your webhooks", Conversation, false;
    "notices": "data" => "Events, for your webhooks", Conversation, false;
    "deliveries": "last_error" "last_response" => "Deliveries to your webhooks, and their answers", Conversation, false;
    "idempotent_requests": "body" => "Answers to requests with an `Idempotency-Key`", Conversation, false;
    "sessions": "email" => "The e-mail address of a signed-in user", Session, true;
    "sales": "name" "location" "product" "message" => "Events of your shop, with shortened names", Time, false;
}

/// Text columns without personal data: ids, states, hashes, what owners set, and what their pages say.
pub const OTHER: &[(&str, &[&str])] = &[
    ("activity", &["project_id"]),
    (
        "api_keys",
        &[
            "id",
            "organization_id",
            "project_id",
            "kind",
            "hash",
            "ending",
            "name",
            "scopes",
        ],
    ),
    (
        "audit",
        &[
            "id",
            "organization_id",
            "project_id",
            "actor",
            "action",
            "target",
            "detail",
        ],
    ),
    ("citations", &["message_id", "project_id", "quoted_spans"]),
    (
        "conversations",
        &[
            "id",
            "project_id",
            "session_id",
            "holder",
            "verdict",
            "public_url",
            "named_session",
        ],
    ),
    ("credits", &["project_id", "month"]),
    (
        "deliveries",
        &[
            "id",
            "project_id",
            "webhook_id",
            "event_id",
            "event_type",
            "state",
            "conversation_id",
        ],
    ),
    (
        "documents",
        &[
            "id",
            "project_id",
            "source_id",
            "key",
            "url",
            "title",
            "language",
            "content_hash",
        ],
    ),
    ("ended_console_sessions", &["id"]),
    ("event_numbers", &["project_id"]),
    ("events", &["id", "project_id", "type", "conversation"]),
    (
        "idempotent_requests",
        &[
            "caller",
            "key",
            "request_hash",
            "content_type",
            "conversation_id",
        ],
    ),
    (
        "leads",
        &["id", "project_id", "conversation_id", "session_id"],
    ),
    (
        "message_terms",
        &["project", "text", "message_terms", "rank"],
    ),
    ("message_terms_config", &["k", "v"]),
    ("message_terms_docsize", &["sz"]),
    ("message_terms_idx", &["segid", "pgno"]),
    (
        "messages",
        &[
            "id",
            "project_id",
            "conversation_id",
            "sender",
            "client_message_id",
            "answers",
            "evidence",
            "verdict",
        ],
    ),
    ("model_answers", &["project_id", "prompt_hash", "text"]),
    ("model_days", &["project_id", "day", "model"]),
    ("model_failures", &["project_id", "day", "reason"]),
    (
        "model_settings",
        &[
            "project_id",
            "provider",
            "base_url",
            "model",
            "sealed_key",
            "key_last_four",
            "sealed_headers",
            "header_names",
            "instructions",
        ],
    ),
    ("notes", &["id", "project_id", "conversation_id"]),
    ("notice_hours", &["project_id", "kind"]),
    (
        "notices",
        &["project_id", "conversation_id", "kind", "event_id"],
    ),
    ("organizations", &["id", "name", "plan"]),
    (
        "pages",
        &[
            "source_id",
            "url",
            "project_id",
            "kind",
            "state",
            "document_key",
            "failure_code",
            "failure_reason",
            "variant",
            "text_hash",
        ],
    ),
    ("passage_postings", &["term", "doc", "col", "offset"]),
    ("passage_statistics", &["project_id", "language"]),
    (
        "passage_terms",
        &["title", "text", "words", "passage_terms", "rank"],
    ),
    ("passage_terms_config", &["k", "v"]),
    ("passage_terms_data", &["block"]),
    ("passage_terms_docsize", &["sz"]),
    ("passage_terms_idx", &["segid", "term", "pgno"]),
    ("passage_vocabulary", &["term", "doc", "cnt"]),
    (
        "passages",
        &[
            "id",
            "project_id",
            "source_id",
            "document_id",
            "alternatives",
            "title",
            "headings",
            "text",
            "url",
            "anchor",
            "language",
        ],
    ),
    (
        "projects",
        &[
            "id",
            "organization_id",
            "slug",
            "name",
            "plan",
            "settings",
            "allowed_origins",
        ],
    ),
    ("sales", &["id", "project_id", "type", "fingerprint"]),
    ("sessions", &["project_id", "id"]),
    (
        "sources",
        &[
            "id",
            "project_id",
            "kind",
            "name",
            "url",
            "content",
            "content_hash",
            "status",
            "failure_code",
            "failure_reason",
            "scope",
            "notice",
            "repetition",
        ],
    ),
    ("sqlite_sequence", &["name", "seq"]),
    ("topic_questions", &["project_id", "message_id", "topic_id"]),
    ("topics", &["id", "project_id", "named_after"]),
    ("upkeep", &["project_id"]),
    (
        "webhooks",
        &[
            "id",
            "project_id",
            "url",
            "events",
            "description",
            "disabled_reason",
            "format",
            "made_by",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use serde::Deserialize;

    use super::*;
    use crate::platform::{
        db::{ProjectDb, Statement, fetch_all},
        sqlite::Sqlite,
    };

    #[derive(Deserialize)]
    struct ColumnRow {
        name: String,
    }

    #[tokio::test]
    async fn every_text_column_is_personal_or_not() {
        let db = ProjectDb::new(Arc::new(Sqlite::in_memory().unwrap()));
        let columns: Vec<ColumnRow> = fetch_all(
            &db,
            Statement::new(
                "SELECT tables.name || '.' || columns.name AS name
                 FROM pragma_table_list AS tables JOIN pragma_table_xinfo(tables.name) AS columns
                 WHERE tables.schema = 'main' AND tables.name NOT LIKE 'sqlite_schema'
                   AND columns.type NOT IN ('INTEGER', 'REAL')",
            ),
        )
        .await
        .unwrap();
        let stored: BTreeSet<String> = columns.into_iter().map(|column| column.name).collect();
        let personal = PERSONAL
            .iter()
            .map(|listed| format!("{}.{}", listed.table, listed.column));
        let others = OTHER.iter().flat_map(|(table, columns)| {
            columns
                .iter()
                .map(move |column| format!("{table}.{column}"))
        });
        let listed: BTreeSet<String> = personal.chain(others).collect();
        assert_eq!(
            stored, listed,
            "every text column is in PERSONAL or in OTHER, and no other is"
        );
    }

    #[test]
    fn the_privacy_page_tells_of_every_kind() {
        let page = include_str!("../../../docs/privacy.md");
        for listed in PERSONAL {
            let row = format!("\n| {} | ", listed.told_as);
            assert!(page.contains(&row), "docs/privacy.md: {}", listed.told_as);
        }
    }
}
