//! Every kind of event happens: no kind is documented without code that records it.

use std::{fs, path::PathBuf};

use porchlight_edge::domain::deliveries::event::EventKind;

#[test]
fn every_kind_is_recorded_by_a_service() {
    let mut waiting = vec![PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/services"
    ))];
    let mut services = String::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else {
            services += &fs::read_to_string(path).unwrap();
        }
    }
    for kind in EventKind::ALL {
        let named = format!("EventKind::{kind:?}");
        assert!(services.contains(&named), "nothing records {}", kind.name());
    }
}
