//! Questions with their answers: each pair is one passage, whatever the markup.

mod markups;

use porchlight_knowledge::{
    extract::{Content, extract},
    passage::ExtractedDocument,
};

use self::markups::Needs;

/// Eight questions with their answers.
type Faq = [(&'static str, &'static str); 8];

const ENGLISH: Faq = [
    (
        "Is there a free plan?",
        "Yes. It has two seats and no end date.",
    ),
    ("How long may a clip be?", "12 seconds."),
    (
        "Where is my data kept?",
        "In two data centres in Graz. Copies are kept for 30 days, and nobody else reads them.",
    ),
    (
        "What happens when I cancel?",
        "You keep access until the month has ended.",
    ),
    ("Can I pay by invoice?", "Above 500 euros a year."),
    (
        "Do you ship to Norway?",
        "Yes, in three to five working days. Parcels over 20 kg take a week.",
    ),
    (
        "Who can see my drafts?",
        "Only members of your team. Guests see what is published.",
    ),
    (
        "Why was my card declined?",
        "Banks decline cards that are not set up for 3-D Secure. Ask yours to set it up.",
    ),
];

const GERMAN: Faq = [
    ("Gibt es einen kostenlosen Tarif?", "Ja, mit zwei Plätzen."),
    ("Wie lang darf ein Clip sein?", "12 Sekunden."),
    (
        "Wo liegen meine Daten?",
        "In zwei Rechenzentren in Graz. Kopien bleiben 30 Tage.",
    ),
    (
        "Was passiert, wenn ich kündige?",
        "Der Zugang bleibt bis zum Monatsende.",
    ),
    ("Kann ich auf Rechnung zahlen?", "Ab 500 Euro im Jahr."),
    (
        "Liefern Sie nach Norwegen?",
        "Ja, in drei bis fünf Werktagen.",
    ),
    (
        "Wer sieht meine Entwürfe?",
        "Nur Ihr Team. Gäste sehen, was veröffentlicht ist.",
    ),
    (
        "Warum wurde meine Karte abgelehnt?",
        "Banken lehnen Karten ohne 3-D Secure ab.",
    ),
];

/// Japanese questions often end with か and a full stop instead of a question mark.
const JAPANESE: Faq = [
    ("無料プランはありますか？", "はい。2席まで使えます。"),
    ("クリップの長さはどのくらいですか？", "12秒です。"),
    (
        "データはどこに保存されますか？",
        "グラーツの2か所のデータセンターです。",
    ),
    ("解約するとどうなりますか？", "月末まで利用できます。"),
    ("請求書払いはできますか？", "年間500ユーロ以上で可能です。"),
    (
        "ノルウェーに発送できますか？",
        "はい、3日から5日かかります。",
    ),
    ("下書きは誰が見られますか？", "チームのメンバーだけです。"),
    (
        "カードが拒否されたのはなぜですか？",
        "3-Dセキュアの設定がないためです。",
    ),
];

const JAPANESE_WITHOUT_MARKS: Faq = [
    ("無料プランはありますか。", "はい。2席まで使えます。"),
    ("クリップの長さはどのくらいですか。", "12秒です。"),
    (
        "データはどこに保存されますか。",
        "グラーツの2か所のデータセンターです。",
    ),
    ("解約するとどうなりますか。", "月末まで利用できます。"),
    ("請求書払いはできますか。", "年間500ユーロ以上で可能です。"),
    (
        "ノルウェーに発送できますか。",
        "はい、3日から5日かかります。",
    ),
    ("下書きは誰が見られますか。", "チームのメンバーだけです。"),
    (
        "カードが拒否されたのはなぜですか。",
        "3-Dセキュアの設定がないためです。",
    ),
];

const SPANISH: Faq = [
    ("¿Hay un plan gratuito?", "Sí, con dos plazas."),
    ("¿Cuánto puede durar un clip?", "12 segundos."),
    (
        "¿Dónde se guardan mis datos?",
        "En dos centros de datos en Graz. Las copias se guardan 30 días.",
    ),
    (
        "¿Qué pasa si cancelo?",
        "Conservas el acceso hasta fin de mes.",
    ),
    ("¿Puedo pagar con factura?", "A partir de 500 euros al año."),
    ("¿Envían a Noruega?", "Sí, en tres a cinco días laborables."),
    ("¿Quién ve mis borradores?", "Solo tu equipo."),
    (
        "¿Por qué rechazaron mi tarjeta?",
        "Los bancos rechazan tarjetas sin 3-D Secure.",
    ),
];

const ARABIC: Faq = [
    ("هل توجد خطة مجانية؟", "نعم، مع مقعدين."),
    ("ما مدة المقطع؟", "12 ثانية."),
    ("أين تحفظ بياناتي؟", "في مركزي بيانات في غراتس."),
    ("ماذا يحدث عند الإلغاء؟", "يبقى الوصول حتى نهاية الشهر."),
    ("هل يمكنني الدفع بفاتورة؟", "ابتداء من 500 يورو في السنة."),
    ("هل تشحنون إلى النرويج؟", "نعم، خلال ثلاثة إلى خمسة أيام."),
    ("من يرى مسوداتي؟", "فريقك فقط."),
    ("لماذا رفضت بطاقتي؟", "ترفض البنوك البطاقات بلا حماية."),
];

/// Questions recognisable only by their first word, in two languages that need no question mark.
const WITHOUT_MARKS: Faq = [
    ("Is there a free plan", "Yes. It has two seats."),
    ("How long may a clip be", "12 seconds."),
    ("Where is my data kept", "In two data centres in Graz."),
    (
        "What happens when I cancel",
        "You keep access until the month has ended.",
    ),
    ("Can I pay by invoice", "Above 500 euros a year."),
    (
        "Do you ship to Norway",
        "Yes, in three to five working days.",
    ),
    ("Who can see my drafts", "Only members of your team."),
    (
        "Why was my card declined",
        "Banks decline cards without 3-D Secure.",
    ),
];

/// Not questions, only their topics.
const TOPICS: Faq = [
    ("Free plan", "It has two seats and no end date."),
    ("Length of a clip", "12 seconds."),
    ("Place of storage", "Two data centres in Graz."),
    ("Cancelling", "You keep access until the month has ended."),
    ("Payment by invoice", "Above 500 euros a year."),
    ("Shipping to Norway", "It takes three to five working days."),
    ("Access to drafts", "Only members of your team have it."),
    ("Declined cards", "Banks decline cards without 3-D Secure."),
];

const FAQS: &[(&str, Faq, Needs)] = &[
    ("English", ENGLISH, Needs::Marks),
    ("German", GERMAN, Needs::Marks),
    ("Japanese", JAPANESE, Needs::Marks),
    ("Spanish", SPANISH, Needs::Marks),
    ("Arabic", ARABIC, Needs::Marks),
    (
        "Japanese without marks",
        JAPANESE_WITHOUT_MARKS,
        Needs::Questions,
    ),
    ("without marks", WITHOUT_MARKS, Needs::Questions),
    ("topics", TOPICS, Needs::Nothing),
];

/// What is wrong with the pairs of `faq` in `document`.
fn faults(document: &ExtractedDocument, faq: &Faq) -> Vec<String> {
    let mut faults = Vec::new();
    for (question, answer) in faq {
        let asked: Vec<_> = (document.passages.iter())
            .filter(|passage| passage.headings.last().is_some_and(|last| last == question))
            .collect();
        match asked.as_slice() {
            [passage] if passage.text == *answer => {}
            [passage] => faults.push(format!("{question} is answered with {:?}", passage.text)),
            [] => faults.push(format!("{question} has no passage")),
            more => faults.push(format!("{question} has {} passages", more.len())),
        }
    }
    for passage in &document.passages {
        let is_of_pair = passage
            .headings
            .last()
            .is_some_and(|last| faq.iter().any(|(question, _)| question == last));
        let repeats = faq.iter().any(|(_, answer)| passage.text.contains(answer));
        if !is_of_pair && repeats {
            faults.push(format!("an answer stands under {:?}", passage.headings));
        }
    }
    faults
}

#[test]
fn each_question_with_its_answer_is_one_passage_in_every_markup() {
    let mut all = Vec::new();
    for markup in markups::all() {
        for (name, faq, needs) in FAQS {
            if *needs > markup.knows {
                continue;
            }
            let text = (markup.write)(faq);
            let document = extract(Content::Text(markup.format, text.clone())).unwrap();
            let found = faults(&document, faq);
            if !found.is_empty() {
                all.push(format!(
                    "{} ({name}): {} faults, {:?}",
                    markup.name,
                    found.len(),
                    found.first()
                ));
            }
        }
    }
    assert!(all.is_empty(), "{} faults\n{}", all.len(), all.join("\n"));
}
