//! Passkeys (Web Authentication Level 3, section 5.1). Requests and responses have the JSON form that the server and
//! browsers share. Functions are called by name, because web-sys has them only with all its unstable APIs enabled.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::DomException;

/// Why no passkey was created or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyFailure {
    /// The person declined or did not react in time.
    Declined,
    /// The device already has a passkey for this account.
    There,
    /// Passkeys do not work at this address: it is an IP address, or not secure.
    Address,
    /// Anything else.
    Other,
}

impl PasskeyFailure {
    fn of(error: JsValue) -> Self {
        let Ok(error) = error.dyn_into::<DomException>() else {
            return Self::Other;
        };
        match error.name().as_str() {
            "NotAllowedError" | "AbortError" => Self::Declined,
            "InvalidStateError" => Self::There,
            "SecurityError" => Self::Address,
            _ => Self::Other,
        }
    }
}

/// Whether this browser supports passkeys and their JSON form.
pub fn has_passkeys() -> bool {
    class().is_some_and(|class| function(&class, "parseCreationOptionsFromJSON").is_ok())
}

/// Creates a passkey. `options` is `PublicKeyCredentialCreationOptionsJSON`, the result `RegistrationResponseJSON`.
pub async fn make_passkey(options: &str) -> Result<String, PasskeyFailure> {
    ask("create", "parseCreationOptionsFromJSON", options)
        .await
        .map_err(PasskeyFailure::of)
}

/// Signs with a passkey. `options` is `PublicKeyCredentialRequestOptionsJSON`, the result `AuthenticationResponseJSON`.
pub async fn use_passkey(options: &str) -> Result<String, PasskeyFailure> {
    ask("get", "parseRequestOptionsFromJSON", options)
        .await
        .map_err(PasskeyFailure::of)
}

async fn ask(method: &str, parse: &str, options: &str) -> Result<String, JsValue> {
    let class = class().ok_or(JsValue::UNDEFINED)?;
    let options = function(&class, parse)?.call1(&class, &JSON::parse(options)?)?;
    let asked = Object::new();
    Reflect::set(&asked, &"publicKey".into(), &options)?;
    let devices = Reflect::get(&window().navigator(), &"credentials".into())?;
    let promise = function(&devices, method)?.call1(&devices, &asked)?;
    let credential = JsFuture::from(promise.dyn_into::<Promise>()?).await?;
    Ok(JSON::stringify(&credential)?.into())
}

fn class() -> Option<JsValue> {
    Reflect::get(&window(), &"PublicKeyCredential".into())
        .ok()
        .filter(JsValue::is_function)
}

fn function(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &name.into())?.dyn_into()
}
