//! Links whose addresses are defined elsewhere in the text.

use super::*;

#[test]
fn a_label_finds_the_address_that_is_defined_anywhere() {
    check(
        "[a][b], [B][] and [b].\n\n[b]: https://b.example \"title\"\n",
        "p(<a https://b.example>a</a>, <a https://b.example>B</a> and <a https://b.example>b</a>.)",
    );
    check(
        "[b]: <https://b.example>\n\n- > [a *c*][b]\n",
        "ul(quote(p(<a https://b.example>a <i>c</i></a>)))",
    );
    check("[b]: javascript:alert(1)\n\n[a][b]", "p(a)");
    check("[a][b] and [c]", "p([a][b] and [c])");
    // Half a definition is hidden.
    check_open("Text.\n\n[b]: https://b.ex", "p(Text.)");
    check_open("Text.\n\n[b]:", "p(Text.)");
    check_open("see [a]", "p(see )");
    check_open("see [a][b", "p(see )");
}

#[test]
fn a_link_whose_address_is_defined_after_it_changes_its_block_alone() {
    let mut document = Document::new(Tables::default());
    document
        .push("One [a][b].\n\nTwo.\n\n- three\n- [b]\n\nFour [5][6].\n\n[b]: https://b.example\n");
    document.finish();
    let changed: Vec<usize> = document
        .settle(&|_| true)
        .iter()
        .map(|(at, _)| *at)
        .collect();
    assert_eq!(changed, [0, 2]);
    assert_eq!(
        draw(document.closed()),
        "p(One <a https://b.example>a</a>.) p(Two.) ul(p(three) | p(<a https://b.example>b</a>)) p(Four\u{2060}<5><6>.)"
    );
}
