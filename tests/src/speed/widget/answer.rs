//! The streamed answer: all kinds of Markdown, one token after another.

use std::time::Duration;

/// The end of the last token, which the probe waits for.
pub(super) const LAST: &str = "The-very-end.";

/// Repeated until there are enough tokens.
const PART: &str = "\n\n## Send something back\n\nYou have **30 days** to send `any lamp` back. Write to [the shop](https://shop.example/returns) first, and \
     put the *receipt* into the parcel. We pay what the way back costs.\n\n- Pack the lamp well\n- Put the receipt in\n- \
     Take it to the post office\n\n1. We look at it within a week\n2. You get your money within 14 days\n\n```sh\nparcel \
     --weight 2kg --to Graz\n```\n\n| Lamp | Price |\n|---|---|\n| Small | 20 € |\n| Large | 45 € |\n\n> Bulbs are not taken \
     back once they were lit.";

/// How fast the tokens are sent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pace {
    /// As fast as the connection allows.
    Full,
    /// One token per interval.
    Every(Duration),
}

impl Pace {
    /// How long `tokens` take to send.
    pub(super) fn time(self, tokens: usize) -> Duration {
        match self {
            Self::Full => Duration::ZERO,
            Self::Every(time) => time * u32::try_from(tokens).unwrap_or(u32::MAX),
        }
    }
}

/// An answer of `count` tokens.
pub(super) fn tokens(count: usize) -> Vec<String> {
    let mut tokens: Vec<String> = PART
        .split_inclusive(' ')
        .cycle()
        .take(count.saturating_sub(1))
        .map(str::to_owned)
        .collect();
    tokens.push(format!("\n\n{LAST}"));
    tokens
}
