//! Which sentences pass the check, and which do not.

use porchlight_shared::ids::{DocumentId, PassageId};

use super::*;

fn passage(title: &[&str], text: &str) -> Passage {
    Passage {
        id: PassageId::new(0, [1; 10]),
        document_id: DocumentId::new(0, [1; 10]),
        version: 1,
        title_path: title.iter().map(|part| (*part).to_owned()).collect(),
        text: text.to_owned(),
        url: Some("https://shop.example/returns".into()),
        anchor: None,
        language: "en".into(),
    }
}

fn returns() -> Passage {
    passage(
        &["Returns", "How long"],
        "You have 30 days to return a lamp. The days count from the delivery of the parcel. Opened packs of bulbs \
         cannot be returned.\n\nYou can pay with:\n\n- Visa\n- PayPal\n- invoice, for companies\n\nWrite to \
         help@shop.example. Shipping costs $4.50 within Germany.",
    )
}

fn check(text: &str, expected: Result<(), Fault>) {
    let passage = returns();
    let checker = Checker::new(
        &[&passage],
        "Lantern & Oak",
        &["https://allowed.example".into()],
    );
    assert_eq!(checker.check(text, &[0]).map(drop), expected, "{text}");
}

#[test]
fn what_the_passage_says_passes() {
    for text in [
        "You have 30 days to return a lamp.",
        "You can return a lamp within 30 days of the delivery.",
        "Lamps can be returned for thirty days, counted from the delivery of the parcel.",
        "Opened packs of bulbs can't be returned.",
        "You can pay with Visa, PayPal or, for companies, by invoice.",
        "Shipping within Germany costs $4.50.",
        "Write to **help@shop.example**.",
        "See [Returns](https://shop.example/returns) to return a lamp.",
    ] {
        check(text, Ok(()));
    }
}

#[test]
fn what_the_passage_does_not_say_fails() {
    for (text, fault) in [
        ("You have 60 days to return a lamp.", Fault::Number),
        ("You have 30 weeks to return a lamp.", Fault::Number),
        (
            "You can exchange bulbs for new ones within 30 days.",
            Fault::Number,
        ),
        ("Shipping within Germany costs €4.50.", Fault::Sign),
        ("Shipping within France costs $4.50.", Fault::Name),
        ("You can pay with Visa, PayPal or Klarna.", Fault::Name),
        ("Opened packs of bulbs can be returned.", Fault::Words),
        ("You cannot pay with Visa.", Fault::Negation),
        ("You can only pay with Visa.", Fault::Limit),
        ("You can return a lamp for free.", Fault::Limit),
        ("Write to sales@shop.example.", Fault::Link),
        (
            "See https://evil.example/returns to return a lamp.",
            Fault::Link,
        ),
        (
            "See [Returns](https://shop.example.evil.example/) to return a lamp.",
            Fault::Link,
        ),
        (
            "Return a lamp ![x](https://shop.example/returns)",
            Fault::Link,
        ),
        (
            "Our lamps are made of recycled glass by local artists.",
            Fault::Words,
        ),
        ("Sure!", Fault::Nothing),
    ] {
        check(text, Err(fault));
    }
}

#[test]
fn a_foreign_link_in_a_page_is_not_passed_on() {
    let mut planted = returns();
    planted.text =
        "To return a lamp, log in at https://evil.example/login or https://shop.example/login."
            .into();
    let checker = Checker::new(&[&planted], "", &[]);
    let foreign = "To return a lamp, log in at https://evil.example/login.";
    assert_eq!(checker.check(foreign, &[0]), Err(Fault::Link));
    let own = "To return a lamp, log in at https://shop.example/login.";
    assert!(checker.check(own, &[0]).is_ok());
}

#[test]
fn a_link_below_an_allowed_address_passes() {
    check(
        "See https://allowed.example/lamps to return a lamp.",
        Ok(()),
    );
    check(
        "See https://allowed.example.evil.example/ to return a lamp.",
        Err(Fault::Link),
    );
}

#[test]
fn a_wrong_mark_is_corrected() {
    let (right, wrong) = (returns(), passage(&["Jobs"], "We have no open jobs."));
    let checker = Checker::new(&[&wrong, &right], "", &[]);
    let support = checker
        .check("You have 30 days to return a lamp.", &[0])
        .unwrap();
    assert_eq!(support.len(), 1);
    assert_eq!(support[0].passage, 1);
    let words = right.text.get(support[0].start..support[0].end).unwrap();
    assert_eq!(words, "You have 30 days to return a lamp.");
}

/// What a model with 135 million parameters wrote from a shop's pages.
#[test]
fn what_a_small_model_mixes_up_fails() {
    let products = passage(
        &["Our products"],
        "| Product | Price | Colours |\n| --- | --- | --- |\n| Alma jumper | €129 | moss, oat |\n| Pico beanie | €35 | rust |",
    );
    let repairs = passage(
        &["Repairs", "What a repair costs"],
        "| Repair | Price |\n| --- | --- |\n| New zip | €24 |\n| New cuffs, a pair | €28 |\n| New buckle | €6 |",
    );
    let fjord = passage(
        &["Fjord blanket"],
        "The Fjord is a heavy blanket of 100 % new wool. It weighs little. Wash it by hand. The blanket must \
         not be machine washed. It goes well with the Alma.",
    );
    let returns = passage(
        &["Returns"],
        "You can return anything that you do not like within 60 days. Items have labels.\n\nThese cannot be returned:\n\n\
         - Gift cards\n- Socks and underwear whose packaging has been opened",
    );
    let passages = [&products, &repairs, &fjord, &returns];
    let checker = Checker::new(&passages, "", &[]);
    for text in [
        "The price of the new buckle is €28.",
        "The price of a new zip is €129.",
        "The Alma is a heavy blanket of 100 % new wool.",
        "You can return anything, but you cannot return anything else.",
        "Socks and underwear with labels",
        "The passage is about returns.",
        "Can you return gift cards?",
        "1",
    ] {
        assert!(checker.check(text, &[]).is_err(), "{text}");
    }
    for text in [
        "The price of a new buckle is €6.",
        "New cuffs cost €28 for a pair.",
        "The Fjord is a heavy blanket of 100 % new wool.",
        "The blanket must not be machine washed.",
        "You cannot return opened socks.",
        "Gift cards can't be returned.",
        "You can return anything within 60 days.",
    ] {
        assert!(
            checker.check(text, &[]).is_ok(),
            "{text}: {:?}",
            checker.check(text, &[])
        );
    }
}

#[test]
fn a_means_and_an_end_of_two_sentences_are_not_joined() {
    let locker = passage(
        &["Parcel lockers", "Face or code unlock"],
        "Face or code unlock lets you open a locker by holding a card to the reader or by scanning a barcode. Your \
         phone shows the barcode in the app. Enter your PIN to confirm a pickup. If you lost the card, call us to get a \
         new PIN. You can use the reader to print a receipt. Cards and phones are read at every locker.",
    );
    let checker = Checker::new(&[&locker], "", &[]);
    for text in [
        "You can use your phone to scan a barcode to unlock your phone.",
        "You can use the reader to confirm a pickup.",
        "Scan the barcode to get a new PIN.",
        "Call us to open a locker.",
    ] {
        assert!(checker.check(text, &[0]).is_err(), "{text}");
    }
    for text in [
        "Hold your card to the reader to open a locker.",
        "To open a locker, hold your card to the reader or scan a barcode.",
        "You can use the reader to print a receipt.",
        "You need to enter your PIN to confirm a pickup.",
        "If you lost the card, call us to get a new PIN.",
    ] {
        let found = checker.check(text, &[0]);
        assert!(found.is_ok(), "{text}: {found:?}");
    }
}
