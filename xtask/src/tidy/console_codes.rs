//! Compares the sentences of the console's languages with the codes that the server can send.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::{
    rust_code::{Literals, literals},
    source_file::{Finding, SourceFile},
};

const LANGUAGES: &str = "languages/console";
/// The file in which the console has its own sentences for some codes.
const PROBLEMS: &str = "console/src/problem.rs";
/// The codes in [`PROBLEMS`] that are not the server's.
const OF_THE_CONSOLE: [&str; 2] = ["network", "said"];

const API: &str = "edge/src/api";
/// Functions in [`API`] that create errors, with the positions of the code among their arguments.
const MAKERS: [(&str, &[usize]); 8] = [
    ("bad_request", &[0]),
    ("unauthorized", &[0]),
    ("forbidden", &[0]),
    ("not_found", &[0]),
    ("conflict", &[0]),
    ("unavailable", &[0]),
    ("used_up", &[0]),
    ("new", &[1]),
];
/// Other places with codes, and what comes before the codes there.
const ERRORS: [(&str, &str); 5] = [
    ("edge/src/api/error", "=>"),
    ("edge/src/services/busy.rs", "BUSY: &str ="),
    ("edge/src/services/sources/error.rs", "=>"),
    ("edge/src/services/sources/settings.rs", "=>"),
    (ADDRESSES, "=>"),
];
const READINGS: [(&str, &str); 6] = [
    ("edge/src/services/index_source/failure.rs", "=>"),
    ("knowledge/src/archive.rs", "=>"),
    ("knowledge/src/export_folder/left_out.rs", "=>"),
    ("knowledge/src/extract/docx/error.rs", "=>"),
    ("knowledge/src/extract/pdf/error.rs", "=>"),
    (ADDRESSES, "=>"),
];
const ADDRESSES: &str = "knowledge/src/page_address.rs";
const NOTICES: [(&str, &str); 1] = [("edge/src/services/index_source/notice.rs", "(")];
const WARNINGS: [(&str, &str); 1] = [("edge/src/domain/settings/contrast.rs", "code:")];
const MODELS: [(&str, &str); 1] = [("edge/src/domain/model/failure.rs", " =")];
const DELIVERIES: [(&str, &str); 1] = [("edge/src/domain/deliveries/failure.rs", " =")];
/// The files with the names of fields that sentences are about.
const FIELDS: [&str; 3] = [
    "shared/src/settings/table.rs",
    "edge/src/services/model.rs",
    "edge/src/services/model/wanted.rs",
];
/// The placeholders that a sentence of a table may have in braces. For errors and deliveries these are the server's
/// numbers, which the tests of the server check. `size` and `time` come from `bytes` and `seconds`.
const VALUES: [(&str, &[&str]); 3] = [
    (
        "errors",
        &[
            "{field}",
            "{least}",
            "{most}",
            "{characters}",
            "{days}",
            "{size}",
            "{time}",
        ],
    ),
    ("warnings", &["{shown}"]),
    ("deliveries", &["{seconds}", "{days}"]),
];

/// Errors that no request of the console can get. They are for visitors, for servers with a key, or for whoever runs
/// the deployment, or they are about input that the console's own code always sends correctly.
const NOT_MET: &str = "
    action_invalid address_invalid answer_failed body_damaged chat_not_found consent_too_long
    conversation_empty conversation_id_missing daily_share_used_up email_known event_duplicate
    event_in_future event_too_old expiry_too_late feedback_too_long fields_invalid
    filter_invalid form_not_ours handoff_off helpful_invalid id_missing
    idempotency_key_invalid idempotency_key_reused identity_expired identity_incomplete identity_invalid
    identity_off if_match_missing invalid_crawl_rules invalid_header invalid_recrawl_hours
    key_ends key_in_address key_invalid key_of_one_chatbot lead_empty
    limit_invalid link_ended link_invalid list_empty mail_not_set_up
    mark_read_invalid message_missing no_person not_found occurred_at_invalid
    organization_not_found origin_not_allowed origin_required owner_not_found phone_invalid
    project_missing project_not_allowed push_secret_invalid question_exists reason_too_long
    rendering_missing request_running root_secret_invalid row_invalid saved_question_not_found
    secret_key_required session_expired session_id_invalid session_invalid session_required
    signed_in slug_invalid slug_taken sort_invalid source_id_missing
    subject_too_long test_key text_too_long too_many_messages too_many_saved_questions
    unsupported_encoding unsupported_media_type version_not_found window_invalid
";

/// Every language of the console has a sentence for each code that the console can get, and for no other.
pub(super) fn check_console_codes(files: &[SourceFile]) -> Vec<Finding> {
    let errors = errors(files);
    let handled = handled(files);
    let mut findings = Vec::new();
    let not_met: BTreeSet<&str> = NOT_MET.split_whitespace().collect();
    for code in handled
        .iter()
        .map(String::as_str)
        .chain(not_met.iter().copied())
    {
        let problems = files.iter().find(|file| file.path == PROBLEMS);
        if let Some(file) = problems
            && !errors.contains(code)
        {
            let message = format!("the server has no error {code}");
            findings.push(Finding::new(file, 1, message));
        }
    }
    let met = |code: &&String| !handled.contains(*code) && !not_met.contains(code.as_str());
    let needed: BTreeSet<String> = errors.iter().filter(met).cloned().collect();
    let [readings, notices, warnings, models, deliveries] =
        [&READINGS[..], &NOTICES, &WARNINGS, &MODELS, &DELIVERIES]
            .map(|places| after(files, places));
    for language in files.iter().filter(|file| file.is_in(LANGUAGES)) {
        for (table, known, needed) in [
            ("errors", &errors, &needed),
            ("readings", &readings, &readings),
            ("notices", &notices, &notices),
            ("warnings", &warnings, &warnings),
            ("models", &models, &models),
            ("deliveries", &deliveries, &deliveries),
        ] {
            findings.extend(check(language, table, known, needed, files));
        }
    }
    findings
}

/// The codes that a table lacks, and those that the server never sends.
fn check(
    language: &SourceFile,
    table: &str,
    known: &BTreeSet<String>,
    needed: &BTreeSet<String>,
    files: &[SourceFile],
) -> Vec<Finding> {
    let texts: Table = language.text.parse().unwrap_or_default();
    let texts = texts.get(table).and_then(Value::as_table);
    let has = |code: &String| texts.is_some_and(|texts| texts.contains_key(code));
    let lacking = needed.iter().filter(|code| !has(code));
    let mut findings: Vec<Finding> = lacking
        .map(|code| Finding::new(language, 1, format!("[{table}] lacks {code}")))
        .collect();
    for (key, text) in texts.into_iter().flatten() {
        let (code, field) = key.split_once('.').unwrap_or((key, ""));
        let field = field.split('.').next().unwrap_or_default();
        let values = VALUES.iter().find(|(name, _)| *name == table);
        let values = values.map_or(&[][..], |(_, values)| values);
        let reads = |text: &str| {
            let rest = values
                .iter()
                .fold(text.to_owned(), |text, value| text.replace(value, ""));
            !rest.contains(['{', '}'])
        };
        let problem = if !known.contains(code) {
            "is not a code of the server"
        } else if !is_field(field, files) {
            "is about a field that does not exist"
        } else if !text.as_str().is_some_and(reads) {
            "has different names in braces, or is not a string"
        } else {
            continue;
        };
        let lines = language.text.lines();
        let of_key = |line: &str| line.trim_start_matches('"').starts_with(key);
        let line = lines.zip(1..).find(|(line, _)| of_key(line));
        findings.push(Finding::new(
            language,
            line.map_or(1, |(_, line)| line),
            format!("[{table}] {key} {problem}"),
        ));
    }
    findings
}

/// Whether a sentence of the server can begin with this name. An empty name fits any.
fn is_field(name: &str, files: &[SourceFile]) -> bool {
    let begins =
        |text: &str| text.contains(&format!("\"{name}\"")) || text.contains(&format!("\"{name} "));
    let mut places = files
        .iter()
        .filter(|file| FIELDS.contains(&file.path.as_str()));
    name.is_empty() || places.any(|file| begins(&file.text))
}

/// The codes of the API's errors.
fn errors(files: &[SourceFile]) -> BTreeSet<String> {
    let mut codes = after(files, &ERRORS);
    for file in files.iter().filter(|file| file.is_in(API)) {
        for literal in literals(file, &MAKERS, &[]) {
            if let Literals::Given(_, _, texts) = literal {
                codes.extend(texts.into_iter().filter(|text| is_code(text)));
            }
        }
    }
    codes
}

/// The codes for which the console has its own sentences.
fn handled(files: &[SourceFile]) -> BTreeSet<String> {
    let problems = files.iter().filter(|file| file.path == PROBLEMS);
    let all = problems
        .flat_map(|file| literals(file, &[("text", &[0])], &["fill", "filled", "of_code_with"]));
    let codes = all.filter_map(|literal| match literal {
        Literals::Alone(_, text) if is_code(&text) => Some(text),
        _ => None,
    });
    codes
        .filter(|code| !OF_THE_CONSOLE.contains(&code.as_str()))
        .collect()
}

/// The codes that come after certain words in the code.
fn after(files: &[SourceFile], places: &[(&str, &str)]) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for (place, before) in places {
        for file in files.iter().filter(|file| file.is_in(place)) {
            let lines: Vec<&str> = file.code_lines().map(|(_, line)| line).collect();
            let code = lines.join("\n");
            let behind = code.split(before).skip(1);
            let quoted = behind.filter_map(|rest| {
                let rest = rest.trim_start_matches(|it: char| it.is_whitespace() || it == '{');
                rest.strip_prefix('"')?.split('"').next()
            });
            codes.extend(quoted.filter(|text| is_code(text)).map(str::to_owned));
        }
    }
    codes
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|it| it.is_ascii_lowercase() || it == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source;

    const LANGUAGE: &str = "[errors]\nlast_owner = \"a\"\nvalue_invalid = \"b\"\n\"value_invalid.botName\" = \"{field} c\"\n\
        [readings]\nno_text = \"d\"\n[notices]\ncut = \"e\"\n[warnings]\ncontrast_low = \"{shown}\"\n[models]\nkey = \"f\"\n";

    fn found(language: &str) -> Vec<String> {
        let files = [
            source(
                "edge/src/api/error/a.rs",
                "let code = match it { A => \"value_invalid\", B => { \"last_owner\" } };",
            ),
            source("edge/src/api/b.rs", "Self::conflict(\"settled\", text)"),
            source(
                "knowledge/src/archive.rs",
                "A => \"no_text\", B => \"A text.\"",
            ),
            source(NOTICES[0].0, "const A: B = [(\"cut\", \"words\")];"),
            source(WARNINGS[0].0, "Low { code: \"contrast_low\" }"),
            source(MODELS[0].0, "names! { enum A { Key = \"key\" } }"),
            source(FIELDS[0], "bot_name \"botName\": String"),
            source("languages/console/de.toml", language),
        ];
        // Handled codes, and those in `NOT_MET`, are checked only if the console's own code is among the files.
        let mut all = files.to_vec();
        let findings = check_console_codes(&all);
        all.push(source(
            PROBLEMS,
            "match code { \"settled\" => a, \"network\" => filled(\"b\", &[(\"field\", c)]) }",
        ));
        let beside = check_console_codes(&all);
        assert!(
            findings
                .iter()
                .any(|it| it.message.contains("lacks settled"))
        );
        let beside = beside.into_iter().filter(|it| it.path != PROBLEMS);
        beside.map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn a_language_with_every_code_is_well() {
        assert_eq!(found(LANGUAGE), Vec::<String>::new());
    }

    #[test]
    fn a_code_that_a_language_lacks_and_one_that_was_renamed_are_found() {
        for (from, to, expected) in [
            (
                "last_owner = \"a\"\n",
                "",
                "de.toml:1: [errors] lacks last_owner",
            ),
            ("no_text = \"d\"\n", "", "[readings] lacks no_text"),
            ("cut = \"e\"\n", "", "[notices] lacks cut"),
            (
                "last_owner = ",
                "first_owner = \"y\"\nlast_owner = ",
                "de.toml:2: [errors] first_owner is not a code",
            ),
            ("botName", "catName", "a field that does not exist"),
            ("{shown}", "{seen}", "has different names in braces"),
            ("key = \"f\"", "key = 1", "or is not a string"),
        ] {
            let found = found(&LANGUAGE.replace(from, to));
            assert!(found.len() == 1 && found[0].contains(expected), "{found:?}");
        }
    }

    #[test]
    fn a_code_that_the_console_handles_is_the_servers() {
        let files = [
            source(
                PROBLEMS,
                "match code { \"settled\" => a, \"said\" => fill(b, &[(\"field\", c)]) }",
            ),
            source("edge/src/api/b.rs", "Self::conflict(\"resolved\", text)"),
        ];
        let found = check_console_codes(&files);
        assert!(
            found
                .iter()
                .any(|it| it.message.ends_with("no error settled"))
        );
        for other in ["no error said", "no error field"] {
            assert!(!found.iter().any(|it| it.message.ends_with(other)));
        }
    }
}
