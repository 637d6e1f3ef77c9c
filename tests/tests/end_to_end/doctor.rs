//! The doctor explains why the chat is not shown: in a page's console, and on a page of its own.

use anyhow::{Result, ensure};
use porchlight_tests::browser::{Browser, Screen};
use serde_json::Value;

use crate::world::browse;

/// The doctor's findings on the open page.
async fn findings(browser: &Browser) -> Result<Vec<Value>> {
    browser
        .until("the loader is there", "porchlight.loaded")
        .await?;
    browser
        .script("window.found = undefined; porchlight('doctor').then((found) => (window.found = found))")
        .await?;
    browser.until("the doctor is done", "window.found").await?;
    let found = browser.script("return window.found").await?;
    Ok(found.as_array().cloned().unwrap_or_default())
}

fn problems(findings: &[Value]) -> Vec<&str> {
    let problems = findings.iter().filter(|one| one["state"] == "problem");
    problems.filter_map(|one| one["check"].as_str()).collect()
}

#[tokio::test]
async fn the_doctor_finds_nothing_wrong_where_the_chat_works() -> Result<()> {
    for page in ["address", "strict", "isolated"] {
        browse("doctor", Screen::Desktop, async |world, browser| {
            browser.visit(&world.pages.on_another_site(page)).await?;
            browser.until("the chat is ready", "seen.ready").await?;
            let found = findings(browser).await?;
            ensure!(problems(&found).is_empty(), "{page}: {found:#?}");
            let checks: Vec<_> = found
                .iter()
                .filter_map(|one| one["check"].as_str())
                .collect();
            for check in [
                "tag",
                "policy",
                "corner",
                "storage",
                "identity",
                "streaming",
            ] {
                ensure!(checks.contains(&check), "{page}: no {check} in {checks:?}");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_doctor_names_what_keeps_the_chat_away_and_says_what_to_do() -> Result<()> {
    for (page, check) in [
        ("unknown", "project"),
        ("unlisted", "website"),
        ("refusing", "policy"),
        ("lost", "tag"),
    ] {
        browse("doctor", Screen::Desktop, async |world, browser| {
            browser.visit(&world.pages.on_another_site(page)).await?;
            let found = findings(browser).await?;
            ensure!(problems(&found).contains(&check), "{page}: {found:#?}");
            for problem in found.iter().filter(|one| one["state"] == "problem") {
                let advice = problem["advice"].as_str().unwrap_or_default();
                ensure!(!advice.is_empty(), "{problem}");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_doctors_page_examines_a_website() -> Result<()> {
    browse("doctors-page", Screen::Desktop, async |world, browser| {
        for (page, expected) in [
            ("address", "Nothing is wrong from here."),
            ("unlisted", "is not on the project's list"),
            ("unknown", "There is no project"),
            ("refusing", "blocks the chat: frame-src"),
            ("lost", "names no project"),
        ] {
            let site = world.pages.on_another_site(page);
            browser
                .visit(&format!("{}/doctor?site={site}", world.stack.origin))
                .await?;
            browser.read("main", expected).await?;
        }
        browser.screenshot("doctor").await?;
        Ok(())
    })
    .await
}
