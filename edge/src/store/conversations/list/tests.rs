//! Every list is found by an index.

use super::*;
use crate::platform::query_plan::{check_searches, steps};

#[tokio::test]
async fn no_list_reads_a_whole_table() {
    for queries in [
        ALL, ANSWERED, UNANSWERED, HANDOFF, HELPFUL, UNHELPFUL, WAITING, OPEN, RESOLVED,
        OF_SESSION, WITH_WORDS, WITH_TEXT,
    ] {
        for sql in [
            queries.newest,
            queries.oldest,
            queries.active,
            queries.count,
        ] {
            check_searches(sql, 10).await;
        }
    }
    check_searches(LISTED, 3).await;
}

#[tokio::test]
async fn the_order_of_activity_is_an_index() {
    let steps = steps(ALL.active, 9).await;
    assert_eq!(
        steps,
        ["SEARCH conversations USING INDEX conversations_by_age (project_id=?)"]
    );
}

#[tokio::test]
async fn what_people_hold_is_found_among_what_they_held() {
    for queries in [WAITING, OPEN, RESOLVED] {
        for sql in [
            queries.newest,
            queries.oldest,
            queries.active,
            queries.count,
        ] {
            let steps = steps(sql, 9).await;
            let mut steps = steps.iter();
            assert!(
                steps.any(|step| step.contains("conversations_of_people")),
                "{sql}: {steps:?}"
            );
        }
    }
    for queries in [WAITING, RESOLVED] {
        let steps = steps(queries.active, 9).await;
        assert_eq!(steps.len(), 1, "nothing is sorted: {steps:?}");
    }
}

#[tokio::test]
async fn every_filter_has_an_index_in_the_order_of_time() {
    for (queries, index) in [
        (ALL, "conversations_by_time"),
        (ANSWERED, "conversations_by_time"),
        (UNANSWERED, "conversations_unanswered"),
        (HANDOFF, "conversations_handed_off"),
        (HELPFUL, "conversations_judged"),
        (UNHELPFUL, "conversations_judged"),
    ] {
        for sql in [queries.newest, queries.oldest] {
            let steps = steps(sql, 9).await;
            assert!(steps[0].contains(index), "{steps:?}");
            assert!(
                !steps.iter().any(|step| step.contains("TEMP B-TREE")),
                "{steps:?}"
            );
        }
    }
}
