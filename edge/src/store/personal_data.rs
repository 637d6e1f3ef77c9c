//! The columns with personal data, and those without any. Erasure, retention, the export and docs/privacy.md are tested
//! against the first list. A text column that is in neither list fails a test.

pub mod other;

/// When the content of a column is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoesWith {
    /// With the conversation.
    Conversation,
    /// With the visitor's session.
    Session,
    /// Some time after it was stored. It belongs to no visitor of the chat.
    Time,
    /// Once one of the owner's people was removed, and the time is over for which their identity is kept.
    Removal,
}

/// A column that holds personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonalColumn {
    /// The name of the table.
    pub table: &'static str,
    /// The name of the column.
    pub column: &'static str,
    /// The row of the table in docs/privacy.md that covers it.
    pub told_as: &'static str,
    /// When its content is deleted.
    pub goes_with: GoesWith,
    /// Whether the export of a visitor's data includes it.
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
    "attachments": "name" => "Names and types of files", Conversation, true;
    "citations": "title" "url" "snippet" "quote" => "Messages, citations and verdicts", Conversation, false;
    "message_terms_data": "block" => "Words of messages, for searching them", Conversation, false;
    "message_terms_idx": "term" => "Words of messages, for searching them", Conversation, false;
    "topics": "centre" => "Words of questions, for the topics that visitors ask about", Conversation, false;
    "conversations": "named_session" => "The name that your server gives a visitor", Conversation, true;
    "conversations": "subject" => "The subject that a visitor gave a conversation", Conversation, true;
    "conversations": "page_url" => "The address of the page the question was asked on, without parameters that look like secrets", Conversation, true;
    "conversations": "attributes" => "What your page says about the visitor (`setAttributes`)", Conversation, true;
    "conversations": "visitor_email" => "The e-mail address given when asking for a person", Conversation, true;
    "conversations": "operator_id" "operator_name" => "Which of your people answers, and their notes", Conversation, false;
    "notes": "author" "text" => "Which of your people answers, and their notes", Conversation, true;
    "leads": "name" "email" "phone" "fields" "consent" => "Contact details that a visitor left, with the consent", Conversation, true;
    "lead_terms_data": "block" => "Words of contact details, for searching them", Conversation, false;
    "lead_terms_idx": "term" => "Words of contact details, for searching them", Conversation, false;
    "events": "data" => "Events, for your webhooks", Conversation, false;
    "notices": "data" => "Events, for your webhooks", Conversation, false;
    "deliveries": "last_error" "last_response" => "Deliveries to your webhooks, and their answers", Conversation, false;
    "idempotent_requests": "body" => "Answers to requests with an `Idempotency-Key`", Conversation, false;
    "saved_questions": "question" => "Questions that you saved in a visitor's words", Conversation, false;
    "sessions": "email" => "The e-mail address of a signed-in user", Session, true;
    "people": "email" "folded_email" "name" => "Your people who sign in: address, name, role, and when they were last seen", Removal, false;
    "passkeys": "folded_email" "name" => "Passkeys of your people: public keys, with the browser in which each was added", Removal, false;
    "sign_in_links": "folded_email" => "Links with which your people sign in", Time, false;
    "console_sessions": "browser" => "Sessions of your people in the inbox, with the browser's name", Time, false;
    "sales": "name" "location" "product" "message" => "Events of your shop, with shortened names", Time, false;
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use serde::Deserialize;

    use super::{other::OTHER, *};
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
