//! The labels of questions and answers, such as `Q:` and `A:`, in any language.

use super::{super::measure::is_cjk, question::asks};

/// The labels of questions and answers, in lower case.
pub(super) const LABELS: &[(&str, &str)] = &[
    ("q", "a"),
    ("question", "answer"),
    ("f", "a"),
    ("frage", "antwort"),
    ("question", "réponse"),
    ("q", "r"),
    ("pregunta", "respuesta"),
    ("p", "r"),
    ("domanda", "risposta"),
    ("d", "r"),
    ("pergunta", "resposta"),
    ("vraag", "antwoord"),
    ("v", "a"),
    ("fråga", "svar"),
    ("spørgsmål", "svar"),
    ("spørsmål", "svar"),
    ("kysymys", "vastaus"),
    ("pytanie", "odpowiedź"),
    ("otázka", "odpověď"),
    ("întrebare", "răspuns"),
    ("kérdés", "válasz"),
    ("soru", "cevap"),
    ("ερώτηση", "απάντηση"),
    ("вопрос", "ответ"),
    ("в", "о"),
    ("питання", "відповідь"),
    ("سؤال", "جواب"),
    ("السؤال", "الجواب"),
    ("س", "ج"),
    ("प्रश्न", "उत्तर"),
    ("问", "答"),
    ("問", "答"),
    ("質問", "回答"),
    ("问题", "答案"),
    ("問題", "答案"),
    ("질문", "답변"),
];

/// The sign after a label.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Colon,
    /// A full stop, a bracket or a space, which also come after initials and numbers.
    Weak,
}

/// The text after `label` and its sign. A label longer than one letter needs a colon.
pub(super) fn after_label<'t>(text: &'t str, label: &str) -> Option<(&'t str, Sign)> {
    let bare = text.trim_start_matches(['*', ' ']);
    let letters = label.chars().count();
    let at = bare
        .char_indices()
        .nth(letters)
        .map_or(bare.len(), |(at, _)| at);
    let (start, rest) = bare.split_at_checked(at)?;
    if start.to_lowercase() != label {
        return None;
    }
    let numbered = rest
        .strip_prefix(' ')
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let rest = numbered
        .unwrap_or(rest)
        .trim_start_matches(|c: char| c.is_ascii_digit());
    let unmarked = rest.trim_start_matches(['*', ' ', '\u{a0}']);
    let colon = unmarked
        .strip_prefix([':', '：'])
        .map(|rest| (rest, Sign::Colon));
    let weak = || {
        let point = unmarked.strip_prefix(['.', ')', '．']);
        // `Q 料金は` and `Q料金は`, where the letter replaces an icon.
        let space = || {
            let is_apart = rest.starts_with([' ', '\n', '\u{3000}', '*']);
            (is_apart || label.is_ascii() && rest.starts_with(is_cjk)).then_some(rest)
        };
        let rest = point.or_else(space).filter(|_| letters == 1)?;
        Some((rest, Sign::Weak))
    };
    let (rest, sign) = colon.or_else(weak)?;
    let rest = rest.trim_start_matches(['*', ' ', '\n', '\u{3000}', '\u{a0}']);
    (!rest.is_empty()).then_some((rest, sign))
}

/// A question without its label.
pub(super) fn without_label(text: &str) -> &str {
    LABELS
        .iter()
        .find_map(|(label, _)| after_label(text, label))
        .filter(|(rest, sign)| *sign == Sign::Colon || asks(rest))
        .map_or(text, |(rest, _)| rest.trim_matches(['*', ' ']))
}

/// Whether a line starts with a label and a colon.
pub(in super::super) fn begins_with_label(line: &str) -> bool {
    LABELS.iter().any(|(asked, answer)| {
        [asked, answer]
            .iter()
            .any(|label| matches!(after_label(line, label), Some((_, Sign::Colon))))
    })
}

/// The question and the answer in these texts, if they have labels that match each other.
pub(super) fn labelled_pair<'t>(asked: &'t str, answer: &'t str) -> Option<(&'t str, &'t str)> {
    LABELS.iter().find_map(|(question, reply)| {
        let (asked, sign) = after_label(asked, question)?;
        let (answer, answer_sign) = after_label(answer, reply)?;
        let is_sure = sign == Sign::Colon && answer_sign == Sign::Colon;
        (is_sure || asks(asked)).then_some((asked, answer))
    })
}
