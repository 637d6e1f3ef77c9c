//! A text in a real document of a real browser.
#![cfg(target_arch = "wasm32")]

use porchlight_browser::document;
use porchlight_rich_text::{Labels, RichText, show_plain};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;

wasm_bindgen_test_configure!(run_in_browser);

const TEXT: &str = "# Returns\n\nYou have **30 days** [1], see [the page](https://shop.example/returns) or `RMA`.\n\n\
    3. Pack it\n   - the *box*\n   - the ~~bag~~ label\n4. Send it\n\n> Keep the receipt.\n\n\
    | Country | Days |\n|:--|--:|\n| Austria | 30 |\n\n```sh\ncurl https://shop.example\n```\n\n---\n\
    Line one\\\nline two <b>x</b> [bad](javascript:alert(1))";

const SHOWN: &str = "<h3>Returns</h3>\
    <p>You have <strong>30 days</strong>\u{2060}<button class=\"pl-mark\" type=\"button\" data-citation=\"1\" \
    aria-label=\"Source 1\">1</button>, see <a href=\"https://shop.example/returns\" target=\"_blank\" \
    rel=\"noopener noreferrer\">the page</a> or <code>RMA</code>.</p>\
    <ol start=\"3\"><li><p>Pack it</p><ul><li><p>the <em>box</em></p></li><li><p>the <s>bag</s> label</p></li></ul></li>\
    <li><p>Send it</p></li></ol>\
    <blockquote><p>Keep the receipt.</p></blockquote>\
    <div class=\"pl-table\" tabindex=\"0\"><table><thead><tr><th>Country</th><th class=\"pl-table__end\">Days</th></tr></thead>\
    <tbody><tr><td>Austria</td><td class=\"pl-table__end\">30</td></tr></tbody></table></div>\
    <div class=\"pl-code\"><div class=\"pl-code__header\"><span class=\"pl-code__language\">sh</span>\
    <button class=\"pl-code__copy\" type=\"button\">Copy</button></div>\
    <pre tabindex=\"0\" dir=\"ltr\"><code>curl https://shop.example</code></pre></div>\
    <hr><p>Line one<br>line two &lt;b&gt;x&lt;/b&gt; bad</p>";

fn rich_text() -> (Element, RichText) {
    let root = document().create_element("div").unwrap();
    let labels = Labels {
        copy: "Copy".into(),
        source: Box::new(|number| format!("Source {number}")),
    };
    (root.clone(), RichText::new(root, labels))
}

#[wasm_bindgen_test]
fn a_complete_text_is_shown_as_elements() {
    let (root, mut text) = rich_text();
    text.extend(TEXT);
    text.finish(&|_| true);
    assert_eq!(root.inner_html(), SHOWN);
}

#[wasm_bindgen_test]
fn a_text_that_arrives_in_pieces_ends_as_the_same_elements() {
    let (root, mut text) = rich_text();
    for (end, _) in TEXT.char_indices() {
        text.extend(&TEXT[..end]);
    }
    text.extend(TEXT);
    text.finish(&|_| true);
    assert_eq!(root.inner_html(), SHOWN);
}

#[wasm_bindgen_test]
fn what_has_been_shown_keeps_its_node_while_more_arrives() {
    let (root, mut text) = rich_text();
    text.extend("First.\n\nSecond **bo");
    let first = root.first_child().unwrap();
    let second = root.last_child().unwrap();
    let words = second.first_child().unwrap();
    text.extend("First.\n\nSecond **bold** and");
    assert!(root.first_child().unwrap().is_same_node(Some(&first)));
    assert!(root.last_child().unwrap().is_same_node(Some(&second)));
    assert!(second.first_child().unwrap().is_same_node(Some(&words)));
    assert_eq!(second.text_content().unwrap(), "Second bold and");
}

#[wasm_bindgen_test]
fn a_mark_without_a_citation_becomes_text_where_it_stood() {
    let (root, mut text) = rich_text();
    text.extend("Press [1] or[2] **now [3]**, see [4].");
    text.finish(&|number| number == 4);
    assert_eq!(
        root.inner_html(),
        "<p>Press [1] or[2] <strong>now [3]</strong>, see\u{2060}<button class=\"pl-mark\" type=\"button\" \
         data-citation=\"4\" aria-label=\"Source 4\">4</button>.</p>"
    );
    text.finish(&|number| number == 4);
    assert_eq!(
        root.text_content().unwrap(),
        "Press [1] or[2] now [3], see\u{2060}4."
    );
}

#[wasm_bindgen_test]
fn what_a_person_writes_is_text_with_breaks_and_links() {
    let (root, _) = rich_text();
    show_plain(&root, "1. *Hi* [1]\n\n# www.shop.example <b>");
    assert_eq!(
        root.inner_html(),
        "1. *Hi* [1]<br><br># <a href=\"https://www.shop.example\" target=\"_blank\" rel=\"noopener noreferrer\">\
         www.shop.example</a> &lt;b&gt;"
    );
}

#[wasm_bindgen_test]
fn the_browser_knows_every_entity() {
    let (root, mut text) = rich_text();
    text.extend(
        "&copy; &AElig; &ngE; &#35; &notit; &nosuch; &lt;b&gt; [a](https://a.example/?x=1&amp;y=2)",
    );
    text.finish(&|_| true);
    assert_eq!(
        root.text_content().unwrap(),
        "© Æ \u{2267}\u{338} # &notit; &nosuch; <b> a"
    );
    let link = root.query_selector("a").unwrap().unwrap();
    assert_eq!(
        link.get_attribute("href").unwrap(),
        "https://a.example/?x=1&y=2"
    );
}

#[wasm_bindgen_test]
fn an_address_that_is_defined_at_the_end_changes_its_block_and_no_other() {
    let (root, mut text) = rich_text();
    let answer =
        "First.\n\nSee [our Größen][SIZES].\n\nLast.\n\n[sizes]: https://shop.example/sizes\n";
    for (end, _) in answer.char_indices() {
        text.extend(&answer[..end]);
    }
    text.extend(answer);
    let nodes: Vec<_> = (0..3)
        .map(|at| root.child_nodes().get(at).unwrap())
        .collect();
    text.finish(&|_| true);
    for (at, node) in nodes.iter().enumerate() {
        assert!(
            root.child_nodes()
                .get(at as u32)
                .unwrap()
                .is_same_node(Some(node))
        );
    }
    assert_eq!(
        root.inner_html(),
        "<p>First.</p><p>See <a href=\"https://shop.example/sizes\" target=\"_blank\" rel=\"noopener noreferrer\">\
        our Größen</a>.</p><p>Last.</p>"
    );
}
