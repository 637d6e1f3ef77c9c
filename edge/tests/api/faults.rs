//! Faults at random moments, and what is there afterwards.
//!
//! A scene has visitors who ask, lose their connection and open a second tab, and somebody who takes over, replies and
//! resolves; a webhook hears of it, and in some scenes a language model writes the answers. Meanwhile the platform fails
//! in the ways of [`Fault`], each from a random moment on. Then everything works again, and is left alone until nothing
//! is due: every message is there once, every event has arrived or is visibly dead, every number is what a recount says,
//! whatever was told is true, and nothing took longer than it may.
//!
//! `cargo xtask faults` plays hundreds of scenes and prints the faults by kind; `--seed N` plays one scene again.

mod dice;
mod fault;
mod network;
mod operator;
mod recount;
mod services;
mod stage;
mod storage;
mod time;
mod visitor;

use std::{collections::BTreeMap, sync::Arc};

use futures::future::{Either, join_all, select};

use self::{
    dice::Dice,
    fault::Fault,
    recount::{Losses, recount},
    stage::Stage,
    visitor::Visitor,
};
use crate::support::run;

/// The first seed, and how many there are.
const SEED: &str = "FAULTS_SEED";
const SCENES: &str = "FAULTS_SCENES";
/// How many scenes are played with all other tests.
const FEW: u64 = 60;
/// The time in which faults begin, in milliseconds.
const FAULTS_MS: u64 = 45_000;

/// Plays the scene of this seed, and returns the faults that met somebody, what was lost, and what is wrong.
async fn play(seed: u64) -> (BTreeMap<Fault, u32>, Losses, Vec<String>) {
    let dice = Arc::new(Dice::of(seed));
    let stage = Stage::new(Arc::clone(&dice)).await;
    // Each kind comes up in turn, with others by chance.
    let kinds = Fault::ALL;
    let first = kinds[usize::try_from(seed).unwrap() % kinds.len()];
    let mut faults = vec![first];
    for _ in 0..dice.between(1..=4) {
        faults.push(dice.pick(kinds));
    }
    let has_model = first.text().starts_with("the model") || dice.falls(30);
    stage.set(has_model).await;
    stage.faults.begin(&dice, &faults, FAULTS_MS);

    let visitors = (0..dice.between(2..=4)).map(|number| Visitor::new(&stage, number).visit());
    let people = futures::future::join(join_all(visitors), operator::answer(&stage));
    let platform = futures::future::join3(
        stage.keep_running_jobs(),
        stage.keep_alarms(),
        stage.let_fate_act(),
    );
    let scene = async {
        futures::pin_mut!(people, platform);
        match select(people, platform).await {
            Either::Left((heard, _)) => heard,
            Either::Right(_) => panic!("jobs and alarms never end"),
        }
    };
    let (heard, replies) = Box::pin(stage.time.pass_during(scene)).await;
    stage.time.pass_during(stage.settle()).await;
    let losses = recount(&stage, &heard, &replies);
    let wrong = stage.wrong.borrow().clone();
    (stage.faults.hits(), losses, wrong)
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number")),
    )
}

#[test]
fn faults_at_random_moments_lose_and_double_nothing() {
    run(async {
        let first = number(SEED).unwrap_or(0);
        let scenes = number(SCENES).unwrap_or(FEW);
        let mut hits: BTreeMap<Fault, u32> = BTreeMap::new();
        let mut losses = Losses::default();
        let mut failed = Vec::new();
        for seed in first..first + scenes {
            let (met, lost, wrong) = Box::pin(play(seed)).await;
            for (fault, times) in met {
                *hits.entry(fault).or_default() += times;
            }
            losses += lost;
            if !wrong.is_empty() {
                failed.push(format!("seed {seed}:\n  {}", wrong.join("\n  ")));
            }
        }
        for (fault, times) in &hits {
            println!("{times:>6}  {}", fault.text());
        }
        let Losses {
            lost,
            doubled,
            wrong_counts,
        } = losses;
        println!(
            "{} faults in {scenes} scenes from seed {first}: lost {lost}, doubled {doubled}, wrong counts {wrong_counts}",
            hits.values().sum::<u32>()
        );
        assert!(failed.is_empty(), "{}", failed.join("\n"));
        assert!(scenes == 1 || !hits.is_empty(), "nothing has failed");
    });
}
