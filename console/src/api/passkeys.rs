//! The signed-in person's passkeys, and signing in with one. Passes on unchanged what the server and the device send
//! each other (Web Authentication).

use gloo_net::http::Method;
use porchlight_browser::{self as browser, PasskeyFailure};
use serde_json::{Value, json};

use super::{SESSION, encoded, get, post, read, send};
use crate::{
    model::passkeys::OwnPasskeys,
    problem::Problem,
    texts::{Values, text},
    wire::Project,
};

const PASSKEYS: &str = "/console/passkeys";

pub(crate) async fn list() -> Result<OwnPasskeys, Problem> {
    get(PASSKEYS).await
}

/// Has the device create a passkey, and adds it.
pub(crate) async fn add() -> Result<(), Problem> {
    let options = challenge("/console/passkeys/challenge").await?;
    let made = browser::make_passkey(&options).await;
    post(PASSKEYS, answered(made)?).await.map(drop)
}

pub(crate) async fn remove(id: &str) -> Result<(), Problem> {
    let path = format!("{PASSKEYS}/{}", encoded(id));
    send(Method::DELETE, &path, None, &[]).await.map(drop)
}

/// Signs in with a passkey. The server sets a session cookie.
pub(crate) async fn sign_in() -> Result<Project, Problem> {
    let options = challenge("/console/session/challenge").await?;
    let used = browser::use_passkey(&options).await;
    read(post(SESSION, json!({ "passkey": answered(used)? })).await?).await
}

async fn challenge(path: &str) -> Result<String, Problem> {
    let options: Value = read(post(path, json!({})).await?).await?;
    Ok(options.to_string())
}

fn answered(answer: Result<String, PasskeyFailure>) -> Result<Value, Problem> {
    let problem = |code: &str, message: &str| Problem {
        status: 400,
        code: code.to_owned(),
        message: message.to_owned(),
        values: Values::new(),
    };
    let answer = answer.map_err(|failure| match failure {
        PasskeyFailure::Declined => problem(
            "passkey_declined",
            text("Your device did not provide a passkey. Try again, or use a link."),
        ),
        PasskeyFailure::There => problem(
            "passkey_exists",
            text("This device already has a passkey here."),
        ),
        PasskeyFailure::Address => problem(
            "passkey_address",
            text("Passkeys need an address with a name, such as chat.example.com. Open the console there, or use a link."),
        ),
        PasskeyFailure::Other => problem(
            "passkey_failed",
            text("Your browser could not ask for a passkey. Use a link."),
        ),
    })?;
    serde_json::from_str(&answer).map_err(|_| Problem::network())
}
