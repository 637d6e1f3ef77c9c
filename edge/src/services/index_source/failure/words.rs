//! Numbers, times and addresses in the sentences that owners read.

use url::Url;

pub(in super::super) fn links(number: u32) -> String {
    match number {
        1 => "1 link".to_owned(),
        _ => format!("{number} links"),
    }
}

/// Milliseconds as whole minutes, rounded up.
pub(super) fn minutes(ms: u32) -> String {
    match ms.div_ceil(60_000) {
        1 => "1 minute".to_owned(),
        number => format!("{number} minutes"),
    }
}

/// The first 5 addresses, as a list in a sentence.
pub(super) fn addresses(all: &[Url]) -> String {
    const MOST: usize = 5;
    let shown: Vec<&str> = all.iter().take(MOST).map(Url::as_str).collect();
    shown.join(", ")
}
