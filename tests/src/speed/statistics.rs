//! Statistics of measurements, for printing.

use std::fmt;

/// The median and the range of measurements, in their unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The median, or NaN without measurements.
    pub median: f64,
    /// The smallest measurement.
    pub least: f64,
    /// The largest measurement.
    pub most: f64,
}

impl Spread {
    /// The spread of `values`. All fields are NaN if there are none.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        Self {
            median: share(&values, 0.5),
            least: share(&values, 0.0),
            most: share(&values, 1.0),
        }
    }
}

/// `median (least–most)`. `{:.1}` prints each with one decimal place.
impl fmt::Display for Spread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.median.is_nan() {
            return formatter.pad("–");
        }
        let places = formatter.precision().unwrap_or(0);
        let Self {
            median,
            least,
            most,
        } = self;
        let text = format!("{median:.places$} ({least:.places$}–{most:.places$})");
        let width = formatter.width().unwrap_or(0);
        write!(formatter, "{text:>width$}")
    }
}

/// The value below which `share` (0 to 1) of the `sorted` values lie, or NaN without values.
pub fn share(sorted: &[f64], share: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    let index = (share * sorted.len() as f64) as usize;
    let last = sorted.len().saturating_sub(1);
    sorted.get(index.min(last)).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], expected: &str) {
        assert_eq!(
            format!("{:.1}", Spread::of(values.iter().copied())),
            expected
        );
    }

    #[test]
    fn names_the_middle_and_both_ends() {
        check(&[3.0, 1.0, 2.0], "2.0 (1.0–3.0)");
        check(&[5.25], "5.2 (5.2–5.2)");
    }

    #[test]
    fn of_nothing_is_a_dash() {
        check(&[], "–");
    }
}
