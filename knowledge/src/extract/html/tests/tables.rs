//! Headers with several rows, cells over several columns, and icons without names.

use super::*;

#[test]
fn a_head_of_two_rows_is_one() {
    check_text(
        "<table><thead><tr><th rowspan=2>Day<th colspan=2>Indoor<th colspan=2>Outdoor<tr><th>from<th>to<th>from<th>to</thead>\
         <tr><td>Mo<td>8<td>20<td colspan=2>closed</table>",
        "| Day | Indoor from | Indoor to | Outdoor from | Outdoor to |\n| --- | --- | --- | --- | --- |\n\
         | Mo | 8 | 20 | closed | closed |",
    );
}

#[test]
fn ticks_and_crosses_without_names_are_signs() {
    for (cell, sign) in [
        ("<i class='fa-solid fa-check'></i>", "✓"),
        ("<i class='fa fa-times'></i>", "✗"),
        ("<svg><use href='/icons.svg#check'></use></svg>", "✓"),
        ("<img src='/img/cross.svg' alt=''>", "✗"),
        ("<span aria-hidden=true>✔</span>", "✔"),
        ("<input type=checkbox checked disabled>", "✓"),
        ("<input type=checkbox disabled>", "✗"),
        ("<i class='icon icon-no'></i>", "✗"),
        ("<i class='no-check'></i>", "✗"),
        ("<img src='/img/no.png' alt=''>", "✗"),
        // These say nothing about the row.
        ("<i class=spacer></i>", ""),
        ("<span class='no-wrap'></span>", ""),
        ("<input type=checkbox name=wanted>", ""),
    ] {
        check_text(
            &format!("<table><tr><th>Part<th>Plan<tr><td>Chat<td>{cell}</table>"),
            &format!("| Part | Plan |\n| --- | --- |\n| Chat | {sign} |"),
        );
    }
}

#[test]
fn a_first_row_over_all_columns_is_a_title() {
    check_text(
        "<table><tr><td colspan=2>Summer 2026</td></tr><tr><th>Day<th>Hours<tr><td>Mo<td>8–12</table>",
        "Summer 2026\n\n| Day | Hours |\n| --- | --- |\n| Mo | 8–12 |",
    );
}

#[test]
fn a_menu_in_a_cell_beside_the_text_is_left_out() {
    check_text(
        "<table><tr><td><a href=a>Home</a><br><a href=b>Rooms</a><br><a href=c>Prices</a>\
         <td><p>All prices include breakfast.</p><p>Dogs are welcome.</p></table>",
        "All prices include breakfast.\n\nDogs are welcome.",
    );
}

#[test]
fn sizes_are_letters_and_stay() {
    for (cells, expected) in [
        (
            "<tr><th>Size<th>Chest<tr><td>S<td>88 cm<tr><td>M<td>96 cm<tr><td>L<td>104 cm<tr><td>XL<td>112 cm",
            "| Size | Chest |\n| --- | --- |\n| S | 88 cm |\n| M | 96 cm |\n| L | 104 cm |\n| XL | 112 cm |",
        ),
        (
            "<tr><th><th>S<th>M<th>L<tr><th>Chest<td>88<td>96<td>104<tr><th>Waist<td>70<td>78<td>86",
            "|  | S | M | L |\n| --- | --- | --- | --- |\n| Chest | 88 | 96 | 104 |\n| Waist | 70 | 78 | 86 |",
        ),
        (
            "<tr><td>S<td>M<td>L<td>XL<tr><td>36<td>38<td>40<td>42",
            "| S | M | L | XL |\n| --- | --- | --- | --- |\n| 36 | 38 | 40 | 42 |",
        ),
        (
            "<tr><td><b>S</b><td><b>M</b><td><b>L</b><tr><td>36<td>38<td>40",
            "| S | M | L |\n| --- | --- | --- |\n| 36 | 38 | 40 |",
        ),
    ] {
        check_text(&format!("<table>{cells}</table>"), expected);
    }
}
