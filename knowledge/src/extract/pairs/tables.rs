//! Tables with questions in one column and answers in another.

use super::{
    super::{
        block::Block,
        measure::{WORD, length},
    },
    heading::closed,
    question::{LEAST_QUESTIONS, asks, asks_among_others},
};

/// The longest name of a column, in halves of a word.
const HEAD: usize = 3 * WORD;
/// The longest number of a row, in characters.
const NUMBER_CHARS: usize = 6;

/// Splits a table with a column of questions and a column of answers into pairs.
pub(super) fn pairs(block: Block) -> Vec<Block> {
    let Block::Table { head, rows } = &block else {
        return vec![block];
    };
    let all: Vec<Vec<&str>> = (head.lines().take(1).chain(rows.iter().map(String::as_str)))
        .map(cells)
        .collect();
    let Some((asked, answer, is_headed)) = columns(&all) else {
        return vec![block];
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    for row in all.iter().skip(usize::from(is_headed)) {
        let cell = |at: usize| row.get(at).copied().unwrap_or_default().replace("\\|", "|");
        let (asked, answer) = (cell(asked), cell(answer));
        match pairs.last_mut() {
            // The question's cell spans several rows.
            Some((before, answers)) if asked.is_empty() || *before == asked => {
                answers.push_str("\n\n");
                answers.push_str(&answer);
            }
            _ => pairs.push((asked, answer)),
        }
    }
    pairs.retain(|(asked, answer)| !asked.is_empty() && !answer.is_empty());
    closed(pairs)
}

/// The columns of questions and answers, and whether the first row has their names.
fn columns(all: &[Vec<&str>]) -> Option<(usize, usize, bool)> {
    let (head, rows) = all.split_first()?;
    let named = |names: &[&str]| {
        let is_named =
            |cell: &&str| names.contains(&cell.trim_matches('*').to_lowercase().as_str());
        head.iter().position(is_named)
    };
    if let (Some(asked), Some(answer)) = (named(QUESTIONS), named(ANSWERS))
        && asked != answer
        && (0..head.len()).all(|at| at == asked || at == answer || is_of_numbers(rows, at))
    {
        return Some((asked, answer, true));
    }
    let asked = match head.len() {
        2 => 0,
        3 if is_of_numbers(rows, 0) => 1,
        _ => return None,
    };
    let is_pair = |row: &Vec<&str>| row.get(asked).is_some_and(|cell| asks(cell));
    let is_like_one = |row: &Vec<&str>| row.get(asked).is_some_and(|cell| asks_among_others(cell));
    // The first row may have the columns' names. Every other row must be a question with its answer.
    let is_of_pairs = all.iter().filter(|row| is_like_one(row)).count() >= LEAST_QUESTIONS
        && rows.iter().all(is_like_one)
        && (is_like_one(head) || is_head(head))
        && (rows.iter().any(is_pair) || rows.len() > LEAST_QUESTIONS);
    is_of_pairs.then(|| (asked, asked + 1, !is_like_one(head)))
}

/// Whether a row only has the names of its columns.
fn is_head(row: &[&str]) -> bool {
    row.iter()
        .all(|cell| length(cell) <= HEAD && !cell.contains(|c: char| c.is_ascii_digit()))
}

fn is_of_numbers(rows: &[Vec<&str>], at: usize) -> bool {
    let is_number = |cell: &str| {
        cell.chars().count() <= NUMBER_CHARS
            && cell.contains(|c: char| c.is_ascii_digit())
            && cell.chars().filter(|c| c.is_alphabetic()).count() <= 1
    };
    rows.iter()
        .all(|row| row.get(at).is_some_and(|cell| is_number(cell)))
}

fn cells(row: &str) -> Vec<&str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').unwrap_or(row);
    row.split(" | ").map(str::trim).collect()
}

/// Names of question columns, in lower case.
pub(in super::super) const QUESTIONS: &[&str] = &[
    "question",
    "questions",
    "q",
    "faq",
    "frage",
    "fragen",
    "pregunta",
    "preguntas",
    "domanda",
    "domande",
    "pergunta",
    "perguntas",
    "vraag",
    "vragen",
    "fråga",
    "frågor",
    "spørgsmål",
    "spørsmål",
    "kysymys",
    "kysymykset",
    "pytanie",
    "pytania",
    "otázka",
    "otázky",
    "întrebare",
    "întrebări",
    "kérdés",
    "kérdések",
    "soru",
    "sorular",
    "ερώτηση",
    "ερωτήσεις",
    "вопрос",
    "вопросы",
    "питання",
    "запитання",
    "سؤال",
    "السؤال",
    "الأسئلة",
    "प्रश्न",
    "问题",
    "問題",
    "问",
    "問",
    "質問",
    "질문",
];
/// Names of answer columns, in lower case.
pub(in super::super) const ANSWERS: &[&str] = &[
    "answer",
    "answers",
    "a",
    "reply",
    "response",
    "antwort",
    "antworten",
    "réponse",
    "réponses",
    "reponse",
    "respuesta",
    "respuestas",
    "risposta",
    "risposte",
    "resposta",
    "respostas",
    "antwoord",
    "antwoorden",
    "svar",
    "vastaus",
    "vastaukset",
    "odpowiedź",
    "odpowiedzi",
    "odpověď",
    "odpovědi",
    "răspuns",
    "răspunsuri",
    "válasz",
    "válaszok",
    "cevap",
    "cevaplar",
    "yanıt",
    "απάντηση",
    "απαντήσεις",
    "ответ",
    "ответы",
    "відповідь",
    "відповіді",
    "جواب",
    "الجواب",
    "إجابة",
    "الإجابة",
    "उत्तर",
    "答案",
    "回答",
    "答",
    "답변",
    "답",
];
