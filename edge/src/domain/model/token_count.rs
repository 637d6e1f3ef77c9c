//! Counts the tokens of requests to a model, whether its provider reports them or not: providers report at the end of a
//! response, and many answers are ended before.

use super::completion::{ChatMessage, Usage};

/// The UTF-8 bytes of one token, rounded down: some four letters of English, two of Russian, one character of Chinese.
const BYTES_PER_TOKEN: usize = 3;

/// Counts the tokens of requests with one prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenCount {
    /// The tokens of the prompt, estimated from its length.
    prompt: u64,
    /// The tokens of the requests before this one.
    before: Usage,
    is_sent: bool,
    told: Usage,
    /// Whether more was written since the provider's last report.
    is_out_of_date: bool,
    written_bytes: usize,
}

impl TokenCount {
    /// The count before the first request with this prompt.
    pub fn of_prompt(messages: &[ChatMessage]) -> Self {
        let bytes = messages.iter().map(|message| message.content.len()).sum();
        Self {
            prompt: expected(bytes),
            before: Usage::default(),
            is_sent: false,
            told: Usage::default(),
            is_out_of_date: false,
            written_bytes: 0,
        }
    }

    /// Counts a request with the prompt, the first one or a repetition.
    pub fn send(&mut self) {
        *self = Self {
            prompt: self.prompt,
            before: self.usage(),
            is_sent: true,
            told: Usage::default(),
            is_out_of_date: false,
            written_bytes: 0,
        };
    }

    /// Counts a request that the provider refused, and does not charge for.
    pub const fn refuse(&mut self) {
        self.is_sent = false;
    }

    /// Counts `text` that the model wrote.
    pub const fn write(&mut self, text: &str) {
        self.written_bytes += text.len();
        self.is_out_of_date = true;
    }

    /// Takes the provider's report of the usage so far.
    pub const fn tell(&mut self, usage: Usage) {
        self.told = usage;
        self.is_out_of_date = false;
    }

    /// The tokens of all requests.
    pub fn usage(&self) -> Usage {
        if !self.is_sent {
            return self.before;
        }
        let input = if self.told.input == 0 {
            self.prompt
        } else {
            self.told.input
        };
        let output = if self.is_out_of_date {
            self.told.output.max(expected(self.written_bytes))
        } else {
            self.told.output
        };
        Usage {
            input: self.before.input + input,
            output: self.before.output + output,
        }
    }
}

fn expected(bytes: usize) -> u64 {
    u64::try_from(bytes.div_ceil(BYTES_PER_TOKEN)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{super::completion::ChatRole, *};

    const fn usage(input: u64, output: u64) -> Usage {
        Usage { input, output }
    }

    #[test]
    fn what_no_provider_told_is_counted_by_its_length() {
        let messages = ["three words here", "für 日本"].map(|content| ChatMessage {
            role: ChatRole::User,
            content: content.into(),
        });
        let mut count = TokenCount::of_prompt(&messages);
        assert_eq!(count.usage(), Usage::default(), "nothing was sent");
        count.send();
        assert_eq!(count.usage(), usage(9, 0));
        count.write("日本");
        assert_eq!(count.usage(), usage(9, 2));
        count.tell(usage(12, 1));
        assert_eq!(count.usage(), usage(12, 1));
        count.write("日本");
        assert_eq!(count.usage(), usage(12, 4));
        count.send();
        assert_eq!(count.usage(), usage(21, 4), "sent once more");
        count.refuse();
        assert_eq!(count.usage(), usage(12, 4));
    }
}
