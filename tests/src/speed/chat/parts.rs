//! What the processor time of a turn is spent on.

use std::io::Write;

use anyhow::{Result, bail};

use crate::speed::statements::TurnStatements;

/// Prints where the processor time of a turn goes, as far as bare Workers show it. `contestants` are the medians of
/// each, in µs a turn and in their order.
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

/// What each part of `ours` takes, which are all of it. The Worker with our statements and the one with an object are asked
/// by requests, too, which the `constant` one shows alone.
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
