//! A person adds a passkey, and signs in with it.

use anyhow::Result;
use porchlight_tests::browser::Screen;

use crate::{
    console::{go, sign_in_at},
    world::browse,
};

#[tokio::test]
async fn a_person_adds_a_passkey_and_signs_in_with_it() -> Result<()> {
    browse("passkey", Screen::Desktop, async |world, browser| {
        // Browsers allow no passkeys for IP addresses.
        let origin = world.stack.origin.replace("127.0.0.1", "localhost");
        browser.add_device().await?;
        sign_in_at(&origin, "help", world, browser).await?;
        go(browser, "People").await?;
        browser.click(".pc-passkeys__add").await?;
        browser
            .read("[aria-labelledby=passkeys] .pc-people__one", "Chrome")
            .await?;
        browser.screenshot("passkeys").await?;
        browser.click(".pc-passkeys__add").await?;
        browser
            .read(
                "[aria-labelledby=passkeys] .pc-problem",
                "has a passkey here",
            )
            .await?;

        browser.click_text(".pc-header button", "Sign out").await?;
        browser
            .click_text(".pc-sign-in__form button", "Use a passkey")
            .await?;
        go(browser, "People").await?;
        browser
            .read("[aria-labelledby=passkeys] .pc-people__one", "last used")
            .await?;
        browser
            .click_text("[aria-labelledby=passkeys] button", "Remove")
            .await?;
        browser
            .read("[aria-labelledby=passkeys]", "None yet")
            .await?;
        browser.click_text(".pc-header button", "Sign out").await?;
        browser
            .click_text(".pc-sign-in__form button", "Use a passkey")
            .await?;
        browser
            .read("#sign-in-problem", "This passkey does not work here")
            .await?;
        browser.screenshot("passkey-unknown").await.map(drop)
    })
    .await
}
