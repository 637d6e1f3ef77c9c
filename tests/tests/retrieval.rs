//! Holds retrieval to floors on the question sets in `qa`, a little below the values when they were set, so that only
//! a change for the worse fails. Raise them with every gain.

use std::{error::Error, path::Path};

use porchlight_tests::evaluation;

/// The least values for a set.
struct Floors {
    precision_at_1: f64,
    ndcg_at_10: f64,
    auroc: f64,
}

async fn check(set: &str, floors: Floors) -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("qa").join(set);
    let measures = evaluation::evaluate(&folder).await?.measures();
    for (name, reached, floor) in [
        ("P@1", measures.precision_at_1, floors.precision_at_1),
        ("nDCG@10", measures.ndcg_at_10, floors.ndcg_at_10),
        ("AUROC", measures.auroc.unwrap_or(0.0), floors.auroc),
    ] {
        assert!(
            reached >= floor,
            "{set}: {name} is {reached:.3}, below {floor}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn english_help_pages_stay_found() -> Result<(), Box<dyn Error>> {
    check(
        "logingov-en",
        Floors {
            precision_at_1: 0.62,
            ndcg_at_10: 0.77,
            auroc: 0.77,
        },
    )
    .await
}

#[tokio::test]
async fn chinese_help_pages_stay_found() -> Result<(), Box<dyn Error>> {
    check(
        "logingov-zh",
        Floors {
            precision_at_1: 0.70,
            ndcg_at_10: 0.79,
            auroc: 0.90,
        },
    )
    .await
}

#[tokio::test]
async fn german_answers_stay_found() -> Result<(), Box<dyn Error>> {
    check(
        "covidqa-de",
        Floors {
            precision_at_1: 0.43,
            ndcg_at_10: 0.57,
            auroc: 0.62,
        },
    )
    .await
}
