//! The widget as a visitor uses it. No other file knows its classes and texts.

use anyhow::{Context, Result};
use porchlight_tests::browser::Browser;

/// The panel, after the widget's code has loaded.
pub(crate) const PANEL: &str = "#porchlight .pl-panel";
/// The field in which the visitor writes, after the widget's code has loaded.
pub(crate) const COMPOSER: &str = "#porchlight .pl-composer__input";
/// The button that sends the message.
pub(crate) const SEND: &str = "#porchlight .pl-composer__send";
/// The field in which the visitor writes before that.
pub(crate) const EARLY_COMPOSER: &str = "#porchlight-skeleton .pl-composer__input";
/// Messages of the visitor.
pub(crate) const QUESTION: &str = ".pl-message--visitor .pl-bubble";
/// Answers, except the owner's greeting.
pub(crate) const ANSWER: &str = ".pl-message--answer:not(.pl-message--welcome) .pl-bubble";
/// Complete answers.
pub(crate) const FINISHED: &str =
    ".pl-message--answer:not(.pl-message--welcome):has(.pl-feedback) .pl-bubble";
/// An answer that is still being written.
pub(crate) const GROWING: &str =
    ".pl-message--answer:not(.pl-message--welcome):not(:has(.pl-feedback)) .pl-bubble";
/// The mark of a citation in an answer.
pub(crate) const MARK: &str = ".pl-mark";
/// The card with the quotation of a citation.
pub(crate) const CARD: &str = ".pl-card";
/// The offer of a person under an answer.
pub(crate) const OFFER: &str = ".pl-handoff__ask";
/// A notice about the conversation.
pub(crate) const NOTICE: &str = ".pl-notice";
/// The name of whoever answers, in the header.
pub(crate) const SPEAKER: &str = ".pl-header__title";
/// The text of the typing indicator.
pub(crate) const WRITING: &str = ".pl-typing__text";
/// The error message.
pub(crate) const ERROR: &str = ".pl-error__text";
/// The thumbs-up button.
pub(crate) const HELPFUL: &str = ".pl-feedback [aria-label=Helpful]";

/// Visits a page and opens the panel with a click on the launcher. From then on, scripts run in the widget's frame.
pub(crate) async fn open(browser: &Browser, page: &str) -> Result<()> {
    browser.visit(page).await?;
    browser.click_launcher().await?;
    browser
        .see(COMPOSER)
        .await
        .context("the panel does not open")?;
    Ok(())
}

/// Asks a question in the open panel.
pub(crate) async fn ask(browser: &Browser, question: &str) -> Result<()> {
    browser.type_into(COMPOSER, question).await?;
    browser.click(SEND).await
}

/// Asks a question and waits for the complete answer, which contains `part`. Returns its text.
pub(crate) async fn ask_and_read(browser: &Browser, question: &str, part: &str) -> Result<String> {
    ask(browser, question).await?;
    browser.read(FINISHED, part).await
}

/// Asks for a person through the menu, without leaving an address.
pub(crate) async fn ask_for_person(browser: &Browser) -> Result<()> {
    browser.click(".pl-header__more").await?;
    browser
        .click_text(".pl-menu__item", "Talk to a person")
        .await?;
    browser.click(".pl-handoff__actions [type=button]").await?;
    browser.read(NOTICE, "asked the team").await?;
    Ok(())
}

/// The id of the conversation with the help centre, from the browser's storage.
pub(crate) async fn conversation(browser: &Browser) -> Result<String> {
    conversation_with(browser, "help").await
}

/// The id of the conversation with a project.
pub(crate) async fn conversation_with(browser: &Browser, project: &str) -> Result<String> {
    let stored = browser
        .script(&format!(
            "return JSON.parse(localStorage['porchlight:{project}']).conversation"
        ))
        .await?;
    let id = stored.as_str().context("no conversation is stored")?;
    Ok(id.to_owned())
}
