//! The language model that writes answers, and its address.

use std::fmt;

use porchlight_shared::{limits, names};
use serde::{Deserialize, Serialize};
use url::Url;

pub mod budget;
pub mod completion;
pub mod failure;
pub mod price;
pub mod prompt;
pub mod thinking;
pub mod token_count;

/// The default model of Workers AI. The docs give the reasons for it.
pub const WORKERS_AI_MODEL: &str = "@cf/zai-org/glm-4.7-flash";
/// The default base URL of an `openai` provider.
pub const OPENAI_BASE_URL: &str = "https://api.openai.com/v1";

/// The longest name of a model, in characters.
pub const MODEL_CHARS: usize = 200;
/// The longest key, in characters.
pub const KEY_CHARS: usize = limits::MODEL_KEY_CHARS;
/// The most additional headers.
pub const HEADERS: usize = 10;
/// The longest value of a header, in characters.
pub const HEADER_CHARS: usize = 1_000;

/// Headers that the connection or the client sets itself.
const OWN_HEADERS: [&str; 8] = [
    "accept",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

names! {
    /// The providers of answers.
    #[derive(utoipa::ToSchema)]
    pub enum ProviderName {
        /// No model: answers consist of the pages' own sentences.
        Extractive = "extractive",
        /// A model of Workers AI, through the binding `AI`.
        WorkersAi = "workers_ai",
        /// An endpoint with `OpenAI`'s chat completions API.
        OpenAi = "openai",
    }
}

/// A model with its provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelChoice {
    /// A model of Workers AI.
    WorkersAi {
        /// The name of the model: `@cf/…`.
        model: String,
    },
    /// A model behind an endpoint.
    OpenAi(Endpoint),
}

impl ModelChoice {
    /// The name of the model.
    pub fn model(&self) -> &str {
        match self {
            Self::WorkersAi { model } => model,
            Self::OpenAi(endpoint) => &endpoint.model,
        }
    }

    /// The provider's name.
    pub const fn provider(&self) -> ProviderName {
        match self {
            Self::WorkersAi { .. } => ProviderName::WorkersAi,
            Self::OpenAi(_) => ProviderName::OpenAi,
        }
    }

    /// Reads `ANSWER_PROVIDER` and its further variables. Without it, the binding `AI` is used if there is one, then an
    /// endpoint if `OPENAI_MODEL` is set. `None`: answers are extractive. The error says what is missing.
    pub fn read(
        variable: impl Fn(&str) -> Option<String>,
        has_binding: bool,
    ) -> Result<Option<Self>, String> {
        let named = variable("ANSWER_PROVIDER");
        let provider = match named.as_deref() {
            Some(name) => name.parse().map_err(|_| {
                format!("ANSWER_PROVIDER is {name:?}; it can be extractive, workers_ai or openai")
            })?,
            None if variable("OPENAI_MODEL").is_some() => ProviderName::OpenAi,
            None if has_binding => ProviderName::WorkersAi,
            None => ProviderName::Extractive,
        };
        match provider {
            ProviderName::Extractive => Ok(None),
            ProviderName::WorkersAi if !has_binding => Err(
                "ANSWER_PROVIDER is workers_ai, but the Worker has no binding AI: deploy with `cargo xtask deploy`"
                    .into(),
            ),
            ProviderName::WorkersAi => Ok(Some(Self::WorkersAi {
                model: variable("WORKERS_AI_MODEL").unwrap_or_else(|| WORKERS_AI_MODEL.into()),
            })),
            ProviderName::OpenAi => {
                let base_url = variable("OPENAI_BASE_URL").unwrap_or_else(|| OPENAI_BASE_URL.into());
                Ok(Some(Self::OpenAi(Endpoint {
                    base_url: Url::parse(&base_url)
                        .map_err(|_| format!("OPENAI_BASE_URL is {base_url:?}, which is no address"))?,
                    model: variable("OPENAI_MODEL")
                        .ok_or("ANSWER_PROVIDER is openai, but OPENAI_MODEL is not set")?,
                    key: variable("OPENAI_API_KEY"),
                    headers: match variable("OPENAI_HEADERS") {
                        Some(text) => headers_of_json(&text)
                            .ok_or("OPENAI_HEADERS is not a JSON object of header names and texts")?,
                        None => Vec::new(),
                    },
                })))
            }
        }
    }
}

/// A header of a request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The name, in lower case.
    pub name: String,
    /// The value, which may be a secret.
    pub value: String,
}

impl Header {
    /// The header, if it may be sent: the name is a token (RFC 9110, section 5.6.2), and the client does not set it
    /// itself.
    pub fn checked(name: &str, value: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim();
        let is_token = (1..=100).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        let is_value = value.len() <= HEADER_CHARS
            && value
                .bytes()
                .all(|byte| byte == b' ' || byte.is_ascii_graphic());
        let allowed = is_token && is_value && !OWN_HEADERS.contains(&name.as_str());
        allowed.then(|| Self {
            name,
            value: value.to_owned(),
        })
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: …", self.name)
    }
}

fn headers_of_json(text: &str) -> Option<Vec<Header>> {
    let map: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    map.iter()
        .map(|(name, value)| Header::checked(name, value.as_str()?))
        .collect()
}

/// An endpoint with `OpenAI`'s chat completions API.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The part before `/chat/completions`. A query is kept.
    pub base_url: Url,
    /// The name of the model.
    pub model: String,
    /// The bearer token, if there is one.
    pub key: Option<String>,
    /// Headers that are sent in addition to the key.
    pub headers: Vec<Header>,
}

impl Endpoint {
    /// The address of chat completions.
    pub fn completions_url(&self) -> Url {
        self.url_of("/chat/completions")
    }

    /// The address of embeddings.
    pub fn embeddings_url(&self) -> Url {
        self.url_of("/embeddings")
    }

    fn url_of(&self, path: &str) -> Url {
        let mut url = self.base_url.clone();
        let base = url.path().trim_end_matches('/');
        let base = ["/chat/completions", "/embeddings"]
            .iter()
            .find_map(|known| base.strip_suffix(known))
            .unwrap_or(base);
        let whole = format!("{base}{path}");
        url.set_path(&whole);
        url
    }

    /// The headers of a request for a response of the type `accept`, with names in lower case.
    pub fn request_headers(&self, accept: &str) -> Vec<(String, String)> {
        let mut headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("accept".to_owned(), accept.to_owned()),
        ];
        if let Some(key) = &self.key {
            headers.push(("authorization".to_owned(), format!("Bearer {key}")));
        }
        for header in &self.headers {
            headers.retain(|(name, _)| *name != header.name);
            headers.push((header.name.clone(), header.value.clone()));
        }
        headers
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at {}", self.model, self.base_url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)], has_binding: bool) -> Result<Option<ModelChoice>, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        ModelChoice::read(variable, has_binding)
    }

    fn model(variables: &[(&str, &str)], has_binding: bool) -> Option<String> {
        let choice = read(variables, has_binding).unwrap();
        choice.map(|choice| format!("{} {}", choice.provider().name(), choice.model()))
    }

    #[test]
    fn the_binding_is_the_default_where_there_is_one() {
        assert_eq!(model(&[], false), None);
        let default = format!("workers_ai {WORKERS_AI_MODEL}");
        assert_eq!(model(&[], true), Some(default));
        assert_eq!(
            model(&[("WORKERS_AI_MODEL", "@cf/openai/gpt-oss-20b")], true).as_deref(),
            Some("workers_ai @cf/openai/gpt-oss-20b")
        );
        assert_eq!(model(&[("ANSWER_PROVIDER", "extractive")], true), None);
    }

    #[test]
    fn an_endpoint_comes_before_the_binding() {
        let variables = [
            ("OPENAI_MODEL", "m"),
            ("OPENAI_HEADERS", r#"{"X-Team": "a"}"#),
        ];
        let Some(ModelChoice::OpenAi(endpoint)) = read(&variables, true).unwrap() else {
            panic!("no endpoint");
        };
        assert_eq!(endpoint.base_url.as_str(), OPENAI_BASE_URL);
        assert_eq!(endpoint.headers, [Header::checked("x-team", "a").unwrap()]);
    }

    #[test]
    fn what_is_missing_is_named() {
        for (variables, word) in [
            (&[("ANSWER_PROVIDER", "openai")][..], "OPENAI_MODEL"),
            (&[("ANSWER_PROVIDER", "workers_ai")], "binding AI"),
            (&[("ANSWER_PROVIDER", "x")], "extractive"),
            (
                &[("OPENAI_MODEL", "m"), ("OPENAI_BASE_URL", "x")],
                "OPENAI_BASE_URL",
            ),
            (
                &[
                    ("OPENAI_MODEL", "m"),
                    ("OPENAI_HEADERS", "{\"host\": \"x\"}"),
                ],
                "OPENAI_HEADERS",
            ),
        ] {
            let error = read(variables, false).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn the_address_is_made_of_the_base_with_its_query() {
        for (base, expected) in [
            (
                "https://a.example/v1",
                "https://a.example/v1/chat/completions",
            ),
            (
                "https://a.example/v1/",
                "https://a.example/v1/chat/completions",
            ),
            ("https://a.example", "https://a.example/chat/completions"),
            (
                "https://a.example/openai/deployments/d?api-version=1",
                "https://a.example/openai/deployments/d/chat/completions?api-version=1",
            ),
            (
                "https://a.example/v1/chat/completions",
                "https://a.example/v1/chat/completions",
            ),
        ] {
            let endpoint = Endpoint {
                base_url: Url::parse(base).unwrap(),
                model: "m".into(),
                key: None,
                headers: Vec::new(),
            };
            assert_eq!(endpoint.completions_url().as_str(), expected);
            let embeddings = expected.replace("chat/completions", "embeddings");
            assert_eq!(endpoint.embeddings_url().as_str(), embeddings);
        }
    }

    #[test]
    fn a_key_is_in_no_debug_output() {
        let endpoint = Endpoint {
            base_url: Url::parse("https://a.example/v1").unwrap(),
            model: "m".into(),
            key: Some("sk-secret".into()),
            headers: vec![Header::checked("api-key", "sk-secret").unwrap()],
        };
        let text = format!("{endpoint:?} {:?}", endpoint.headers);
        assert!(!text.contains("secret"), "{text}");
    }

    #[test]
    fn a_header_is_a_token_and_visible_text() {
        assert!(Header::checked("X-Team", "a b").is_some());
        for (name, value) in [
            ("", "a"),
            ("a b", "a"),
            ("a:", "a"),
            ("Host", "a"),
            ("x", "a\r\nb: c"),
            ("x", "ü"),
        ] {
            assert!(Header::checked(name, value).is_none(), "{name:?} {value:?}");
        }
    }
}
