//! Unanswered questions as an owner sees them.

use super::*;

fn message(number: usize) -> MessageId {
    format!("00000000-0000-7000-8000-{number:012}")
        .parse()
        .unwrap()
}

/// A group of messages with these numbers.
fn group(messages: &[usize]) -> Group {
    let ids: Vec<MessageId> = messages.iter().map(|number| message(*number)).collect();
    serde_json::from_value(serde_json::json!({
        "id": ids.first(), "question": "Do you ship to Norway?", "count": 4,
        "countBefore": 0, "trend": null, "examples": ["Do you ship to Norway?", "norway?", "norway?"],
        "messageIds": ids, "firstAskedAt": "2026-01-01T00:00:00Z", "lastAskedAt": "2026-01-02T00:00:00Z",
        "closest": [{
            "documentId": "00000000-0000-7000-8000-000000000002",
            "passageId": "00000000-0000-7000-8000-000000000003",
            "title": "Delivery", "text": "We ship to Sweden.", "url": null,
        }],
    }))
    .unwrap()
}

/// A page of the server's list: `total` groups without those in `settled`.
fn page(total: usize, settled: &[usize], page: usize) -> Groups {
    let waiting: Vec<usize> = (0..total).filter(|it| !settled.contains(it)).collect();
    let shown = waiting.iter().skip((page - 1) * PAGE).take(PAGE);
    Groups {
        from: String::new(),
        to: String::new(),
        total: waiting.len(),
        shown: shown.map(|number| group(&[*number])).collect(),
    }
}

#[test]
fn a_group_says_how_often_and_in_which_words_it_was_asked() {
    let mut group = group(&[1]);
    assert_eq!(group.asked(), "Asked 4 times, new in this time");
    assert_eq!(group.others(), ["norway?"]);
    (group.count, group.count_before) = (1, 3);
    assert_eq!(group.asked(), "Asked 1 time, 3 before");
}

#[test]
fn no_group_is_skipped_or_shown_twice_however_many_were_dealt_with() {
    for total in [0, 1, 10, 11, 25, 40] {
        for settled_first in 0..=total.min(PAGE) {
            let settled: Vec<usize> = (0..settled_first).collect();
            let mut groups = page(total, &[], 1);
            let mut turns = 0;
            while let Some(next) = groups.next_page(settled.len()) {
                let new = groups.append(page(total, &settled, next), settled.len());
                assert!(
                    new > 0,
                    "a page without anything new: {total} {settled_first}"
                );
                turns += 1;
                assert!(turns <= total, "it never ends: {total} {settled_first}");
            }
            let mut seen: Vec<MessageId> = groups.shown.iter().map(|group| group.id).collect();
            assert_eq!(seen.len(), total, "{settled_first}");
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), total, "{settled_first}");
        }
    }
}

#[test]
fn a_draft_stays_with_its_questions_when_another_stands_for_them() {
    let mut drafts = AnswerDrafts::default();
    group(&[1, 2]).change_draft(&mut drafts, |draft| draft.answer = "Yes.".to_owned());
    let later = group(&[3, 2, 1]);
    assert_eq!(later.draft(&drafts).unwrap().answer, "Yes.");
    later.change_draft(&mut drafts, |_| {});
    assert_eq!(
        later.draft(&drafts).unwrap().question,
        "Do you ship to Norway?"
    );
    assert_eq!(group(&[4]).draft(&drafts), None);
    group(&[4]).change_draft(&mut drafts, |draft| draft.question = "Another?".to_owned());
    drafts.forget(&later.message_ids);
    assert_eq!(group(&[1]).draft(&drafts), None);
    assert_eq!(group(&[4]).draft(&drafts).unwrap().question, "Another?");
}
