//! The doctor's page: why the chat does not show on a website, for people without a console. It is in English, for
//! owners.
//!
//! *Invariant:* nothing runs on this page, and a website's content stays text.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::{DOCTYPE, html};
use sha2::{Digest, Sha256};

use super::chat::RenderedPage;
use crate::domain::site_check::Finding;

const STYLE: &str = include_str!("doctor.css");

/// The page for the website that was examined, with the findings.
pub fn render(site: &str, findings: Option<&[Finding]>) -> RenderedPage {
    let html = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { "Porchlight doctor" }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { "Why does the chat not show?" }
                    form action="/doctor" {
                        label for="site" { "Address of your page" }
                        input id="site" name="site" type="url" required placeholder="https://" value=(site);
                        button { "Examine" }
                    }
                    @if let Some(findings) = findings {
                        ul {
                            @for finding in findings {
                                li class=(if finding.is_problem { "problem" } else { "good" }) {
                                    strong { (if finding.is_problem { "Problem: " } else { "Good: " }) }
                                    (finding.found)
                                    @if !finding.advice.is_empty() { p { (finding.advice) } }
                                }
                            }
                        }
                        @if findings.iter().all(|finding| !finding.is_problem) {
                            p { "Nothing is wrong from here. Open the page, and call " code { "porchlight(\"doctor\")" }
                                " in the browser's console: it checks what only the browser can see." }
                        }
                    }
                }
            }
        }
    };
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    RenderedPage {
        html: html.into_string(),
        policy: format!(
            "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_website_says_stays_text() {
        let found = [Finding::problem("<script>alert(1)</script>", "")];
        let page = render("\"><img src=x onerror=alert(1)>", Some(&found));
        assert!(!page.html.contains("<script>") && !page.html.contains("<img"));
        assert!(!page.policy.contains("script-src"), "{}", page.policy);
    }
}
