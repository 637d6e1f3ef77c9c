//! Session tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256 (HS256, RFC 7518 section 3.2).
//!
//! A token names one session of one project, and opens only its conversations. The algorithm is fixed: the header of a
//! token must equal ours byte for byte, so it cannot choose another.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use porchlight_shared::ids::{ProjectId, SessionId};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::domain::hmac::hmac_sha256;

/// The validity of a guest's token, in seconds: 7 days.
pub const GUEST_SECONDS: u64 = 7 * 24 * 60 * 60;
/// The validity of a token for a signed address, in seconds: 12 hours.
pub const IDENTIFIED_SECONDS: u64 = 12 * 60 * 60;
/// A token older than this is renewed with the next response, in seconds: 1 day.
pub const RENEW_AFTER_SECONDS: u64 = 24 * 60 * 60;
/// The longest token that is parsed, in bytes.
pub const TOKEN_BYTES: usize = 1_024;

/// The encoding of `{"alg":"HS256","typ":"JWT"}`.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// The content of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The session that the token opens.
    pub sub: SessionId,
    /// The project of the session.
    pub project: ProjectId,
    /// The time of creation, in Unix seconds.
    pub iat: u64,
    /// The time of expiry, in Unix seconds.
    pub exp: u64,
}

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The token is not from this deployment, or was altered.
    Invalid,
    /// The token is valid, but has expired.
    Expired,
}

impl Claims {
    /// The claims of a token for `session` of `project`, created at `now` (Unix milliseconds) and valid for `seconds`.
    ///
    /// Tokens of the session from before `revoked_before` (Unix milliseconds) open nothing. Times in tokens are whole
    /// seconds, so a token created in the second of the revocation carries the next one.
    pub fn new(
        project: ProjectId,
        session: SessionId,
        now: u64,
        revoked_before: u64,
        seconds: u64,
    ) -> Self {
        let iat = (now / 1_000).max(revoked_before.div_ceil(1_000));
        Self {
            sub: session,
            project,
            iat,
            exp: iat + seconds,
        }
    }

    /// Whether a token of this age has been revoked.
    pub const fn is_revoked(&self, revoked_before: u64) -> bool {
        self.iat * 1_000 < revoked_before
    }
}

/// A signed token with these claims.
pub fn issue(secret: &[u8], claims: &Claims) -> Result<String, TokenError> {
    let payload = serde_json::to_vec(claims).map_err(|_| TokenError::Invalid)?;
    let signed = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(payload));
    let signature = hmac_sha256(secret, &[signed.as_bytes()]);
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Whether `text` looks like a session token and not like a key.
pub fn is_of_this_form(text: &str) -> bool {
    text.strip_prefix(HEADER)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// The claims of `token`, if its signature is valid and it has not expired at `now` (Unix milliseconds).
pub fn verify(secret: &[u8], token: &str, now: u64) -> Result<Claims, TokenError> {
    if token.len() > TOKEN_BYTES {
        return Err(TokenError::Invalid);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Invalid)?;
    let (header, payload) = signed.split_once('.').ok_or(TokenError::Invalid)?;
    if header != HEADER {
        return Err(TokenError::Invalid);
    }
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| TokenError::Invalid)?;
    let expected = hmac_sha256(secret, &[signed.as_bytes()]);
    if !bool::from(expected.as_slice().ct_eq(&signature)) {
        return Err(TokenError::Invalid);
    }
    let payload = URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|_| TokenError::Invalid)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| TokenError::Invalid)?;
    if claims.exp <= now / 1_000 {
        Err(TokenError::Expired)
    } else {
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";
    const NOW: u64 = 1_700_000_000_000;

    fn token() -> String {
        issue(SECRET, &claims(0)).unwrap()
    }

    fn claims(revoked_before: u64) -> Claims {
        Claims::new(
            ProjectId::new(0, [1; 10]),
            SessionId::new(0, [2; 10]),
            NOW,
            revoked_before,
            GUEST_SECONDS,
        )
    }

    fn check(token: &str, now: u64, expected: Result<SessionId, TokenError>) {
        assert_eq!(
            verify(SECRET, token, now).map(|claims| claims.sub),
            expected
        );
    }

    #[test]
    fn a_token_opens_until_it_ends() {
        let session = SessionId::new(0, [2; 10]);
        check(&token(), NOW, Ok(session));
        check(&token(), NOW + GUEST_SECONDS * 1_000 - 1, Ok(session));
        check(
            &token(),
            NOW + GUEST_SECONDS * 1_000,
            Err(TokenError::Expired),
        );
    }

    #[test]
    fn a_changed_or_foreign_token_opens_nothing() {
        let token = token();
        for index in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            // The last character of unpadded base64 carries unused bits, which the decoder refuses or ignores.
            if changed != token && index + 1 != token.len() {
                check(&changed, NOW, Err(TokenError::Invalid));
            }
        }
        assert_eq!(
            verify(b"another secret of thirty-two byte", &token, NOW),
            Err(TokenError::Invalid)
        );
        for nonsense in ["", ".", "..", "a.b.c", &"x".repeat(5_000)] {
            check(nonsense, NOW, Err(TokenError::Invalid));
        }
    }

    #[test]
    fn a_token_that_names_no_algorithm_is_refused() {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        let payload = token().split('.').nth(1).unwrap().to_owned();
        check(
            &format!("{header}.{payload}."),
            NOW,
            Err(TokenError::Invalid),
        );
    }

    #[test]
    fn a_revocation_ends_older_tokens_and_no_newer_one() {
        // A token that was made in this very millisecond.
        let revoked_before = NOW + 1;
        assert!(claims(0).is_revoked(revoked_before));
        assert!(!claims(0).is_revoked(0));
        assert!(!claims(revoked_before).is_revoked(revoked_before));
    }
}
