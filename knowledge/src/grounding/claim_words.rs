//! Small words that change what a sentence claims, by language. They are spelled as folding leaves them.

use crate::retrieval::language::Language;

/// What a language says no with.
const NEGATIONS: [(Language, &str); 9] = [
    (
        Language::English,
        "not no never none nor neither nobody nothing cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt \
         shouldnt couldnt hasnt havent without except unless unable unavailable impossible excluded excluding \
         nonrefundable",
    ),
    (
        Language::German,
        "nicht kein keine keinen keinem keiner keines nie niemals nichts niemand ohne ausser ausgenommen weder unmoglich",
    ),
    (
        Language::Spanish,
        "no nunca ningun ninguna ninguno nada nadie sin salvo excepto tampoco imposible jamas",
    ),
    (
        Language::French,
        "ne n pas jamais aucun aucune rien personne sans sauf ni impossible",
    ),
    (
        Language::Italian,
        "non mai nessun nessuna nessuno niente nulla senza tranne salvo impossibile",
    ),
    (
        Language::Portuguese,
        "nao nunca nenhum nenhuma nada ninguem sem exceto salvo impossivel",
    ),
    (
        Language::Dutch,
        "niet geen nooit niets niemand zonder behalve onmogelijk",
    ),
    (Language::Chinese, "不 没 無 无 未 勿 非"),
    (Language::Japanese, "ない ません なし 不可 ず"),
];

/// Words that a sentence may not add: each needs one of its own line in the passage.
const LIMITS: [(Language, &[&str]); 7] = [
    (
        Language::English,
        &[
            "only solely exclusively just",
            "free complimentary",
            "unlimited",
            "immediately instantly instant straightaway",
            "automatically automatic",
            "guarantee guaranteed guarantees",
            "always",
            "before until till",
            "after following once from since upon",
            "least minimum",
            "most maximum",
            "forever lifetime permanently",
            "all every everything everyone everywhere",
        ],
    ),
    (
        Language::German,
        &[
            "nur ausschliesslich lediglich",
            "kostenlos gratis kostenfrei",
            "unbegrenzt",
            "sofort umgehend",
            "automatisch",
            "garantiert garantie",
            "immer stets",
            "vor bevor bis",
            "nach nachdem ab seit",
            "mindestens",
            "hochstens maximal",
            "alle alles allen jeder jede jedes",
        ],
    ),
    (
        Language::Spanish,
        &[
            "solo solamente unicamente",
            "gratis gratuito gratuita gratuitos gratuitas",
            "ilimitado ilimitada",
            "inmediatamente inmediato",
            "automaticamente automatico automatica",
            "garantiza garantizado garantia",
            "siempre",
            "antes hasta",
            "despues tras desde",
            "minimo",
            "maximo",
            "todos todas todo toda",
        ],
    ),
    (
        Language::French,
        &[
            "seulement uniquement",
            "gratuit gratuite gratuits gratuites gratuitement",
            "illimite illimitee",
            "immediatement",
            "automatiquement automatique",
            "garanti garantie",
            "toujours",
            "avant jusqu jusqua",
            "apres depuis",
            "minimum",
            "maximum",
            "tous toutes tout toute",
        ],
    ),
    (
        Language::Italian,
        &[
            "solo soltanto",
            "gratis gratuito gratuita",
            "illimitato illimitata",
            "subito immediatamente",
            "automaticamente automatico",
            "sempre",
            "prima entro",
            "dopo",
        ],
    ),
    (
        Language::Portuguese,
        &[
            "so somente apenas",
            "gratis gratuito gratuita",
            "ilimitado ilimitada",
            "imediatamente",
            "automaticamente automatico",
            "sempre",
            "antes ate",
            "depois apos",
        ],
    ),
    (
        Language::Dutch,
        &[
            "alleen slechts uitsluitend",
            "gratis kosteloos",
            "onbeperkt",
            "direct onmiddellijk meteen",
            "automatisch",
            "altijd",
            "voor voordat tot",
            "na nadat vanaf",
        ],
    ),
];

/// Words that a writer adds without claiming anything.
const PLAIN: [(Language, &str); 5] = [
    (
        Language::English,
        "yes no sure here need needs want simply also able possible available please note make sure follow steps step \
         following first then next finally way using use used using via through order include includes including \
         means mean case must however therefore instead generally typically per within take takes get gets know see \
         find done do let lets happens happen happening applies apply answer question short both either still already",
    ),
    (
        Language::German,
        "ja nein gern gerne hier bitte einfach auch moglich verfugbar folgende folgenden schritte schritt zuerst dann \
         danach schliesslich uber dazu dafur dabei konnen kann lassen mussen brauchen innerhalb pro gilt gelten sowie",
    ),
    (
        Language::Spanish,
        "si no aqui necesita necesitas simplemente tambien posible disponible siguiente siguientes pasos paso primero luego \
         finalmente mediante traves puede puedes debe dentro incluye",
    ),
    (
        Language::French,
        "oui non ici besoin simplement aussi possible disponible suivant suivante suivantes etapes etape ensuite enfin \
         via pouvez peut devez doit dans inclut",
    ),
    (
        Language::Portuguese,
        "sim nao aqui precisa simplesmente tambem possivel disponivel seguintes passos passo primeiro depois pode deve",
    ),
];

/// Number words and their digits.
const NUMBERS: [(Language, &str); 6] = [
    (
        Language::English,
        "one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 fourteen=14 fifteen=15 \
         twenty=20 thirty=30 forty=40 fifty=50 sixty=60 ninety=90 hundred=100 thousand=1000 once=1 twice=2",
    ),
    (
        Language::German,
        "eins=1 zwei=2 drei=3 vier=4 funf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwolf=12 vierzehn=14 funfzehn=15 \
         zwanzig=20 dreissig=30 vierzig=40 funfzig=50 sechzig=60 neunzig=90 hundert=100 tausend=1000",
    ),
    (
        Language::Spanish,
        "dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 catorce=14 quince=15 \
         veinte=20 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 noventa=90 cien=100 mil=1000",
    ),
    (
        Language::French,
        "deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 quatorze=14 quinze=15 vingt=20 \
         trente=30 quarante=40 cinquante=50 soixante=60 cent=100 mille=1000",
    ),
    (
        Language::Italian,
        "due=2 tre=3 quattro=4 cinque=5 sei=6 sette=7 otto=8 nove=9 dieci=10 quattordici=14 venti=20 trenta=30 cento=100",
    ),
    (
        Language::Portuguese,
        "dois=2 duas=2 tres=3 quatro=4 cinco=5 seis=6 sete=7 oito=8 nove=9 dez=10 quatorze=14 vinte=20 trinta=30 cem=100",
    ),
];

fn of<T: Copy>(table: &[(Language, T)], language: Language) -> Option<T> {
    let row = table.iter().find(|(row, _)| *row == language);
    row.map(|(_, words)| *words)
}

fn has(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|other| other == word)
}

/// Whether the folded `word` says no.
pub(super) fn is_negation(language: Language, word: &str) -> bool {
    of(&NEGATIONS, language).is_some_and(|words| {
        if language.is_spaced() {
            has(words, word)
        } else {
            words.split_ascii_whitespace().any(|no| word.contains(no))
        }
    })
}

/// The words of which one must be in a passage for a sentence to say the folded `word`.
pub(super) fn limit(language: Language, word: &str) -> Option<&'static str> {
    of(&LIMITS, language)?
        .iter()
        .copied()
        .find(|line| has(line, word))
}

/// Whether `line` of [`limit`] has the folded `word`.
pub(super) fn is_in(line: &str, word: &str) -> bool {
    has(line, word)
}

/// Whether the folded `word` claims nothing.
pub(super) fn is_plain(language: Language, word: &str) -> bool {
    language.is_stop_word(word) || of(&PLAIN, language).is_some_and(|words| has(words, word))
}

/// The digits of the folded number word.
pub(super) fn digits(language: Language, word: &str) -> Option<&'static str> {
    of(&NUMBERS, language)?
        .split_ascii_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| *name == word)
        .map(|(_, digits)| digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieval::words::fold;

    #[test]
    fn words_are_spelled_as_folding_leaves_them() {
        let tables = NEGATIONS.iter().chain(&PLAIN).chain(&NUMBERS);
        for (language, words) in tables {
            if language.is_spaced() {
                assert_eq!(fold(words), *words, "{language:?}");
            }
        }
        for (language, lines) in LIMITS {
            for line in lines {
                assert_eq!(fold(line), *line, "{language:?}");
            }
        }
    }
}
