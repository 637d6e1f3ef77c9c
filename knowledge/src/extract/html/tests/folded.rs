//! Parts that are hidden at first and can be shown.

use super::*;

/// Checks that the answer "12 seconds." is read under its question, and nothing else is read.
fn check_pair(markup: &str) {
    let html = format!("<main><h1>FAQ</h1>{FILLER}{markup}</main>");
    let found = read_all(&html);
    let pair = found.iter().find(|(_, text)| text == "12 seconds.");
    assert!(
        pair.is_some_and(|(path, _)| path.contains("How long may a clip be?")),
        "{markup}\n{found:?}"
    );
}

#[test]
fn folded_answers_are_read_under_their_questions_in_every_spelling() {
    const Q: &str = "How long may a clip be?";
    for markup in [
        format!(
            "<dl><dt><h3><button aria-expanded=false>{Q}</button></h3></dt><dd hidden><p>12 seconds.</p></dd></dl>"
        ),
        format!(
            "<h3><button aria-expanded=false>{Q}</button></h3><div hidden><p>12 seconds.</p></div>"
        ),
        format!(
            "<h3><button aria-controls=a>{Q}</button></h3><div id=a style='display:none'>12 seconds.</div>"
        ),
        format!(
            "<button aria-expanded=false>{Q}</button><div aria-hidden=true><p>12 seconds.</p></div>"
        ),
        format!(
            "<div class=item><button class=q>{Q}</button><div class=a style='display: none;'>12 seconds.</div></div>"
        ),
        format!(
            "<div class=item><div class=head><button>{Q}</button></div><div class=body><div hidden>12 seconds.</div></div></div>"
        ),
        format!("<h3 id=q>{Q}</h3><div role=region aria-labelledby=q hidden>12 seconds.</div>"),
        format!(
            "<h3><a href='#a' data-toggle=collapse>{Q}</a></h3><div id=a class=collapse hidden>12 seconds.</div>"
        ),
        format!("<h3 data-target='#a'>{Q}</h3><section id=a hidden><p>12 seconds.</p></section>"),
        format!("<h3 onclick=\"toggle('a1')\">{Q}</h3><p id=a1 style=display:none>12 seconds.</p>"),
        format!(
            "<h3 class=accordion-title>{Q}</h3><div class=accordion-content hidden>12 seconds.</div>"
        ),
        format!(
            "<h3 data-bs-target='#a'>{Q}</h3><section id=a hidden><p>12 seconds.</p></section>"
        ),
        format!("<h3 data-tab=a>{Q}</h3><section id=a hidden><p>12 seconds.</p></section>"),
        format!(
            "<form><button type=button>{Q}</button><div style='display:none'>12 seconds.</div></form>"
        ),
        format!(
            "<div><input type=checkbox id=c><label for=c>{Q}</label></div><div hidden>12 seconds.</div>"
        ),
        format!("<details><summary>{Q}</summary><p>12 seconds.</p></details>"),
        format!("<h3>{Q}</h3><p hidden=until-found>12 seconds.</p>"),
        format!(
            "<input type=checkbox id=c><label for=c>{Q}</label><div style='max-height:0;overflow:hidden'>12 seconds.</div>"
        ),
        format!(
            "<div role=button tabindex=0 aria-expanded=false>{Q}</div><div hidden>12 seconds.</div>"
        ),
    ] {
        check_pair(&markup);
    }
}

#[test]
fn hidden_parts_without_a_control_and_overlays_are_left_out() {
    for markup in [
        "<p hidden>12 seconds.</p>",
        "<p>Text.</p><div style='display:none'>12 seconds.</div>",
        "<button aria-controls=m>Subscribe</button><div id=m class=modal hidden>12 seconds.</div>",
        "<button aria-expanded=false>Menu<span aria-hidden=true>12 seconds.</span></button>",
        "<form><p>Your name</p><input name=n><button>Send</button></form><div style='display:none'>12 seconds.</div>",
        "<form><input name=n><button>Send</button><div style='display:none'>12 seconds.</div></form>",
        "<form><div><button type=submit>Send</button></div><div style='display:none'>12 seconds.</div></form>",
        "<div><form><a href='#help'>Help</a><input name=n></form></div><div hidden>12 seconds.</div>",
        &format!(
            "<section><p>{FILLER_TEXT}<a href='#note'>1</a></p><p>{FILLER_TEXT}</p></section><div hidden>12 seconds.</div>"
        ),
        "<p>Clips are short and free to send.<a href='#note'>1</a></p><div hidden>12 seconds.</div>",
        "<div id=a data-id=a hidden>12 seconds.</div>",
        "<div id=a data-target=a hidden>12 seconds.</div>",
        "<p data-key=a>Text.</p><p>More.</p><div id=a hidden>12 seconds.</div>",
        "<p data-modal-target=a>Text.</p><p>More.</p><div id=a hidden>12 seconds.</div>",
    ] {
        let found = read_all(&format!("<main>{FILLER}{markup}</main>"));
        assert!(
            !found.iter().any(|(_, text)| text.contains("12 seconds")),
            "{markup}\n{found:?}"
        );
    }
}

#[test]
fn tabs_are_sections_under_their_names() {
    let html = format!(
        "<main><h1>Delivery</h1>{FILLER}<div role=tablist><button role=tab id=t1 aria-controls=p1>Austria</button>\
         <button role=tab id=t2 aria-controls=p2>Norway</button></div><div role=tabpanel id=p1>Two days.</div>\
         <div role=tabpanel id=p2 hidden>Nine days.</div></main>"
    );
    let found = read_all(&html);
    assert!(
        found.contains(&("Delivery > Norway #p2".into(), "Nine days.".into()))
            || found
                .iter()
                .any(|(_, text)| text.contains("**Norway**\n\nNine days.")),
        "{found:?}"
    );
}

#[test]
fn what_a_streaming_server_sends_late_stands_where_it_belongs() {
    check(
        "<body><main><h1>Clips</h1><p>Before.</p><!--$?--><template id=\"B:0\"></template><!--/$--><p>After.</p></main>\
         <script>x</script><div hidden id=\"S:0\"><p>12 seconds.</p></div><script>$RC(\"B:0\",\"S:0\")</script>",
        &[("Clips", "Before.\n\n12 seconds.\n\nAfter.")],
    );
}
