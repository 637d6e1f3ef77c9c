//! Identities of visitors, which the owner's server proves by signing their e-mail addresses.
//!
//! There are two forms, both with the project's identity secret (its 64 digits as text) as the key: a hash, which is
//! the HMAC-SHA256 (RFC 2104) of `email:timestamp` in lower-case hexadecimal digits; or a JSON Web Token (RFC 7519)
//! signed with HS256. The algorithm is fixed, so that a token cannot choose another.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use porchlight_shared::ids::{ProjectId, SessionId};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::derived_id;
use crate::domain::{email, hex::hex, hmac::hmac_sha256};

/// The longest token that is parsed, in bytes.
const TOKEN_BYTES: usize = 4_096;
/// The shortest validity of a signed timestamp, in milliseconds: 5 minutes.
pub const SHORTEST_WINDOW_MS: u64 = 5 * 60 * 1_000;
/// The longest validity of a signed timestamp, in milliseconds: 60 minutes.
pub const LONGEST_WINDOW_MS: u64 = 60 * 60 * 1_000;

/// Why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityError {
    /// The signature was not made with this secret, for this address, in this form.
    Invalid,
    /// The signature is valid, but too old or from the future.
    Expired,
}

/// Checks the hash over `email` and `timestamp` (Unix milliseconds), which may differ from `now` by `window_ms`.
pub fn verify_hash(
    secret: &str,
    email: &str,
    timestamp: u64,
    hash: &str,
    now: u64,
    window_ms: u64,
) -> Result<(), IdentityError> {
    let expected = hash_of(secret, email, timestamp);
    if !bool::from(expected.as_bytes().ct_eq(hash.as_bytes())) {
        return Err(IdentityError::Invalid);
    }
    if timestamp.abs_diff(now) <= window_ms {
        Ok(())
    } else {
        Err(IdentityError::Expired)
    }
}

/// The hash that the owner's server sends.
pub fn hash_of(secret: &str, email: &str, timestamp: u64) -> String {
    hex(&mac(secret.as_bytes(), &format!("{email}:{timestamp}")))
}

#[derive(Deserialize)]
struct JwtHeader {
    alg: String,
    #[serde(default)]
    crit: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct IdentityClaims {
    email: String,
    exp: f64,
    #[serde(default)]
    nbf: Option<f64>,
}

/// The e-mail address that `token` proves at `now` (Unix milliseconds).
pub fn verify_jwt(secret: &str, token: &str, now: u64) -> Result<String, IdentityError> {
    if token.len() > TOKEN_BYTES {
        return Err(IdentityError::Invalid);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(IdentityError::Invalid)?;
    let (header, payload) = signed.split_once('.').ok_or(IdentityError::Invalid)?;
    let header: JwtHeader = read(header)?;
    // We support no critical extension (RFC 7515, section 4.1.11), so a token with one must be refused.
    if header.alg != "HS256" || header.crit.is_some() {
        return Err(IdentityError::Invalid);
    }
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| IdentityError::Invalid)?;
    let expected = mac(secret.as_bytes(), signed);
    if !bool::from(expected.as_slice().ct_eq(signature.as_slice())) {
        return Err(IdentityError::Invalid);
    }
    let claims: IdentityClaims = read(payload)?;
    #[expect(clippy::cast_precision_loss, reason = "seconds are far below 2^53")]
    let seconds = (now / 1_000) as f64;
    if claims.exp <= seconds || claims.nbf.is_some_and(|start| start > seconds) {
        return Err(IdentityError::Expired);
    }
    Ok(claims.email)
}

fn read<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, IdentityError> {
    let json = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| IdentityError::Invalid)?;
    serde_json::from_slice(&json).map_err(|_| IdentityError::Invalid)
}

/// The session of `email`, the same on every device. Only the deployment's root secret can derive it, so nobody can
/// begin it before its owner does.
pub fn session_of(root: &[u8], project_id: ProjectId, email: &str) -> SessionId {
    let name = format!("identified session {project_id} {}", email::folded(email));
    SessionId::from_uuid(derived_id::of_digest(&mac(root, &name)))
}

fn mac(key: &[u8], text: &str) -> [u8; 32] {
    hmac_sha256(key, &[text.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_700_000_000_000;
    const WINDOW: u64 = 3_600_000;

    #[test]
    fn the_hash_is_what_other_tools_compute() {
        // printf 'ada@example.com:1700000000000' | openssl dgst -sha256 -hmac 'secret'
        assert_eq!(
            hash_of("secret", "ada@example.com", NOW),
            "bda74e99d4ec0aabb5b69bf787bdb662f15536a326ae84bf46be0f4850184606"
        );
    }

    #[test]
    fn a_hash_proves_its_address_at_its_time_only() {
        let hash = hash_of("secret", "ada@example.com", NOW);
        let check = |secret: &str, email: &str, timestamp, hash: &str, now| {
            verify_hash(secret, email, timestamp, hash, now, WINDOW)
        };
        let email = "ada@example.com";
        assert_eq!(check("secret", email, NOW, &hash, NOW), Ok(()));
        assert_eq!(check("secret", email, NOW, &hash, NOW + WINDOW), Ok(()));
        assert_eq!(check("secret", email, NOW, &hash, NOW - WINDOW), Ok(()));
        for now in [NOW + WINDOW + 1, NOW - WINDOW - 1] {
            let result = check("secret", email, NOW, &hash, now);
            assert_eq!(result, Err(IdentityError::Expired));
        }
        for (secret, email, timestamp, hash) in [
            ("other", email, NOW, hash.as_str()),
            ("secret", "eve@example.com", NOW, hash.as_str()),
            ("secret", email, NOW + 1, hash.as_str()),
            ("secret", email, NOW, hash.to_uppercase().as_str()),
            ("secret", email, NOW, ""),
        ] {
            let result = check(secret, email, timestamp, hash, NOW);
            assert_eq!(result, Err(IdentityError::Invalid), "{secret} {email}");
        }
    }

    fn jwt(header: &str, payload: &str, key: &str) -> String {
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(payload)
        );
        let signature = URL_SAFE_NO_PAD.encode(mac(key.as_bytes(), &signed));
        format!("{signed}.{signature}")
    }

    #[test]
    fn a_token_proves_its_address_until_it_ends() {
        let check = |header: &str, payload: &str, key: &str, expected: Result<&str, _>| {
            let result = verify_jwt("secret", &jwt(header, payload, key), NOW);
            assert_eq!(result, expected.map(str::to_owned), "{header} {payload}");
        };
        let ours = r#"{"alg":"HS256","typ":"JWT"}"#;
        let payload = r#"{"sub":"7","email":"ada@example.com","exp":1700000001}"#;
        check(ours, payload, "secret", Ok("ada@example.com"));
        check(ours, payload, "other", Err(IdentityError::Invalid));
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"hs256"}"#,
            r#"{"alg":"RS256"}"#,
            r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
            "{}",
            "HS256",
        ] {
            check(header, payload, "secret", Err(IdentityError::Invalid));
        }
        for payload in [
            r#"{"email":"ada@example.com","exp":1700000000}"#,
            r#"{"email":"ada@example.com","exp":1700000009,"nbf":1700000001}"#,
        ] {
            check(ours, payload, "secret", Err(IdentityError::Expired));
        }
        for payload in [
            r#"{"email":"ada@example.com"}"#,
            r#"{"sub":"7","exp":1700000009}"#,
        ] {
            check(ours, payload, "secret", Err(IdentityError::Invalid));
        }
    }

    #[test]
    fn a_token_without_its_signature_proves_nothing() {
        let token = jwt(
            r#"{"alg":"HS256"}"#,
            r#"{"email":"ada@example.com","exp":1700000009}"#,
            "secret",
        );
        let (signed, _) = token.rsplit_once('.').unwrap();
        for token in [
            format!("{signed}."),
            signed.to_owned(),
            String::new(),
            "x".repeat(5_000),
        ] {
            let result = verify_jwt("secret", &token, NOW);
            assert_eq!(result, Err(IdentityError::Invalid), "{token}");
        }
    }

    #[test]
    fn an_address_has_one_session_in_a_project() {
        let project = ProjectId::new(0, [1; 10]);
        let session = session_of(b"root", project, "Ada@Example.com");
        assert_eq!(session, session_of(b"root", project, "ada@example.com"));
        assert_ne!(session, session_of(b"root", project, "eve@example.com"));
        // The Kelvin sign is not `k`.
        assert_ne!(
            session_of(b"root", project, "kay@example.com"),
            session_of(b"root", project, "\u{212a}ay@example.com")
        );
        assert_ne!(session, session_of(b"other", project, "ada@example.com"));
        assert_ne!(
            session,
            session_of(b"root", ProjectId::new(0, [2; 10]), "ada@example.com")
        );
        assert_eq!(session.to_string().as_bytes()[14], b'8');
    }
}
