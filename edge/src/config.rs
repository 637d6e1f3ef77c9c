//! What the deployment sets, read once. Nothing else asks the environment.

use crate::domain::deliveries::email_message::ProviderShape;

/// Shortest session secret, in bytes: HS256 wants a key as long as its hash (RFC 7518, section 3.2).
pub const SESSION_SECRET_BYTES: usize = 32;

/// Shortest root secret, in bytes.
pub const ROOT_SECRET_BYTES: usize = 32;

/// The deployment's configuration.
#[derive(Clone)]
pub struct Config {
    /// `ROOT_SECRET`: opens the administration, and the secrets that are derived come from it; at least
    /// [`ROOT_SECRET_BYTES`]. Without it there is no administration, no webhook and no signed identity.
    pub root_secret: Option<Vec<u8>>,
    /// `SESSION_SECRET`: signs session tokens; at least [`SESSION_SECRET_BYTES`].
    pub session_secret: Vec<u8>,
    /// `ALLOW_LOOPBACK_SOURCES`: `true` lets sources stand on 127.0.0.1 and localhost. For development only.
    pub allow_loopback_sources: bool,
    /// `PUBLIC_URL`: the address at which people reach this deployment, as `https://chat.example.com`, for the links
    /// that go out. Without it a link has the host that was asked.
    pub public_url: Option<String>,
    /// How e-mail leaves; none: it does not.
    pub mail: Option<MailConfig>,
}

/// How e-mail leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailConfig {
    /// `MAIL_FROM`: the sender, as an address or a name with an address in angle brackets.
    pub from: String,
    /// Which way it takes.
    pub way: MailWay,
}

/// Which way e-mail takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailWay {
    /// The Worker's binding `EMAIL`.
    Binding,
    /// A provider's HTTP interface.
    Provider {
        /// What it expects.
        shape: ProviderShape,
        /// `MAIL_URL`: where it takes e-mails, if not at its usual address.
        url: String,
        /// `MAIL_KEY`: what opens it.
        key: String,
    },
    /// None: it is kept to be looked at. For development only.
    Kept,
}

/// The sender where nothing is sent.
const DEVELOPMENT_SENDER: &str = "porchlight@localhost";

impl MailConfig {
    /// Reads `MAIL_FROM`, `MAIL_PROVIDER`, `MAIL_KEY` and `MAIL_URL`. None without a sender, but in `development`, where
    /// e-mail is kept. The error says what is missing.
    pub fn read(
        variable: impl Fn(&str) -> Option<String>,
        development: bool,
    ) -> Result<Option<Self>, String> {
        let from = variable("MAIL_FROM");
        let shape = match variable("MAIL_PROVIDER").as_deref() {
            Some("resend") => ProviderShape::Resend,
            Some("postmark") => ProviderShape::Postmark,
            Some("cloudflare") | None => {
                let way = if development {
                    MailWay::Kept
                } else {
                    MailWay::Binding
                };
                let from = from.or_else(|| development.then(|| DEVELOPMENT_SENDER.into()));
                return Ok(from.map(|from| Self { from, way }));
            }
            Some(other) => {
                return Err(format!(
                    "MAIL_PROVIDER is {other:?}; it can be cloudflare, resend or postmark"
                ));
            }
        };
        let from = from.ok_or("MAIL_PROVIDER is set, but MAIL_FROM is not")?;
        let key = variable("MAIL_KEY")
            .ok_or("MAIL_PROVIDER is set, but MAIL_KEY is not: wrangler secret put MAIL_KEY")?;
        let url = variable("MAIL_URL").unwrap_or_else(|| shape.address().into());
        Ok(Some(Self {
            from,
            way: MailWay::Provider { shape, url, key },
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)], development: bool) -> Result<Option<MailConfig>, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        MailConfig::read(variable, development)
    }

    #[test]
    fn without_a_sender_no_mail_leaves() {
        assert_eq!(read(&[], false), Ok(None));
        let kept = read(&[], true).unwrap().unwrap();
        assert_eq!(kept.way, MailWay::Kept);
    }

    #[test]
    fn a_sender_alone_sends_through_the_binding() {
        let mail = read(&[("MAIL_FROM", "a@b.example")], false)
            .unwrap()
            .unwrap();
        assert_eq!((&*mail.from, mail.way), ("a@b.example", MailWay::Binding));
    }

    #[test]
    fn a_provider_needs_sender_and_key() {
        let (from, key) = (("MAIL_FROM", "a@b.example"), ("MAIL_KEY", "k"));
        let provider = ("MAIL_PROVIDER", "postmark");
        let mail = read(&[from, key, provider], true).unwrap().unwrap();
        assert_eq!(
            mail.way,
            MailWay::Provider {
                shape: ProviderShape::Postmark,
                url: "https://api.postmarkapp.com/email".into(),
                key: "k".into(),
            }
        );
        for variables in [
            &[from, provider][..],
            &[key, provider],
            &[from, ("MAIL_PROVIDER", "x")],
        ] {
            assert!(read(variables, false).unwrap_err().contains("MAIL_"));
        }
    }
}
