//! Passkeys: checks the keys that a browser presents, and what the device has signed with them (Web Authentication
//! Level 3, <https://www.w3.org/TR/webauthn-3/>, sections 7.1 and 7.2).
//!
//! ```text
//!   challenge ──► in a signed cookie, and to the page ──► device, which verifies the user ──► signed bytes
//!   ──► this challenge, our own address, this device's key? ──► signed in
//! ```
//! *Invariant:* only a public key is stored. A challenge is valid for minutes and belongs to the browser that has its
//! cookie. A passkey answers each challenge once: it must be newer than the last one that it answered. No attestation
//! is requested, so nothing is learned about the device.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{derived_secret, signed_text};

/// How long a challenge may be answered, in seconds: 5 minutes, the longest that the specification recommends.
pub const CHALLENGE_SECONDS: u64 = 5 * 60;
/// ECDSA on P-256 with SHA-256, as a COSE algorithm (RFC 9053, section 2.1).
pub const ES256: i32 = -7;
/// The longest id of a credential, in bytes.
const ID_BYTES: usize = 1023;

/// Why a passkey is not accepted. The messages are for the person who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// The answer does not have the form that browsers send.
    #[error("The browser's answer about the passkey is not valid. Try again.")]
    Form,
    /// There is no challenge in this browser, it is too old, or it was already answered.
    #[error("This took too long, or you started it in another window. Try again.")]
    Challenge,
    /// The passkey was made on another website.
    #[error("This passkey was made for another address. Open the console there.")]
    Place,
    /// The device has not verified the user.
    #[error(
        "Your device did not verify that it is you. Set up a PIN, a fingerprint or a face on it, and try again."
    )]
    NotChecked,
    /// The passkey uses another algorithm.
    #[error("This device creates a kind of passkey that is not supported here. Try another one.")]
    Kind,
    /// The passkey is unknown here, or it has not signed this challenge.
    #[error(
        "This passkey does not work here. Sign in with a link, and add it again in the room People."
    )]
    Unknown,
}

/// The challenge that a device has to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// 32 random bytes in base64url.
    pub text: String,
    /// When it was made, in Unix milliseconds.
    pub made_at: u64,
}

impl Challenge {
    /// A challenge of random `bytes`, made at `now` (Unix milliseconds).
    pub fn new(bytes: [u8; 32], now: u64) -> Self {
        Self {
            text: URL_SAFE_NO_PAD.encode(bytes),
            made_at: now,
        }
    }

    /// The challenge for a cookie, signed.
    pub fn sealed(&self, root: &[u8]) -> String {
        let text = format!("{}.{}", self.text, self.made_at);
        signed_text::sign(&derived_secret::passkey_challenges(root), &text)
    }

    /// The challenge in a cookie, if it may still be answered at `now`.
    pub fn opened(root: &[u8], sealed: &str, now: u64) -> Result<Self, PasskeyError> {
        signed_text::verified(&derived_secret::passkey_challenges(root), sealed)
            .and_then(|text| text.split_once('.'))
            .and_then(|(text, made_at)| Some((text, made_at.parse().ok()?)))
            .filter(|(_, made_at)| now < made_at + CHALLENGE_SECONDS * 1_000)
            .map(|(text, made_at)| Self {
                text: text.to_owned(),
                made_at,
            })
            .ok_or(PasskeyError::Challenge)
    }
}

/// The browser's answer, with bytes in base64url (Web Authentication, sections 5.1.8 and 5.1.9).
#[derive(Debug, Deserialize)]
pub struct PasskeyAnswer {
    /// The id of the credential.
    pub id: String,
    response: PasskeyResponse,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PasskeyResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    /// Empty when a passkey is created.
    #[serde(default)]
    signature: String,
}

/// What an answer has to match.
pub struct Expected<'a> {
    /// The challenge.
    pub challenge: &'a Challenge,
    /// Our own host with its port, as in the page's address.
    pub host: &'a str,
}

/// A key that a device has created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPasskey {
    /// The id of the credential, in base64url.
    pub id: String,
    /// The point on P-256, uncompressed (SEC 1, section 2.3.3), in base64url.
    pub public_key: String,
    /// The number of signatures so far; 0 if the device does not count.
    pub sign_count: u32,
}

/// The key in the answer of a device that has created one.
pub fn made(answer: &PasskeyAnswer, expected: &Expected<'_>) -> Result<NewPasskey, PasskeyError> {
    let response = &answer.response;
    check_client_data(
        &decoded(&response.client_data)?,
        "webauthn.create",
        expected,
    )?;
    let bytes = decoded(&response.authenticator_data)?;
    let data = AuthenticatorData::read(&bytes, expected)?;
    let (id, key) = data.attested().ok_or(PasskeyError::Form)?;
    if id.is_empty() || id.len() > ID_BYTES || URL_SAFE_NO_PAD.encode(id) != answer.id {
        return Err(PasskeyError::Form);
    }
    let point = point(key).ok_or(PasskeyError::Kind)?;
    VerifyingKey::from_sec1_bytes(&point).map_err(|_| PasskeyError::Kind)?;
    Ok(NewPasskey {
        id: answer.id.clone(),
        public_key: URL_SAFE_NO_PAD.encode(point),
        sign_count: data.sign_count,
    })
}

/// Checks that the holder of `public_key` has signed the challenge. Returns the number of the device's signatures so
/// far; 0 if it does not count.
pub fn signed(
    answer: &PasskeyAnswer,
    expected: &Expected<'_>,
    public_key: &str,
) -> Result<u32, PasskeyError> {
    let response = &answer.response;
    let client_data = decoded(&response.client_data)?;
    check_client_data(&client_data, "webauthn.get", expected)?;
    let mut bytes = decoded(&response.authenticator_data)?;
    let sign_count = AuthenticatorData::read(&bytes, expected)?.sign_count;
    bytes.extend(Sha256::digest(&client_data));
    let signature =
        Signature::from_der(&decoded(&response.signature)?).map_err(|_| PasskeyError::Form)?;
    let key =
        VerifyingKey::from_sec1_bytes(&decoded(public_key)?).map_err(|_| PasskeyError::Unknown)?;
    key.verify(&bytes, &signature)
        .map_err(|_| PasskeyError::Unknown)?;
    Ok(sign_count)
}

fn decoded(text: &str) -> Result<Vec<u8>, PasskeyError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| PasskeyError::Form)
}

/// The browser's view of the ceremony (section 5.8.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

fn check_client_data(
    bytes: &[u8],
    kind: &str,
    expected: &Expected<'_>,
) -> Result<(), PasskeyError> {
    let data: ClientData = serde_json::from_slice(bytes).map_err(|_| PasskeyError::Form)?;
    if data.kind != kind {
        return Err(PasskeyError::Form);
    }
    let asked = expected.challenge.text.as_bytes();
    if !bool::from(asked.ct_eq(data.challenge.as_bytes())) {
        return Err(PasskeyError::Challenge);
    }
    // Browsers create passkeys only in secure contexts, so `http` means this machine.
    let authority = data
        .origin
        .strip_prefix("https://")
        .or_else(|| data.origin.strip_prefix("http://"));
    if authority != Some(expected.host) || data.cross_origin {
        return Err(PasskeyError::Place);
    }
    Ok(())
}

/// The device's part of the answer (section 6.1).
struct AuthenticatorData<'a> {
    sign_count: u32,
    /// The attested credential data, if the flags say that there is a new credential.
    attested: Option<&'a [u8]>,
}

impl<'a> AuthenticatorData<'a> {
    const USER_PRESENT: u8 = 1;
    const USER_VERIFIED: u8 = 1 << 2;
    const ATTESTED: u8 = 1 << 6;

    fn read(bytes: &'a [u8], expected: &Expected<'_>) -> Result<Self, PasskeyError> {
        let (place, rest) = bytes.split_first_chunk::<32>().ok_or(PasskeyError::Form)?;
        let (&[flags], rest) = rest.split_first_chunk().ok_or(PasskeyError::Form)?;
        let (count, rest) = rest.split_first_chunk().ok_or(PasskeyError::Form)?;
        if place[..] != Sha256::digest(rp_id(expected.host))[..] {
            return Err(PasskeyError::Place);
        }
        let checked = Self::USER_PRESENT | Self::USER_VERIFIED;
        if flags & checked != checked {
            return Err(PasskeyError::NotChecked);
        }
        Ok(Self {
            sign_count: u32::from_be_bytes(*count),
            attested: (flags & Self::ATTESTED != 0).then_some(rest),
        })
    }

    /// The id of the new credential, and its key (section 6.5.1).
    fn attested(&self) -> Option<(&'a [u8], &'a [u8])> {
        let (_model, rest) = self.attested?.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk()?;
        rest.split_at_checked(u16::from_be_bytes(*length).into())
    }
}

/// The relying party id of passkeys on `host`: its name without the port.
pub fn rp_id(host: &str) -> &str {
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
    if is_port { name } else { host }
}

/// The point of an ES256 key in COSE, uncompressed. Devices write it in the one form that CTAP2 prescribes (canonical
/// CBOR). Bytes after it are extensions.
fn point(key: &[u8]) -> Option<[u8; 65]> {
    /// A map of five entries: type EC2, algorithm ES256, curve P-256, and x with 32 bytes.
    const BEFORE_X: &[u8] = &[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32];
    /// y with 32 bytes.
    const BEFORE_Y: &[u8] = &[0x22, 0x58, 32];
    /// The prefix of an uncompressed point.
    const POINT: u8 = 4;
    let (x, rest) = key.strip_prefix(BEFORE_X)?.split_first_chunk::<32>()?;
    let (y, _) = rest.strip_prefix(BEFORE_Y)?.split_first_chunk::<32>()?;
    let mut point = [POINT; 65];
    let (_, coordinates) = point.split_first_mut()?;
    let (to_x, to_y) = coordinates.split_at_mut(32);
    to_x.copy_from_slice(x);
    to_y.copy_from_slice(y);
    Some(point)
}

#[cfg(test)]
mod tests;
