//! Pages that a server sends in place of the requested one with a status of success: "Page not found", bot checks,
//! sign-in forms.
//!
//! *Invariant:* a page with more text than `CHARS` never counts as one, whatever its title is.

use scraper::{ElementRef, Html};

use super::{super::super::passage::ExtractedDocument, element::elements, title::SEPARATORS};

/// The most text of a stand-in, in characters.
const CHARS: usize = 700;
/// The most text of a sign-in form, in characters.
const FORM_CHARS: usize = 400;
/// How many headings are read, and the longest one that counts, in characters.
const HEADINGS: usize = 4;
const HEADING_CHARS: usize = 120;
/// How many characters a heading may have in addition to the phrase: "Sorry, … on this site".
const BESIDE: usize = 14;
/// How many scripts are searched, and how many bytes of each.
const SCRIPTS: usize = 30;
const SCRIPT_BYTES: usize = 2_000;

/// Names of "not found" pages, in lower case and without punctuation.
const NOT_FOUND: &[&str] = &[
    "page not found",
    "not found",
    "page does not exist",
    "page doesn t exist",
    "page could not be found",
    "page can t be found",
    "page cannot be found",
    "page isn t available",
    "seite nicht gefunden",
    "seite wurde nicht gefunden",
    "seite existiert nicht",
    "page introuvable",
    "page non trouvée",
    "page n existe pas",
    "página no encontrada",
    "no se encontró la página",
    "página não encontrada",
    "pagina non trovata",
    "pagina niet gevonden",
    "nie znaleziono strony",
    "strona nie została znaleziona",
    "stránka nenalezena",
    "stránka nebyla nalezena",
    "sidan hittades inte",
    "sidan kunde inte hittas",
    "siden ble ikke funnet",
    "siden blev ikke fundet",
    "sivua ei löytynyt",
    "a keresett oldal nem található",
    "sayfa bulunamadı",
    "страница не найдена",
    "сторінку не знайдено",
    "η σελίδα δεν βρέθηκε",
    "הדף לא נמצא",
    "الصفحة غير موجودة",
    "ページが見つかりません",
    "页面未找到",
    "找不到页面",
    "找不到頁面",
    "找不到網頁",
    "페이지를 찾을 수 없습니다",
];
/// Words around such a phrase that add no meaning.
const FILLERS: &[&str] = &[
    "404", "error", "fehler", "erreur", "http", "oops", "ups", "uups", "ops", "sorry", "whoops",
    "we", "re", "hoppla", "the", "this", "that", "die", "diese", "la", "a", "cette", "den",
];
/// Names of bot checks, in lower case and without punctuation.
const CHECKS: &[&str] = &[
    "just a moment",
    "attention required",
    "checking your browser",
    "one moment please",
    "ddos guard",
    "ddos protection by",
    "verifying you are human",
    "verify you are human",
    "human verification",
    "security check",
    "robot check",
    "are you a robot",
    "are you human",
    "pardon our interruption",
    "access to this page has been denied",
    "enable javascript and cookies to continue",
    "please enable cookies",
    "please turn javascript on and reload the page",
    "einen moment bitte",
    "nur einen moment",
    "un instant",
    "un momento",
];
/// Parts of the scripts of such checks: Cloudflare, Imperva, `DataDome`, HUMAN, Akamai, AWS, DDoS-Guard.
const CHECK_SCRIPTS: &[&str] = &[
    "_cf_chl_opt",
    "_Incapsula_Resource",
    "captcha-delivery.com",
    "px-captcha",
    "/_sec/cp_challenge",
    "awsWafCookieDomainList",
    "/.well-known/ddos-guard/",
];
/// Names of sign-in forms, in lower case and without punctuation.
const SIGN_IN: &[&str] = &[
    "sign in",
    "signin",
    "log in",
    "login",
    "log in to your account",
    "member login",
    "customer login",
    "anmelden",
    "anmeldung",
    "einloggen",
    "connexion",
    "se connecter",
    "identifiez vous",
    "iniciar sesión",
    "acceso",
    "entrar",
    "iniciar sessão",
    "accedi",
    "accesso",
    "inloggen",
    "logga in",
    "logg inn",
    "log ind",
    "kirjaudu sisään",
    "zaloguj się",
    "logowanie",
    "přihlášení",
    "bejelentkezés",
    "giriş yap",
    "oturum aç",
    "вход",
    "войти",
    "вхід",
    "σύνδεση",
    "התחברות",
    "تسجيل الدخول",
    "ログイン",
    "登录",
    "登入",
    "로그인",
];

/// A page that the server shows instead of the requested one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// A page that says that the requested one does not exist.
    NotFound,
    /// A bot check.
    Check,
    /// A sign-in form.
    SignIn,
}

impl StandIn {
    /// Classifies `page`, whose text is `document`. None if it is a page of its own.
    pub(super) fn of(page: &Html, document: &ExtractedDocument) -> Option<Self> {
        let texts = document.passages.iter().map(|passage| &passage.text);
        let chars: usize = texts.map(|text| text.chars().count()).sum();
        if chars > CHARS {
            return None;
        }
        let names = names(page);
        let is_named = |is: fn(&str) -> bool| names.iter().any(|name| is(name));
        if is_named(is_check) || has_check(page) {
            Some(Self::Check)
        } else if is_named(is_not_found) {
            Some(Self::NotFound)
        } else {
            let asks = chars <= FORM_CHARS
                && is_named(|name| SIGN_IN.contains(&name))
                && elements(page, "input").any(|field| field.attr("type") == Some("password"));
            asks.then_some(Self::SignIn)
        }
    }
}

/// The names of the page: the parts of its title and its first headings, in lower case and without punctuation. Leaves
/// out questions, such as "What does 'Page not found' mean?".
fn names(page: &Html) -> Vec<String> {
    let headings = elements(page, "h1").chain(elements(page, "h2"));
    let mut names = Vec::new();
    for element in elements(page, "title")
        .take(1)
        .chain(headings.take(HEADINGS))
    {
        let text: String = (element.text().flat_map(str::chars))
            .take(HEADING_CHARS + 1)
            .collect();
        if text.chars().count() > HEADING_CHARS {
            continue;
        }
        let mut parts = vec![text.as_str()];
        for separator in SEPARATORS {
            parts = parts
                .into_iter()
                .flat_map(|part| part.split(separator))
                .collect();
        }
        for part in parts
            .into_iter()
            .filter(|part| !part.contains(['?', '？', '؟']))
        {
            let lower = part.to_lowercase();
            let words: Vec<&str> = lower
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect();
            names.push(words.join(" "));
        }
    }
    names
}

fn is_not_found(name: &str) -> bool {
    let mut words: Vec<&str> = name.split(' ').collect();
    let names_status = words.contains(&"404");
    words.retain(|word| !FILLERS.contains(word));
    let bare = words.join(" ");
    if bare.is_empty() {
        return names_status;
    }
    NOT_FOUND.iter().any(|phrase| {
        let phrase: Vec<&str> = phrase
            .split(' ')
            .filter(|word| !FILLERS.contains(word))
            .collect();
        let phrase = phrase.join(" ");
        bare == phrase
            || names_status && bare.contains(&phrase)
            || bare.len() <= phrase.len() + BESIDE
                && (bare.starts_with(&phrase) || bare.ends_with(&phrase))
                && phrase.contains(|c: char| c == ' ' || !c.is_ascii())
                && phrase != "not found"
    })
}

fn is_check(name: &str) -> bool {
    CHECKS
        .iter()
        .any(|phrase| name.starts_with(phrase) && name.len() <= phrase.len() + BESIDE)
}

fn has_check(page: &Html) -> bool {
    let is_of_check = |script: ElementRef<'_>| {
        let inside: String = script.text().collect();
        let inside = inside
            .get(..inside.floor_char_boundary(SCRIPT_BYTES))
            .unwrap_or(&inside);
        let source = script.attr("src").unwrap_or_default();
        (CHECK_SCRIPTS.iter()).any(|part| source.contains(part) || inside.contains(part))
    };
    elements(page, "script").take(SCRIPTS).any(is_of_check)
}
