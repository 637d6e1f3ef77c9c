//! The parts of an answer that are Porchlight's own words, not the owner's.

use porchlight_knowledge::retrieval::language::Language;
use porchlight_languages::AnswerTexts;

/// The texts in the language of the question, else in the visitor's `locale` (a BCP 47 tag), else in English.
pub fn answer_texts(language: Language, locale: Option<&str>) -> &'static AnswerTexts {
    [language.tag()]
        .into_iter()
        .chain(locale)
        .find_map(AnswerTexts::of)
        .unwrap_or(&AnswerTexts::ENGLISH)
}
