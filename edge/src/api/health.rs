//! Whether the Worker is running.

use axum::Json;
use serde_json::{Value, json};

/// `GET /healthz`: 200 while the Worker is running.
pub async fn get() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}
