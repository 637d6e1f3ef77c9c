//! The processor time of programs. On a busy machine it is steadier than wall-clock time, because it counts only the
//! program's own work.

use std::{error::Error, fs};

/// The processor time that the process `id` and its descendants have used so far, in seconds.
///
/// From Linux's `schedstat`; NaN on other systems.
pub fn seconds(id: u32) -> f64 {
    let Ok(tasks) = fs::read_dir(format!("/proc/{id}/task")) else {
        return f64::NAN;
    };
    let mut seconds = 0.0;
    for task in tasks.flatten() {
        let read = |name| fs::read_to_string(task.path().join(name)).unwrap_or_default();
        let nanoseconds: f64 = first_number(&read("schedstat")).unwrap_or(f64::NAN);
        seconds += nanoseconds / 1e9;
        for child in read("children").split_whitespace() {
            seconds += child.parse().map_or(0.0, self::seconds);
        }
    }
    seconds
}

/// The nanoseconds for which this thread has run on a processor, without waiting for a busy machine.
pub fn of_this_thread() -> Result<u64, Box<dyn Error>> {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat")?;
    let running = schedule.split_ascii_whitespace().next().unwrap_or_default();
    Ok(running.parse()?)
}

fn first_number(text: &str) -> Option<f64> {
    text.split_whitespace().next()?.parse().ok()
}
