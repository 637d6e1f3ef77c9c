//! Text within a line, and parts that only styles separate.

use super::*;

#[test]
fn a_price_that_only_eyes_see_is_read_as_it_is_told_to_readers() {
    check_text(
        "<p><del aria-hidden=true>149 €</del> <span class=screen-reader-text>Original price was: 149 €.</span>\
         <ins aria-hidden=true>119 €</ins><span class=screen-reader-text>Current price is: 119 €.</span></p>",
        "Original price was: 149 €. Current price is: 119 €.",
    );
    check_text(
        "<p>Rated <span aria-hidden=true>★★★★☆</span><span class=sr-only>4 of 5 stars</span> by guests.</p>",
        "Rated 4 of 5 stars by guests.",
    );
}

#[test]
fn a_name_that_only_readers_hear_stands_before_what_it_names() {
    check_text(
        "<p><span class=sr-only>Season:</span> June to October</p>",
        "Season: June to October",
    );
}

#[test]
fn what_is_struck_out_is_not_read() {
    check_text(
        "<p>The lamp costs <del>49 €</del> <ins>39 €</ins>, the shade <s>20 €</s> 15 €.</p>",
        "The lamp costs 39 €, the shade 15 €.",
    );
}

#[test]
fn parts_of_a_line_that_styles_set_apart_have_a_space_between_them() {
    for (markup, expected) in [
        (
            "<div><span>Espresso</span><span>2.40</span></div>",
            "Espresso 2.40",
        ),
        (
            "<div><span>Mo</span><span>8–12</span><span>14–18</span></div>",
            "Mo 8–12 14–18",
        ),
        (
            "<div><b>delivery</b><span>free</span></div>",
            "delivery free",
        ),
        (
            "<div><span>Flat white</span><i class=dots></i><span>3.90</span></div>",
            "Flat white 3.90",
        ),
        (
            "<div><b>Merlot</b><em>0.2 l</em><i>6</i></div>",
            "Merlot 0.2 l 6",
        ),
        ("<div><span>from</span><span>€ 12</span></div>", "from € 12"),
        ("<p><span>Ann</span><span>May</span></p>", "Ann May"),
        ("<p>Riesling<span>5.50 €</span></p>", "Riesling 5.50 €"),
        ("<p><span>Wel</span><span>come</span></p>", "Welcome"),
        ("<div><span>W</span><span>elcome</span></div>", "Welcome"),
        ("<div><span>$</span><span>19</span></div>", "$19"),
        (
            "<p>We train on <b>Tues</b><span>days.</span></p>",
            "We train on Tuesdays.",
        ),
        (
            "<div><span>駅から</span><span>徒歩</span></div>",
            "駅から徒歩",
        ),
    ] {
        check_text(markup, expected);
    }
}

#[test]
fn raised_numbers_are_cents_powers_or_marks() {
    for (markup, expected) in [
        ("<p>Riesling 5<sup>50</sup> €</p>", "Riesling 5.50 €"),
        ("<p>About 10<sup>12</sup> cells</p>", "About 10¹² cells"),
        ("<p>3·10<sup>8</sup> m/s</p>", "3·10⁸ m/s"),
        ("<p>An area of 24 m<sup>2</sup></p>", "An area of 24 m2"),
        (
            "<p>Within 30 days<sup>1</sup> at most</p>",
            "Within 30 days at most",
        ),
        ("<p>The 1<sup>st</sup> floor</p>", "The 1st floor"),
    ] {
        check_text(markup, expected);
    }
}

#[test]
fn signs_without_words_say_nothing() {
    check_text(
        "<div>💡</div><p>Salt makes them sweet.</p><p>***</p><p>For guests only. <a href='#r1'>↩</a></p>\
         <p><a href='#top'>To the top</a></p><p><a rel=next href=/b>Next part</a></p>",
        "Salt makes them sweet.\n\nFor guests only.",
    );
}

#[test]
fn an_address_that_is_hidden_from_machines_is_read() {
    check_text(
        "<p>Write to <a href='/cdn-cgi/l/email-protection' data-cfemail=2a43444c456a4b4647044f524b475a464f>[email protected]</a></p>",
        "Write to info@alm.example",
    );
}

#[test]
fn a_time_without_words_is_read_as_it_is_given() {
    check_text(
        "<p>Apply until <time datetime=2026-08-15></time>.</p>",
        "Apply until 2026-08-15.",
    );
}

#[test]
fn boxes_side_by_side_are_a_line_where_others_are_like_them() {
    check_text(
        "<div><div class=row><div>Mo</div><div>8–12</div></div><div class=row><div>Tu</div><div>closed</div></div></div>",
        "Mo – 8–12\n\nTu – closed",
    );
    check_text(
        "<div class=row><div>Mo</div><div>8–12</div></div>",
        "Mo\n\n8–12",
    );
}

#[test]
fn what_stands_there_twice_for_two_screens_is_read_once() {
    check_text(
        "<div class=wide><p>Bring a bag.</p><p>It saves ten cents.</p></div>\
         <div class=narrow><p>Bring a bag.</p><p>It saves ten cents.</p></div><p>Bring a bag.</p>",
        "Bring a bag.\n\nIt saves ten cents.\n\nBring a bag.",
    );
}

#[test]
fn what_a_form_offers_for_a_price_is_content() {
    check_text(
        "<p>Book a massage.</p><form><label><input type=radio> Back, 30 minutes, 35 €</label>\
         <label>Oil</label><select><option>Please choose<option>Almond, 2 €<option>Lavender, 3 €</select>\
         <label>Your name</label><input><label><input type=checkbox> I agree</label></form>",
        "Book a massage.\n\nBack, 30 minutes, 35 €\n\n- Almond, 2 €\n- Lavender, 3 €",
    );
}
