//! The resident memory of workerd.

use std::fs;

/// The resident memory of the programs named `workerd` among the process `id` and its descendants, in kilobytes.
///
/// From Linux's `/proc`; NaN on other systems.
pub fn of_workerd(id: u32) -> f64 {
    let Ok(tasks) = fs::read_dir(format!("/proc/{id}/task")) else {
        return f64::NAN;
    };
    let mut kilobytes = own(id).unwrap_or(0.0);
    for task in tasks.flatten() {
        let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        for child in children.split_whitespace() {
            kilobytes += child.parse().map_or(0.0, of_workerd);
        }
    }
    kilobytes
}

fn own(id: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()
    };
    if field("Name:")? != "workerd" {
        return None;
    }
    field("VmRSS:")?.parse().ok()
}
