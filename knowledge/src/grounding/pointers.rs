//! Words that point back.

/// Words that point to the sentence before.
const POINTERS: [&str; 25] = [
    "it", "this", "that", "these", "those", "they", "he", "she", "also", "then", "however", "but",
    "das", "dies", "diese", "dieser", "er", "es", "sie", "esto", "eso", "cela", "ce", "ils",
    "elle",
];

/// Whether a sentence cannot be understood without the one before it.
pub(super) fn points_back(text: &str) -> bool {
    let first: String = text
        .chars()
        .take_while(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    POINTERS.contains(&first.as_str())
}
