//! Sources, which need the Scale plan.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::{AddedSource, Client, Rescraped};
use crate::{
    http::{Reply, text},
    world::world,
};

#[test]
fn a_source_is_pending_then_indexed_scraped_again_and_deleted() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant("scale")?;
    let client = Client::new(world.origin(), &tenant.project_key);
    ensure!(client.sources()?.ok()?.sources.is_empty());

    let url = world.password_page();
    let added = client.add_source(&url)?.ok()?;
    ensure!(text(&added.source, "/status")? == "pending", "{added:?}");
    ensure!(text(&added.source, "/url")? == url, "{added:?}");
    ensure!(!added.message.is_empty(), "{added:?}");
    let id = text(&added.source, "/id")?;
    let settled = world.settled(&client, id)?;
    ensure!(text(&settled, "/status")? == "indexed", "{settled}");

    let again = client.rescrape(id)?.ok()?;
    ensure!(again.source_id == id && again.url == url, "{again:?}");
    ensure!(again.status == "scraping", "{again:?}");
    ensure!(!again.message.is_empty(), "{again:?}");
    let settled = world.settled(&client, id)?;
    ensure!(text(&settled, "/status")? == "indexed", "{settled}");

    ensure!(client.delete_source(id)?.ok()?.deleted);
    ensure!(client.sources()?.ok()?.sources.is_empty());
    client.delete_source(id)?.refused(404)?;
    client.rescrape(id)?.refused(404)?;
    Ok(())
}

#[test]
fn what_is_missing_is_named_as_a_bad_request() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant("scale")?;
    let client = Client::new(world.origin(), &tenant.project_key);
    let sources = "/api/v1/sources";
    let no_url: Reply<AddedSource> = client.http.post(sources, &json!({}))?;
    no_url.refused(400)?;
    client.http.delete::<Value>(sources)?.refused(400)?;
    let rescrape = format!("{sources}/rescrape");
    let no_id: Reply<Rescraped> = client.http.post(&rescrape, &json!({}))?;
    no_id.refused(400)?;

    // No page says how a file is uploaded.
    let file = json!({ "filename": "parking.md", "content": "# Parking\n\nBehind the house." });
    let added: AddedSource = client.http.post(sources, &file)?.success()?;
    client.rescrape(text(&added.source, "/id")?)?.refused(400)?;
    Ok(())
}

#[test]
fn a_source_of_another_site_is_not_found() -> Result<()> {
    let world = world()?;
    let (tenant, other) = (world.tenant("scale")?, world.tenant("scale")?);
    let client = Client::new(world.origin(), &tenant.project_key);
    let stranger = Client::new(world.origin(), &other.project_key);
    let added = client.add_source(&world.password_page())?.ok()?;
    let id = text(&added.source, "/id")?;
    stranger.delete_source(id)?.refused(404)?;
    stranger.rescrape(id)?.refused(404)?;
    ensure!(stranger.sources()?.ok()?.sources.is_empty());
    ensure!(client.sources()?.ok()?.sources.len() == 1);
    Ok(())
}

#[test]
fn every_plan_below_scale_is_refused() -> Result<()> {
    let world = world()?;
    for plan in ["free", "starter", "growth"] {
        let key = world.tenant(plan)?.project_key;
        check_refused(&Client::new(world.origin(), &key), 403)?;
    }
    Ok(())
}

#[test]
fn an_invalid_key_is_refused() -> Result<()> {
    check_refused(&Client::new(world()?.origin(), "YOUR_KEY"), 401)
}

fn check_refused(client: &Client, status: u16) -> Result<()> {
    let id = uuid::Uuid::new_v4().to_string();
    client.sources()?.refused(status)?;
    client
        .add_source("https://example.com/faq")?
        .refused(status)?;
    client.delete_source(&id)?.refused(status)?;
    client.rescrape(&id)?.refused(status)?;
    Ok(())
}
