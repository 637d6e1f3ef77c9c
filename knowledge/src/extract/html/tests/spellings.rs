//! Different markup for the same thing.

use super::*;

/// Checks that `markup` in a page results in a passage with this heading and text.
fn check_under(markup: &str, heading: &str, text: &str) {
    let found = read_all(&format!("<main><h1>Page</h1>{FILLER}{markup}</main>"));
    let is_under = |(path, read): &(String, String)| read == text && path.contains(heading);
    assert!(found.iter().any(is_under), "{markup}\n{found:?}");
}

fn check_read(markup: &str, text: &str) {
    let found = read_all(&format!("<main><h1>Page</h1>{FILLER}{markup}</main>"));
    let found = format!("{found:?}");
    assert!(found.contains(text), "{markup}\n{found}");
}

#[test]
fn answers_are_folded_in_many_more_ways() {
    const Q: &str = "How long may a clip be?";
    for markup in [
        format!(
            "<div class=faq><div class=faq__q data-accordion-trigger=x1>{Q}</div><div class=faq__a id=x1 style='display:none'>12 seconds.</div></div>"
        ),
        format!(
            "<div x-data='{{open:false}}'><button @click='open=!open'>{Q}</button><div x-show=open style='display:none'>12 seconds.</div></div>"
        ),
        format!(
            "<h3 aria-expanded=false role=button tabindex=0>{Q}</h3><div style='display:none'>12 seconds.</div>"
        ),
        format!(
            "<a href='#a1' class=accordion-toggle>{Q}</a><div id=a1 class=accordion-body style='height: 0px;'>12 seconds.</div>"
        ),
        format!("<details name=faq><summary><h3>{Q}</h3></summary>12 seconds.</details>"),
        format!(
            "<ul><li><a href='javascript:void(0)'>{Q}</a><div style='display:none'>12 seconds.</div></ul>"
        ),
        format!("<dl><dt class=closed>{Q}</dt><dd style='display:none'>12 seconds.</dd></dl>"),
        format!("<button aria-expanded=false><h3>{Q}</h3></button><div hidden>12 seconds.</div>"),
        format!("<button popovertarget=p1>{Q}</button><div popover id=p1>12 seconds.</div>"),
        format!(
            "<div class=question onclick='this.nextElementSibling.hidden=false'>{Q}</div><div hidden>12 seconds.</div>"
        ),
        format!(
            "<x-item><button slot=head>{Q}</button><x-body hidden>12 seconds.</x-body></x-item>"
        ),
        format!(
            "<h3>{Q}</h3><x-panel role=tabpanel aria-hidden=true style='display:none'>12 seconds.</x-panel>"
        ),
        format!(
            "<table role=presentation><tr><td><a onclick='show(1)'>{Q}</a><tr id=r1 style='display:none'><td>12 seconds.</table>"
        ),
    ] {
        let found = read_all(&format!("<main><h1>Page</h1>{FILLER}{markup}</main>"));
        let pair = found.iter().any(|(path, text)| {
            text == "12 seconds." && path.contains(Q)
                || text.contains(&format!("{Q}\n12 seconds."))
                || text.contains(&format!("{Q}\n\n12 seconds."))
                || text.contains(&format!("{Q}\n  12 seconds."))
        });
        assert!(pair, "{markup}\n{found:?}");
    }
}

#[test]
fn parts_that_arrive_late_stand_where_scripts_put_them() {
    for (place, late) in [
        (
            "<!--$?--><template id='B:0'></template><p>Loading…</p><!--/$-->",
            "<div hidden id='S:0'><p>12 seconds.</p></div><script>$RC('B:0','S:0')</script>",
        ),
        (
            "<!--$?--><template id='B:0'></template><p>Loading…</p><!--/$-->",
            "<div hidden id='S:3'><p>12 seconds.</p></div><script>$RC(\"B:0\",\"S:3\")</script>",
        ),
        (
            "<template id='P:1'></template>",
            "<div hidden id='S:1'><p>12 seconds.</p></div><script>$RS(\"S:1\",\"P:1\")</script>",
        ),
        (
            "<!--$?--><template id='B:a'></template><!--$--><i>Wait</i><!--/$--><p>Loading…</p><!--/$-->",
            "<div hidden id='S:a'><p>12 seconds.</p></div>",
        ),
        (
            "<template id='pl-0-1'></template><p>Loading…</p><!--pl-0-1-->",
            "<template id='0-1'><p>12 seconds.</p></template><script>$df(\"0-1\")</script>",
        ),
        (
            "<x-late><template shadowrootmode=open><p>12 seconds.</p></template></x-late>",
            "",
        ),
    ] {
        check(
            &format!("<body><main><h1>Clips</h1><p>Before.</p>{place}<p>After.</p></main>{late}"),
            &[("Clips", "Before.\n\n12 seconds.\n\nAfter.")],
        );
    }
}

#[test]
fn sentences_are_the_same_whatever_markup_stands_over_their_ends() {
    for markup in [
        "<p>Go <em>back. The</em> office is in Graz.</p>",
        "<p><strong>Go back. The office</strong> is in Graz.</p>",
        "<p><a href='https://a.example/r'>Go back. The office is in Graz.</a></p>",
        "<p><a href='https://a.example/r'><b>Go</b> back. The <i>office</i> is in Graz.</a></p>",
        "<p>Go back.<sup><a href='#n1'>[1]</a></sup> The office is in Graz.</p>",
        "<p>Go <u>back. </u><span>The office is in Graz.</span></p>",
        "<p><font color=red>Go back. The</font> office is in Graz.</p>",
        "<p>Go back. <mark>The office</mark> is in Graz.</p>",
    ] {
        check_text(markup, "Go back. The office is in Graz.");
    }
}

#[test]
fn names_stand_for_signs_in_many_more_ways() {
    for sign in [
        "<svg aria-labelledby=t1><title id=t1>Included</title><path/></svg>",
        "<i class=icon-yes aria-label=Included></i>",
        "<span class=icon title=Included></span>",
        "<picture><source srcset=a.webp><img src=a.png alt=Included></picture>",
        "<span aria-hidden=true>✓</span><span class=screen-reader-text>Included</span>",
        "<div class=sr-only>Included</div>",
        "<span title=Included><i></i></span>",
        "<span aria-label=Included role=img></span>",
    ] {
        check_text(
            &format!("<table><tr><th>Part<th>Plan<tr><td>Chat<td>{sign}</table>"),
            "| Part | Plan |\n| --- | --- |\n| Chat | Included |",
        );
    }
}

#[test]
fn a_sentence_is_read_in_every_place_of_a_heading() {
    const S: &str = "Upload a caption file in WebVTT format when you add a video.";
    for markup in [
        format!("<h2>Add captions</h2><h3>{S}</h3>"),
        format!("<h2>{S}</h2><h2>Next</h2><p>Go on.</p>"),
        format!("<h4>{S}</h4><h2>Next</h2><p>Go on.</p>"),
        format!("<div role=heading aria-level=3>{S}</div><h2>Next</h2><p>Go on.</p>"),
        format!("<p><b>{S}</b></p><h2>Next</h2><p>Go on.</p>"),
        format!("<dl><dt>{S}</dt></dl>"),
        format!("<ul><li><h3>{S}</h3></ul>"),
        format!("<details><summary>{S}</summary></details>"),
        format!("<table><tr><td><h3>{S}</h3></table>"),
        format!("<table><caption>{S}</caption><tr><td>a<td>b<tr><td>c<td>d</table>"),
    ] {
        check_read(&markup, S);
    }
}

#[test]
fn remarks_beside_the_text_are_read_in_every_spelling() {
    const S: &str = "On the gravel beach until ten.";
    for markup in [
        format!("<aside><p>{S}</p></aside>"),
        format!("<aside class=sidebar><h3>Fires?</h3><p>{S}</p></aside>"),
        format!("<div role=note>{S}</div>"),
        format!("<div role=complementary><p>{S}</p></div>"),
        format!("<blockquote class=callout><p>{S}</p></blockquote>"),
        format!("<figure><img src=a alt=''><figcaption>{S}</figcaption></figure>"),
        format!("<div class='alert alert-info' role=alert>{S}</div>"),
        format!("<section class=infobox><p>{S}</p></section>"),
    ] {
        check_read(&markup, S);
    }
}

#[test]
fn a_question_of_machines_stands_over_its_answer() {
    for json in [
        r#"{"@type":["FAQPage","WebPage"],"mainEntity":{"@type":"Question","name":"Free?","acceptedAnswer":{"@type":"Answer","text":"Above 50 euros."}}}"#,
        r#"{"@type":"QAPage","mainEntity":{"@type":"Question","name":"Free?","suggestedAnswer":[{"@type":"Answer","text":"Above 50 euros."}]}}"#,
        r#"[{"@context":"https://schema.org"},{"@type":"http://schema.org/FAQPage","mainEntity":[{"@type":"Question","name":"Free?","acceptedAnswer":[{"text":"Above 50 euros."}]}]}]"#,
        r#"{"@graph":[{"@type":"WebPage","mainEntity":{"@type":"FAQPage","mainEntity":[{"@type":"schema:Question","name":"Free?","acceptedAnswer":{"text":"<p>Above 50 euros.</p>"}}]}}]}"#,
        "<!-- {\"@type\":\"Question\",\"name\":\"Free?\",\"acceptedAnswer\":{\"text\":\"Above 50 euros.\"}} -->",
        "//<![CDATA[\n{\"@type\":\"Question\",\"name\":\"Free?\",\"acceptedAnswer\":{\"text\":\"Above 50 euros.\"}}\n//]]>",
        "{\"@type\":\"Question\",\"name\":\"Free?\",\"acceptedAnswer\":{\"text\":\"Above 50\n euros.\"}};",
        r#"{"@type":"Question","name":"Free?","acceptedAnswer":{"text":"&lt;p&gt;Above 50 euros.&lt;/p&gt;"}}"#,
    ] {
        let html = format!(
            "<script type='application/ld+json'>{json}</script><main><h1>Page</h1>{FILLER}</main>"
        );
        let found = read_all(&html);
        let pair =
            (found.iter()).any(|(path, text)| path.ends_with("Free?") && text == "Above 50 euros.");
        assert!(pair, "{json}\n{found:?}");
    }
}

#[test]
fn prices_and_hours_of_machines_are_read_in_every_spelling() {
    for (json, expected) in [
        (
            r#"{"@type":"Product","name":"Lamp","offers":[{"@type":"Offer","price":49.9,"priceCurrency":"EUR"}]}"#,
            "49.9 EUR",
        ),
        (
            r#"{"@type":"Product","name":"Lamp","offers":{"@type":"AggregateOffer","lowPrice":"40","highPrice":"60","priceCurrency":"EUR"}}"#,
            "40–60 EUR",
        ),
        (
            r#"{"@type":"Product","name":"Lamp","offers":{"priceSpecification":[{"price":"49.90","priceCurrency":"EUR"}]}}"#,
            "49.90 EUR",
        ),
        (
            r#"{"@type":"IndividualProduct","name":"Lamp","offers":{"price":"49.90","priceCurrency":"EUR"}}"#,
            "49.90 EUR",
        ),
        (
            r#"{"@type":"Product","name":"Lamp","offers":{"price":"49.90","priceCurrency":"EUR","availability":"SoldOut"}}"#,
            "Sold out",
        ),
        (
            r#"{"@type":"Bakery","name":"Acme","address":{"addressLocality":"Graz"},"openingHours":["Mo-Fr 09:00-18:00"]}"#,
            "Mo-Fr 09:00-18:00",
        ),
        (
            r#"{"@type":"WebPage","about":{"@type":"Store","name":"Acme","address":"Ring 5, Graz"}}"#,
            "Ring 5, Graz",
        ),
        (
            r#"{"@type":"Store","name":"Acme","address":"Graz","openingHoursSpecification":{"dayOfWeek":"Sunday"}}"#,
            "Sunday: closed",
        ),
        (
            r#"{"@type":"HowTo","name":"Reset","step":[{"@type":"HowToSection","name":"A","itemListElement":[{"@type":"HowToStep","text":"Hold it."}]}]}"#,
            "1. Hold it.",
        ),
        (
            r#"{"@type":"HowTo","name":"Reset","step":"Hold it."}"#,
            "Hold it.",
        ),
    ] {
        let html = format!(
            "<script type='application/ld+json'>{json}</script><main><h1>Contact</h1>{FILLER}</main>"
        );
        let found = format!("{:?}", read_all(&html));
        assert!(found.contains(expected), "{json}\n{found}");
    }
}

#[test]
fn questions_and_steps_in_attributes_are_read() {
    check_under(
        "<div itemscope itemtype='https://schema.org/FAQPage'><div itemprop=mainEntity itemscope itemtype='https://schema.org/Question'><h3 itemprop=name>Free?</h3><div itemprop=acceptedAnswer itemscope itemtype='https://schema.org/Answer'><p itemprop=text>Above 50 euros.</p></div></div></div>",
        "Free?",
        "Above 50 euros.",
    );
    check_under(
        "<div itemscope itemtype='https://schema.org/Question'><span itemprop=name>Free?</span><div itemprop=acceptedAnswer><meta itemprop=text content='Above 50 euros.'></div></div>",
        "Free?",
        "Above 50 euros.",
    );
    check_under(
        "<div itemscope itemtype='https://schema.org/Question'><meta itemprop=name content='Free?'><div itemprop=acceptedAnswer><p itemprop=text>Above 50 euros.</p></div></div>",
        "Free?",
        "Above 50 euros.",
    );
}
