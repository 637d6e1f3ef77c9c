//! `OpenAI`'s chat completions: the request, and the chunks of the streamed response. Workers AI uses the same format,
//! and for older models one of its own.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most tokens of an answer: some five hundred words.
pub const ANSWER_TOKENS: u32 = 800;
/// Low, because an answer repeats what the pages say.
const TEMPERATURE: f32 = 0.1;

/// The role of a message in a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChatRole {
    /// The rules of the answer.
    System,
    /// The passages and the question.
    User,
}

/// A message of a prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChatMessage {
    /// The role of the message.
    pub role: ChatRole,
    /// The text of the message.
    pub content: String,
}

/// The body of a request. It consists of structs, because a map would reach the binding of Workers AI as an empty
/// object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CompletionRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    messages: Vec<ChatMessage>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_template_kwargs: Option<TemplateOptions>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct TemplateOptions {
    enable_thinking: bool,
}

impl CompletionRequest {
    /// A request to `model` at an endpoint.
    pub fn to_endpoint(model: &str, messages: Vec<ChatMessage>) -> Self {
        let reasons = reasons(model);
        Self {
            model: Some(model.to_owned()),
            messages,
            stream: true,
            stream_options: Some(StreamOptions {
                include_usage: true,
            }),
            max_tokens: (!reasons).then_some(ANSWER_TOKENS),
            // These models count their reasoning tokens, and refuse the older field name and any other temperature.
            max_completion_tokens: reasons.then_some(4 * ANSWER_TOKENS),
            temperature: (!reasons).then_some(TEMPERATURE),
            reasoning_effort: reasons.then_some("low"),
            chat_template_kwargs: None,
        }
    }

    /// A request to `model` of Workers AI. Models that would reason first are asked not to.
    pub fn to_workers_ai(model: &str, messages: Vec<ChatMessage>) -> Self {
        let thinks = model.contains("glm-") || model.contains("qwen3");
        Self {
            model: None,
            messages,
            stream: true,
            stream_options: None,
            max_tokens: Some(ANSWER_TOKENS),
            max_completion_tokens: None,
            temperature: Some(TEMPERATURE),
            reasoning_effort: model.contains("gpt-oss").then_some("low"),
            chat_template_kwargs: thinks.then_some(TemplateOptions {
                enable_thinking: false,
            }),
        }
    }
}

/// Whether `model` is one of `OpenAI`'s reasoning models.
fn reasons(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    ["gpt-5", "o1", "o3", "o4"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

/// The tokens that an answer used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// The tokens of the prompt.
    #[serde(rename = "prompt_tokens")]
    pub input: u64,
    /// The tokens of the answer.
    #[serde(rename = "completion_tokens")]
    pub output: u64,
}

/// The content of a chunk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunk {
    /// The next piece of the text.
    pub text: String,
    /// Whether the text ends here because it reached the length limit.
    pub cut_off: bool,
    /// The tokens so far.
    pub usage: Option<Usage>,
    /// The provider's error message, if something went wrong.
    pub error: Option<String>,
}

#[derive(Deserialize)]
struct ReadChunk {
    #[serde(default)]
    choices: Vec<Choice>,
    response: Option<Value>,
    usage: Option<Usage>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(alias = "message")]
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<Value>,
}

impl Chunk {
    /// Parses the data of a server-sent event. `None` at the end, and for data that we do not understand.
    pub fn read(data: &str) -> Option<Self> {
        let chunk: ReadChunk = serde_json::from_str(data).ok()?;
        let of_choice = chunk.choices.into_iter().next();
        let cut_off = of_choice
            .as_ref()
            .is_some_and(|choice| choice.finish_reason.as_deref() == Some("length"));
        let content = of_choice.and_then(|choice| choice.delta?.content);
        Some(Self {
            cut_off,
            text: content
                .or(chunk.response)
                .map(|value| text(&value))
                .unwrap_or_default(),
            usage: chunk.usage,
            error: chunk.error.map(|error| error_text(&error)),
        })
    }
}

/// Workers AI sends a token that is a number as a JSON number.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part.get("text")?.as_str())
            .collect(),
        _ => String::new(),
    }
}

/// The message of an error object, or the object itself.
pub fn error_text(error: &Value) -> String {
    let message = error.get("message").unwrap_or(error);
    let code = error
        .get("code")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let message = message
        .as_str()
        .map_or_else(|| message.to_string(), str::to_owned);
    format!("{code} {message}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn question() -> Vec<ChatMessage> {
        vec![ChatMessage {
            role: ChatRole::User,
            content: "Hi".into(),
        }]
    }

    #[test]
    fn the_requests_are_pinned() {
        let messages = json!([{ "role": "user", "content": "Hi" }]);
        let request = serde_json::to_value(CompletionRequest::to_endpoint("llama", question()));
        let temperature = json!(TEMPERATURE);
        assert_eq!(
            request.unwrap(),
            json!({
                "model": "llama", "messages": messages, "stream": true,
                "stream_options": { "include_usage": true }, "max_tokens": 800, "temperature": temperature,
            })
        );
        let request = CompletionRequest::to_endpoint("openai/gpt-5-mini", question());
        assert_eq!(
            serde_json::to_value(request).unwrap(),
            json!({
                "model": "openai/gpt-5-mini", "messages": messages, "stream": true,
                "stream_options": { "include_usage": true }, "max_completion_tokens": 3200,
                "reasoning_effort": "low",
            })
        );
        let request = CompletionRequest::to_workers_ai("@cf/zai-org/glm-4.7-flash", question());
        assert_eq!(
            serde_json::to_value(request).unwrap(),
            json!({
                "messages": messages, "stream": true, "max_tokens": 800, "temperature": temperature,
                "chat_template_kwargs": { "enable_thinking": false },
            })
        );
    }

    fn check(data: &str, text: &str) {
        assert_eq!(Chunk::read(data).unwrap_or_default().text, text, "{data}");
    }

    #[test]
    fn the_text_of_every_shape_is_read() {
        check(r#"{"choices":[{"delta":{"content":"Hi"}}]}"#, "Hi");
        check(r#"{"choices":[{"delta":{"role":"assistant"}}]}"#, "");
        check(
            r#"{"choices":[{"delta":{"reasoning_content":"Hm","content":null}}]}"#,
            "",
        );
        check(r#"{"choices":[{"message":{"content":"Hi"}}]}"#, "Hi");
        check(
            r#"{"choices":[{"delta":{"content":[{"type":"text","text":"Hi"}]}}]}"#,
            "Hi",
        );
        check(r#"{"response":"Hi","p":"abc"}"#, "Hi");
        check(r#"{"response":30}"#, "30");
        check("[DONE]", "");
        check("{", "");
    }

    #[test]
    fn the_end_of_a_text_that_was_cut_off_is_read() {
        let is_cut_off = |data: &str| Chunk::read(data).unwrap().cut_off;
        assert!(is_cut_off(
            r#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#
        ));
        assert!(!is_cut_off(
            r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#
        ));
        assert!(!is_cut_off(
            r#"{"choices":[{"delta":{"content":"Hi"},"finish_reason":null}]}"#
        ));
    }

    #[test]
    fn usage_and_errors_are_read() {
        let data =
            r#"{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}"#;
        let usage = Usage {
            input: 7,
            output: 2,
        };
        assert_eq!(Chunk::read(data).unwrap().usage, Some(usage));
        let data = r#"{"error":{"message":"Too long","code":"context_length_exceeded"}}"#;
        assert_eq!(
            Chunk::read(data).unwrap().error.as_deref(),
            Some("context_length_exceeded Too long")
        );
    }
}
