//! Tokens of the inbox's sessions, which the browser sends once somebody has signed in.
//!
//! `<session>.<end>.<signature>`: the id of the session without hyphens, the end in Unix seconds, and the HMAC-SHA-256
//! (RFC 2104) of everything before it in base64url. The secret is derived from the deployment's root secret and has no
//! other use.
//!
//! *Invariant:* the token does not say whose it is or what they may do: the session's row does. So a person who was
//! removed is stopped at the next request.

use porchlight_shared::ids::ConsoleSessionId;

use super::{derived_secret, signed_text};

/// How long a session lasts, in seconds: 12 hours.
pub const CONSOLE_SECONDS: u64 = 12 * 60 * 60;

/// The content of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsoleClaims {
    /// The session, which can be ended early.
    pub session_id: ConsoleSessionId,
    /// When the session ends, in Unix seconds.
    pub ends_at: u64,
}

/// The token is not from this deployment, was altered, or has expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This session has ended. Sign in again.")]
pub struct ConsoleTokenError;

/// A signed token with these claims.
pub fn issue(root: &[u8], claims: &ConsoleClaims) -> String {
    let id = claims.session_id.to_string().replace('-', "");
    let signed = format!("{id}.{}", claims.ends_at);
    signed_text::sign(&derived_secret::console(root), &signed)
}

/// The claims of `token`, if its signature is valid and it has not expired at `now` (Unix milliseconds).
pub fn verify(root: &[u8], token: &str, now: u64) -> Result<ConsoleClaims, ConsoleTokenError> {
    read(root, token)
        .filter(|claims| claims.ends_at > now / 1_000)
        .ok_or(ConsoleTokenError)
}

fn read(root: &[u8], token: &str) -> Option<ConsoleClaims> {
    let signed = signed_text::verified(&derived_secret::console(root), token)?;
    let (session, end) = signed.split_once('.')?;
    Some(ConsoleClaims {
        session_id: session.parse().ok()?,
        ends_at: end.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &[u8] = b"a root secret for tests, long enough";
    const NOW: u64 = 1_700_000_000_000;

    fn claims() -> ConsoleClaims {
        ConsoleClaims {
            session_id: ConsoleSessionId::new(2, [2; 10]),
            ends_at: NOW / 1_000 + CONSOLE_SECONDS,
        }
    }

    fn check(token: &str, now: u64, expected: Result<ConsoleClaims, ConsoleTokenError>) {
        assert_eq!(verify(ROOT, token, now), expected, "{token}");
    }

    #[test]
    fn a_session_lasts_until_its_end() {
        let token = issue(ROOT, &claims());
        check(&token, NOW, Ok(claims()));
        check(&token, NOW + CONSOLE_SECONDS * 1_000 - 1, Ok(claims()));
        check(
            &token,
            NOW + CONSOLE_SECONDS * 1_000,
            Err(ConsoleTokenError),
        );
    }

    #[test]
    fn a_changed_or_foreign_token_opens_nothing() {
        let token = issue(ROOT, &claims());
        for index in 0..token.len() - 1 {
            let mut changed = token.clone().into_bytes();
            changed[index] = if changed[index] == b'1' { b'2' } else { b'1' };
            let changed = String::from_utf8(changed).unwrap();
            check(&changed, NOW, Err(ConsoleTokenError));
        }
        let foreign = issue(b"another root secret, also long enough", &claims());
        for nonsense in [&*foreign, "", ".", "..", "...", &"x".repeat(1_000)] {
            check(nonsense, NOW, Err(ConsoleTokenError));
        }
    }
}
