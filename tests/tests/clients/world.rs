//! The shared environment of all tests: one running Worker and one help centre. Each test uses its own organization.

use std::{sync::OnceLock, time::Duration};

use anyhow::{Context, Result, anyhow, ensure};
use porchlight_tests::{
    api::text,
    deadline::until,
    help_centre::HelpCentre,
    stack::{Key, Project, ROOT_SECRET, Stack},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::{helpbot, http::Http};

/// The project on HelpYap's page, with the settings of its example.
pub(crate) const MY_STORE: Key = Key(0x21);
/// A project with conversations from the past: [`World::talks`].
pub(crate) const LONG_AGO: Key = Key(0x22);

/// A day, in milliseconds.
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// The age of each of [`World::talks`], in days.
const AGES_DAYS: [i64; 3] = [0, 29, 31];

/// An origin whose pages may use every organization's publishable keys.
pub(crate) const SHOP: &str = "https://shop.example";

/// A page of the help centre that says how to reset and change a password.
const PASSWORD_PAGE: &str = "/en/help/manage-your-account/change-your-password/";
/// How long indexing a page may take.
const INDEXING: Duration = Duration::from_mins(1);

/// The running programs, and data that all tests read.
pub(crate) struct World {
    pub(crate) runtime: Runtime,
    pub(crate) stack: Stack,
    /// Conversations of [`LONG_AGO`] from today, 29 and 31 days ago.
    pub(crate) talks: [String; 3],
    help_centre: HelpCentre,
}

/// An organization with one project, and the credentials that its owner received at setup.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tenant {
    pub(crate) organization_id: String,
    pub(crate) project_id: String,
    pub(crate) project: String,
    pub(crate) organization_key: String,
    pub(crate) project_key: String,
    pub(crate) publishable_key: String,
}

/// The shared environment. The first call starts it.
pub(crate) fn world() -> Result<&'static World> {
    static WORLD: OnceLock<Result<World, String>> = OnceLock::new();
    let world = WORLD.get_or_init(|| World::start().map_err(|error| format!("{error:#}")));
    world.as_ref().map_err(|error| anyhow!("{error}"))
}

impl World {
    fn start() -> Result<Self> {
        let runtime = Runtime::new()?;
        let (help_centre, stack) = runtime.block_on(async {
            let help_centre = HelpCentre::start()?;
            let stack = Stack::start(&[my_store(), long_ago()]).await?;
            anyhow::Ok((help_centre, stack))
        })?;
        let talks = talks_of_another_time(&stack)?;
        Ok(Self {
            runtime,
            stack,
            talks,
            help_centre,
        })
    }

    /// The Worker's origin, without a trailing slash.
    pub(crate) fn origin(&self) -> &str {
        &self.stack.origin
    }

    /// The address of the page about passwords.
    pub(crate) fn password_page(&self) -> String {
        format!("{}{PASSWORD_PAGE}", self.help_centre.origin)
    }

    /// Sets up an organization.
    pub(crate) fn tenant(&self, plan: &str) -> Result<Tenant> {
        let slug = format!("project-{}", uuid::Uuid::new_v4());
        let body = json!({
            "organization": "Acme Inc",
            "project": "Support Bot",
            "slug": slug,
            "allowedOrigins": [SHOP],
            "plan": plan,
        });
        self.root().post("/api/admin/setup", &body)?.success()
    }

    /// Sets up an organization on the Scale plan that has indexed the page about passwords.
    pub(crate) fn tenant_with_knowledge(&self) -> Result<Tenant> {
        let tenant = self.tenant("scale")?;
        let client = helpbot::Client::new(self.origin(), &tenant.project_key);
        let added = client.add_source(&self.password_page())?.ok()?;
        let source = self.settled(&client, &text(&added.source, "/id"))?;
        ensure!(text(&source, "/status") == "indexed", "{source}");
        Ok(tenant)
    }

    /// Waits until a source is indexed or has failed, by polling the list as HelpBot's page describes.
    pub(crate) fn settled(&self, client: &helpbot::Client, id: &str) -> Result<Value> {
        self.runtime
            .block_on(until("the source is settled", INDEXING, async || {
                let list = client.sources()?.ok()?.sources;
                let source = list.into_iter().find(|source| text(source, "/id") == id);
                let source = source.context("the source is not in the list")?;
                let status = text(&source, "/status");
                Ok(matches!(status.as_str(), "indexed" | "failed").then_some(source))
            }))
    }

    /// Creates a key of the tenant's project.
    pub(crate) fn key(&self, tenant: &Tenant, kind: &str, scopes: &[&str]) -> Result<String> {
        self.key_of(&tenant.organization_id, &tenant.project_id, kind, scopes)
    }

    /// Creates a key of any project.
    pub(crate) fn key_of(
        &self,
        organization: &str,
        project: &str,
        kind: &str,
        scopes: &[&str],
    ) -> Result<String> {
        let mut body = json!({
            "organizationId": organization,
            "projectId": project,
            "kind": kind,
            "name": "External API key",
        });
        if let (Some(body), false) = (body.as_object_mut(), scopes.is_empty()) {
            body.insert("scopes".to_owned(), json!(scopes));
        }
        let made: Value = self.root().post("/api/admin/keys", &body)?.success()?;
        Ok(crate::http::text(&made, "/key")?.to_owned())
    }

    /// Moves an organization to another plan.
    pub(crate) fn move_to(&self, plan: &str, organization: &str) -> Result<()> {
        let path = format!("/api/admin/organizations/{organization}");
        let moved = self
            .root()
            .patch::<Value>(&path, &json!({ "plan": plan }))?;
        ensure!(
            (200..300).contains(&moved.status),
            "{} {}",
            moved.status,
            moved.body
        );
        Ok(())
    }

    fn root(&self) -> Http {
        Http::new(self.origin()).bearer(ROOT_SECRET)
    }
}

/// Asks one question in each conversation, then changes its age in the database, because no request can. Runs before
/// the tests, while nobody else writes to the database: the Worker does not wait for other writers.
fn talks_of_another_time(stack: &Stack) -> Result<[String; 3]> {
    let client = helpbot::Client::new(&stack.origin, &LONG_AGO.secret());
    let mut talks: [String; 3] = Default::default();
    for (talk, age) in talks.iter_mut().zip(AGES_DAYS) {
        let question = json!({ "question": format!("{age} days ago?") });
        *talk = client.ask(&question)?.ok()?.conversation_id;
        let age = age * DAY_MS;
        stack.database.execute(&format!(
            "UPDATE conversations SET created_at = created_at - {age}, updated_at = updated_at - {age}
             WHERE id = '{talk}';"
        ))?;
    }
    Ok(talks)
}

fn long_ago() -> Project {
    Project {
        slug: "long-ago",
        settings: json!({ "company": "Long Ago" }),
        allowed_origins: Vec::new(),
        key: LONG_AGO,
    }
}

/// The project in the example on HelpYap's page.
fn my_store() -> Project {
    Project {
        slug: "my-store",
        settings: json!({
            "name": "Support Bot",
            "company": "Acme Inc",
            "welcomeMessage": "Hi! How can I help you today?",
            "quickReplies": ["Pricing", "How to get started", "Talk to support"],
            "theme": { "primaryColor": "#3737f6", "position": "bottom-right" },
        }),
        allowed_origins: Vec::new(),
        key: MY_STORE,
    }
}
