//! A client of HelpBot's API: chat, sources, the widget's configuration, analytics and webhooks of one site.

mod analytics;
mod chat;
mod config;
mod deliveries;
mod sources;
mod webhooks;

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    http::{Http, Reply, with_query},
    world::SHOP,
};

/// Every endpoint on the page.
pub(crate) struct Client {
    pub(crate) http: Http,
}

/// 200 of POST /api/v1/chat
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the page names the fields")]
pub(crate) struct Answer {
    pub(crate) answer: String,
    pub(crate) sources: Vec<Value>,
    pub(crate) conversation_id: String,
}

/// 200 of POST /api/v1/feedback and of POST /api/v1/handoff
#[derive(Debug, Deserialize)]
pub(crate) struct Success {
    pub(crate) success: bool,
}

/// 200 of GET /api/v1/sources
#[derive(Debug, Deserialize)]
pub(crate) struct Sources {
    pub(crate) sources: Vec<Value>,
}

/// 200 of POST /api/v1/sources
#[derive(Debug, Deserialize)]
pub(crate) struct AddedSource {
    pub(crate) source: Value,
    pub(crate) message: String,
}

/// 200 of both DELETEs
#[derive(Debug, Deserialize)]
pub(crate) struct Deleted {
    pub(crate) deleted: bool,
}

/// 200 of POST /api/v1/sources/rescrape
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rescraped {
    pub(crate) source_id: String,
    pub(crate) url: String,
    pub(crate) status: String,
    pub(crate) message: String,
}

/// 200 of PATCH /api/v1/config
#[derive(Debug, Deserialize)]
pub(crate) struct UpdatedConfig {
    pub(crate) updated: Vec<String>,
    pub(crate) config: Map<String, Value>,
}

/// 200 of GET /api/v1/analytics/overview
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Overview {
    pub(crate) range: String,
    pub(crate) total_questions: i64,
    pub(crate) satisfaction_rate: i64,
    pub(crate) helpful_count: i64,
    pub(crate) total_feedback: i64,
    pub(crate) handoff_count: i64,
    pub(crate) handoff_rate: i64,
    pub(crate) week_over_week_change: i64,
    pub(crate) credits: Map<String, Value>,
}

/// 200 of GET /api/v1/analytics/activity
#[derive(Debug, Deserialize)]
pub(crate) struct Activity {
    pub(crate) range: String,
    pub(crate) activity: Vec<Value>,
}

/// 200 of GET /api/v1/conversations
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the page names the fields")]
pub(crate) struct Conversations {
    pub(crate) conversations: Vec<Value>,
    pub(crate) total_docs: u64,
    pub(crate) page: u64,
    pub(crate) total_pages: u64,
    pub(crate) limit: u64,
}

/// 200 of GET /api/v1/webhooks
#[derive(Debug, Deserialize)]
pub(crate) struct Webhooks {
    pub(crate) webhooks: Vec<Value>,
}

/// 200 of POST /api/v1/webhooks
#[derive(Debug, Deserialize)]
pub(crate) struct CreatedWebhook {
    pub(crate) webhook: Value,
}

impl Client {
    /// Authenticates with `Authorization: Bearer <key>`.
    pub(crate) fn new(origin: &str, key: &str) -> Self {
        Self {
            http: Http::new(origin).bearer(key),
        }
    }

    /// Runs on a page, without that header: the key is in the URL or in the body.
    pub(crate) fn on_a_page(origin: &str) -> Self {
        Self {
            http: Http::new(origin).with("origin", SHOP),
        }
    }

    /// Runs on a page and sends its publishable key in the header.
    fn on_a_page_with(origin: &str, publishable_key: &str) -> Self {
        Self {
            http: Self::on_a_page(origin).http.bearer(publishable_key),
        }
    }

    pub(crate) fn ask(&self, body: &Value) -> Result<Reply<Answer>> {
        self.http.post("/api/v1/chat", body)
    }

    pub(crate) fn feedback(&self, body: &Value) -> Result<Reply<Success>> {
        self.http.post("/api/v1/feedback", body)
    }

    pub(crate) fn hand_off(&self, body: &Value) -> Result<Reply<Success>> {
        self.http.post("/api/v1/handoff", body)
    }

    pub(crate) fn sources(&self) -> Result<Reply<Sources>> {
        self.http.get("/api/v1/sources")
    }

    pub(crate) fn add_source(&self, url: &str) -> Result<Reply<AddedSource>> {
        self.http.post("/api/v1/sources", &json!({ "url": url }))
    }

    pub(crate) fn delete_source(&self, id: &str) -> Result<Reply<Deleted>> {
        self.http
            .delete(&with_query("/api/v1/sources", &[("id", id)]))
    }

    pub(crate) fn rescrape(&self, source_id: &str) -> Result<Reply<Rescraped>> {
        let body = json!({ "sourceId": source_id });
        self.http.post("/api/v1/sources/rescrape", &body)
    }

    pub(crate) fn config(&self) -> Result<Reply<Map<String, Value>>> {
        self.http.get("/api/v1/config")
    }

    pub(crate) fn update_config(&self, fields: &Value) -> Result<Reply<UpdatedConfig>> {
        self.http.patch("/api/v1/config", fields)
    }

    pub(crate) fn overview(&self, query: &[(&str, &str)]) -> Result<Reply<Overview>> {
        self.http
            .get(&with_query("/api/v1/analytics/overview", query))
    }

    pub(crate) fn activity(&self, query: &[(&str, &str)]) -> Result<Reply<Activity>> {
        self.http
            .get(&with_query("/api/v1/analytics/activity", query))
    }

    pub(crate) fn conversations(&self, query: &[(&str, &str)]) -> Result<Reply<Conversations>> {
        self.http.get(&with_query("/api/v1/conversations", query))
    }

    pub(crate) fn webhooks(&self) -> Result<Reply<Webhooks>> {
        self.http.get("/api/v1/webhooks")
    }

    pub(crate) fn create_webhook(&self, body: &Value) -> Result<Reply<CreatedWebhook>> {
        self.http.post("/api/v1/webhooks", body)
    }

    pub(crate) fn delete_webhook(&self, id: &str) -> Result<Reply<Deleted>> {
        self.http
            .delete(&with_query("/api/v1/webhooks", &[("id", id)]))
    }
}
