//! Who may start a session, how long it lasts, and that nothing works without one.

use anyhow::{Result, ensure};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::{Client, EMAIL, IdentityProject, names};

#[test]
fn a_session_lasts_half_a_day_with_an_address_and_a_week_without() -> Result<()> {
    let project = IdentityProject::new()?;
    let now = Timestamp::now();
    let signed = project.signed(EMAIL, now.as_millisecond())?;
    for (session, hours) in [(project.session(&signed)?, 12), (project.guest()?, 7 * 24)] {
        let expected = now + hours.hours();
        let difference = session
            .expires_at
            .parse::<Timestamp>()?
            .duration_since(expected)
            .abs();
        ensure!(difference.as_secs() < 60, "{session:?}: {hours} h expected");
    }
    Ok(())
}

#[test]
fn a_guest_is_renewed_silently_and_keeps_conversations_when_signing_in() -> Result<()> {
    let project = IdentityProject::new()?;
    let guest = project.guest()?;
    let slug = project
        .client(&guest)
        .converse("Do wombats like marzipan?")?;

    let renewal = json!({ "project": project.tenant.project, "currentToken": guest.token });
    let renewed = project.session(&renewal)?;
    ensure!(names(&project.client(&renewed).listed(&[])?, &slug));
    // Another guest is another person.
    let stranger = project.client(&project.guest()?);
    ensure!(stranger.listed(&[])?.is_empty());
    stranger.conversation(&slug)?.refused(404)?;

    let mut signed = project.signed(EMAIL, Timestamp::now().as_millisecond())?;
    signed["currentToken"] = json!(renewed.token);
    let identified = project.client(&project.session(&signed)?);
    ensure!(names(&identified.listed(&[])?, &slug));
    Ok(())
}

#[test]
fn a_signature_is_for_one_address_one_project_and_one_hour() -> Result<()> {
    let project = IdentityProject::new()?;
    let client = Client::new(project.world.origin());
    let now = Timestamp::now().as_millisecond();
    let hour = 60 * 60 * 1_000;
    let minute = 60 * 1_000;
    for timestamp in [now - hour + minute, now + hour - minute] {
        client
            .session(&project.signed(EMAIL, timestamp)?)?
            .success()?;
    }
    for timestamp in [now - hour - minute, now + hour + minute] {
        client
            .session(&project.signed(EMAIL, timestamp)?)?
            .refused(401)?;
    }
    let with = |field: &str, value: Value| {
        let mut body = project.signed(EMAIL, now)?;
        body[field] = value;
        anyhow::Ok(body)
    };
    let other = IdentityProject::new()?;
    for body in [
        with("email", json!("ada@example.com"))?,
        with("timestamp", json!(now + 1))?,
        with("emailHash", json!("0".repeat(64)))?,
        with("project", json!(other.tenant.project))?,
    ] {
        client.session(&body)?.refused(401)?;
    }
    client
        .session(&with("emailHash", json!(7))?)?
        .refused(400)?;
    client
        .session(&with("project", Value::Null)?)?
        .refused(400)?;
    client
        .session(&with("project", json!("nobody"))?)?
        .refused(404)?;
    Ok(())
}

#[test]
fn every_other_request_needs_the_token() -> Result<()> {
    let project = IdentityProject::new()?;
    let slug = project.signed_in(EMAIL)?.converse("Mine?")?;
    let origin = project.world.origin();
    for client in [
        Client::new(origin),
        Client::with_token(origin, "not a token"),
    ] {
        client.begin(&json!({}))?.refused(401)?;
        client.send(&slug, "Hello?")?.refused(401)?;
        client.stream(&slug, "Hello?")?.refused(401)?;
        client.conversations(&[])?.refused(401)?;
        client.unread()?.refused(401)?;
        client.conversation(&slug)?.refused(401)?;
        client.mark_read(&slug)?.refused(401)?;
        let message = uuid::Uuid::new_v4().to_string();
        client
            .react(&slug, &message, &json!({ "type": "thumbs-up" }))?
            .refused(401)?;
    }
    let stranger = project.signed_in("ada@example.com")?;
    stranger.send(&slug, "Hello?")?.refused(404)?;
    stranger.stream(&slug, "Hello?")?.refused(404)?;
    stranger.conversation(&slug)?.refused(404)?;
    stranger.mark_read(&slug)?.refused(404)?;
    let owner = project.signed_in(EMAIL)?;
    owner.send(&slug, "")?.refused(400)?;
    Ok(())
}
