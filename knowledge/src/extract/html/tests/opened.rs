//! Dialogs, tabs without roles, and the ends of unfolded parts.

use super::*;

#[test]
fn a_dialog_that_says_sentences_is_read_under_what_opens_it() {
    check(
        &format!(
            "<body><main><h1>Rooms</h1>{FILLER}<button commandfor=d>Room sizes</button><p>Dogs are welcome.</p></main>\
             <dialog id=d><p>The double room has 24 square metres.</p><form method=dialog><button>Close</button></form></dialog>"
        ),
        &[
            ("Rooms", &format!("{FILLER_TEXT}\n\nDogs are welcome.")),
            (
                "Rooms > Room sizes #d",
                "The double room has 24 square metres.",
            ),
        ],
    );
}

#[test]
fn a_dialog_that_asks_for_something_is_left_out() {
    for dialog in [
        "<dialog id=d><p>We use cookies on this site.</p><button>Accept all</button></dialog>",
        "<dialog id=d><p>Get our news every week.</p><input type=email><button>OK</button></dialog>",
        "<dialog id=d><a href=/a>About us</a> <a href=/b>Contact</a></dialog>",
    ] {
        check(
            &format!(
                "<body><main><h1>Rooms</h1>{FILLER}<button commandfor=d>Open</button></main>{dialog}"
            ),
            &[("Rooms", FILLER_TEXT)],
        );
    }
}

#[test]
fn what_stands_after_a_folded_part_is_not_under_its_control() {
    for part in [
        "<button aria-expanded=false aria-controls=k>Pets</button><div id=k hidden><p>Small pets may stay.</p></div>",
        "<button aria-expanded=false>Pets</button><div hidden><p>Small pets may stay.</p></div>",
        "<div><h2><button data-bs-target='#k'>Pets</button></h2><div id=k class=collapse><p>Small pets may stay.</p></div></div>",
        "<div role=button aria-controls=k aria-expanded=false><a tabindex=0>Pets</a></div><div id=k><p>Small pets may stay.</p></div>",
    ] {
        let found = read_all(&format!(
            "<main><h1>Rules</h1>{FILLER}{part}<p>All rooms are free of smoke.</p></main>"
        ));
        let under = |text: &str| {
            (found.iter().find(|(_, found)| found.contains(text))).map(|(path, _)| path.as_str())
        };
        assert!(
            under("Small pets").is_some_and(|path| path.contains("Pets")),
            "{part}\n{found:?}"
        );
        assert_eq!(under("All rooms"), Some("Rules"), "{part}\n{found:?}");
    }
}

#[test]
fn tabs_of_labels_and_of_ids_stand_over_their_panels() {
    for tabs in [
        "<div><input type=radio id=a><label for=a>Pickup</label><input type=radio id=b><label for=b>Post</label>\
         <div><p>It is free at the shop.</p></div><div><p>It costs 5 euros.</p></div></div>",
        "<div><input type=radio id=a><input type=radio id=b><nav><label for=a>Pickup</label><label for=b>Post</label></nav>\
         <section><p>It is free at the shop.</p></section><section><p>It costs 5 euros.</p></section></div>",
        "<div><span data-tab='#a'>Pickup</span><span data-tab='#b'>Post</span></div>\
         <div id=a><p>It is free at the shop.</p></div><div id=b style=display:none><p>It costs 5 euros.</p></div>",
        "<div><button data-target=a>Pickup</button><button data-target=b>Post</button></div>\
         <div id=a><p>It is free at the shop.</p></div><div id=b><p>It costs 5 euros.</p></div>",
    ] {
        let found = read_all(&format!("<main><h1>Shipping</h1>{FILLER}{tabs}</main>"));
        for (tab, text) in [
            ("Pickup", "It is free at the shop."),
            ("Post", "It costs 5 euros."),
        ] {
            let is_under = found.iter().any(|(path, found)| {
                path.contains(tab) && found == text
                    || found.contains(&format!("**{tab}**\n\n{text}"))
            });
            assert!(is_under, "{tabs}\n{found:?}");
        }
    }
}

#[test]
fn an_element_of_the_pages_own_is_headed_by_its_attribute() {
    check(
        "<main><h1>Help</h1><faq-item question='Is it free?'><p>For schools.</p></faq-item>\
         <sl-details summary=Returns><p>Within 60 days.</p></sl-details></main>",
        &[
            ("Help > Is it free?", "For schools."),
            ("Help > Returns", "Within 60 days."),
        ],
    );
}

#[test]
fn a_question_of_rdfa_stands_over_its_answer() {
    check(
        "<main><h1>Help</h1><div typeof=schema:Question><span property=schema:name>Parking fee</span>\
         <div property=acceptedAnswer><div property=text>Ten euros a day.</div></div></div></main>",
        &[("Help > Parking fee", "Ten euros a day.")],
    );
}

#[test]
fn headings_in_a_row_with_nothing_under_them_are_a_list() {
    check(
        "<main><h1>Dentist</h1><p>We do all of this.</p><div><h3>Whitening</h3></div><div><h3>Implants</h3></div>\
         <div><h3>Root canals</h3></div><h2>Prices</h2><p>Ask us.</p></main>",
        &[
            (
                "Dentist",
                "We do all of this.\n\n- Whitening\n- Implants\n- Root canals",
            ),
            ("Dentist > Prices", "Ask us."),
        ],
    );
}

#[test]
fn the_foot_of_an_article_that_says_sentences_is_content() {
    let found = read_all(&format!(
        "<body><article><h1>Pool</h1>{FILLER}<footer><p>Season tickets are sold until May.</p></footer></article>\
         <footer><p>We are open from June on.</p></footer>"
    ));
    let text = format!("{FILLER_TEXT}\n\nSeason tickets are sold until May.");
    assert_eq!(found, [("Pool".to_owned(), text)]);
}

#[test]
fn chrome_with_innocent_names_is_left_out_by_what_it_does() {
    check(
        &format!(
            "<body><div class=k1><h1>Mill</h1>{FILLER}</div><div class=k2><h4>Stay in touch</h4><p>Get recipes once a month.</p>\
             <form><input type=email><button>Sign up</button></form></div>\
             <div class=k3>Mill Ltd · <a href=/i>Imprint</a> · <a href=/p>Privacy</a></div>"
        ),
        &[("Mill", FILLER_TEXT)],
    );
}
