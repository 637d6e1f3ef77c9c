//! Finds table rows and text columns by the gaps that consecutive lines share.

use super::line::{Line, STOP};

/// The fewest rows of a table.
const ROWS: usize = 3;
/// The fewest lines of text columns that were drawn line by line across all columns.
const COLUMN_LINES: usize = 5;
/// The fewest characters per line of a text column, on average. Table cells have fewer.
const COLUMN_CHARS: usize = 30;
/// The most cells of a row.
const CELLS: usize = 50;
/// Rows farther apart than this belong to different tables, in letter heights.
const ROW_GAP: f64 = 5.0;
/// A line that is drawn again within this distance is its own shadow, in letter heights.
const SHADOW_GAP: f64 = 0.3;
/// How many previous lines are compared to find the line that casts a shadow.
const SHADOWED: usize = 3;

/// The lines of a page: columns follow one another, table rows are marked, and every other gap becomes a space.
pub(super) fn resolved(lines: Vec<Line>) -> Vec<Line> {
    let lines = without_shadows(lines);
    let mut done: Vec<Line> = Vec::with_capacity(lines.len());
    let mut tables = 0;
    let mut rest = lines.as_slice();
    while let [first, others @ ..] = rest {
        let (run, after) = rest
            .split_at_checked(aligned(rest))
            .unwrap_or((std::slice::from_ref(first), others));
        if is_text(run) {
            done.extend(column_by_column(run));
        } else if run.len() >= ROWS {
            done.extend(run.iter().cloned().map(|line| Line {
                table: Some(tables),
                ..line
            }));
            tables += 1;
        } else {
            done.push(plain(first));
            rest = others;
            continue;
        }
        rest = after;
    }
    done
}

fn without_shadows(lines: Vec<Line>) -> Vec<Line> {
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let near = |a: f64, b: f64| (a - b).abs() < SHADOW_GAP * line.size;
        let is_shadow = kept.iter().rev().take(SHADOWED).any(|before| {
            before.text == line.text
                && near(before.start, line.start)
                && near(before.height, line.height)
        });
        if !is_shadow {
            kept.push(line);
        }
    }
    kept
}

/// How many of the first lines have the same number of cells, with no cell overlapping another column.
fn aligned(lines: &[Line]) -> usize {
    let has_cells = |line: &&Line| (1..CELLS).contains(&line.stops.len());
    let Some(first) = lines.first().filter(has_cells) else {
        return 0;
    };
    let mut columns = cells(first);
    let mut last = first;
    let mut count = 1;
    for line in lines.iter().skip(1) {
        let down = last.height - line.height;
        let own = cells(line);
        let is_below = down > 0.0 && down <= ROW_GAP * line.size.max(last.size);
        if !is_below || own.len() != columns.len() || !line.has_direction_of(first) {
            break;
        }
        let joined: Vec<(f64, f64)> = columns
            .iter()
            .zip(&own)
            .map(|(column, cell)| (column.0.min(cell.0), column.1.max(cell.1)))
            .collect();
        let is_apart = joined
            .iter()
            .zip(joined.iter().skip(1))
            .all(|(left, right)| left.1 < right.0);
        if !is_apart {
            break;
        }
        columns = joined;
        last = line;
        count += 1;
    }
    count
}

/// Where the cells of a line start and end.
fn cells(line: &Line) -> Vec<(f64, f64)> {
    let starts = std::iter::once(line.start).chain(line.stops.iter().map(|stop| stop.1));
    let ends = line.stops.iter().map(|stop| stop.0);
    starts.zip(ends.chain([line.end])).collect()
}

/// Whether the lines are columns of running text.
fn is_text(lines: &[Line]) -> bool {
    let columns = lines.first().map_or(0, |line| line.stops.len() + 1);
    columns > 1
        && lines.len() >= COLUMN_LINES
        && (0..columns).all(|column| {
            let chars: usize = lines
                .iter()
                .filter_map(|line| line.text.split(STOP).nth(column))
                .map(|text| text.chars().count())
                .sum();
            chars >= COLUMN_CHARS * lines.len()
        })
}

fn column_by_column(lines: &[Line]) -> Vec<Line> {
    let columns = lines.first().map_or(0, |line| line.stops.len() + 1);
    let mut done = Vec::with_capacity(lines.len() * columns);
    for column in 0..columns {
        for line in lines {
            let text = line.text.split(STOP).nth(column);
            if let (Some(text), Some(&(start, end))) = (text, cells(line).get(column)) {
                done.push(Line {
                    text: text.to_owned(),
                    start,
                    end,
                    stops: Vec::new(),
                    ..line.clone()
                });
            }
        }
    }
    done
}

fn plain(line: &Line) -> Line {
    Line {
        text: line.text.replace(STOP, " "),
        stops: Vec::new(),
        ..line.clone()
    }
}

#[cfg(test)]
mod tests {
    use hayro_font::kurbo::Vec2;

    use super::*;

    /// Lines with cells that start at these positions. Each line is 12 below the previous one.
    fn page(rows: &[&[(&str, f64)]]) -> Vec<Line> {
        let mut height = 700.0;
        let mut lines = Vec::new();
        for row in rows {
            height -= 12.0;
            let end = |text: &str, start: f64| {
                start + 5.0 * f64::from(u32::try_from(text.chars().count()).unwrap())
            };
            let text: Vec<&str> = row.iter().map(|(text, _)| *text).collect();
            let last = row.last().unwrap();
            lines.push(Line {
                text: text.join("\t"),
                start: row[0].1,
                end: end(last.0, last.1),
                height,
                size: 10.0,
                is_bold: false,
                direction: Vec2::new(1.0, 0.0),
                stops: row
                    .windows(2)
                    .map(|two| (end(two[0].0, two[0].1), two[1].1))
                    .collect(),
                table: None,
            });
        }
        lines
    }

    fn texts(lines: Vec<Line>) -> Vec<(String, Option<usize>)> {
        let lines = resolved(lines).into_iter();
        lines.map(|line| (line.text, line.table)).collect()
    }

    #[test]
    fn lines_that_share_their_gaps_are_a_table() {
        let found = texts(page(&[
            &[("What it costs:", 0.0)],
            &[("Plan", 0.0), ("Price", 100.0), ("Days", 200.0)],
            &[("Small", 0.0), ("5 euros", 95.0), ("30", 210.0)],
            &[("Large", 0.0), ("12 euros", 90.0), ("365", 205.0)],
            &[("All prices with tax.", 0.0)],
        ]));
        let tables: Vec<Option<usize>> = found.iter().map(|(_, table)| *table).collect();
        assert_eq!(tables, [None, Some(0), Some(0), Some(0), None]);
        assert_eq!(found[2].0, "Small\t5 euros\t30");
    }

    #[test]
    fn gaps_that_lines_do_not_share_are_spaces() {
        let found = texts(page(&[
            &[("Name:", 0.0), ("Ana", 100.0)],
            &[
                ("A much longer line that goes over the gap", 0.0),
                ("x", 300.0),
            ],
            &[("Place:", 0.0), ("Oslo", 100.0)],
        ]));
        assert_eq!(found[0], ("Name: Ana".to_owned(), None));
        assert!(found.iter().all(|(_, table)| table.is_none()));
    }

    #[test]
    fn columns_of_text_that_were_drawn_line_by_line_are_read_one_after_the_other() {
        const LEFT: &str = "The lamp has a warranty of five";
        const RIGHT: &str = "Parcels go back within 45 days";
        let row: &[(&str, f64)] = &[(LEFT, 0.0), (RIGHT, 200.0)];
        let found = texts(page(&[row; 6]));
        let texts: Vec<&str> = found.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, [[LEFT; 6], [RIGHT; 6]].concat());
    }

    #[test]
    fn a_line_that_is_drawn_twice_is_read_once() {
        let mut lines = page(&[&[("Care guide", 0.0)], &[("Keep it dry.", 0.0)]]);
        let mut shadow = lines[0].clone();
        shadow.start += 0.8;
        shadow.height -= 0.8;
        lines.insert(1, shadow);
        assert_eq!(texts(lines).len(), 2);
    }
}
