//! The process dies anywhere between the event and the receiver: the event arrives nevertheless.

use porchlight_edge::platform::Statement;
use porchlight_edge::{
    domain::{deliveries::event::EventKind, job::Job},
    jobs,
    platform::db::fetch_all,
    services::deliveries,
};
use serde_json::Value;

use crate::{
    receiver::Reply,
    support::{MINUTE, Project, SECOND, conversation},
};

/// Checks that one handoff has arrived, with the id of its event in the database.
async fn check_arrived(project: &Project, times: usize) {
    let received = project.receiver.received();
    assert_eq!(received.len(), times);
    let delivery = project.delivery().await;
    assert_eq!(delivery.state, "delivered");
    for delivered in received {
        assert_eq!(delivered.header("webhook-id"), delivery.event_id);
        assert_eq!(delivered.header("x-helpbot-delivery"), delivery.id);
        assert_eq!(delivered.json()["id"], delivery.event_id);
    }
}

#[tokio::test]
async fn an_event_that_was_never_handed_out_is_swept_up() {
    let project = Project::new().await;
    project.webhook("/hook").await;
    project.record(EventKind::ConversationHandoff).await;
    assert_eq!(project.work().await, 0);
    project.sweep().await;
    check_arrived(&project, 1).await;
    project.native.clock.advance(10 * MINUTE);
    project.sweep().await;
    assert_eq!(project.receiver.received().len(), 0);
}

#[tokio::test]
async fn a_job_that_the_queue_lost_is_sent_again() {
    let project = Project::new().await;
    project.webhook("/hook").await;
    project.hand_off().await;
    project.native.jobs.lose();
    project.sweep().await;
    assert_eq!(project.receiver.received().len(), 0, "the job may be late");
    project.native.clock.advance(5 * MINUTE);
    project.sweep().await;
    check_arrived(&project, 1).await;
}

#[tokio::test]
async fn a_retry_that_the_queue_lost_is_sent_again() {
    let project = Project::new().await;
    project.meet(Reply::status(500)).await;
    project.native.jobs.lose();
    project.native.clock.advance(10 * SECOND);
    project.sweep().await;
    check_arrived(&project, 2).await;
}

#[tokio::test]
async fn an_attempt_that_died_in_the_middle_is_made_again() {
    let project = Project::new().await;
    project.webhook("/hook").await;
    project.receiver.reply([Reply::Silence]);
    project.hand_off().await;
    let job = project.native.jobs.take().unwrap();
    let attempt = jobs::run(&project.native.platform, job.clone());
    // The receiver has it, but nobody is there to read its response.
    tokio::select! {
        biased;
        _ = attempt => panic!("the receiver says nothing"),
        () = project.receiver.reached() => {}
    }
    // The queue delivers the job once more. Its attempt had begun.
    jobs::run(&project.native.platform, job).await.unwrap();
    assert_eq!(project.receiver.received().len(), 1);
    project.native.clock.advance(MINUTE);
    project.sweep().await;
    let delivery = project.delivery().await;
    assert_eq!((&*delivery.state, delivery.attempts), ("delivered", 2));
    check_arrived(&project, 1).await;
}

#[tokio::test]
async fn every_job_may_come_twice() {
    let project = Project::new().await;
    project.webhook("/hook").await;
    project.receiver.reply([Reply::status(500)]);
    project.hand_off().await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        while let Some(job) = project.native.jobs.take() {
            for job in [
                job.clone(),
                job.clone(),
                Job::DeliverEventsV1 {
                    project_id: project.id,
                },
            ] {
                jobs::run(&project.native.platform, job).await.unwrap();
            }
            seen.push(job);
        }
        project.native.clock.advance(10 * SECOND);
    }
    for job in seen {
        jobs::run(&project.native.platform, job).await.unwrap();
    }
    check_arrived(&project, 2).await;
}

#[tokio::test]
async fn each_webhook_gets_what_it_wants() {
    let project = Project::new().await;
    project.webhook("/a").await;
    project.webhook("/b").await;
    project.record(EventKind::LeadCaptured).await;
    project.hand_off().await;
    project.work().await;
    let received = project.receiver.received();
    let mut paths: Vec<&str> = received.iter().map(|one| &*one.path).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/a", "/b"]);
    assert_eq!(
        received[0].header("webhook-id"),
        received[1].header("webhook-id")
    );
    assert_ne!(
        received[0].header("x-helpbot-delivery"),
        received[1].header("x-helpbot-delivery")
    );
}

#[tokio::test]
async fn a_hundred_events_at_once_all_arrive() {
    let project = Project::new().await;
    project.webhook("/hook").await;
    for _ in 0..100 {
        project.record(EventKind::ConversationHandoff).await;
    }
    deliveries::begin(&project.native.platform, project.id).await;
    project.work().await;
    let mut ids: Vec<String> = project
        .receiver
        .received()
        .iter()
        .map(|one| one.header("webhook-id").to_owned())
        .collect();
    ids.sort_unstable();
    let sql = "SELECT id FROM events ORDER BY id";
    let events: Vec<Value> = fetch_all(&project.native.db, Statement::new(sql))
        .await
        .unwrap();
    let events: Vec<&str> = events
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, events);
}

#[tokio::test]
async fn what_is_erased_is_not_delivered_and_not_kept() {
    let project = Project::new().await;
    project.webhook("/hook").await;
    project.hand_off().await;
    let statements =
        porchlight_edge::store::erasure::erase_conversations(project.id, &[conversation()]);
    project.native.db.batch(statements).await.unwrap();
    assert_eq!(project.work().await, 1);
    assert_eq!(project.receiver.received().len(), 0);
    assert_eq!(project.deliveries().await, []);
}
