//! libFuzzer on one target, the one that `FUZZ_TARGET` names. `cargo xtask fuzz` builds and starts it.
//!
//! Two things it does instead, and ends: with `FUZZ_UNPACK` it writes the kept inputs of the target into that folder and its
//! words into a dictionary beside it; with `FUZZ_PACK` it keeps the inputs in that folder instead of those kept so far.
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
