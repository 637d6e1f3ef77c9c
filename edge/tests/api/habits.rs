//! Requests as clients of all kinds write them: every endpoint accepts them like those in the documents.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use porchlight_edge::{
    api::openapi::documents,
    router::{Before, GROUPS},
};
use serde_json::{Map, Value, json};

use crate::support::{Answer, App, QUESTION, ROOT, run};

mod bodies;
mod origins;

/// A project, with credentials for all of its endpoints.
struct Scene {
    app: App,
    conversation: String,
    token: String,
    push: String,
    /// The number of requests so far. Each comes from an address of its own, so that no gate closes.
    sent: u32,
}

impl Scene {
    async fn new() -> Self {
        let app = App::new().await;
        let (message, token) = app.ask(QUESTION).await;
        let push = app.new_key("push", Some(app.project_id), &[]).await;
        Self {
            conversation: message.conversation_id.to_string(),
            app,
            token,
            push,
            sent: 0,
        }
    }

    /// All routes, with the credentials that open them.
    fn routes(&self) -> Vec<(&'static str, &'static str, String)> {
        let mut routes = Vec::new();
        for (before, group) in GROUPS {
            for (method, path) in group.routes {
                let credential = match before {
                    Before::Key(_) => self.app.key.clone(),
                    Before::Push => self.push.clone(),
                    _ if path.starts_with("/api/admin/") => ROOT.to_owned(),
                    _ => self.token.clone(),
                };
                routes.push((*method, *path, credential));
            }
        }
        routes
    }

    fn fill(&self, path: &str) -> String {
        let mut filled = path
            .replace("{agent_id}", &self.app.project_id.to_string())
            .replace(
                "chatbots/{id}",
                &format!("chatbots/{}", self.app.project_id),
            )
            .replace("{project}", "shop");
        while let (Some(start), Some(end)) = (filled.find('{'), filled.find('}')) {
            filled.replace_range(start..=end, &self.conversation);
        }
        filled
    }

    async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        self.sent += 1;
        let [_, high, middle, low] = self.sent.to_be_bytes();
        let mut request = Request::builder()
            .method(method.to_uppercase().as_str())
            .uri(path)
            .header("cf-connecting-ip", format!("10.{high}.{middle}.{low}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        // A stream that waits for a person does not end by itself.
        let opened = self.app.open(request).await;
        let (parts, body) = opened.into_parts();
        let is_stream = (parts.headers.get("content-type"))
            .is_some_and(|value| value.as_bytes().starts_with(b"text/event-stream"));
        let body = if is_stream {
            String::new()
        } else {
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            String::from_utf8(bytes.to_vec()).unwrap()
        };
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// The status and the code of the answer to a JSON body.
    async fn post(&mut self, call: &Call, body: &Value) -> (StatusCode, Value) {
        let body = if call.method == "get" {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        self.outcome(call, &[], body).await
    }

    async fn outcome(
        &mut self,
        call: &Call,
        more: &[(&str, &str)],
        body: Vec<u8>,
    ) -> (StatusCode, Value) {
        let bearer = format!("Bearer {}", call.credential);
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(more);
        let path = self.fill(&call.path);
        outcome(&self.send(&call.method, &path, &headers, body).await)
    }
}

#[derive(Clone, Debug)]
struct Call {
    method: String,
    path: String,
    credential: String,
}

fn outcome(answer: &Answer) -> (StatusCode, Value) {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let code = match &body["code"] {
        Value::Null => body["error"].clone(),
        code => code.clone(),
    };
    (answer.status, code)
}

#[test]
fn a_slash_at_the_end_leads_to_the_same_place() {
    run(async {
        let mut scene = Scene::new().await;
        for (method, path, credential) in scene.routes() {
            if path.starts_with("/dev/") {
                continue;
            }
            let call = Call {
                method: method.to_owned(),
                path: format!("{path}/"),
                credential,
            };
            let (status, code) = scene.outcome(&call, &[], b"{}".to_vec()).await;
            assert!(
                code != "route_not_found" && status != 405,
                "{method} {path}/: {status} {code}"
            );
        }
    });
}

#[test]
fn the_scheme_of_a_credential_is_read_in_any_case_everywhere() {
    run(async {
        for scheme in ["bearer", "BEARER"] {
            let mut scene = Scene::new().await;
            for (method, path, credential) in scene.routes() {
                let credential = match path {
                    // These end the session.
                    "/api/widget/session" | "/api/widget/visitor" => continue,
                    // These have no header with a credential.
                    path if path.starts_with("/reply") || path.starts_with("/console") => continue,
                    _ => format!("{scheme} {credential}"),
                };
                let path = scene.fill(path);
                let headers = [("authorization", credential.as_str())];
                let answer = scene.send(method, &path, &headers, b"{}".to_vec()).await;
                let (status, code) = outcome(&answer);
                assert_ne!(status, 401, "{method} {path}: {code}");
            }
        }
    });
}

/// The operations of all documents with their parameters and bodies.
fn operations(scene: &Scene) -> Vec<(Call, Value, Value)> {
    let credentials = scene.routes();
    let mut operations = Vec::new();
    for (_, document) in documents::all() {
        let document = serde_json::to_value(document).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let found = credentials
                    .iter()
                    .find(|(known, route, _)| known == method && route == path);
                let call = Call {
                    method: method.clone(),
                    path: path.clone(),
                    credential: found.unwrap().2.clone(),
                };
                operations.push((call, operation.clone(), document["components"].clone()));
            }
        }
    }
    operations
}

fn resolved<'a>(schema: &'a Value, components: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            let name = reference.rsplit('/').next().unwrap();
            &components["schemas"][name]
        }
        None => schema,
    }
}

/// The schemas of the operation's JSON body: one, or its alternatives.
fn bodies<'a>(operation: &'a Value, components: &'a Value) -> Vec<&'a Value> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let schema = resolved(schema, components);
    match schema["oneOf"].as_array() {
        Some(variants) => (variants.iter())
            .map(|variant| resolved(variant, components))
            .collect(),
        None => vec![schema],
    }
}

/// A body with the required fields.
fn example(schema: &Value) -> Map<String, Value> {
    let required = schema["required"].as_array();
    let is_required = |name: &str| {
        required.is_some_and(|required| required.iter().any(|required| required == name))
    };
    let example = schema["example"].as_object().cloned().unwrap_or_default();
    example
        .into_iter()
        .filter(|(name, _)| is_required(name))
        .collect()
}

/// Whether the operation changes the named fields only, so that an empty string is a value like others.
fn changes_what_it_names(path: &str, method: &str) -> bool {
    method == "patch" && matches!(path, "/api/v1/config" | "/v1/chatbots/{id}")
}

#[test]
fn an_optional_parameter_without_a_value_counts_as_absent_everywhere() {
    run(async {
        let mut scene = Scene::new().await;
        let mut tried = 0;
        for (call, operation, _) in operations(&scene) {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                if parameter["in"] != "query" || parameter["required"] == true {
                    continue;
                }
                let name = parameter["name"].as_str().unwrap();
                let plain = scene.post(&call, &json!({})).await;
                let mut empty = call.clone();
                empty.path = format!("{}?{name}=", call.path);
                let found = scene.post(&empty, &json!({})).await;
                assert_eq!(found, plain, "{} {}", call.method, empty.path);
                tried += 1;
            }
        }
        assert!(tried > 20, "{tried}");
    });
}

#[test]
fn an_optional_field_with_an_empty_text_counts_as_absent_everywhere() {
    run(async {
        let mut scene = Scene::new().await;
        let (mut tried, mut faults) = (0, Vec::new());
        for (call, operation, components) in operations(&scene) {
            if changes_what_it_names(&call.path, &call.method) {
                continue;
            }
            for schema in bodies(&operation, &components) {
                let plain = example(schema);
                for name in (schema["properties"].as_object()).into_iter().flatten() {
                    let name = name.0;
                    if plain.contains_key(name) {
                        continue;
                    }
                    let mut empty = plain.clone();
                    empty.insert(name.clone(), "".into());
                    let (plain, empty) = (json!(plain), json!(empty));
                    let mut pair = (
                        scene.post(&call, &plain).await,
                        scene.post(&call, &empty).await,
                    );
                    if pair.0 != pair.1 {
                        // The first request may have changed what the second one finds.
                        let mut fresh = Scene::new().await;
                        let again = Call {
                            credential: credential(&fresh, &call),
                            ..call.clone()
                        };
                        pair.1 = fresh.post(&again, &empty).await;
                        let mut fresh = Scene::new().await;
                        let again = Call {
                            credential: credential(&fresh, &call),
                            ..call.clone()
                        };
                        pair.0 = fresh.post(&again, &plain).await;
                    }
                    if pair.0 != pair.1 {
                        faults.push(format!("{} {} {empty}: {pair:?}", call.method, call.path));
                    }
                    tried += 1;
                }
            }
        }
        assert!(tried > 40, "{tried}");
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    });
}

fn credential(scene: &Scene, call: &Call) -> String {
    let routes = scene.routes();
    let route = routes
        .iter()
        .find(|(method, path, _)| *method == call.method && *path == call.path);
    route.unwrap().2.clone()
}
