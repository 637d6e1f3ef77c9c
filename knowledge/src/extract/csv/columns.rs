//! Which columns have the questions and the answers.

use std::collections::BTreeMap;

use super::{
    super::{
        super::questions,
        pairs::tables::{ANSWERS, QUESTIONS},
    },
    row::Row,
};

/// More names of question columns, in lower case.
const TITLES: &[&str] = &[
    "title",
    "name",
    "subject",
    "heading",
    "prompt",
    "intent",
    "titel",
    "thema",
    "betreff",
    "titre",
    "sujet",
    "título",
    "titulo",
    "titolo",
    "tema",
    "标题",
    "標題",
    "タイトル",
    "件名",
    "제목",
    "заголовок",
    "тема",
];
/// More names of answer columns, in lower case.
const TEXTS: &[&str] = &[
    "text",
    "content",
    "body",
    "description",
    "completion",
    "inhalt",
    "beschreibung",
    "contenu",
    "contenido",
    "contenuto",
    "conteúdo",
    "inhoud",
    "内容",
    "內容",
    "本文",
    "내용",
    "содержание",
    "текст",
];
/// Names of category columns, in lower case.
const CATEGORIES: &[&str] = &[
    "category",
    "section",
    "topic",
    "group",
    "kategorie",
    "rubrik",
    "abschnitt",
    "bereich",
    "catégorie",
    "rubrique",
    "categoría",
    "categoria",
    "sezione",
    "seção",
    "categorie",
    "rubriek",
    "kategori",
    "kategoria",
    "категория",
    "раздел",
    "分类",
    "類別",
    "カテゴリ",
    "カテゴリー",
    "카테고리",
    "분류",
];
/// Names of columns with alternatives, in lower case.
const ALTERNATIVES: &[&str] = &[
    "alternatives",
    "alternative questions",
    "phrasings",
    "variations",
    "variants",
    "synonyms",
    "similar questions",
    "alternativen",
    "varianten",
    "variantes",
    "alternative fragen",
    "alternativas",
    "varianti",
    "类似问题",
    "相似问题",
    "類似質問",
];
/// How many rows are used to identify columns without names.
const ROWS: usize = 100;

/// The positions of the columns for questions, answers and related data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) question: usize,
    pub(super) answer: usize,
    pub(super) category: Option<usize>,
    pub(super) alternatives: Option<usize>,
    /// Whether the first row has the column names.
    pub(super) is_named: bool,
    /// The number of columns: that of the names, or that of most rows.
    width: usize,
}

impl Columns {
    /// `None` if there are fewer than two columns.
    pub(super) fn of(rows: &[Row]) -> Option<Self> {
        let head: Vec<String> = rows.first()?.cells.iter().map(|cell| name(cell)).collect();
        let find = |names: &[&str]| head.iter().position(|cell| names.contains(&cell.as_str()));
        let question = find(QUESTIONS).or_else(|| find(TITLES));
        let answer = find(ANSWERS).or_else(|| find(TEXTS));
        if let (Some(question), Some(answer)) = (question, answer) {
            return Some(Self {
                question,
                answer,
                category: find(CATEGORIES),
                alternatives: find(ALTERNATIVES),
                is_named: true,
                width: head.len(),
            });
        }
        Self::of_content(rows, question, answer)
    }

    /// Identifies the columns by content: questions are where most cells ask something, answers where the text is
    /// longest. Names of other columns do not matter.
    fn of_content(
        rows: &[Row],
        named_question: Option<usize>,
        named_answer: Option<usize>,
    ) -> Option<Self> {
        let is_named = named_question.is_some() || named_answer.is_some() || has_head(rows);
        let sample = || rows.iter().skip(usize::from(is_named)).take(ROWS);
        let width = rows.iter().take(ROWS).map(|row| row.cells.len()).max()?;
        let asking = |at: usize| {
            sample()
                .filter(|row| row.cells.get(at).is_some_and(|cell| questions::asks(cell)))
                .count()
        };
        let letters = |at: usize| -> usize {
            sample()
                .filter_map(|row| row.cells.get(at))
                .map(|cell| cell.chars().filter(|c| c.is_alphabetic()).count())
                .sum()
        };
        let told: Vec<usize> = (0..width).filter(|at| letters(*at) > 0).collect();
        let question = named_question.or_else(|| {
            let others = told.iter().filter(|at| Some(**at) != named_answer);
            // The first of several equal ones.
            others.copied().rev().max_by_key(|at| asking(*at))
        })?;
        let answer = named_answer.or_else(|| {
            let others = told.iter().filter(|at| **at != question);
            others.copied().rev().max_by_key(|at| letters(*at))
        })?;
        Some(Self {
            question,
            answer,
            category: None,
            alternatives: None,
            is_named,
            width: usual_width(rows),
        })
    }

    /// Joins an answer that was split because it contains the separator without quotation marks. If the answer is not
    /// the last column, it is unknown which cells belong together.
    pub(super) fn put_together(&self, row: &mut Row, separator: u8) -> Result<(), &'static str> {
        let empty = row
            .cells
            .iter()
            .rev()
            .take_while(|cell| cell.trim().is_empty());
        row.cells.truncate(row.cells.len() - empty.count());
        if row.cells.len() <= self.width {
            return Ok(());
        }
        if self.answer + 1 == self.width {
            let answer = row.cells.split_off(self.answer);
            row.cells
                .push(answer.join(char::from(separator).encode_utf8(&mut [0; 4])));
            return Ok(());
        }
        if self.is_named {
            return Err(
                "it has more cells than the table has columns; put quotation marks around a text with the separator in it",
            );
        }
        Ok(())
    }
}

/// The number of cells in most rows.
fn usual_width(rows: &[Row]) -> usize {
    let mut widths = BTreeMap::new();
    for row in rows.iter().take(ROWS) {
        *widths.entry(row.cells.len()).or_insert(0_usize) += 1;
    }
    let usual = widths.into_iter().max_by_key(|(_, count)| *count);
    usual.map_or(0, |(width, _)| width)
}

/// Normalises a column's name, so that `"Questions (EN)"` and `question_text` are recognised as questions.
fn name(cell: &str) -> String {
    let lower = cell.trim().to_lowercase().replace('_', " ");
    let bare = lower
        .split(['(', '[', ':', '/'])
        .next()
        .unwrap_or_default()
        .trim();
    let bare = bare.strip_suffix(" text").unwrap_or(bare);
    bare.to_owned()
}

/// Whether the first row asks nothing while most others do.
fn has_head(rows: &[Row]) -> bool {
    let asks = |row: &Row| row.cells.iter().any(|cell| questions::asks(cell));
    let Some((head, others)) = rows.split_first() else {
        return false;
    };
    let sample = others.iter().take(ROWS);
    let asking = sample.clone().filter(|row| asks(row)).count();
    let is_short = |cell: &String| cell.split_whitespace().count() <= 3 && !cell.ends_with('.');
    !asks(head) && head.cells.iter().all(is_short) && asking > 0 && asking * 2 >= sample.count()
}
