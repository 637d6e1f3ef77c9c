//! Generates a text with a model, within time limits.
//!
//! *Invariant:* when this returns, the request has ended, whichever side ended it. Neither prompt nor text is logged.

use std::{ops::ControlFlow, pin::Pin};

use futures::{
    FutureExt as _,
    future::{Either, select},
    pin_mut,
};

use super::stop::Stop;
use crate::{
    domain::model::{
        ModelChoice,
        completion::{ChatMessage, Usage},
        failure::{FailureReason, ModelFailure},
        token_count::TokenCount,
    },
    platform::Platform,
    providers::{
        completion::{Completion, Written},
        openai, workers_ai,
    },
};

/// How long a provider may take to accept a request, in milliseconds.
pub const CONNECT_MS: u64 = 10_000;
/// How long the first word may take unless the owner says otherwise, in milliseconds.
pub const FIRST_WORD_MS: u32 = 8_000;
/// The shortest and the longest time for the first word that an owner may set, in milliseconds.
pub const FIRST_WORD_RANGE_MS: [u32; 2] = porchlight_shared::limits::FIRST_WORD_RANGE_MS;
/// How long a model may pause between two words, in milliseconds.
pub const PAUSE_MS: u64 = 10_000;
/// How long an answer may take from beginning to end, in milliseconds.
pub const WHOLE_MS: u64 = 60_000;

/// The result of a generation that did not fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// The tokens, as the provider reported them, else estimated from the length of the texts.
    pub usage: Usage,
    /// Whether the listener stopped the generation.
    pub stopped: bool,
    /// Whether the model reached its length limit, so that the last sentence is incomplete.
    pub cut_off: bool,
}

/// The result of a generation that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedGeneration {
    /// The reason for the failure.
    pub failure: ModelFailure,
    /// The tokens that were used nevertheless.
    pub usage: Usage,
}

/// What ended a wait.
enum Waited<T> {
    Ready(T),
    Late,
    Stopped,
}

/// Asks `model` to answer `messages`, and passes each piece of its text to `on_text`. A request that fails before the
/// first word is sent once more, within the same `first_word_ms`.
pub async fn generate(
    platform: &Platform,
    model: &ModelChoice,
    messages: &[ChatMessage],
    first_word_ms: u32,
    stop: &Stop,
    on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<Generated, FailedGeneration> {
    let mut count = TokenCount::of_prompt(messages);
    let written = write(
        platform,
        model,
        messages,
        first_word_ms,
        stop,
        on_text,
        &mut count,
    );
    let written = written.await;
    let usage = count.usage();
    match written {
        Ok(generated) => Ok(Generated { usage, ..generated }),
        Err(failure) => Err(FailedGeneration { failure, usage }),
    }
}

async fn write(
    platform: &Platform,
    model: &ModelChoice,
    messages: &[ChatMessage],
    first_word_ms: u32,
    stop: &Stop,
    on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    count: &mut TokenCount,
) -> Result<Generated, ModelFailure> {
    let mut generated = Generated::default();
    let mut whole = platform.clock.sleep(WHOLE_MS);
    let mut first = platform.clock.sleep(u64::from(first_word_ms));
    let mut again = true;
    let (mut completion, text) = loop {
        let begun = begin(platform, model, messages.to_vec(), count);
        match wait(begun, &mut first, stop).await {
            Waited::Ready(Ok(begun)) => break begun,
            Waited::Ready(Err(failure)) if again && failure.reason.may_pass() => again = false,
            Waited::Ready(Err(failure)) => return Err(failure),
            Waited::Late => return Err(FailureReason::Slow.into()),
            Waited::Stopped => {
                generated.stopped = true;
                return Ok(generated);
            }
        }
    };
    let mut next = Some(Ok(Written::Text(text)));
    while let Some(written) = next {
        match written? {
            Written::Text(text) => {
                count.write(&text);
                if on_text(&text).is_break() {
                    generated.stopped = true;
                    return Ok(generated);
                }
            }
            Written::CutOff => generated.cut_off = true,
            Written::Usage(usage) => count.tell(usage),
        }
        let mut pause = select(platform.clock.sleep(PAUSE_MS), &mut whole).map(drop);
        match wait(completion.next(), Pin::new(&mut pause), stop).await {
            Waited::Ready(written) => next = written,
            Waited::Late => return Err(FailureReason::Timeout.into()),
            Waited::Stopped => {
                generated.stopped = true;
                return Ok(generated);
            }
        }
    }
    Ok(generated)
}

/// Waits for `work`, until `limit` has passed or `stop` is set.
async fn wait<T>(
    work: impl Future<Output = T>,
    limit: impl Future<Output = ()> + Unpin,
    stop: &Stop,
) -> Waited<T> {
    let stopped = stop.wait();
    pin_mut!(work, stopped);
    match select(work, select(limit, stopped)).await {
        Either::Left((ready, _)) => Waited::Ready(ready),
        Either::Right((Either::Left(_), _)) => Waited::Late,
        Either::Right((Either::Right(_), _)) => Waited::Stopped,
    }
}

/// Sends the request, and waits for its first text.
async fn begin(
    platform: &Platform,
    model: &ModelChoice,
    messages: Vec<ChatMessage>,
    count: &mut TokenCount,
) -> Result<(Completion, String), ModelFailure> {
    count.send();
    let opened = async {
        match model {
            ModelChoice::OpenAi(endpoint) => {
                openai::open(&*platform.http, endpoint, messages).await
            }
            ModelChoice::WorkersAi { model } => {
                workers_ai::open(platform.ai.as_deref(), model, messages).await
            }
        }
    };
    pin_mut!(opened);
    let mut completion = match select(opened, platform.clock.sleep(CONNECT_MS)).await {
        Either::Left((opened, _)) => opened.inspect_err(|failure| refused(count, failure))?,
        Either::Right(_) => return Err(FailureReason::Unreachable.into()),
    };
    while let Some(written) = completion.next().await {
        match written.inspect_err(|failure| refused(count, failure))? {
            Written::Text(text) => return Ok((completion, text)),
            Written::CutOff => {}
            Written::Usage(usage) => count.tell(usage),
        }
    }
    Err(FailureReason::Empty.into())
}

/// A request that failed before its first word costs nothing, unless it timed out: then the model may have read the
/// prompt.
fn refused(count: &mut TokenCount, failure: &ModelFailure) {
    if failure.reason != FailureReason::Timeout {
        count.refuse();
    }
}
