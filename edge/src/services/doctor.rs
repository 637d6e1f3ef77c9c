//! Finds out why the chat does not show on a website, as far as the server can see.

use url::Url;

use super::{
    index_source::site_page::fetch_site,
    published_project::{self, ReadError},
};
use crate::{
    domain::{
        credentials::origin,
        site_check::{self, Finding, ScriptTag},
    },
    platform::{Platform, PlatformError},
};

/// The most projects that are looked up for one page.
const PROJECTS: usize = 5;

/// Examines the page at `site`, for a client at `address` that reached this deployment at the host `asked`. Script tags
/// may name its public address instead.
pub async fn examine(
    platform: &Platform,
    site: &str,
    asked: &str,
    address: &str,
) -> Result<Vec<Finding>, PlatformError> {
    let public = (platform.config.public_url.as_deref())
        .and_then(|url| url.split_once("://"))
        .map_or(asked, |(_, host)| host.trim_end_matches('/'));
    let page = match fetch_site(platform, site).await {
        Ok(page) => page,
        Err(failure) => {
            return Ok(vec![Finding::problem(
                format!("The page cannot be read: {failure}"),
                "Check the address. A page behind a login can only be examined in the browser, with porchlight(\"doctor\").",
            )]);
        }
    };
    let mut findings = vec![Finding::good(format!("The page was found: {}", page.url))];
    let all = site_check::tags(&page.html);
    let found = [public, asked].map(|host| (host, site_check::script_tags(&all, host)));
    let (host, tags) = found
        .into_iter()
        .find(|(_, tags)| !tags.is_empty())
        .unwrap_or((public, Vec::new()));
    findings.push(of_tags(&tags, host));
    for tag in tags.iter().take(PROJECTS) {
        findings.extend(of_project(platform, tag, &page.url, host, address).await?);
    }
    let policies = site_check::policies(page.policy.as_deref(), &all);
    findings.extend(of_policies(&policies, host));
    Ok(findings)
}

fn of_policies(policies: &[String], host: &str) -> Option<Finding> {
    let refused = site_check::refused_by(policies, host);
    if policies.is_empty() {
        return None;
    }
    Some(if refused.is_empty() {
        Finding::good("The page's Content-Security-Policy allows the chat.")
    } else {
        Finding::problem(
            format!(
                "The page's Content-Security-Policy blocks the chat: {}.",
                refused.join(", ")
            ),
            format!("Add https://{host} to {}.", refused.join(" and to ")),
        )
    })
}

fn of_tags(tags: &[ScriptTag], host: &str) -> Finding {
    let mut names: Vec<_> = tags.iter().map(|tag| tag.name.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    match tags {
        [] => Finding::problem(
            "The script tag is not in the page.",
            format!(
                "Add <script async src=\"https://{host}/widget.js?project=…\"></script>. If a tag manager adds it, \
                 call porchlight(\"doctor\") in the browser's console."
            ),
        ),
        [_] => Finding::good("The script tag is in the page."),
        _ if names.len() < tags.len() => Finding::problem(
            "The script tag is in the page more than once.",
            "Keep one, or give each its own data-name.",
        ),
        _ => Finding::good("The page has several chats, each with a name of its own."),
    }
}

async fn of_project(
    platform: &Platform,
    tag: &ScriptTag,
    page: &Url,
    host: &str,
    address: &str,
) -> Result<Vec<Finding>, PlatformError> {
    let Some(slug) = &tag.project else {
        return Ok(vec![Finding::problem(
            "The script tag names no project.",
            format!("Load https://{host}/widget.js?project=your-slug."),
        )]);
    };
    let project = match published_project::by_slug(platform, slug, address).await {
        Err(ReadError::TooOften) => {
            return Ok(vec![Finding::problem(
                format!(
                    "The project “{slug}” was not looked up: there were too many requests for unknown projects."
                ),
                "Wait a minute and examine the page again.",
            )]);
        }
        project => project.map_err(|error| PlatformError(error.to_string()))?,
    };
    let Some(project) = project else {
        return Ok(vec![Finding::problem(
            format!("There is no project “{slug}”."),
            "Check the slug in the tag: it is case-sensitive.",
        )]);
    };
    let site = page.origin().ascii_serialization();
    Ok(vec![
        Finding::good(format!("The project “{slug}” is there.")),
        if origin::is_allowed(&project.allowed_origins, &site) {
            Finding::good(format!("{site} is on the project's list."))
        } else {
            Finding::problem(
                format!("{site} is not on the project's list."),
                format!("Add {site} to allowedOrigins. With and without www are two websites."),
            )
        },
    ])
}
