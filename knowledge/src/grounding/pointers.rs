//! Words that refer back.

/// Words that refer to the previous sentence.
const POINTERS: [&str; 25] = [
    "it", "this", "that", "these", "those", "they", "he", "she", "also", "then", "however", "but",
    "das", "dies", "diese", "dieser", "er", "es", "sie", "esto", "eso", "cela", "ce", "ils",
    "elle",
];

/// Whether a sentence cannot be understood without the previous one.
pub(super) fn points_back(text: &str) -> bool {
    let first: String = text
        .chars()
        .take_while(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    POINTERS.contains(&first.as_str())
}
