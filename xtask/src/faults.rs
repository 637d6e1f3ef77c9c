//! `cargo xtask faults`: scenes with faults at random moments on native SQLite, and kills under load on workerd.

use anyhow::{Context, Result, bail};

use crate::{build, dev, process, test_programs::TestPrograms};

const USAGE: &str = "\
cargo xtask faults [--scenes N] [--seed N] [--kills N]

--scenes  how many scenes run natively, each with faults at moments given by its seed
--seed    the first seed; alone, it repeats that one scene
--kills   also builds the Worker, kills it this often at random moments under load, and fills up its disk
";

/// The number of scenes by default.
const SCENES: u64 = 300;

#[derive(Default)]
struct FaultOptions {
    scenes: Option<u64>,
    seed: Option<u64>,
    kills: Option<u64>,
}

fn read(arguments: &[String]) -> Result<FaultOptions> {
    let mut options = FaultOptions::default();
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = match name.as_str() {
            "--scenes" => &mut options.scenes,
            "--seed" => &mut options.seed,
            "--kills" => &mut options.kills,
            _ => bail!("{USAGE}"),
        };
        let number = arguments.next().context(USAGE)?;
        *value = Some(number.parse().context(USAGE)?);
    }
    Ok(options)
}

/// Plays the scenes, and prints the faults by kind with their consequences.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let FaultOptions {
        scenes,
        seed,
        kills,
    } = read(arguments)?;
    if kills.is_some() {
        build::run()?;
        dev::prepare_secrets()?;
    }
    let programs = TestPrograms::build()?;
    let one_or_all = if seed.is_some() { 1 } else { SCENES };
    let seed = seed.unwrap_or(0).to_string();
    let mut natively = programs.command("api")?;
    natively
        .args(["faults::", "--nocapture"])
        .env("FAULTS_SEED", &seed)
        .env("FAULTS_SCENES", scenes.unwrap_or(one_or_all).to_string());
    process::run(&mut natively)?;
    let Some(kills) = kills else {
        return Ok(());
    };
    let mut on_workerd = programs.command("faults")?;
    on_workerd
        .args(["storms::", "--nocapture"])
        .env("FAULTS_SEED", &seed)
        .env("FAULTS_KILLS", kills.to_string());
    process::run(&mut on_workerd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_numbers_with_names() {
        let read = |text: &str| {
            let arguments: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            read(&arguments).map(|options| (options.scenes, options.seed, options.kills))
        };
        assert_eq!(read("").unwrap(), (None, None, None));
        let all = read("--seed 7 --scenes 20 --kills 3").unwrap();
        assert_eq!(all, (Some(20), Some(7), Some(3)));
        for wrong in ["--seed", "--seed x", "7"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
