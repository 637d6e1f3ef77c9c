//! Signatures of deliveries: two over the same body, for receivers of either convention.
//!
//! One is the hexadecimal HMAC-SHA256 (RFC 2104) of the body alone, with the whole text of the secret as the key. The
//! other follows the Standard Webhooks specification: over id, time and body, with the bytes that the secret encodes as
//! the key.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::domain::{hex::hex, hmac::hmac_sha256};

/// The prefix of a secret's base64.
const SECRET_PREFIX: &str = "whsec_";

/// `sha256=` and the hexadecimal signature of `body` with the text of `secret`.
pub fn of_body(secret: &str, body: &[u8]) -> String {
    format!("sha256={}", hex(&hmac_sha256(secret.as_bytes(), &[body])))
}

/// The value of `webhook-signature`: one signature for each of `secrets`, separated by spaces. `timestamp` is in Unix
/// seconds. A secret that does not follow the specification is skipped.
pub fn standard(secrets: &[String], id: &str, timestamp: u64, body: &[u8]) -> String {
    let head = format!("{id}.{timestamp}.");
    let signatures: Vec<String> = secrets
        .iter()
        .filter_map(|secret| {
            let key = STANDARD.decode(secret.strip_prefix(SECRET_PREFIX)?).ok()?;
            let signature = hmac_sha256(&key, &[head.as_bytes(), body]);
            Some(format!("v1,{}", STANDARD.encode(signature)))
        })
        .collect();
    signatures.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vector of the specification's libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const TIMESTAMP: u64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn check(secrets: &[&str], expected: &str) {
        let secrets: Vec<String> = secrets.iter().map(|&secret| secret.to_owned()).collect();
        assert_eq!(standard(&secrets, ID, TIMESTAMP, BODY), expected);
    }

    #[test]
    fn signs_as_the_standard_does() {
        check(&[SECRET], SIGNATURE);
    }

    #[test]
    fn two_secrets_sign_side_by_side() {
        check(&[SECRET, SECRET], &format!("{SIGNATURE} {SIGNATURE}"));
        check(&["no secret", SECRET], SIGNATURE);
    }

    #[test]
    fn signs_the_body_with_the_text_of_the_secret() {
        // RFC 4231, test case 2.
        assert_eq!(
            of_body("Jefe", b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
