//! The languages that retrieval knows, and how it tells them apart.
//!
//! A language is told by its script, or by its stop words: the short words that make up half of any text. The lists
//! hold what carries no meaning in a question to a help page, question words included; spelled as
//! [`super::terms::fold`] leaves them.

use std::collections::HashSet;

use rust_stemmers::Algorithm;

use super::terms::{self, Word};

/// Fewest stop words that make a text's language certain enough to overrule what the document declares.
const CERTAIN_STOP_WORDS: usize = 3;

macro_rules! languages {
    ($($(#[$doc:meta])* $name:ident $tag:literal $stemmer:expr, $stop_words:expr;)*) => {
        /// A language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Language {
            $($(#[$doc])* $name,)*
            /// Any other: neither stemmed nor without stop words, yet found by its grams.
            Other,
        }

        impl Language {
            const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The BCP 47 tag, empty for [`Language::Other`].
            pub const fn tag(self) -> &'static str {
                match self {
                    $(Self::$name => $tag,)*
                    Self::Other => "",
                }
            }

            /// Its Snowball stemmer, if there is one.
            pub const fn stemmer(self) -> Option<Algorithm> {
                match self {
                    $(Self::$name => $stemmer,)*
                    Self::Other => None,
                }
            }

            const fn stop_words(self) -> &'static str {
                match self {
                    $(Self::$name => $stop_words,)*
                    Self::Other => "",
                }
            }
        }
    };
}

languages! {
    /// English.
    English "en" Some(Algorithm::English),
        "a about am an and any are as at be been but by can cant could did do does doesnt dont for from get had has have \
         he her here hers him his how i id if im in into is isnt it its ive just let like may me might more my no not of \
         off on or our out please shall she should so some such than that thats the their them then there these they \
         this those to too up us very was we were what whats when where which while who whom whose why will with wont \
         would you your yours";
    /// German.
    German "de" Some(Algorithm::German),
        "aber als also am an auch auf aus bei beim bin bis bitte da damit dann das dass dem den denn der des dich die \
         dies diese diesem diesen dieser dieses dir doch du durch ein eine einem einen einer eines er es etwa euch fur \
         gibt habe haben hat hatte ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jeder jedes kann \
         kein keine keinen konnen man mein meine meinem meinen meiner mich mir mit muss nach nicht noch nur ob oder \
         ohne sein seine sich sie sind so soll sollte uber um und uns unser unter vom von vor wann war waren warum was \
         welche welchem welchen welcher welches wenn wer werden wie wieso wieviel will wir wird wo woher wohin zu zum \
         zur zwischen";
    /// Spanish.
    Spanish "es" Some(Algorithm::Spanish),
        "a al algo alguna alguno ante aqui asi aun cada como con cual cuales cuando cuanto cuantos cuanta cuantas de \
         debe debo del desde donde durante e el ella ellas ellos en entre era es esa ese eso esta estan estar este esto \
         estoy estos fue ha hace hacer han hasta hay he la las le les lo los mas me mi mis mucho muy nada ni no nos o \
         otra otro para pero por porque puede puedo pues que quien quienes se ser si sin sobre son soy su sus tambien \
         te tengo ti tiene tu tus un una unas uno unos usted y ya yo";
    /// French.
    French "fr" Some(Algorithm::French),
        "a ai alors au aucun aussi aux avec avoir avez bien ce cela ces cet cette ceux chaque combien comment comme \
         dans de des depuis dois doit donc du elle elles en encore est estce et etait etes etre eux faire fait faut il \
         ils j je l la laquelle le lequel les leur leurs lui ma mais me meme mes moi mon ne ni nos notre nous on ont \
         ou par pas peut peux plus pour pourquoi puis puisje quand que quel quelle quelles quels quelque qui quoi sa \
         sans se ses si son sont suis sur ta te tes toi ton tous tout toute tres tu un une vos votre vous y";
    /// Italian.
    Italian "it" Some(Algorithm::Italian),
        "a ad al alla alle anche avere che chi ci come con cosa cui da dal dalla de dei del della delle di do dove e ed \
         era essere fa fare gli ha hai hanno ho i il in io la le lei lo loro lui ma me mi mia mio ne nei nel nella noi \
         non nostro o per perche piu posso puo qual quale quali quando quanto quanti quella quello questa questo qui se \
         sei si sia sono sta su sua sul sulla suo ti tra tu tuo un una uno vi voi";
    /// Portuguese.
    Portuguese "pt" Some(Algorithm::Portuguese),
        "a ao aos aqui as ate cada com como da das de dela dele deve do dos e ela elas ele eles em entre era essa esse \
         esta estao este eu faco fazer foi ha isso isto ja lhe mais mas me meu meus minha minhas muito na nao nas nem \
         no nos nossa nosso num numa o onde os ou para pela pelo por porque posso pode qual quais quando quanto quantos \
         que quem se sem ser seu seus sua suas so sobre tambem te tem tenho um uma umas uns voce voces";
    /// Dutch.
    Dutch "nl" Some(Algorithm::Dutch),
        "aan al als bij ben dan dat de deze die dit doe doen door dus een en er geen had hebben heb heeft het hier hij \
         hoe hoeveel ik in is ja je jij jullie kan kun kunnen maar me mee met mij mijn moet na naar niet nog nu of om \
         omdat ons onze ook op over te tegen tot u uit uw van veel voor waar waarom wanneer want was wat we welk welke \
         wel wie wij wil worden wordt zal ze zij zijn zo zou";
    /// Swedish.
    Swedish "sv" Some(Algorithm::Swedish),
        "alla att av blir da de dem den denna det detta dig din ditt du dar efter ej eller en er ett fran for ha han \
         har hon hur hos i icke inte ja jag kan man med men mig min mina mitt mot nar nagon nagot och om oss pa sa sin \
         ska som till under upp ut vad var varfor vem vi vid vilka vilken vilket vill ar";
    /// Danish.
    Danish "da" Some(Algorithm::Danish),
        "af alle at blev bliver da de dem den denne der deres det dette dig din du efter eller en er et for fra ham han \
         har have hun hvad hvem hvis hvor hvordan hvorfor hvornar i ikke jeg jer kan man med men mig min mit mod noget \
         nogle nar og om op os over pa sig skal som til ud under var ved vi vil";
    /// Norwegian.
    Norwegian "no" Some(Algorithm::Norwegian),
        "alle at av ble blir da de deg dem den denne der det dette din du eller en er et etter for fra ha han har hun \
         hva hvem hvis hvor hvordan hvorfor hvilke hvilken i ikke jeg kan man med meg men min mitt mot noe noen nar og \
         om opp oss over pa seg skal som til ut var ved vi vil";
    /// Finnish.
    Finnish "fi" Some(Algorithm::Finnish),
        "ei en etta ja jos joka jotka kanssa kuin kuinka kun mika miksi milloin mina missa mista mita miten mutta myos \
         niin nyt ole olen on onko ovat sen se sina tai tama voi voiko voin voinko";
    /// Hungarian.
    Hungarian "hu" Some(Algorithm::Hungarian),
        "a az azt de egy el en es ez ezt hogy hogyan hol ha is kell lehet meg mi mikor miert mit nem van volt vagy";
    /// Romanian.
    Romanian "ro" Some(Algorithm::Romanian),
        "a am ar as ca cand care cat ce cu cum cine de din este eu face fi fost in la mai mea meu mi nu o pe pentru \
         poate pot prin sa sau se si sunt un una unde unui va";
    /// Turkish.
    Turkish "tr" Some(Algorithm::Turkish),
        "ama ancak ben benim bir bu da daha de degil gibi hangi icin ile ise kac mi mu nasil ne neden nerede o olarak \
         sen siz su var ve veya ya yok";
    /// Russian.
    Russian "ru" Some(Algorithm::Russian),
        "а без бы был в вам вас весь во вот все вы где да для до его ее если есть же за и из или им их к как какая \
         какие какои когда кто ли меня мне могу можно мои моя мы на не нет но о об он она они от по почему при с свои \
         сколько со так то только ты у уже чем что чтобы это я";
    /// Greek.
    Greek "el" Some(Algorithm::Greek),
        "αν απο για δεν ειναι εχω η και μα με μου μπορω να ο οι οταν που ποιος ποτε πως σας σε στην στο στον τα τη την \
         της τι το τον του των";
    /// Arabic.
    Arabic "ar" Some(Algorithm::Arabic),
        "ان او الى انا اين على عن في كم كيف لا لم لماذا ما ماذا متى مع من هذا هذه هل هو هي و يمكن يمكنني";
    /// Tamil.
    Tamil "ta" Some(Algorithm::Tamil), "";
    /// Chinese, both ways of writing.
    Chinese "zh" None, "";
    /// Japanese.
    Japanese "ja" None, "";
    /// Korean.
    Korean "ko" None, "";
}

impl Language {
    /// The language of a BCP 47 tag, by its primary subtag; none if retrieval does not know it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
        let primary = match primary.as_str() {
            "nb" | "nn" => "no",
            other => other,
        };
        Self::ALL
            .iter()
            .copied()
            .find(|language| language.tag() == primary)
    }

    /// Whether words also give their grams. Measured: they help every language with spaces except English.
    pub const fn has_grams(self) -> bool {
        !matches!(self, Self::English)
    }

    /// Whether a folded word says nothing about what is asked.
    pub fn is_stop_word(self, folded: &str) -> bool {
        self.stop_words()
            .split_ascii_whitespace()
            .any(|stop_word| stop_word == folded)
    }
}

/// The language of `text`, if the text itself shows it.
pub fn detect(text: &str) -> Option<Language> {
    let (words, script) = read(text);
    if script.is_some() {
        return script;
    }
    let (best, hits) = guesses(&words).into_iter().next()?;
    (hits >= CERTAIN_STOP_WORDS).then_some(best)
}

/// The languages that a question may be in, likeliest first, at most three: what its words show, then the visitor's
/// own, then English.
pub fn of_question(text: &str, locale: Option<&str>) -> Vec<Language> {
    let (words, script) = read(text);
    if let Some(language) = script {
        return vec![language];
    }
    let guesses = guesses(&words);
    let best = guesses.first().map_or(0, |(_, hits)| *hits);
    let locale = locale.and_then(Language::from_tag);
    let mut languages = Vec::new();
    let shown = guesses
        .iter()
        .filter(|(_, hits)| *hits == best)
        .map(|(language, _)| *language);
    // Where the words leave it open, the visitor's own language decides.
    for language in locale
        .filter(|locale| shown.clone().any(|language| language == *locale))
        .into_iter()
        .chain(shown.clone().take(2))
        .chain(locale)
        .chain([Language::English])
    {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages.truncate(3);
    languages
}

/// The words with spaces, folded; and the language, where the script alone tells it.
fn read(text: &str) -> (Vec<String>, Option<Language>) {
    let mut spaced = Vec::new();
    let mut counts = [(Language::Chinese, 0_usize); 7];
    let [chinese, japanese, korean, russian, greek, arabic, tamil] = &mut counts;
    japanese.0 = Language::Japanese;
    korean.0 = Language::Korean;
    russian.0 = Language::Russian;
    greek.0 = Language::Greek;
    arabic.0 = Language::Arabic;
    tamil.0 = Language::Tamil;
    let mut latin = 0;
    for word in terms::words(text) {
        let (Word::Spaced(word) | Word::Unspaced(word)) = &word;
        for character in word.chars() {
            match character {
                '\u{3040}'..='\u{30ff}' => japanese.1 += 1,
                '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => chinese.1 += 1,
                '\u{ac00}'..='\u{d7af}' => korean.1 += 1,
                '\u{400}'..='\u{4ff}' => russian.1 += 1,
                '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => greek.1 += 1,
                '\u{600}'..='\u{6ff}' => arabic.1 += 1,
                '\u{b80}'..='\u{bff}' => tamil.1 += 1,
                'a'..='z' | '\u{df}'..='\u{24f}' => latin += 1,
                _ => {}
            }
        }
        spaced.push(terms::fold(word));
    }
    // Japanese writes Han characters among its own; Chinese never writes kana.
    if japanese.1 * 10 > chinese.1 {
        japanese.1 += chinese.1;
        chinese.1 = 0;
    }
    let (script, count) = counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .unwrap_or((Language::Other, 0));
    // A character of such a script says more than a Latin letter: product names are Latin everywhere.
    (spaced, (count > 0 && count * 3 >= latin).then_some(script))
}

/// Languages with the number of their stop words among `words`, most first.
fn guesses(words: &[String]) -> Vec<(Language, usize)> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut guesses: Vec<(Language, usize)> = Language::ALL
        .iter()
        .map(|language| {
            let stop_words: HashSet<&str> =
                language.stop_words().split_ascii_whitespace().collect();
            let hits = words
                .iter()
                .filter(|word| stop_words.contains(*word))
                .count();
            (*language, hits)
        })
        .filter(|(_, hits)| *hits > 0)
        .collect();
    guesses.sort_by_key(|(_, hits)| std::cmp::Reverse(*hits));
    guesses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, locale: Option<&str>, expected: Language) {
        assert_eq!(of_question(text, locale).first(), Some(&expected), "{text}");
    }

    #[test]
    fn a_question_shows_its_language() {
        check("How do I reset my password?", Some("de"), Language::English);
        check("Wie kann ich mein Passwort ändern?", None, Language::German);
        check("¿Cómo cambio mi contraseña?", None, Language::Spanish);
        check(
            "Comment puis-je changer mon mot de passe ?",
            None,
            Language::French,
        );
        check("怎么更改邮箱", Some("en"), Language::Chinese);
        check("パスワードを変更するには", None, Language::Japanese);
        check("비밀번호를 바꾸려면", None, Language::Korean);
        check("как изменить пароль", None, Language::Russian);
    }

    #[test]
    fn a_keyword_takes_the_visitors_language() {
        check("Rückgabe", Some("de-AT"), Language::German);
        check("password", None, Language::English);
        check("", None, Language::English);
    }

    #[test]
    fn a_text_needs_more_than_a_word_to_show_its_language() {
        assert_eq!(detect("Login"), None);
        assert_eq!(
            detect("The return of an item is free within 30 days."),
            Some(Language::English)
        );
    }

    #[test]
    fn stop_words_are_spelled_as_folding_leaves_them() {
        for language in Language::ALL {
            for word in language.stop_words().split_ascii_whitespace() {
                assert_eq!(terms::fold(word), word, "{language:?}");
            }
        }
    }
}
