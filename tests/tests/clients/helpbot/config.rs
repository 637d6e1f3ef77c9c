//! The widget's configuration: 23 fields.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use super::Client;
use crate::world::{Tenant, world};

/// The fields that the page describes as strings.
const STRINGS: [&str; 21] = [
    "primaryColor",
    "primaryForeground",
    "backgroundColor",
    "foregroundColor",
    "secondaryColor",
    "secondaryForeground",
    "greeting",
    "botName",
    "aiLanguage",
    "inputPlaceholder",
    "typingText",
    "onlineText",
    "handoffText",
    "handoffSentText",
    "emailPlaceholder",
    "emailSendText",
    "emailSkipText",
    "feedbackYesText",
    "feedbackNoText",
    "errorText",
    "networkErrorText",
];

/// Checks that the page's fields are there with their types.
fn check_fields(config: &Map<String, Value>) -> Result<()> {
    for name in STRINGS {
        let value = config.get(name).with_context(|| format!("no {name}"))?;
        ensure!(value.is_string(), "{name} is {value}");
    }
    let position = config.get("position").context("no position")?;
    ensure!(
        position == "bottom-right" || position == "bottom-left",
        "position is {position}"
    );
    let branding = config.get("showBranding").context("no showBranding")?;
    ensure!(branding.is_boolean(), "showBranding is {branding}");
    Ok(())
}

/// A new value for each field.
fn everything() -> Map<String, Value> {
    let colors = [
        "#101820", "#ffffff", "#f7f7f7", "#222222", "#e0e0ff", "#333333",
    ];
    let names = STRINGS.iter().enumerate();
    let mut fields: Map<String, Value> = names
        .map(|(index, name)| {
            let value = match (colors.get(index), *name) {
                (Some(color), _) => (*color).to_owned(),
                (None, "aiLanguage") => "de".to_owned(),
                (None, name) => format!("My {name}"),
            };
            ((*name).to_owned(), json!(value))
        })
        .collect();
    fields.insert("position".to_owned(), json!("bottom-left"));
    fields.insert("showBranding".to_owned(), json!(false));
    fields
}

fn client(plan: &str) -> Result<(Client, Tenant)> {
    let world = world()?;
    let tenant = world.tenant(plan)?;
    Ok((Client::new(world.origin(), &tenant.project_key), tenant))
}

#[test]
fn a_new_widget_has_every_field() -> Result<()> {
    let (client, _) = client("free")?;
    let config = client.config()?.ok()?;
    check_fields(&config)?;
    ensure!(
        config.get("showBranding") == Some(&json!(true)),
        "{config:?}"
    );
    Ok(())
}

#[test]
fn every_field_can_be_changed_at_once() -> Result<()> {
    let (client, tenant) = client("scale")?;
    let fields = everything();
    let changed = client.update_config(&json!(fields))?.ok()?;
    let mut updated = changed.updated;
    updated.sort_unstable();
    let mut names: Vec<_> = fields.keys().cloned().collect();
    names.sort_unstable();
    ensure!(updated == names, "{updated:?}");

    let public = Client::on_a_page_with(world()?.origin(), &tenant.publishable_key);
    for config in [
        changed.config,
        client.config()?.ok()?,
        public.config()?.ok()?,
    ] {
        check_fields(&config)?;
        for (name, value) in &fields {
            ensure!(config.get(name) == Some(value), "{name}: {config:?}");
        }
    }
    Ok(())
}

#[test]
fn omitted_fields_keep_their_values() -> Result<()> {
    let (client, _) = client("free")?;
    let mut expected = client.config()?.ok()?;
    let changed = client.update_config(&json!({ "botName": "Ada" }))?.ok()?;
    ensure!(changed.updated == ["botName"], "{:?}", changed.updated);
    expected.insert("botName".to_owned(), json!("Ada"));
    let config = client.config()?.ok()?;
    for name in STRINGS.iter().chain(&["position", "showBranding"]) {
        ensure!(
            config.get(*name) == expected.get(*name),
            "{name}: {config:?}"
        );
    }
    Ok(())
}

#[test]
fn no_valid_field_or_an_invalid_value_changes_nothing() -> Result<()> {
    let (client, _) = client("scale")?;
    let before = client.config()?.ok()?;
    for body in [
        json!({}),
        json!({ "favouriteColor": "#101820" }),
        json!({ "primaryColor": "red;}</style>" }),
        json!({ "primaryColor": 7 }),
        json!({ "position": "top" }),
        json!({ "showBranding": "no" }),
        json!({ "botName": "Ada", "position": "top" }),
    ] {
        let refused = client.update_config(&body)?.refused(400);
        refused.with_context(|| body.to_string())?;
    }
    ensure!(client.config()?.ok()? == before);
    Ok(())
}

#[test]
fn branding_is_removed_on_scale_only() -> Result<()> {
    for plan in ["free", "starter", "growth"] {
        let (client, _) = client(plan)?;
        let body = json!({ "showBranding": false });
        client.update_config(&body)?.refused(403)?;
        let config = client.config()?.ok()?;
        ensure!(config.get("showBranding") == Some(&json!(true)), "{plan}");
    }
    let (client, _) = client("scale")?;
    client
        .update_config(&json!({ "showBranding": false }))?
        .ok()?;
    Ok(())
}

#[test]
fn an_invalid_key_is_refused() -> Result<()> {
    let client = Client::new(world()?.origin(), "YOUR_KEY");
    client.config()?.refused(401)?;
    client
        .update_config(&json!({ "botName": "Ada" }))?
        .refused(401)?;
    Ok(())
}
