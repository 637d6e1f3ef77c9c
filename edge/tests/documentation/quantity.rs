//! Numbers as `docs/` writes them.

/// The number, with commas between thousands.
pub(super) fn count(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().ok().unwrap().to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

pub(super) fn characters(number: usize) -> String {
    format!("{} characters", count(number))
}

/// The number, in the largest unit that divides it.
pub(super) fn bytes(number: usize) -> String {
    const KIB: usize = 1024;
    const MIB: usize = 1024 * KIB;
    if number.is_multiple_of(MIB) {
        format!("{} MiB", number / MIB)
    } else if number.is_multiple_of(KIB) {
        format!("{} KiB", number / KIB)
    } else {
        format!("{} bytes", count(number))
    }
}

/// The duration, in the largest unit that divides it.
pub(super) fn duration(ms: u64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (24 * 60 * 60 * 1_000, "days"),
        (60 * 60 * 1_000, "hours"),
        (60 * 1_000, "minutes"),
        (1_000, "seconds"),
    ];
    let (unit, name) = UNITS
        .into_iter()
        .find(|(unit, _)| ms.is_multiple_of(*unit) && ms / unit > 1)
        .unwrap();
    format!("{} {name}", ms / unit)
}

pub(super) fn seconds(seconds: u64) -> String {
    duration(seconds * 1_000)
}
