//! A citation, as stored.

use porchlight_shared::{ids::MessageId, message::Citation};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct CitationRow {
    pub(super) message_id: MessageId,
    quoted_spans: Option<String>,
    #[serde(flatten)]
    citation: Citation,
}

impl CitationRow {
    pub(super) fn into_citation(self) -> Citation {
        let spans = self.quoted_spans.as_deref();
        Citation {
            spans: spans
                .and_then(|spans| serde_json::from_str(spans).ok())
                .unwrap_or_default(),
            ..self.citation
        }
    }
}
