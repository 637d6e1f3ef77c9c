//! Tabs that do not name their panels, and other structures that depend on the order in the page.

use super::*;

/// The text read from `markup` in a page, including headings.
fn read_of(markup: &str) -> String {
    let found = read_all(&format!("<main><h1>Page</h1>{FILLER}{markup}</main>"));
    let lines: Vec<String> = (found.into_iter())
        .map(|(path, text)| format!("{}: {text}", path.split(" #").next().unwrap_or_default()))
        .collect();
    lines.join("\n")
}

#[test]
fn tabs_stand_over_their_panels_in_their_order() {
    for markup in [
        // Docusaurus
        "<div class=tabs-container><ul role=tablist class=tabs><li role=tab>Europe</li><li role=tab>North America</li></ul>\
         <div class=margin-top--md><div role=tabpanel><p>Send it to Graz.</p></div><div role=tabpanel hidden><p>Send it to Boston.</p></div></div></div>",
        // Material for MkDocs
        "<div class='tabbed-set tabbed-alternate'><input id=t1 type=radio><input id=t2 type=radio><div class=tabbed-labels>\
         <label for=t1>Europe</label><label for=t2>North America</label></div><div class=tabbed-content>\
         <div class=tabbed-block><p>Send it to Graz.</p></div><div class=tabbed-block><p>Send it to Boston.</p></div></div></div>",
        // Links to ids on the page
        "<ul role=tablist><li role=presentation><a role=tab href='#eu'>Europe</a></li><li role=presentation><a role=tab href='#us'>North America</a></li></ul>\
         <section id=eu role=tabpanel><p>Send it to Graz.</p></section><section id=us role=tabpanel hidden><p>Send it to Boston.</p></section>",
        // Buttons with a script
        "<div class=tab><button onclick='show(0)'>Europe</button><button onclick='show(1)'>North America</button></div>\
         <div class=tabcontent><p>Send it to Graz.</p></div><div class=tabcontent style='display:none'><p>Send it to Boston.</p></div>",
    ] {
        let found = read_of(markup);
        assert!(
            found.contains("Page > Europe: Send it to Graz."),
            "{markup}\n{found}"
        );
        assert!(
            found.contains("Page > North America: Send it to Boston."),
            "{markup}\n{found}"
        );
    }
    let unequal = "<div class=tabs><button>Europe</button><button>America</button></div>\
        <div><p>Send it to Graz.</p><p>Send it to Boston.</p><p>Keep the box.</p></div>";
    assert!(read_of(unequal).contains("Keep the box."));
}

#[test]
fn what_read_more_shows_is_content() {
    for markup in [
        "<p>Clips are short.<span id=dots>...</span><span id=more style='display:none'> 12 seconds at most.</span></p><button onclick='more()'>Read more</button>",
        "<p>Clips are short.<span class=moretext hidden> 12 seconds at most.</span></p><a class=moreless-button href='#'>Read more</a>",
        "<div><p>Clips are short.</p></div><div class='more-content' style='display:none'><p>12 seconds at most.</p></div>",
        "<p>Clips are short.</p><p id=read-more-2 hidden>12 seconds at most.</p>",
    ] {
        assert!(read_of(markup).contains("12 seconds at most."), "{markup}");
    }
}

#[test]
fn marks_of_notes_are_no_text() {
    for mark in [
        "<a href='#fn1' class=footnote-ref role=doc-noteref><sup>1</sup></a>",
        "<a href='#f1' class='footnote-reference brackets'>[1]</a>",
        "<a href='#n'><sup>[a]</sup></a>",
        "<a href='#fnref1' class=footnote-backref>↩</a>",
        "<a href='#r' class=reversefootnote role=doc-backlink>↩︎</a>",
    ] {
        check_text(&format!("It is free{mark}. Really."), "It is free. Really.");
    }
    check_text("See <a href='#a1'>A 1</a>.", "See A 1.");
}

#[test]
fn the_path_to_a_page_and_the_head_of_its_site_are_left_out_within_the_content_too() {
    for markup in [
        "<div><a href=/>All topics</a><span>›</span><a href=/o>Orders</a><div>Page</div></div>",
        "<p><a href=/o>All topics</a></p>",
        "<header><a href=/>All topics</a><form><input name=q></form></header>",
    ] {
        let found = read_all(&format!("<main>{markup}<h1>Page</h1>{FILLER}</main>"));
        assert!(
            !format!("{found:?}").contains("All topics"),
            "{markup}\n{found:?}"
        );
    }
    let told = "<p>All topics are <a href=/o>here</a>. Read on.</p>";
    let found = read_all(&format!("<main>{told}<h1>Page</h1>{FILLER}</main>"));
    assert!(format!("{found:?}").contains("All topics"));
}

#[test]
fn late_parts_within_late_parts_stand_where_they_belong() {
    let page = "<main><h1>Page</h1><!--$?--><template id='B:0'></template><p>Loading</p><!--/$--></main>\
        <div hidden id='S:0'><p>First.</p><!--$?--><template id='B:1'></template><p>Waiting</p><!--/$--></div>\
        <div hidden id='S:1'><p>Second.</p><!--$?--><template id='B:2'></template><p>Waiting</p><!--/$--></div>\
        <div hidden id='S:2'><p>Third.</p></div>";
    // Places are stored in no particular order, so try several times.
    for _ in 0..20 {
        check(page, &[("Page", "First.\n\nSecond.\n\nThird.")]);
    }
}

#[test]
fn rows_of_a_table_that_unfolds_are_read() {
    let table = "<table class='wikitable mw-collapsible mw-collapsed'><tr><th>Country<th>Fee<tr style='display:none'><td>Norway<td>9 €</table>";
    check_text(table, "| Country | Fee |\n| --- | --- |\n| Norway | 9 € |");
    let plain = "<table><tr><th>Country<th>Fee<tr><td>Malta<td>7 €<tr style='display:none'><td>Norway<td>9 €</table>";
    assert!(!read_of(plain).contains("Norway"));
}

#[test]
fn headings_that_tell_a_fact_are_text_where_nothing_stands_below() {
    check(
        "<main><h1>Contact</h1><h2>Phone: +43 316 1234</h2><h2>Open Monday to Friday, 9 to 17</h2><h3>No</h3><h2>help@lamps.example</h2><h2>Our team</h2></main>",
        &[(
            "Contact",
            "Phone: +43 316 1234\n\nOpen Monday to Friday, 9 to 17\n\nhelp@lamps.example",
        )],
    );
}

#[test]
fn a_heading_that_unfolds_belongs_to_what_it_unfolds() {
    check(
        "<div><div><h4><a href='#x1'>How long?</a></h4></div><div style='display:none'><p>12 seconds at most, with sound.</p></div></div>",
        &[("How long?", "12 seconds at most, with sound.")],
    );
}

#[test]
fn a_menu_in_a_cell_beside_text_makes_no_table_of_data() {
    let page = "<table><tr><td><a href=a>Rooms</a><br><a href=b>Way here</a><br><a href=c>Guest book</a><br><a href=d>Start</a></td>\
        <td><b>Rooms</b><br>A room costs 60 euros a night.<br>Dogs are welcome here, in winter too.<br>Breakfast is from seven to ten.</td></tr></table>";
    let found = format!("{:?}", read_all(&format!("<body>{page}")));
    assert!(
        found.contains("Dogs are welcome") && !found.contains("Guest book"),
        "{found}"
    );
}
