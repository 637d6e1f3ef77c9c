//! Whether the Worker runs.

use axum::Json;
use serde_json::{Value, json};

/// `GET /healthz`.
pub async fn get() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}
