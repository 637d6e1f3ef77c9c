//! Runs every target on its corpus, so that each run of the tests has the coverage that `cargo xtask fuzz` found.

use porchlight_fuzz::{
    TARGETS,
    corpus::{self, MOST_BYTES},
};

#[test]
fn what_was_kept_is_read() {
    for target in TARGETS {
        let inputs = corpus::inputs(target).expect(target.name);
        assert!(!inputs.is_empty(), "{}", target.name);
        for input in &inputs {
            (target.run)(input);
        }
        let bytes: usize = inputs.iter().map(Vec::len).sum();
        assert!(bytes <= MOST_BYTES, "{}: {bytes} bytes", target.name);
    }
}

#[test]
fn what_is_unpacked_is_packed_again() {
    let folder = std::env::temp_dir().join(format!("porchlight-fuzz-{}", std::process::id()));
    for target in TARGETS {
        let file = std::fs::read_to_string(corpus::file(target)).unwrap();
        corpus::unpack(target, &folder.join(target.name)).unwrap();
        assert_eq!(
            corpus::packed(&folder.join(target.name)).unwrap(),
            sorted(&file),
            "{}",
            target.name
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}

fn sorted(lines: &str) -> Vec<String> {
    let mut lines: Vec<String> = lines.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}
