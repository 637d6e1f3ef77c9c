//! Which text bytes are decoded to.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, GBK, IBM866, ISO_8859_2, ISO_8859_5, ISO_8859_6, ISO_8859_7, KOI8_R,
    KOI8_U, MACINTOSH, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253,
    WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, X_MAC_CYRILLIC,
};

use super::{WrongCharset, decode};

fn check(bytes: &[u8], content_type: Option<&str>, expected: &str) {
    assert_eq!(
        decode(bytes, content_type).as_deref(),
        Ok(expected),
        "{content_type:?}"
    );
}

#[test]
fn the_header_decides_before_the_page() {
    check(b"caf\xe9", Some("text/html; charset=ISO-8859-1"), "café");
    check(
        b"<meta charset=utf-8>\xe9",
        Some("text/html;charset=\"windows-1252\""),
        "<meta charset=utf-8>é",
    );
}

#[test]
fn what_is_utf_8_is_read_as_such_whatever_it_declares() {
    let page = "<meta charset=iso-8859-1>Die Tür ist größer, 5 €";
    check(page.as_bytes(), Some("text/html"), page);
    check(
        "größer, 5 €".as_bytes(),
        Some("text/html; charset=windows-1252"),
        "größer, 5 €",
    );
}

#[test]
fn the_page_decides_where_the_header_is_silent() {
    let page = b"<meta http-equiv=Content-Type content='text/html; charset=shift_jis'>\x83\x65";
    assert!(decode(page, Some("text/html")).unwrap().ends_with("'>テ"));
    check(b"\xef\xbb\xbfhi", Some("text/html; charset=latin1"), "hi");
    let utf_16: Vec<u8> = "\u{feff}größer"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    check(&utf_16, None, "größer");
}

#[test]
fn utf_16_is_told_by_its_zeros() {
    for page in [
        "<html><body><p>Die Tür ist größer, 5 €</p></body></html>",
        "<p>返品は30日以内にお願いします。</p><p>送料はお客様のご負担です。</p>",
        "Возврат товара возможен в течение тридцати дней. Пишите нам, и мы ответим в тот же день.",
    ] {
        let ends: [fn(u16) -> [u8; 2]; 2] = [u16::to_le_bytes, u16::to_be_bytes];
        for end in ends {
            let bytes: Vec<u8> = page.encode_utf16().flat_map(end).collect();
            for header in [None, Some("text/html"), Some("text/html; charset=utf-8")] {
                check(&bytes, header, page);
            }
        }
    }
    // A few zeros are an error in a file of another charset.
    let faulty = "<p>Lamps\0 and bulbs</p>".repeat(12);
    check(faulty.as_bytes(), None, &faulty);
    assert_eq!(decode(&[0; 80], None), Err(WrongCharset::Unknown));
}

#[test]
fn a_label_that_no_browser_knows_is_none() {
    for label in [
        "none",
        "klingon",
        "utf8mb4",
        "",
        "\"\"",
        "undefined",
        "iso-2022-kr",
    ] {
        let header = format!("text/html; charset={label}");
        check(
            "<meta charset=utf-8>größer".as_bytes(),
            Some(&header),
            "<meta charset=utf-8>größer",
        );
        check(
            b"<meta charset=latin1>gr\xf6\xdfer",
            Some(&header),
            "<meta charset=latin1>größer",
        );
        check("größer".as_bytes(), Some(&header), "größer");
        check(b"gr\xf6\xdfer", Some(&header), "größer");
    }
    check(
        b"<meta charset=none><meta charset=latin2>\xb3",
        None,
        "<meta charset=none><meta charset=latin2>ł",
    );
}

#[test]
fn declarations_are_found_where_browsers_find_them() {
    let far = format!(
        "<head><script>{}</script><meta charset=koi8-r></head>",
        "x".repeat(5_000)
    );
    for (before, byte, expected) in [
        ("<?xml version='1.0' encoding='windows-1251'?>", 0xe9, 'й'),
        (
            "<!-- <meta charset=utf-8> --><meta charset=windows-1251>",
            0xe9,
            'й',
        ),
        ("<META CHARSET = \"windows-1251\" >", 0xe9, 'й'),
        (
            "<meta content=\"text/html; charset=windows-1251\" http-equiv=\"Content-Type\" />",
            0xe9,
            'й',
        ),
        (
            "<meta name=a content='x charset=utf-8 y'/><meta charset=windows-1251>",
            0xe9,
            'й',
        ),
        ("<meta/charset=windows-1251>", 0xe9, 'й'),
        ("<meta data-charset=utf-8 charset=windows-1251>", 0xe9, 'й'),
        (
            "<meta content='text/html;charset=windows-1251' http-equiv=content-type>",
            0xe9,
            'й',
        ),
        (
            "<meta name=x content='charset=utf-8'><meta charset=windows-1251>",
            0xe9,
            'й',
        ),
        (
            "<script src=a charset=utf-8></script><meta charset=windows-1251>",
            0xe9,
            'й',
        ),
        ("<title>a > b</title><meta charset=windows-1251>", 0xe9, 'й'),
        (&far, 0xc1, 'а'),
    ] {
        let mut page = before.as_bytes().to_vec();
        page.push(byte);
        check(&page, Some("text/html"), &format!("{before}{expected}"));
    }
    check(
        "<meta charset=utf-16>ö".as_bytes(),
        None,
        "<meta charset=utf-16>ö",
    );
}

#[test]
fn what_declares_nothing_is_told_by_its_letters() {
    check("größer".as_bytes(), None, "größer");
    check(b"gr\xf6\xdfer", None, "größer");
    check(
        "“Quoted” – 5\u{a0}€ à la carte, déjà vu"
            .replace('\u{a0}', " ")
            .as_bytes(),
        None,
        "“Quoted” – 5 € à la carte, déjà vu",
    );
    for (encoding, text) in [
        (
            WINDOWS_1251,
            "Возврат товара возможен в течение тридцати дней. Пишите нам.",
        ),
        (
            KOI8_R,
            "Возврат товара возможен в течение тридцати дней. Пишите нам.",
        ),
        (
            SHIFT_JIS,
            "返品は30日以内にお願いします。送料はお客様のご負担です。カードも使えます。",
        ),
        (
            SHIFT_JIS,
            "午前九時から午後六時まで診療しています。日曜日は休みです。",
        ),
        (
            EUC_KR,
            "매주 월요일은 쉽니다. 예약 없이 오셔도 괜찮지만 늦게 오시면 앉을 자리가 없습니다.",
        ),
        (
            EUC_JP,
            "返品は30日以内にお願いします。送料はお客様のご負担です。カードも使えます。",
        ),
        (
            GBK,
            "您可以在三十天内退货，请联系我们的客户服务部门。运费由我们承担。",
        ),
        (
            BIG5,
            "您可以在三十天內退貨，請聯繫我們的客戶服務部門。運費由我們承擔。",
        ),
        (
            EUC_KR,
            "상품은 삼십일 이내에 반품할 수 있습니다. 고객 센터로 연락해 주세요.",
        ),
        (
            WINDOWS_1253,
            "Μπορείτε να επιστρέψετε τα προϊόντα μέσα σε τριάντα ημέρες.",
        ),
        (
            WINDOWS_1250,
            "Zboží můžete vrátit do třiceti dnů. Příště zavolejte a řekněte nám více.",
        ),
        (
            WINDOWS_1250,
            "Zwrot jest możliwy w ciągu trzydziestu dni, proszę się zgłosić do obsługi.",
        ),
        (
            ISO_8859_2,
            "Kąpielisko jest czynne od czerwca, dzieci kąpią się pod opieką dorosłych, także w święta.",
        ),
        (
            ISO_8859_2,
            "Žádost můžete podat i později, šek vám pošleme poštou až do čtvrtka, třeba žlutý.",
        ),
        (
            WINDOWS_1252,
            "Die Rückgabe ist möglich: für Schüler größere Beträge, später auch Zölle.",
        ),
        (
            WINDOWS_1252,
            "Les articles achetés peuvent être retournés après réception, même soldés.",
        ),
        (
            WINDOWS_1254,
            "Ürünleri otuz gün içinde iade edebilirsiniz, kargo ücreti şirketimize aittir, değişiklik için arayın.",
        ),
        (
            WINDOWS_1255,
            "אפשר להחזיר מוצרים בתוך שלושים יום. צרו קשר עם השירות.",
        ),
        (
            WINDOWS_1256,
            "يمكنك إرجاع المنتجات خلال ثلاثين يوما. اتصل بنا.",
        ),
    ] {
        check_detected(encoding, text);
    }
    for text in [
        "¿Cuándo abren mañana? Abrimos a las nueve.",
        "¿Qué es? ¡Ábrelo mañana, señor!",
    ] {
        check_detected(encoding_rs::WINDOWS_1252, text);
    }
    check_detected(encoding_rs::WINDOWS_1250, "Że tak? Żółw, źle i że można.");
    let escapes = b"\x1b$B$O$$\x1b(B";
    check(escapes, None, "はい");
}

#[test]
fn what_decodes_to_nonsense_is_said() {
    let (bytes, ..) = WINDOWS_1251.encode("Возврат товара возможен в течение тридцати дней.");
    assert_eq!(
        decode(&bytes, Some("text/html; charset=utf-8")),
        Err(WrongCharset::Declared("utf-8".into()))
    );
    let broken = format!("{} caf", "größer und schöner ".repeat(20));
    let bytes = [broken.as_bytes(), b"\xe9"].concat();
    assert!(decode(&bytes, Some("text/html; charset=utf-8")).is_ok());
}

#[test]
fn what_fewer_pages_are_written_in_is_told_as_well() {
    for (encoding, text) in [
        (
            ISO_8859_5,
            "Возврат товара возможен в течение тридцати дней. Пишите нам.",
        ),
        (
            IBM866,
            "Возврат товара возможен в течение тридцати дней. Пишите нам.",
        ),
        (
            X_MAC_CYRILLIC,
            "Возврат товара возможен в течение тридцати дней. Я жду, Пишите нам.",
        ),
        (
            KOI8_U,
            "Повернення можливе протягом тридцяти днів, її приймуть усі наші магазини.",
        ),
        (
            ISO_8859_7,
            "Ή μπορείτε να επιστρέψετε τα προϊόντα μέσα σε τριάντα ημέρες. Άλλα όχι.",
        ),
        (ISO_8859_6, "يمكنك إرجاع المنتجات خلال ثلاثين يوما. اتصل بنا."),
        (
            MACINTOSH,
            "Les articles achetés peuvent être retournés après réception, même soldés.",
        ),
        (
            MACINTOSH,
            "Die Rückgabe ist möglich: für Schüler größere Beträge, später auch Zölle.",
        ),
        (
            WINDOWS_1252,
            "ATENCIÓN: Óptica y ÁREAS, ÑANDÚ. DÉJÀ VU, GRÖSSE, ÜBER",
        ),
    ] {
        check_detected(encoding, text);
    }
}

/// Checks that `text` is detected without any declaration of its `encoding`.
fn check_detected(encoding: &'static encoding_rs::Encoding, text: &str) {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{text}");
    let page = [b"<html><body><p>".as_slice(), &bytes, b"</p>"].concat();
    assert_eq!(
        decode(&page, None).as_deref(),
        Ok(&*format!("<html><body><p>{text}</p>")),
        "{}",
        encoding.name()
    );
}

#[test]
fn what_is_in_no_known_charset_is_said() {
    // In the encoding of DOS (code page 437), which browsers do not know.
    let text: Vec<u8> = "Die Rückgabe ist für Schüler möglich, später auch für größere Beträge. "
        .repeat(8)
        .chars()
        .map(|c| match c {
            'ä' => 0x84,
            'ö' => 0x94,
            'ü' => 0x81,
            'ß' => 0xe1,
            c => u8::try_from(c).unwrap(),
        })
        .collect();
    assert_eq!(decode(&text, Some("text/html")), Err(WrongCharset::Unknown));
    assert_eq!(decode(&[0; 80], None), Err(WrongCharset::Unknown));
    let signs = format!(
        "{}{}",
        "Lamps® and bulbs™ of glass. ".repeat(50),
        "©".repeat(9)
    );
    let (bytes, ..) = WINDOWS_1252.encode(&signs);
    check(&bytes, None, &signs);
}

#[test]
fn signs_of_a_font_are_no_nonsense_in_utf_8() {
    let page = format!("<p>{}</p>", "\u{f015} \u{e001} ".repeat(20));
    for header in [None, Some("text/html; charset=utf-8")] {
        check(page.as_bytes(), header, &page);
    }
    let (bytes, ..) = GBK.encode(&page);
    assert_ne!(
        decode(&bytes, Some("text/html; charset=utf-8")).as_deref(),
        Ok(&*page)
    );
}
