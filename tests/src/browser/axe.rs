//! What axe finds wrong with a page: names, roles, contrast and structure for those who see, hear or point otherwise.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Browser;
use crate::stack;

/// Asks axe about the document, but not about frames, which are pages of their own.
const ASK: &str = "return axe.run(document, { resultTypes: ['violations'], iframes: false }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
        `${id} at ${target}: ${failureSummary.replace(/\\s+/g, ' ')}`)))";

impl Browser {
    /// Fails if axe finds something in the page as it is now. `what` says which page that is.
    pub async fn check_with_axe(&self, what: &str) -> Result<()> {
        if self.script("return typeof axe").await? == "undefined" {
            let file = stack::root().join("node_modules/axe-core/axe.min.js");
            let axe = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            let loaded = self.client.execute(&axe, Vec::new()).await;
            loaded.context("axe cannot be loaded")?;
        }
        let found = self.script(ASK).await?;
        let found: Vec<&str> = (found.as_array().context("axe gave no list")?.iter())
            .filter_map(Value::as_str)
            .collect();
        ensure!(found.is_empty(), "axe finds in {what}: {found:#?}");
        Ok(())
    }
}
