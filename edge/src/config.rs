//! The deployment's configuration, read once. Nothing else reads environment variables.

use crate::domain::{
    deliveries::email_message::ProviderShape,
    embedding::EmbeddingModels,
    model::{ModelChoice, price::PriceList},
};

/// The shortest session secret, in bytes: HS256 requires a key as long as its hash (RFC 7518, section 3.2).
pub const SESSION_SECRET_BYTES: usize = 32;

/// The shortest root secret, in bytes.
pub const ROOT_SECRET_BYTES: usize = 32;

/// The deployment's configuration.
#[derive(Clone)]
pub struct Config {
    /// `ROOT_SECRET`: opens the administration, and is the source of all derived secrets; at least
    /// [`ROOT_SECRET_BYTES`]. Without it there is no administration, no webhook and no signed identity.
    pub root_secret: Option<Vec<u8>>,
    /// `SESSION_SECRET`: signs session tokens; at least [`SESSION_SECRET_BYTES`].
    pub session_secret: Vec<u8>,
    /// Whether sources and webhooks may be on the deployment's own machine. Only in development.
    pub allow_loopback_sources: bool,
    /// The hosts that the deployment answers at.
    pub hosts: Hosts,
    /// `PUBLIC_URL`: the address at which people reach this deployment, such as `https://chat.example.com`, for links
    /// in e-mails and webhooks. Without it there are no links.
    pub public_url: Option<String>,
    /// How e-mail is sent. `None`: it is not.
    pub mail: Option<MailConfig>,
    /// The service that renders pages that are empty until their scripts run. `None`: they are not read.
    pub rendering: Option<RenderingConfig>,
    /// The language model that writes answers, unless a project has its own. `None`: answers are extractive.
    pub model: Option<ModelChoice>,
    /// `MODEL_PRICES`: the prices of models.
    pub prices: PriceList,
    /// `EMBEDDING_MODEL` and `RERANK_MODEL`: the models for meaning. `None`: passages are found by their words.
    pub embedding: Option<EmbeddingModels>,
}

impl Config {
    /// The secret from which the ids of named sessions are derived: the root secret, or the session secret if there is
    /// none.
    pub fn naming_secret(&self) -> &[u8] {
        self.root_secret.as_deref().unwrap_or(&self.session_secret)
    }
}

/// The hosts that a deployment answers at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// Any host that leads to it.
    Any,
    /// The host of `PUBLIC_URL`, with its port unless it is the scheme's default.
    Only(String),
    /// `DEVELOPMENT` is `true`: the machine where it runs, by any of its names and at any port.
    ThisMachine,
}

impl Hosts {
    /// The hosts for `development` and the origin of `PUBLIC_URL`.
    pub fn of(development: bool, public_url: Option<&str>) -> Self {
        if development {
            return Self::ThisMachine;
        }
        public_url
            .and_then(|url| url.split_once("://"))
            .map_or(Self::Any, |(_, host)| Self::Only(host.to_owned()))
    }

    /// Whether a request to `host`, which may have a port, is answered.
    pub fn admit(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(own) => own.eq_ignore_ascii_case(host),
            Self::ThisMachine => is_this_machine(host),
        }
    }
}

/// Whether `host`, which may have a port, is a name of the machine itself (RFC 6761, section 6.3).
pub fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name == "[::1]"
        || name
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The service that renders pages that are empty until their scripts run.
#[derive(Clone, PartialEq, Eq)]
pub struct RenderingConfig {
    /// `RENDERING_URL`, or the address of Cloudflare's Browser Rendering for `RENDERING_ACCOUNT_ID`. It takes the
    /// address of a page, and returns its HTML.
    pub url: url::Url,
    /// `RENDERING_TOKEN`: the service's bearer token.
    pub token: String,
}

impl RenderingConfig {
    /// Reads `RENDERING_TOKEN`, `RENDERING_ACCOUNT_ID` and `RENDERING_URL`. `None` without a token. The error says what
    /// is missing.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, String> {
        let Some(token) = variable("RENDERING_TOKEN") else {
            return Ok(None);
        };
        let url = match (variable("RENDERING_URL"), variable("RENDERING_ACCOUNT_ID")) {
            (Some(url), _) => url,
            (None, Some(account)) => format!(
                "https://api.cloudflare.com/client/v4/accounts/{account}/browser-rendering/content"
            ),
            (None, None) => {
                return Err("RENDERING_TOKEN is set, but RENDERING_ACCOUNT_ID is not".into());
            }
        };
        let url = url::Url::parse(&url)
            .map_err(|_| format!("RENDERING_URL is {url:?}, which is no address"))?;
        Ok(Some(Self { url, token }))
    }
}

/// How e-mail is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailConfig {
    /// `MAIL_FROM`: the sender, as an address or a name with an address in angle brackets.
    pub from: String,
    /// The way to send it.
    pub way: MailWay,
}

/// The ways to send e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailWay {
    /// The Worker's binding `EMAIL`.
    Binding,
    /// A provider's HTTP API.
    Provider {
        /// The format of the API.
        shape: ProviderShape,
        /// `MAIL_URL`: the address of the API, if not the provider's usual one.
        url: String,
        /// `MAIL_KEY`: the key for the API.
        key: String,
    },
    /// E-mail is only stored, so that developers can read it. For development only.
    Kept,
}

/// The sender in development, where nothing is sent.
const DEVELOPMENT_SENDER: &str = "porchlight@localhost";

impl MailConfig {
    /// Reads `MAIL_FROM`, `MAIL_PROVIDER`, `MAIL_KEY` and `MAIL_URL`. `None` without a sender, except in `development`,
    /// where e-mail is stored. The error says what is missing.
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

    #[test]
    fn development_answers_only_on_its_own_machine() {
        let hosts = Hosts::of(true, Some("https://chat.example.com"));
        for host in [
            "localhost",
            "LOCALHOST:8787",
            "shop.localhost",
            "127.0.0.1:80",
            "127.1.2.3",
            "[::1]",
            "[::1]:1",
        ] {
            assert!(hosts.admit(host), "{host}");
        }
        for host in [
            "",
            "chat.example.com",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "[::2]",
            "0.0.0.0",
            "10.0.0.1",
            "localhost:evil.example",
            "::1",
        ] {
            assert!(!hosts.admit(host), "{host}");
        }
    }

    #[test]
    fn a_browser_is_cloudflares_unless_its_address_is_named() {
        let read = |variables: &[(&str, &str)]| {
            let found = RenderingConfig::read(|name| {
                let found = variables.iter().find(|(other, _)| *other == name);
                found.map(|(_, value)| (*value).to_owned())
            });
            found.map(|config| config.map(|config| config.url.to_string()))
        };
        assert_eq!(read(&[("RENDERING_ACCOUNT_ID", "a")]), Ok(None));
        assert_eq!(
            read(&[("RENDERING_TOKEN", "t"), ("RENDERING_ACCOUNT_ID", "a")]),
            Ok(Some(
                "https://api.cloudflare.com/client/v4/accounts/a/browser-rendering/content".into()
            ))
        );
        let url = ("RENDERING_URL", "https://browser.example/content");
        assert_eq!(
            read(&[("RENDERING_TOKEN", "t"), url]),
            Ok(Some(url.1.into()))
        );
        for variables in [
            &[("RENDERING_TOKEN", "t")][..],
            &[("RENDERING_TOKEN", "t"), ("RENDERING_URL", "x")],
        ] {
            assert!(read(variables).unwrap_err().contains("RENDERING_"));
        }
    }

    #[test]
    fn a_public_url_names_the_only_host() {
        let hosts = Hosts::of(false, Some("https://chat.example.com"));
        assert!(hosts.admit("chat.example.com") && hosts.admit("Chat.Example.com"));
        for host in [
            "",
            "chat.example.com:8443",
            "porchlight.workers.dev",
            "chat.example.com.evil.example",
        ] {
            assert!(!hosts.admit(host), "{host}");
        }
        assert!(Hosts::of(false, None).admit("porchlight.workers.dev"));
    }

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
