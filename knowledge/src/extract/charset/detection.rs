//! Detects the most likely encoding of bytes without a declaration.
//!
//! Each candidate is scored by how typical its letters are of its languages: Cyrillic in lower case, kana between
//! Chinese characters, the accents of its languages. The tables of `chardetng` are more precise, but would take 28 KB
//! of the Worker.

use super::encoding::{Encoding, UTF_8, WINDOWS_1252};

/// How many bytes to sample: those that are not ASCII, and their neighbours.
const SAMPLE_BYTES: usize = 16 * 1024;
/// What a matching language declaration adds to a score. A letter scores at most 130.
const DECLARED: i64 = 15;
/// A text counts as written in non-ASCII bytes if it has at least this many of them, and at least this share. An ASCII
/// text may have a few signs that are typical of no language.
const LEAST_OTHERS: usize = 40;
const OTHERS_SHARE: usize = 20;

/// The fewest bad characters that show that a text was decoded wrongly.
const LEAST_NONSENSE: usize = 8;

/// A candidate, its languages, and the score of a letter after another.
struct PossibleCharset {
    encoding: Encoding,
    languages: &'static [&'static str],
    score: fn(char, Option<char>) -> i64,
}

const WEST_EUROPEAN_LANGUAGES: &[&str] = &[
    "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "no", "fi", "en", "is", "ca",
];

/// Characters typical of the languages from Portugal to Finland.
const WEST_EUROPEAN: &str = "äöüßéèêàçñáíóúâîôëïãõåæøœÄÖÜÉÀÅØÁÍÓÚÑÇÈÊ©®™²³½¼¾×±§«»¿¡°€–—“”’‘„…·";

/// Characters typical of the languages between German and Russian.
const CENTRAL_EUROPEAN: &str = "ąćęłńóśźżěščřžýáíéůúťďňľôőűöüăîâşţđŁŚŻŽŠČŘ–—“”„…";

static CANDIDATES: [PossibleCharset; 23] = [
    PossibleCharset {
        encoding: WINDOWS_1252,
        languages: WEST_EUROPEAN_LANGUAGES,
        score: |c, before| latin(c, before, WEST_EUROPEAN),
    },
    PossibleCharset {
        encoding: Encoding::named("macintosh"),
        languages: WEST_EUROPEAN_LANGUAGES,
        score: |c, before| latin(c, before, WEST_EUROPEAN),
    },
    PossibleCharset {
        encoding: Encoding::named("windows-1250"),
        languages: &["pl", "cs", "sk", "hu", "ro", "sl", "hr", "sq"],
        score: |c, before| latin(c, before, CENTRAL_EUROPEAN),
    },
    PossibleCharset {
        encoding: Encoding::named("iso-8859-2"),
        languages: &["pl", "cs", "sk", "hu", "ro", "sl", "hr", "sq"],
        score: |c, before| latin(c, before, CENTRAL_EUROPEAN),
    },
    PossibleCharset {
        encoding: Encoding::named("windows-1254"),
        languages: &["tr", "az"],
        score: |c, before| latin(c, before, "çğıöşüİŞĞÇÖÜâ–“”’"),
    },
    PossibleCharset {
        encoding: Encoding::named("windows-1251"),
        languages: &["ru", "uk", "bg", "be", "sr", "mk", "kk"],
        score: cyrillic,
    },
    PossibleCharset {
        encoding: Encoding::named("koi8-r"),
        languages: &["ru"],
        score: cyrillic,
    },
    PossibleCharset {
        encoding: Encoding::named("koi8-u"),
        languages: &["uk"],
        score: cyrillic,
    },
    PossibleCharset {
        encoding: Encoding::named("iso-8859-5"),
        languages: &["ru", "uk", "bg", "be", "sr", "mk"],
        score: cyrillic,
    },
    PossibleCharset {
        encoding: Encoding::named("ibm866"),
        languages: &["ru", "be", "uk"],
        score: cyrillic,
    },
    PossibleCharset {
        encoding: Encoding::named("x-mac-cyrillic"),
        languages: &["ru", "uk", "bg", "be", "sr", "mk"],
        score: cyrillic,
    },
    PossibleCharset {
        encoding: Encoding::named("windows-1257"),
        languages: &["lt", "lv", "et"],
        score: |c, before| latin(c, before, "ąčęėįšųūžāēģīķļņõäöüĄČŠŽĖ–„“”"),
    },
    PossibleCharset {
        encoding: Encoding::named("windows-1253"),
        languages: &["el"],
        score: greek,
    },
    PossibleCharset {
        encoding: Encoding::named("iso-8859-7"),
        languages: &["el"],
        score: greek,
    },
    PossibleCharset {
        encoding: Encoding::named("windows-1255"),
        languages: &["he", "iw", "yi"],
        score: |c, before| within(c, before, '\u{5d0}'..='\u{5ea}') + 7,
    },
    PossibleCharset {
        encoding: Encoding::named("windows-1256"),
        languages: &["ar", "fa", "ur"],
        score: arabic,
    },
    PossibleCharset {
        encoding: Encoding::named("iso-8859-6"),
        languages: &["ar"],
        score: arabic,
    },
    PossibleCharset {
        encoding: Encoding::named("windows-874"),
        languages: &["th"],
        score: |c, before| within(c, before, '\u{e01}'..='\u{e5b}'),
    },
    PossibleCharset {
        encoding: Encoding::named("shift_jis"),
        languages: &["ja"],
        score: japanese,
    },
    PossibleCharset {
        encoding: Encoding::named("euc-jp"),
        languages: &["ja"],
        score: japanese,
    },
    PossibleCharset {
        encoding: Encoding::named("euc-kr"),
        languages: &["ko"],
        score: korean,
    },
    PossibleCharset {
        encoding: Encoding::named("gb18030"),
        languages: &["zh"],
        score: chinese,
    },
    PossibleCharset {
        encoding: Encoding::named("big5"),
        languages: &["zh-tw", "zh-hk", "zh-hant"],
        score: chinese,
    },
];

/// The most likely encoding of `bytes`, given the language that the page declares. None if even that looks like no
/// text.
pub(super) fn detected(bytes: &[u8], language: Option<&str>) -> Option<&'static Encoding> {
    let sample = sample(bytes);
    let [first, ..] = &CANDIDATES;
    let mut best = (&first.encoding, i64::MIN);
    for candidate in &CANDIDATES {
        let is_declared = language.is_some_and(|language| {
            candidate
                .languages
                .iter()
                .any(|known| language == *known || language.starts_with(&format!("{known}-")))
        });
        let score = candidate.score(&sample) + if is_declared { DECLARED } else { 0 };
        if score > best.1 {
            best = (&candidate.encoding, score);
        }
    }
    let others = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let is_written_in_it = others >= LEAST_OTHERS && others * OTHERS_SHARE >= bytes.len();
    (best.1 >= 0 || !is_written_in_it).then_some(best.0)
}

/// Whether most non-ASCII bytes could not be decoded, or decode to characters that no text has.
pub(super) fn is_nonsense(text: &str, encoding: &Encoding) -> bool {
    let (mut other, mut bad) = (0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        other += 1;
        // Fonts for icons use Unicode's private use area.
        let is_private = matches!(c, '\u{e000}'..='\u{f8ff}') && *encoding != UTF_8;
        bad += usize::from(is_private || matches!(c, '\u{fffd}' | '\u{80}'..='\u{9f}'));
    }
    let zeros = text.bytes().filter(|byte| *byte == 0).count();
    (bad >= LEAST_NONSENSE && bad * 2 > other && bad * 200 > text.len())
        || zeros * 10 > text.len() && zeros >= LEAST_NONSENSE
}

impl PossibleCharset {
    /// The mean score of the non-ASCII characters.
    fn score(&self, sample: &[u8]) -> i64 {
        let text = self.encoding.decode(sample);
        let (mut sum, mut letters) = (0, 0);
        let mut before = None;
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            if !c.is_ascii() {
                letters += 1;
                let is_odd =
                    c.is_lowercase() && characters.peek().is_some_and(char::is_ascii_uppercase);
                sum += match c {
                    '\u{fffd}' | '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' => -300,
                    _ if is_odd => -60,
                    c => (self.score)(c, before),
                };
            }
            before = Some(c);
        }
        if letters == 0 {
            i64::MIN / 2
        } else {
            sum / letters
        }
    }
}

/// The non-ASCII bytes with their neighbours.
fn sample(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::new();
    let mut last = 0;
    let mut high = false;
    for &byte in bytes {
        let was_high = high;
        high = !byte.is_ascii();
        if high {
            if !was_high {
                sample.push(if matches!(last, b'<' | b'>') {
                    b' '
                } else {
                    last
                });
            }
            sample.push(byte);
        } else if was_high {
            sample.push(byte);
        }
        last = byte;
        if sample.len() >= SAMPLE_BYTES {
            break;
        }
    }
    sample
}

fn latin(c: char, before: Option<char>, typical: &str) -> i64 {
    let after_letter = before.is_some_and(char::is_alphabetic);
    if !c.is_alphabetic() {
        return if !typical.contains(c) {
            -40
        } else if after_letter {
            20
        } else {
            60
        };
    }
    let is_odd = c.is_uppercase() && before.is_some_and(char::is_lowercase);
    if is_odd {
        -60
    } else if typical.contains(c) {
        80
    } else {
        0
    }
}

fn cased(c: char, before: Option<char>, script: std::ops::RangeInclusive<char>) -> i64 {
    if !script.contains(&c) {
        return if matches!(
            c,
            '«' | '»' | '–' | '—' | '“' | '”' | '„' | '\u{a0}' | '№' | '…'
        ) {
            30
        } else {
            -60
        };
    }
    if before.is_some_and(|before| before.is_ascii_alphabetic()) {
        // Nobody mixes two scripts in one word.
        -60
    } else if c.is_lowercase() {
        95
    } else if before.is_some_and(char::is_lowercase) {
        -60
    } else {
        20
    }
}

fn cyrillic(c: char, before: Option<char>) -> i64 {
    /// The penalty for letters that only some languages use, at bytes where other encodings have common letters.
    const RARE: i64 = 30;
    let is_common = matches!(c, 'А'..='я') || "ЁёІіЇїЄєҐґЎў".contains(c);
    let is_rare = !is_common && matches!(c, '\u{400}'..='\u{4ff}');
    cased(c, before, '\u{400}'..='\u{4ff}') - if is_rare { RARE } else { 0 }
}

fn greek(c: char, before: Option<char>) -> i64 {
    cased(c, before, '\u{370}'..='\u{3ff}')
}

fn arabic(c: char, before: Option<char>) -> i64 {
    within(c, before, '\u{621}'..='\u{652}')
}

fn within(c: char, before: Option<char>, script: std::ops::RangeInclusive<char>) -> i64 {
    if before.is_some_and(|before| before.is_ascii_alphabetic()) {
        -60
    } else if script.contains(&c) {
        90
    } else if matches!(c, '«' | '»' | '–' | '—' | '“' | '”' | '،' | '؛' | '؟' | '…')
    {
        30
    } else {
        -60
    }
}

/// The penalty for an East Asian letter right after a small Latin one: such an encoding would read an accented letter
/// and the next letter as one.
const AFTER_LATIN: i64 = 135;

fn after_latin(before: Option<char>) -> i64 {
    if before.is_some_and(|before| before.is_ascii_lowercase()) {
        AFTER_LATIN
    } else {
        0
    }
}

fn japanese(c: char, before: Option<char>) -> i64 {
    let score = match c {
        '\u{3041}'..='\u{30fe}' => 130,
        '、' | '。' | '「' | '」' => 120,
        '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}' | '\u{3000}' => 60,
        '\u{ff61}'..='\u{ff9f}' => -80,
        _ => -60,
    };
    score - after_latin(before)
}

fn korean(c: char, before: Option<char>) -> i64 {
    let score = match c {
        '\u{ac00}'..='\u{d7a3}' if ends_rarely(c) => 20,
        '\u{ac00}'..='\u{d7a3}' => 115,
        '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}' | '·' | '“' | '”' => 30,
        _ => -60,
    };
    score - after_latin(before)
}

/// Whether a Korean syllable ends in consonants that few words end in. Japanese text decoded as Korean has many of
/// them.
fn ends_rarely(syllable: char) -> bool {
    const FIRST: u32 = 0xac00;
    const ENDINGS: u32 = 28;
    let ending = u32::from(syllable).saturating_sub(FIRST) % ENDINGS;
    matches!(ending, 2 | 3 | 5 | 9..=15 | 22..=24 | 26 | 27)
}

/// Simplified and traditional characters are in the same Unicode blocks. In the wrong encoding, common characters
/// become rare ones, which is how to distinguish them.
fn chinese(c: char, before: Option<char>) -> i64 {
    const COMMON: &str = "的一是不了在人有我他这這中大来來上个個国國和也子时時道说說要就你会會们們可以到下能天日月年\
        请請您三十内內退货貨联聯系繫客户戶服务務部门門运運费費由承担擔为為用户戶电電话話手机機密码碼订訂单單支付购購买買商品\
        如果需要问問题題帮幫助";
    let score = match c {
        _ if COMMON.contains(c) => 130,
        '，' | '。' | '、' | '：' | '；' | '？' | '！' | '（' | '）' | '「' | '」' | '《'
        | '》' => 110,
        '\u{4e00}'..='\u{9fff}' => 75,
        '\u{3041}'..='\u{30fe}' | '\u{ac00}'..='\u{d7a3}' => 0,
        '\u{ff01}'..='\u{ff5e}' | '\u{3000}' | '“' | '”' => 60,
        _ => -60,
    };
    score - after_latin(before)
}
