//! The outcome of a delivery, whatever its receiver does.

use porchlight_edge::platform::Statement;

use crate::{
    receiver::Reply,
    support::{HOUR, MINUTE, NOW, Project, SECOND},
};

#[tokio::test]
async fn a_delivery_that_is_taken_is_over() {
    let project = Project::new().await;
    let delivery = project.meet(Reply::status(204)).await;
    assert_eq!(delivery.state, "delivered");
    assert_eq!((delivery.attempts, delivery.next_at), (1, None));
    assert_eq!(
        (delivery.last_status, delivery.last_error),
        (Some(204), None)
    );
    assert_eq!(project.receiver.received().len(), 1);
    project.native.clock.advance(24 * HOUR);
    project.sweep().await;
    assert_eq!(project.receiver.received().len(), 0);
}

/// Checks that a receiver with this reply gets the same delivery again after five to six seconds, and that its owner
/// reads `says`.
async fn check_retried(reply: Reply, status: Option<u16>, says: &str) {
    let project = Project::new().await;
    let delivery = project.meet(reply).await;
    assert_eq!(delivery.state, "pending");
    assert_eq!(delivery.last_status, status);
    let error = delivery.last_error.unwrap();
    assert!(error.contains(says), "{error}");
    let next_at = delivery.next_at.unwrap();
    assert!((NOW + 5 * SECOND..=NOW + 6 * SECOND).contains(&next_at));
    assert_eq!(project.work_after(4 * SECOND).await, 0);
    assert_eq!(project.work_after(3 * SECOND).await, 1);
    let again = project.delivery().await;
    assert_eq!((&*again.state, again.attempts), ("delivered", 2));
    assert_eq!(again.last_error, None);
    let received = project.receiver.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].body, received[1].body);
    for header in ["webhook-id", "x-helpbot-delivery"] {
        assert_eq!(received[0].header(header), received[1].header(header));
    }
    assert_ne!(
        received[0].header("webhook-timestamp"),
        received[1].header("webhook-timestamp")
    );
}

#[tokio::test]
async fn an_error_is_tried_again() {
    check_retried(Reply::status(500), Some(500), "answered 500").await;
    check_retried(Reply::status(404), Some(404), "answered 404").await;
}

#[tokio::test]
async fn silence_is_not_waited_for() {
    check_retried(Reply::Silence, None, "within 15 seconds").await;
}

#[tokio::test]
async fn a_slow_byte_at_a_time_is_not_waited_for() {
    check_retried(Reply::Trickle, None, "within 15 seconds").await;
}

#[tokio::test]
async fn a_reset_connection_is_tried_again() {
    check_retried(Reply::Reset, None, "could not be reached").await;
}

#[tokio::test]
async fn redirects_are_failures_and_not_followed() {
    let project = Project::new().await;
    let delivery = project
        .meet(Reply::Sent(302, "Location: /elsewhere\r\n", String::new()))
        .await;
    assert_eq!(delivery.state, "pending");
    assert_eq!(delivery.last_status, Some(302));
    assert!(delivery.last_error.unwrap().contains("redirect"));
    let paths: Vec<String> = project
        .receiver
        .received()
        .into_iter()
        .map(|received| received.path)
        .collect();
    assert_eq!(paths, ["/hook"]);
}

#[tokio::test]
async fn a_receiver_may_ask_for_more_time() {
    for (headers, wait) in [
        ("Retry-After: 90\r\n", 90 * SECOND),
        // NOW is Mon, 21 Sep 2026 14:13:20 GMT.
        (
            "Retry-After: Mon, 21 Sep 2026 14:15:20 GMT\r\n",
            120 * SECOND,
        ),
        ("Retry-After: 999999\r\n", 12 * HOUR),
    ] {
        let project = Project::new().await;
        let delivery = project.meet(Reply::Sent(429, headers, String::new())).await;
        assert_eq!(delivery.next_at, Some(NOW + wait), "{headers}");
        assert_eq!(project.work_after(wait - SECOND).await, 0);
        assert_eq!(project.work_after(SECOND).await, 1);
        assert_eq!(project.delivery().await.state, "delivered");
    }
}

#[tokio::test]
async fn a_receiver_cannot_ask_for_less_time() {
    let project = Project::new().await;
    let reply = Reply::Sent(503, "Retry-After: 0\r\n", String::new());
    let next_at = project.meet(reply).await.next_at.unwrap();
    assert!(next_at >= NOW + 5 * SECOND);
}

#[tokio::test]
async fn a_delivery_that_fails_eight_times_is_dead_and_visible() {
    let project = Project::new().await;
    project.meet(Reply::status(500)).await;
    project.receiver.reply(vec![Reply::status(500); 20]);
    let waits = [
        5 * SECOND,
        5 * MINUTE,
        30 * MINUTE,
        2 * HOUR,
        5 * HOUR,
        10 * HOUR,
        10 * HOUR,
    ];
    for (index, wait) in waits.into_iter().enumerate() {
        let delivery = project.delivery().await;
        assert_eq!(usize::try_from(delivery.attempts).unwrap(), index + 1);
        assert_eq!(delivery.state, "pending");
        assert_eq!(project.work_after(wait - 1).await, 0, "attempt {index}");
        // The waits vary by up to a fifth.
        project.work_after(wait / 5 + SECOND).await;
    }
    let delivery = project.delivery().await;
    assert_eq!((&*delivery.state, delivery.attempts), ("dead", 8));
    assert_eq!(delivery.next_at, None);
    assert_eq!(delivery.last_response.unwrap(), "this is 500");
    assert_eq!(project.receiver.received().len(), 8);
    assert_eq!(project.work_after(48 * HOUR).await, 0);
}

#[tokio::test]
async fn of_a_long_answer_only_the_beginning_is_kept() {
    let project = Project::new().await;
    let reply = Reply::Sent(200, "", "x".repeat(1024 * 1024));
    let delivery = project.meet(reply).await;
    assert_eq!(delivery.state, "delivered");
    assert_eq!(delivery.last_response.unwrap().len(), 4096);
}

#[tokio::test]
async fn private_addresses_are_refused_when_sending_too() {
    for (url, says) in [
        ("https://10.0.0.1/hook", "private"),
        ("https://169.254.169.254/latest", "private"),
        ("https://[fe80::1]/", "private"),
        ("https://[::ffff:192.168.0.1]/", "private"),
        ("http://shop.example/hook", "https://"),
    ] {
        let project = Project::new().await;
        project.webhook("/hook").await;
        let change = Statement::new("UPDATE webhooks SET url = ?1").bind(url);
        project.native.db.batch(vec![change]).await.unwrap();
        project.hand_off().await;
        project.work().await;
        let delivery = project.delivery().await;
        assert_eq!((&*delivery.state, delivery.attempts), ("dead", 1), "{url}");
        let error = delivery.last_error.unwrap();
        assert!(error.contains(says), "{error}");
    }
}
