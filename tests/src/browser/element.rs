//! Actions on elements of the document, which CSS selectors name.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::{Locator, elements::Element};

use super::Browser;
use crate::deadline::{PATIENCE, until};

impl Browser {
    /// Waits until an element is displayed, and returns it.
    pub async fn see(&self, css: &str) -> Result<Element> {
        until(&format!("`{css}` is displayed"), PATIENCE, async || {
            let element = self.client.find(Locator::Css(css)).await?;
            Ok(element.is_displayed().await?.then_some(element))
        })
        .await
    }

    /// Waits until an element is displayed and contains `part`. Returns its text.
    pub async fn read(&self, css: &str, part: &str) -> Result<String> {
        self.read_within(PATIENCE, css, part).await
    }

    /// Like [`Self::read`], with a longer time limit.
    pub async fn read_within(&self, limit: Duration, css: &str, part: &str) -> Result<String> {
        let mut last = String::new();
        until(&format!("`{css}` contains `{part}`"), limit, async || {
            // Of several elements, the last is the newest message.
            let elements = self.client.find_all(Locator::Css(css)).await?;
            let element = elements.last().context("no such element")?;
            last = element.text().await?;
            ensure!(last.contains(part), "its text: {last}");
            Ok(Some(()))
        })
        .await?;
        Ok(last)
    }

    /// Waits until no displayed element matches.
    pub async fn miss(&self, css: &str) -> Result<()> {
        let what = format!("`{css}` is gone");
        let expression = format!(
            "[...document.querySelectorAll(`{css}`)].every((element) => !element.checkVisibility({{ visibilityProperty: true }}))"
        );
        self.until(&what, &expression).await
    }

    /// The number of matching elements, displayed or not.
    pub async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(css)).await?.len())
    }

    /// Clicks the centre of an element as soon as nothing covers it.
    pub async fn click(&self, css: &str) -> Result<()> {
        until(&format!("`{css}` can be clicked"), PATIENCE, async || {
            self.client.find(Locator::Css(css)).await?.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Clicks the matching element whose text contains `part`.
    pub async fn click_text(&self, css: &str, part: &str) -> Result<()> {
        until(
            &format!("`{css}` with `{part}` can be clicked"),
            PATIENCE,
            async || {
                for element in self.client.find_all(Locator::Css(css)).await? {
                    if element.text().await?.contains(part) {
                        element.click().await?;
                        return Ok(Some(()));
                    }
                }
                Ok(None)
            },
        )
        .await
    }

    /// Types into a field, after its current text.
    pub async fn type_into(&self, css: &str, text: &str) -> Result<()> {
        let field = self.see(css).await?;
        Ok(field.send_keys(text).await?)
    }

    /// Waits until an element that matches `css` has the focus.
    pub async fn see_focus(&self, css: &str) -> Result<()> {
        let body = format!(
            "const {{ activeElement: it }} = document;
             return document.hasFocus() && it?.matches(`{css}`) ? '' : it?.outerHTML.slice(0, 120) || 'nowhere'"
        );
        until(&format!("the focus is on `{css}`"), PATIENCE, async || {
            let elsewhere = self.script(&body).await?;
            ensure!(elsewhere == "", "it is elsewhere: {elsewhere}");
            Ok(Some(()))
        })
        .await
    }
}
