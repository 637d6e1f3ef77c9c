//! Devices that answer correctly, and incorrectly.

use p256::ecdsa::{SigningKey, signature::Signer as _};
use serde_json::json;

use super::*;

const ROOT: &[u8] = b"a root secret for tests, long enough";
const NOW: u64 = 1_700_000_000_000;
const HOST: &str = "chat.shop.example";
const CHECKED: u8 = 0b101;

/// A device with one passkey, and how it answers.
struct Device {
    key: SigningKey,
    kind: &'static str,
    origin: String,
    place: &'static str,
    flags: u8,
    cross_origin: bool,
}

impl Device {
    fn new(kind: &'static str) -> Self {
        Self {
            key: SigningKey::from_slice(&[7; 32]).unwrap(),
            kind,
            origin: format!("https://{HOST}"),
            place: HOST,
            flags: CHECKED,
            cross_origin: false,
        }
    }

    fn answer(&self, challenge: &Challenge) -> PasskeyAnswer {
        let client_data = json!({
            "type": self.kind, "challenge": challenge.text, "origin": self.origin,
            "crossOrigin": self.cross_origin,
        })
        .to_string();
        let mut data = Sha256::digest(self.place).to_vec();
        let point = self.key.verifying_key().to_sec1_point(false);
        if self.kind == "webauthn.create" {
            data.push(self.flags | 1 << 6);
            data.extend([0, 0, 0, 9]);
            data.extend([0; 16]);
            data.extend([0, 3, b'k', b'e', b'y']);
            data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
            data.extend(&point.as_bytes()[1..33]);
            data.extend([0x22, 0x58, 32]);
            data.extend(&point.as_bytes()[33..]);
        } else {
            data.push(self.flags);
            data.extend([0, 0, 0, 10]);
        }
        let signed = [&data[..], &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        PasskeyAnswer {
            id: URL_SAFE_NO_PAD.encode("key"),
            response: PasskeyResponse {
                client_data: URL_SAFE_NO_PAD.encode(client_data),
                authenticator_data: URL_SAFE_NO_PAD.encode(data),
                signature: URL_SAFE_NO_PAD.encode(signature.to_der()),
            },
        }
    }
}

fn challenge() -> Challenge {
    Challenge::new([1; 32], NOW)
}

fn made_by(device: &Device) -> Result<NewPasskey, PasskeyError> {
    let challenge = challenge();
    made(
        &device.answer(&challenge),
        &Expected {
            challenge: &challenge,
            host: HOST,
        },
    )
}

fn signed_by(device: &Device) -> Result<u32, PasskeyError> {
    let public_key = made_by(&Device::new("webauthn.create")).unwrap().public_key;
    let challenge = challenge();
    let expected = Expected {
        challenge: &challenge,
        host: HOST,
    };
    signed(&device.answer(&challenge), &expected, &public_key)
}

#[test]
fn a_passkey_signs_in_where_it_was_made() {
    let passkey = made_by(&Device::new("webauthn.create")).unwrap();
    assert_eq!(passkey.id, URL_SAFE_NO_PAD.encode("key"));
    assert_eq!(passkey.sign_count, 9);
    assert_eq!(signed_by(&Device::new("webauthn.get")), Ok(10));
}

#[test]
fn what_another_place_or_key_has_signed_opens_nothing() {
    let check = |change: fn(&mut Device), expected: PasskeyError| {
        let mut device = Device::new("webauthn.get");
        change(&mut device);
        assert_eq!(signed_by(&device), Err(expected));
        let mut device = Device::new("webauthn.create");
        change(&mut device);
        assert_eq!(made_by(&device), Err(expected));
    };
    check(
        |device| "https://shop.example".clone_into(&mut device.origin),
        PasskeyError::Place,
    );
    check(
        |device| "https://chat.shop.example:8443".clone_into(&mut device.origin),
        PasskeyError::Place,
    );
    check(
        |device| "https://chat.shop.example.evil.example".clone_into(&mut device.origin),
        PasskeyError::Place,
    );
    check(|device| device.cross_origin = true, PasskeyError::Place);
    check(|device| device.place = "shop.example", PasskeyError::Place);
    check(|device| device.flags = 0b001, PasskeyError::NotChecked);
    check(|device| device.flags = 0b100, PasskeyError::NotChecked);
    let mut other = Device::new("webauthn.get");
    other.key = SigningKey::from_slice(&[8; 32]).unwrap();
    assert_eq!(signed_by(&other), Err(PasskeyError::Unknown));
    assert_eq!(
        signed_by(&Device::new("webauthn.create")),
        Err(PasskeyError::Form)
    );
    assert_eq!(
        made_by(&Device::new("webauthn.get")),
        Err(PasskeyError::Form)
    );
}

#[test]
fn a_challenge_is_answered_in_its_browser_and_in_time() {
    let challenge = challenge();
    let sealed = challenge.sealed(ROOT);
    let end = NOW + CHALLENGE_SECONDS * 1_000;
    assert_eq!(
        Challenge::opened(ROOT, &sealed, end - 1),
        Ok(challenge.clone())
    );
    for (root, sealed, now) in [
        (ROOT, sealed.as_str(), end),
        (b"another root secret".as_slice(), &sealed, NOW),
        (ROOT, &sealed.replace("AQ", "Ag"), NOW),
        (ROOT, "", NOW),
        (ROOT, &challenge.text, NOW),
    ] {
        assert_eq!(
            Challenge::opened(root, sealed, now),
            Err(PasskeyError::Challenge)
        );
    }
    let other = Challenge::new([2; 32], NOW);
    let answer = Device::new("webauthn.create").answer(&challenge);
    let expected = Expected {
        challenge: &other,
        host: HOST,
    };
    assert_eq!(made(&answer, &expected), Err(PasskeyError::Challenge));
}

#[test]
fn what_is_cut_or_of_another_kind_is_refused() {
    let challenge = challenge();
    let expected = Expected {
        challenge: &challenge,
        host: HOST,
    };
    let whole = Device::new("webauthn.create").answer(&challenge);
    let data = decoded(&whole.response.authenticator_data).unwrap();
    for length in 0..data.len() {
        let mut answer = Device::new("webauthn.create").answer(&challenge);
        answer.response.authenticator_data = URL_SAFE_NO_PAD.encode(&data[..length]);
        assert!(made(&answer, &expected).is_err(), "{length}");
    }
    for (at, byte) in [(62, 0x27), (data.len() - 1, 0)] {
        let mut data = data.clone();
        data[at] = byte;
        let mut answer = Device::new("webauthn.create").answer(&challenge);
        answer.response.authenticator_data = URL_SAFE_NO_PAD.encode(&data);
        assert_eq!(made(&answer, &expected), Err(PasskeyError::Kind), "{at}");
    }
    let mut answer = Device::new("webauthn.create").answer(&challenge);
    answer.id = "another".into();
    assert_eq!(made(&answer, &expected), Err(PasskeyError::Form));
}

#[test]
fn passkeys_are_made_for_a_name_without_a_port() {
    for (host, expected) in [
        ("chat.shop.example", "chat.shop.example"),
        ("localhost:8787", "localhost"),
        ("[::1]", "[::1]"),
    ] {
        assert_eq!(rp_id(host), expected);
    }
}
