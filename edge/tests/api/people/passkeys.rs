//! Passkeys are added, sign in, and open nothing that their holder could not reach.

use std::cell::Cell;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use porchlight_edge::{
    domain::credentials::passkey::CHALLENGE_SECONDS,
    services::{mail, passkeys::FRESH_MS},
    store::passkeys::PASSKEYS,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Browser, HOST, OWN, id_of, mails, owners_link, secret, with_mail};
use crate::support::{Answer, App, owner::rival, run};

const CHALLENGE: &str = "/console/session/challenge";
const NEW_CHALLENGE: &str = "/console/passkeys/challenge";
const PASSKEYS_PATH: &str = "/console/passkeys";
const SESSION: &str = "/console/session";

/// A device that has one passkey and has verified the user.
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    count: Cell<u32>,
}

impl Device {
    fn new(number: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[number; 32]).unwrap(),
            id: vec![number; 16],
            count: Cell::new(1),
        }
    }

    /// The device's answer to a challenge for a new passkey.
    fn made(&self, options: &Value) -> Value {
        let mut rest = vec![0; 16];
        rest.extend([0, 16]);
        rest.extend(&self.id);
        let point = self.key.verifying_key().to_sec1_point(false);
        rest.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        rest.extend(&point.as_bytes()[1..33]);
        rest.extend([0x22, 0x58, 32]);
        rest.extend(&point.as_bytes()[33..]);
        self.answer("webauthn.create", OWN, options, 1 << 6, &rest)
    }

    /// The device's signature of a challenge, on the page of `origin`.
    fn signed(&self, origin: &str, options: &Value) -> Value {
        self.count.set(self.count.get() + 1);
        self.answer("webauthn.get", origin, options, 0, &[])
    }

    fn answer(&self, kind: &str, origin: &str, options: &Value, flags: u8, rest: &[u8]) -> Value {
        let client_data = json!({
            "type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": false,
        })
        .to_string();
        let mut data = Sha256::digest(HOST).to_vec();
        data.push(0b101 | flags);
        data.extend(self.count.get().to_be_bytes());
        data.extend(rest);
        let signed = [&data[..], &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
                "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "signature": URL_SAFE_NO_PAD.encode(signature.to_der()),
            },
        })
    }
}

impl Browser<'_> {
    async fn challenge(&self) -> Value {
        self.asked(CHALLENGE).await
    }

    async fn asked(&self, path: &str) -> Value {
        let asked = self.send("POST", path, Value::Null).await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        asked.json()
    }

    async fn add(&self, device: &Device) -> Answer {
        let options = self.asked(NEW_CHALLENGE).await;
        self.send("POST", PASSKEYS_PATH, device.made(&options))
            .await
    }

    async fn show(&self, answer: &Value) -> Answer {
        let body = json!({ "passkey": answer });
        self.send("POST", SESSION, body).await
    }

    async fn sign_in_with(&self, device: &Device) -> Answer {
        let answer = device.signed(OWN, &self.challenge().await);
        self.show(&answer).await
    }

    async fn passkeys(&self) -> Vec<Value> {
        let listed = self.get(PASSKEYS_PATH).await.json();
        listed["passkeys"].as_array().unwrap().clone()
    }
}

/// A browser that is signed in with a link from an e-mail.
async fn with_mailbox<'a>(app: &'a App, email: &str) -> Browser<'a> {
    let browser = Browser::new(app);
    browser.ask(email).await;
    let link = mails(app).await.remove(0).1;
    assert_eq!(browser.sign_in(&link).await.status, 200);
    browser
}

#[test]
fn a_person_adds_a_passkey_signs_in_with_it_and_removes_it() {
    run(async {
        let app = App::new().await;
        let owner = Browser::of(&app, "owner").await;
        let options = owner.asked(NEW_CHALLENGE).await;
        assert_eq!(options["rp"]["id"], HOST);
        assert_eq!(options["user"]["name"], "owner@shop.example");
        let account = options["user"]["id"].as_str().unwrap();
        assert!(!account.contains("owner") && account.len() == 43);
        let device = Device::new(1);
        let added = owner.add(&device).await;
        assert_eq!(added.status, 201, "{}", added.body);
        owner.add(&device).await.check_error(409, "passkey_exists");
        let listed = owner.passkeys().await;
        assert_eq!(listed[0]["browser"], "Firefox", "{listed:?}");
        assert_eq!(listed[0]["usedAt"], Value::Null);
        let options = owner.asked(NEW_CHALLENGE).await;
        assert_eq!(options["excludeCredentials"][0]["id"], listed[0]["id"]);

        app.native.clock.advance(60_000);
        let elsewhere = Browser::new(&app);
        let session = elsewhere.sign_in_with(&device).await;
        assert_eq!(session.status, 200, "{}", session.body);
        assert_eq!(session.json()["person"]["role"], "owner");
        assert_eq!(elsewhere.get("/api/v1/conversations").await.status, 200);
        assert!(owner.passkeys().await[0]["usedAt"].is_string());

        let path = format!("{PASSKEYS_PATH}/{}", listed[0]["id"].as_str().unwrap());
        let operator = Browser::of(&app, "operator").await;
        operator
            .send("DELETE", &path, Value::Null)
            .await
            .check_error(404, "passkey_not_found");
        assert_eq!(owner.send("DELETE", &path, Value::Null).await.status, 204);
        owner
            .send("DELETE", &path, Value::Null)
            .await
            .check_error(404, "passkey_not_found");
        elsewhere
            .sign_in_with(&device)
            .await
            .check_error(401, "passkey_unknown");

        let audit = owner.get("/api/v1/audit").await.json();
        let told: Vec<&str> = audit["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["action"].as_str().unwrap())
            .filter(|action| action.starts_with("passkey."))
            .collect();
        assert_eq!(told, ["passkey.removed", "passkey.added"]);
    });
}

#[test]
fn what_was_answered_is_answered_once_in_its_browser_and_in_time() {
    run(async {
        let app = App::new().await;
        let owner = Browser::of(&app, "owner").await;
        let device = Device::new(1);
        assert_eq!(owner.add(&device).await.status, 201);

        // Twice, and with an earlier challenge.
        let browser = Browser::new(&app);
        app.native.clock.advance(1_000);
        let before = browser.copy();
        let older = before.challenge().await;
        app.native.clock.advance(1_000);
        let answer = device.signed(OWN, &browser.challenge().await);
        let again = browser.copy();
        assert_eq!(browser.show(&answer).await.status, 200);
        again
            .show(&answer)
            .await
            .check_error(409, "passkey_expired");
        before
            .show(&device.signed(OWN, &older))
            .await
            .check_error(409, "passkey_expired");

        app.native.clock.advance(60_000);
        // In another browser, which has a challenge of its own or none.
        let answer = device.signed(OWN, &Browser::new(&app).challenge().await);
        let other = Browser::new(&app);
        other
            .show(&answer)
            .await
            .check_error(409, "passkey_expired");
        other.challenge().await;
        other
            .show(&answer)
            .await
            .check_error(409, "passkey_expired");

        // Too late.
        let late = Browser::new(&app);
        let answer = device.signed(OWN, &late.challenge().await);
        app.native.clock.advance(CHALLENGE_SECONDS * 1_000);
        late.show(&answer).await.check_error(409, "passkey_expired");

        // On another website, and with a copy of the device that counts for itself.
        let answer = device.signed("https://evil.example", &late.challenge().await);
        late.show(&answer)
            .await
            .check_error(403, "passkey_of_another_address");
        let copy = Device::new(1);
        late.sign_in_with(&copy)
            .await
            .check_error(409, "passkey_expired");
        assert_eq!(late.sign_in_with(&device).await.status, 200);
    });
}

#[test]
fn nobody_learns_from_a_passkey_who_exists() {
    run(async {
        let app = App::new().await;
        let browser = Browser::new(&app);
        let empty = browser.challenge().await;
        let owner = Browser::of(&app, "owner").await;
        assert_eq!(owner.add(&Device::new(1)).await.status, 201);
        let with_people = browser.challenge().await;
        let names = |options: &Value| {
            let names = options.as_object().unwrap().keys().cloned();
            names.collect::<Vec<_>>()
        };
        assert_eq!(names(&empty), names(&with_people));
        assert_eq!(with_people["rpId"], HOST);

        // A guessed id, and a known one with another key.
        browser
            .sign_in_with(&Device::new(2))
            .await
            .check_error(401, "passkey_unknown");
        let forged = Device {
            id: Device::new(1).id,
            ..Device::new(2)
        };
        browser
            .sign_in_with(&forged)
            .await
            .check_error(401, "passkey_unknown");
        // Nobody adds one without a session.
        browser
            .send("POST", NEW_CHALLENGE, Value::Null)
            .await
            .check_error(401, "console_session_ended");
        let options = browser.challenge().await;
        browser
            .send("POST", PASSKEYS_PATH, Device::new(3).made(&options))
            .await
            .check_error(401, "console_session_ended");
        browser
            .send("POST", SESSION, json!({ "passkey": { "id": "a" } }))
            .await
            .check_error(400, "invalid_json");
    });
}

#[test]
fn a_passkey_opens_what_its_session_could_reach() {
    run(async {
        let app = with_mail().await;
        owners_link(&app, "ada@shop.example").await;
        let body = json!({ "email": "ada@shop.example", "role": "viewer" });
        let invited = app.call("POST", "/api/v1/people", &rival(), body).await;
        let address = invited.json()["invitationUrl"].as_str().unwrap().to_owned();

        // The rival's owner has the link of the invitation.
        let guest = Browser::new(&app);
        guest.sign_in(&secret(&address)).await;
        for number in 100..100 + u8::try_from(PASSKEYS).unwrap() {
            app.native.clock.advance(10_000);
            assert_eq!(guest.add(&Device::new(number)).await.status, 201);
        }
        guest
            .add(&Device::new(99))
            .await
            .check_error(403, "too_many_passkeys");
        app.native.clock.advance(60_000);
        let as_guest = Browser::at(&app, "203.0.113.8");
        let session = as_guest.sign_in_with(&Device::new(100)).await.json();
        assert_eq!(session["project"], "rival");
        let projects = as_guest.get("/console/projects").await.json();
        assert_eq!(projects["projects"].as_array().unwrap().len(), 1);

        // It replaces none of hers, and she sees what was added in her name.
        let ada = with_mailbox(&app, "ada@shop.example").await;
        let device = Device::new(1);
        assert_eq!(ada.add(&device).await.status, 201);
        let listed = ada.passkeys().await;
        assert_eq!(listed.len(), 1 + PASSKEYS as usize);
        assert_eq!(listed[0]["id"], URL_SAFE_NO_PAD.encode(&device.id));
        assert_eq!(guest.passkeys().await.len(), PASSKEYS as usize);

        app.native.clock.advance(60_000);
        let hers = Browser::at(&app, "203.0.113.9");
        let session = hers.sign_in_with(&device).await;
        assert_eq!(session.status, 200, "{}", session.body);
        let projects = hers.get("/console/projects").await.json();
        assert_eq!(projects["projects"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn a_removed_persons_passkeys_open_nothing() {
    run(async {
        let app = with_mail().await;
        let owner = Browser::of(&app, "owner").await;
        let body = json!({ "email": "ada@shop.example", "role": "operator" });
        owner.send("POST", "/api/v1/people", body.clone()).await;
        let ada = with_mailbox(&app, "ada@shop.example").await;
        let device = Device::new(1);
        assert_eq!(ada.add(&device).await.status, 201);
        let id = id_of(&app, "ada@shop.example").await;
        let path = format!("/api/v1/people/{id}");
        let removed = owner.send("DELETE", &path, Value::Null).await;
        assert!(removed.status.is_success(), "{}", removed.body);
        app.native.clock.advance(60_000);
        let elsewhere = Browser::at(&app, "203.0.113.8");
        elsewhere
            .sign_in_with(&device)
            .await
            .check_error(401, "passkey_unknown");
        // It does not come back if somebody is invited with the address again.
        owner.send("POST", "/api/v1/people", body).await;
        elsewhere
            .sign_in_with(&device)
            .await
            .check_error(401, "passkey_unknown");
    });
}

#[test]
fn a_passkey_is_added_soon_after_signing_in_and_its_person_is_told() {
    run(async {
        let app = with_mail().await;
        let owner = Browser::of(&app, "owner").await;
        app.native.clock.advance(FRESH_MS - 1);
        let device = Device::new(1);
        assert_eq!(owner.add(&device).await.status, 201);
        let told = mail::kept(&app.native.platform).await.unwrap().remove(0);
        assert_eq!(told.to, "owner@shop.example");
        assert!(told.text.contains("added in Firefox"), "{}", told.text);
        assert!(told.text.contains("/console/people"), "{}", told.text);

        app.native.clock.advance(1);
        let late = owner.send("POST", NEW_CHALLENGE, Value::Null).await;
        late.check_error(403, "sign_in_stale");
        // Nor with a challenge that anybody can get.
        app.native.clock.advance(CHALLENGE_SECONDS * 1_000);
        let options = owner.challenge().await;
        owner
            .send("POST", PASSKEYS_PATH, Device::new(2).made(&options))
            .await
            .check_error(403, "sign_in_stale");
        assert_eq!(owner.passkeys().await.len(), 1);

        // A person with a passkey can confirm with it.
        assert_eq!(owner.sign_in_with(&device).await.status, 200);
        app.native.clock.advance(1_000);
        assert_eq!(owner.add(&Device::new(2)).await.status, 201);
    });
}
