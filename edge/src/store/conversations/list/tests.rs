//! Every list uses an index.

use super::*;
use crate::platform::query_plan::{check_searches, steps};

#[tokio::test]
async fn no_list_reads_a_whole_table() {
    let of_filters = Filter::ALL.into_iter().map(queries_of);
    for queries in of_filters.chain([&OF_SESSION, &WITH_WORDS, &WITH_TEXT]) {
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
    for filter in Filter::ALL {
        let queries = queries_of(filter);
        let index = match filter {
            Filter::All | Filter::Answered => "conversations_by_time",
            Filter::Unanswered => "conversations_unanswered",
            Filter::Handoff => "conversations_handed_off",
            Filter::Helpful | Filter::Unhelpful => "conversations_judged",
            // Conversations of people are few, and are sorted.
            Filter::Waiting | Filter::Open | Filter::Resolved => continue,
        };
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
