//! How the processor time of a turn is distributed.

use std::io::Write;

use anyhow::{Result, bail};

use crate::speed::statements::TurnStatements;

/// Prints where the processor time of a turn goes, as far as the bare Workers show it. `contestants` has the medians of
/// each, in µs a turn, in order.
pub(super) fn print(
    out: &mut impl Write,
    contestants: &[f64],
    statements: &TurnStatements,
    body: &str,
) -> Result<()> {
    let [ours, database, constant, _, room, ..] = *contestants else {
        bail!("five contestants");
    };
    writeln!(
        out,
        "processor time of a turn by part: {:.1} calls to D1 with {:.1} statements, and an object that stores and streams \
         {} frames of {} bytes",
        statements.calls,
        statements.statements,
        body.matches("\n\n").count(),
        body.len()
    )?;
    for (part, us) in parts(ours, constant, database, room) {
        writeln!(out, "{part:<30} {us:>8.0} µs {:>5.0} %", us / ours * 100.0)?;
    }
    Ok(writeln!(out)?)
}

/// The time of each part of `ours`. The parts add up to it. The Workers that run our statements or use an object also
/// handle requests, whose share the `constant` Worker shows by itself.
fn parts(ours: f64, constant: f64, database: f64, room: f64) -> [(&'static str, f64); 4] {
    let (database, room) = (database - constant, room - constant);
    [
        ("the request and its answer", constant),
        ("D1, as Miniflare has it", database),
        ("the object and its stream", room),
        ("Porchlight's own", ours - constant - database - room),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_taken_off_once() {
        let took = parts(1_000.0, 50.0, 450.0, 150.0).map(|(_, us)| format!("{us:.0}"));
        assert_eq!(took, ["50", "400", "100", "450"]);
    }
}
