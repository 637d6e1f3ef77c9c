//! Runs libFuzzer on the target that `FUZZ_TARGET` names. `cargo xtask fuzz` builds and starts it.
//!
//! With `FUZZ_UNPACK` it instead writes the target's corpus to that folder, and the target's words to a dictionary next
//! to it. With `FUZZ_PACK` it instead replaces the target's corpus by the inputs in that folder.
#![cfg_attr(feature = "libfuzzer", no_main)]

#[cfg(feature = "libfuzzer")]
mod fuzzing {
    use std::{env, path::Path, process, sync::OnceLock};

    use libfuzzer_sys::fuzz_target;
    use porchlight_fuzz::{Target, corpus, target};

    static CHOSEN: OnceLock<&'static Target> = OnceLock::new();

    fn prepare() {
        let name = env::var("FUZZ_TARGET").unwrap_or_default();
        let Some(found) = target(&name) else {
            eprintln!("FUZZ_TARGET names no target: {name:?}");
            process::exit(1);
        };
        let unpack = env::var("FUZZ_UNPACK").ok();
        let pack = env::var("FUZZ_PACK").ok();
        let done = match (&unpack, &pack) {
            (Some(folder), _) => corpus::unpack(found, Path::new(folder)),
            (None, Some(folder)) => corpus::pack(found, Path::new(folder)),
            (None, None) => {
                let _ = CHOSEN.set(found);
                return;
            }
        };
        if let Err(error) = done {
            eprintln!("{error}");
            process::exit(1);
        }
        process::exit(0);
    }

    fuzz_target!(
        init: prepare(),
        |input: &[u8]| {
            if let Some(target) = CHOSEN.get() {
                (target.run)(input);
            }
        }
    );
}

#[cfg(not(feature = "libfuzzer"))]
fn main() {
    eprintln!("`cargo xtask fuzz` builds and starts this.");
}
