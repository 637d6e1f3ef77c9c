//! `cargo xtask admin`: administration of a deployment, which needs its root secret.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::workspace;

const USAGE: &str = "\
Usage: cargo xtask admin <command> [--host http://127.0.0.1:8787]

  setup --organization NAME --project NAME [--slug SLUG] [--origin https://SITE]… [--plan free|starter|growth|scale]
        creates an organization, its first project and their keys, which are shown only once
  plan  --organization ID --plan free|starter|growth|scale
        changes what an organization may use
  key   --organization ID [--project ID] --kind live|test|publishable|push --name NAME [--scope SCOPE]…
        creates a key, for somebody who has lost all others
  sign-in-link --project SLUG --email ADDRESS
        prints a link that signs in the person with this address, once, within 15 minutes; if nobody in the project
        has the address, it creates an owner

The root secret is read from PORCHLIGHT_ROOT_SECRET; for this machine's Worker, from .dev.vars.
";

const SIGN_IN_LINKS: &str = "/api/admin/sign-in-links";
const DEFAULT_HOST: &str = "http://127.0.0.1:8787";

/// Calls the Worker and prints its response.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let Some((command, rest)) = arguments.split_first() else {
        bail!("{USAGE}");
    };
    let options = Options::parse(rest)?;
    let host = options.text("host")?.unwrap_or(DEFAULT_HOST);
    let (method, path, body) = request(command, &options)?;
    let secret = root_secret(host)?;
    let answer = call(method, &format!("{host}{path}"), &secret, &body)?;
    match answer.get("path").and_then(Value::as_str) {
        Some(path) => println!("{host}{path}"),
        None => println!("{}", serde_json::to_string_pretty(&answer)?),
    }
    Ok(())
}

/// A link that signs the owner of `project` in to the inbox at `host`.
pub(crate) fn sign_in_link(host: &str, project: &str, email: &str) -> Result<String> {
    let body = json!({ "project": project, "email": email });
    let secret = root_secret(host)?;
    let answer = call("POST", &format!("{host}{SIGN_IN_LINKS}"), &secret, &body)?;
    let path = answer.get("path").and_then(Value::as_str);
    Ok(format!("{host}{}", path.context("the answer has no path")?))
}

/// Options and their values, in the order given.
struct Options(Vec<(String, String)>);

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Vec::new();
        let mut rest = arguments.iter();
        while let Some(name) = rest.next() {
            let name = name
                .strip_prefix("--")
                .with_context(|| format!("`{name}` is not an option\n\n{USAGE}"))?;
            let value = rest
                .next()
                .with_context(|| format!("--{name} needs a value\n\n{USAGE}"))?;
            options.push((name.to_owned(), value.to_owned()));
        }
        Ok(Self(options))
    }

    fn all(&self, name: &str) -> Vec<&str> {
        let named = self.0.iter().filter(|(option, _)| option == name);
        named.map(|(_, value)| value.as_str()).collect()
    }

    fn text(&self, name: &str) -> Result<Option<&str>> {
        match self.all(name).as_slice() {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            _ => bail!("--{name} is given twice"),
        }
    }

    fn needed(&self, name: &str) -> Result<&str> {
        self.text(name)?
            .with_context(|| format!("--{name} is missing\n\n{USAGE}"))
    }
}

fn request(command: &str, options: &Options) -> Result<(&'static str, String, Value)> {
    let mut body = Map::new();
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            body.insert(name.to_owned(), json!(value));
        }
    };
    match command {
        "setup" => {
            put("organization", Some(options.needed("organization")?));
            put("project", Some(options.needed("project")?));
            put("slug", options.text("slug")?);
            put("plan", options.text("plan")?);
            body.insert("allowedOrigins".into(), json!(options.all("origin")));
            Ok(("POST", "/api/admin/setup".into(), body.into()))
        }
        "plan" => {
            put("plan", Some(options.needed("plan")?));
            let id = options.needed("organization")?;
            Ok((
                "PATCH",
                format!("/api/admin/organizations/{id}"),
                body.into(),
            ))
        }
        "key" => {
            put("organizationId", Some(options.needed("organization")?));
            put("projectId", options.text("project")?);
            put("kind", Some(options.needed("kind")?));
            put("name", Some(options.needed("name")?));
            body.insert("scopes".into(), json!(options.all("scope")));
            Ok(("POST", "/api/admin/keys".into(), body.into()))
        }
        "sign-in-link" => {
            put("project", Some(options.needed("project")?));
            put("email", Some(options.needed("email")?));
            Ok(("POST", SIGN_IN_LINKS.into(), body.into()))
        }
        unknown => bail!("there is no command `admin {unknown}`\n\n{USAGE}"),
    }
}

fn root_secret(host: &str) -> Result<String> {
    if let Ok(secret) = std::env::var("PORCHLIGHT_ROOT_SECRET") {
        return Ok(secret);
    }
    let local = host.starts_with("http://127.0.0.1") || host.starts_with("http://localhost");
    if !local {
        bail!("set PORCHLIGHT_ROOT_SECRET to the root secret of {host}");
    }
    let variables = workspace::read(".dev.vars")
        .context("there is no .dev.vars: start the Worker once with `cargo xtask dev`")?;
    variables
        .lines()
        .find_map(|line| line.strip_prefix("ROOT_SECRET=\"")?.strip_suffix('"'))
        .map(str::to_owned)
        .context(".dev.vars has no ROOT_SECRET: start the Worker once with `cargo xtask dev`")
}

fn call(method: &str, url: &str, secret: &str, body: &Value) -> Result<Value> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let request = if method == "PATCH" {
        agent.patch(url)
    } else {
        agent.post(url)
    };
    let mut response = request
        .header("Authorization", format!("Bearer {secret}"))
        .content_type("application/json")
        .send(body.to_string())
        .with_context(|| format!("cannot reach {url}"))?;
    let text = response.body_mut().read_to_string()?;
    if !response.status().is_success() {
        bail!("{url} answered {}: {text}", response.status());
    }
    Ok(serde_json::from_str(&text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &[&str], expected: &Result<(&str, &str, Value), &str>) {
        let arguments: Vec<String> = arguments.iter().map(|&text| text.to_owned()).collect();
        let request =
            Options::parse(&arguments[1..]).and_then(|options| request(&arguments[0], &options));
        match (request, expected) {
            (Ok((method, path, body)), Ok(expected)) => {
                assert_eq!((method, path.as_str(), body), *expected);
            }
            (Err(error), Err(expected)) => {
                assert!(error.to_string().contains(expected), "{error}");
            }
            (request, _) => panic!("{request:?}"),
        }
    }

    #[test]
    fn options_become_the_body() {
        check(
            &[
                "setup",
                "--organization",
                "Acme",
                "--project",
                "Shop",
                "--origin",
                "https://a.example",
                "--origin",
                "https://b.example",
            ],
            &Ok((
                "POST",
                "/api/admin/setup",
                json!({
                    "organization": "Acme", "project": "Shop", "allowedOrigins": ["https://a.example", "https://b.example"],
                }),
            )),
        );
        check(
            &["plan", "--organization", "0190", "--plan", "free"],
            &Ok((
                "PATCH",
                "/api/admin/organizations/0190",
                json!({ "plan": "free" }),
            )),
        );
        check(
            &[
                "key",
                "--organization",
                "0190",
                "--kind",
                "live",
                "--name",
                "new",
            ],
            &Ok((
                "POST",
                "/api/admin/keys",
                json!({
                    "organizationId": "0190", "kind": "live", "name": "new", "scopes": [],
                }),
            )),
        );
    }

    #[test]
    fn a_link_is_asked_for_by_project_and_address() {
        check(
            &[
                "sign-in-link",
                "--project",
                "demo",
                "--email",
                "me@shop.example",
            ],
            &Ok((
                "POST",
                "/api/admin/sign-in-links",
                json!({ "project": "demo", "email": "me@shop.example" }),
            )),
        );
        check(
            &["sign-in-link", "--project", "demo"],
            &Err("--email is missing"),
        );
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        check(
            &["setup", "--organization", "Acme"],
            &Err("--project is missing"),
        );
        check(
            &["setup", "--organization"],
            &Err("--organization needs a value"),
        );
        check(&["setup", "Acme"], &Err("`Acme` is not an option"));
        check(&["destroy"], &Err("no command `admin destroy`"));
    }
}
