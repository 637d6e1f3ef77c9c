//! Secrets that both sides compute with (webhook signatures, identity hashes) and that therefore cannot be stored as
//! hashes. They are not stored at all: each is the HMAC-SHA256 (RFC 2104) of its name under the deployment's root
//! secret.
//!
//! A new root secret changes all of them. A higher generation changes one.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use porchlight_shared::ids::{ProjectId, WebhookId};

use crate::domain::{hex::hex, hmac::hmac_sha256};

/// The secret with which the owner's server signs its users' e-mail addresses, as 64 hexadecimal digits.
pub fn identity(root: &[u8], project_id: ProjectId, generation: u32) -> String {
    hex(&derive(
        root,
        &format!("identity {project_id} {generation}"),
    ))
}

/// The secret of a webhook, in the form of the Standard Webhooks specification: `whsec_` and 32 bytes in base64.
pub fn webhook(root: &[u8], webhook_id: WebhookId, generation: u32) -> String {
    let bytes = derive(root, &format!("webhook {webhook_id} {generation}"));
    format!("whsec_{}", STANDARD.encode(bytes))
}

/// The key that signs reply links.
pub fn reply_links(root: &[u8]) -> [u8; 32] {
    derive(root, "reply links 1")
}

/// The key that signs sessions of the inbox.
pub fn console(root: &[u8]) -> [u8; 32] {
    derive(root, "console sessions 1")
}

/// The secret of a link with which somebody signs in to the inbox.
pub fn sign_in_link(root: &[u8], id: &str) -> [u8; 32] {
    derive(root, &format!("sign-in link {id} 1"))
}

/// The key that signs the challenges for passkeys.
pub fn passkey_challenges(root: &[u8]) -> [u8; 32] {
    derive(root, "passkey challenges 1")
}

/// The user handle that a device stores for `account`, an id or a folded address. It reveals neither.
pub fn passkey_account(root: &[u8], account: &str) -> [u8; 32] {
    derive(root, &format!("passkey account {account} 1"))
}

/// The key that signs links that lead visitors back to their conversation.
pub fn return_links(root: &[u8]) -> [u8; 32] {
    derive(root, "return links 1")
}

/// The key that marks API keys of this deployment.
pub fn key_marks(root: &[u8]) -> [u8; 32] {
    derive(root, "key marks 1")
}

/// The key that seals owners' keys for language models.
pub fn model_keys(root: &[u8]) -> [u8; 32] {
    derive(root, "model keys 1")
}

/// The key that seals the headers that open the pages of sources.
pub fn source_headers(root: &[u8]) -> [u8; 32] {
    derive(root, "source headers 1")
}

fn derive(root: &[u8], name: &str) -> [u8; 32] {
    hmac_sha256(root, &[b"porchlight derived secret ", name.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_and_generation_has_its_own_secret() {
        let project = ProjectId::new(0, [1; 10]);
        let secret = identity(b"root", project, 1);
        assert_eq!(secret.len(), 64);
        assert_eq!(secret, identity(b"root", project, 1));
        assert_ne!(secret, identity(b"root", project, 2));
        assert_ne!(secret, identity(b"other", project, 1));
        assert_ne!(secret, identity(b"root", ProjectId::new(0, [2; 10]), 1));
    }

    #[test]
    fn a_webhook_secret_has_the_standard_form() {
        let secret = webhook(b"root", WebhookId::new(0, [1; 10]), 1);
        let bytes = STANDARD.decode(secret.strip_prefix("whsec_").unwrap());
        assert_eq!(bytes.unwrap().len(), 32);
    }
}
