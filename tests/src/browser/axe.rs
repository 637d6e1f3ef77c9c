//! Accessibility problems that axe finds on a page: names, roles, contrast and structure.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Browser;
use crate::stack;

/// Runs axe on the document, without its frames, which are pages of their own.
const ASK: &str = "return axe.run(document, { resultTypes: ['violations'], iframes: false }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
        `${id} at ${target}: ${failureSummary.replace(/\\s+/g, ' ')}`)))";

impl Browser {
    /// Fails if axe finds a problem on the current page. `what` names the page in the error.
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
