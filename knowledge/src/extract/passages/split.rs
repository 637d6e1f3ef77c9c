//! Splits the blocks of a section into texts of passage size. A sentence, a list item or a table row stays whole,
//! unless it is longer than a passage.

use super::super::{
    block::{Block, fenced},
    measure::{WORD, length, sentences},
};

/// The target size of the parts of a long section, in halves of a word.
const GOAL: usize = 160 * WORD;
/// The longest passage, in halves of a word.
const LONGEST: usize = 220 * WORD;
/// A rest of a section that is shorter than this joins the previous passage, in halves of a word.
const SHORTEST: usize = 80 * WORD;
/// The longest lead-in of a list that does not end with a colon, in halves of a word.
const LEAD_IN: usize = 12 * WORD;

/// The longest header row that every part of its table repeats, in halves of a word.
const REPEATED_HEAD: usize = 80 * WORD;

/// The texts of the passages.
pub(in super::super) fn split(blocks: &[Block]) -> Vec<String> {
    let units = units(blocks);
    let total: usize = units.iter().map(|unit| length(unit)).sum();
    if total <= LONGEST {
        let text = units.join("\n\n");
        return if length(&text) == 0 {
            Vec::new()
        } else {
            vec![text]
        };
    }
    pack(units, total / total.div_ceil(GOAL).max(1), "\n\n")
}

/// Joins pieces in order into texts of about `goal` each. None exceeds the limit of a passage.
fn pack(pieces: Vec<String>, goal: usize, joint: &str) -> Vec<String> {
    let mut texts: Vec<(String, usize)> = Vec::new();
    for piece in pieces {
        let long = length(&piece);
        match texts.last_mut() {
            Some((text, size)) if *size < goal && *size + long <= LONGEST => {
                text.push_str(joint);
                text.push_str(&piece);
                *size += long;
            }
            _ => texts.push((piece, long)),
        }
    }
    if let [.., (_, before), (_, last)] = texts.as_slice()
        && *last < SHORTEST
        && before + last <= LONGEST
        && let Some((rest, _)) = texts.pop()
        && let Some((text, _)) = texts.last_mut()
    {
        text.push_str(joint);
        text.push_str(&rest);
    }
    texts.into_iter().map(|(text, _)| text).collect()
}

/// The pieces that must stay whole, in order.
fn units(blocks: &[Block]) -> Vec<String> {
    let mut units = Vec::new();
    let mut lead_in: Option<&str> = None;
    for (index, block) in blocks.iter().enumerate() {
        let listed = blocks
            .get(index + 1)
            .is_some_and(|next| !matches!(next, Block::Paragraph(_)));
        match block {
            Block::Paragraph(text) if listed && leads_in(text) => {
                if let Some(before) = lead_in.replace(text) {
                    units.push(before.to_owned());
                }
            }
            block => match lead_in.take() {
                None => units.extend(parts(block)),
                Some(lead) => units.extend(led_in(lead, block)),
            },
        }
    }
    units.extend(lead_in.map(str::to_owned));
    units
}

fn leads_in(text: &str) -> bool {
    let long = length(text);
    long <= LEAD_IN || (text.ends_with([':', '：']) && long <= LONGEST / 2)
}

/// The block after its lead-in. If the block is split, every part repeats the lead-in.
fn led_in(lead: &str, block: &Block) -> Vec<String> {
    let whole = format!("{lead}\n\n{}", block.markdown());
    if length(&whole) <= LONGEST {
        return vec![whole];
    }
    parts(block)
        .into_iter()
        .map(|part| format!("{lead}\n\n{part}"))
        .collect()
}

/// The block, split if it is longer than a passage.
fn parts(block: &Block) -> Vec<String> {
    let whole = block.markdown();
    if length(&whole) <= LONGEST {
        return vec![whole];
    }
    match block {
        Block::Heading { .. } | Block::Close { .. } | Block::Page(_) => Vec::new(),
        Block::Paragraph(text) => prose(text),
        Block::List { items, .. } => {
            let items = items.iter().flat_map(|item| {
                if length(item) <= LONGEST {
                    vec![item.clone()]
                } else {
                    prose(item)
                }
            });
            pack(items.collect(), GOAL, "\n")
        }
        Block::Table { head, rows } if length(head) <= REPEATED_HEAD => {
            pack(rows.clone(), GOAL, "\n")
                .into_iter()
                .map(|rows| format!("{head}\n{rows}"))
                .collect()
        }
        Block::Table { head, rows } => {
            let lines = head.lines().chain(rows.iter().map(String::as_str));
            pack(lines.flat_map(pieces_of_monster).collect(), GOAL, "\n")
        }
        Block::Code { fence, text } => {
            let lines = text.lines().flat_map(pieces_of_monster).collect();
            pack(lines, GOAL, "\n")
                .into_iter()
                .map(|lines| fenced(fence, &lines))
                .collect()
        }
    }
}

/// Splits a long text at its sentences.
fn prose(text: &str) -> Vec<String> {
    let sentences = sentences(text)
        .into_iter()
        .flat_map(pieces_of_monster)
        .collect();
    let texts = pack(sentences, GOAL, "");
    texts
        .into_iter()
        .map(|text| text.trim().to_owned())
        .collect()
}

/// Splits a sentence longer than a passage at its spaces, or at characters if it has none.
fn pieces_of_monster(sentence: &str) -> Vec<String> {
    if length(sentence) <= LONGEST {
        return vec![sentence.to_owned()];
    }
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut size = 0;
    for word in sentence.split_inclusive(char::is_whitespace) {
        let long = length(word);
        if size + long > GOAL && !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
            size = 0;
        }
        if long <= GOAL {
            piece.push_str(word);
            size += long;
            continue;
        }
        let chars: Vec<char> = word.chars().collect();
        pieces.extend(
            chars
                .chunks(GOAL)
                .map(|chunk| chunk.iter().collect::<String>()),
        );
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(words: usize) -> String {
        format!("Begin {}end. ", "word ".repeat(words - 2))
    }

    fn lengths(texts: &[String]) -> Vec<usize> {
        texts
            .iter()
            .map(|text| text.split_whitespace().count())
            .collect()
    }

    #[test]
    fn a_long_section_is_split_between_paragraphs_into_even_passages() {
        let blocks: Vec<Block> = (0..6)
            .map(|_| Block::Paragraph(sentence(60).trim().to_owned()))
            .collect();
        assert_eq!(lengths(&split(&blocks)), [120, 120, 120]);
    }

    #[test]
    fn a_long_paragraph_is_split_between_sentences() {
        let texts = split(&[Block::Paragraph(sentence(50).repeat(6))]);
        assert_eq!(lengths(&texts), [200, 100]);
        assert!(
            texts
                .iter()
                .all(|text| text.starts_with("Begin") && text.ends_with("end."))
        );
    }

    #[test]
    fn a_long_table_repeats_its_header_and_its_lead_in() {
        let rows: Vec<String> = (0..60)
            .map(|n| format!("| {n} | five words in this row |"))
            .collect();
        let texts = split(&[
            Block::Paragraph("Prices by year:".into()),
            Block::Table {
                head: "| Year | Price |\n| --- | --- |".into(),
                rows,
            },
        ]);
        assert!(texts.len() > 1);
        for text in &texts {
            assert!(text.starts_with("Prices by year:\n\n| Year | Price |\n| --- | --- |\n| "));
        }
        let rows: usize = texts
            .iter()
            .map(|text| text.matches("five words").count())
            .sum();
        assert_eq!(rows, 60);
    }

    #[test]
    fn a_list_stays_with_the_line_before_it() {
        let texts = split(&[
            Block::Paragraph(sentence(200).trim().to_owned()),
            Block::Paragraph("You need:".into()),
            Block::List {
                items: vec!["- a phone".into(), "- a card".into()],
                links_only: false,
            },
        ]);
        assert!(
            texts
                .last()
                .unwrap()
                .ends_with("You need:\n\n- a phone\n- a card")
        );
    }

    #[test]
    fn a_monster_is_cut_and_nothing_is_lost() {
        let monster = "字".repeat(3_000);
        let texts = split(&[Block::Paragraph(monster.clone())]);
        assert_eq!(texts.concat(), monster);
        assert!(texts.iter().all(|text| length(text) <= LONGEST));
    }

    #[test]
    fn chinese_is_counted_by_characters() {
        let texts = split(&[Block::Paragraph("请检查您的设备是否开机。".repeat(60))]);
        assert!(texts.len() >= 2, "{}", texts.len());
        assert!(texts.iter().all(|text| text.ends_with('。')));
    }
}
