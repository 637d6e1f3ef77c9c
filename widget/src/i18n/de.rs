//! German.

use super::Key;

pub(super) const fn text(key: Key) -> &'static str {
    match key {
        Key::OpenChat => "Chat öffnen",
        Key::CloseChat => "Chat schließen",
        Key::UnreadOne => "1 neue Nachricht",
        Key::UnreadMany => "{} neue Nachrichten",
        Key::Online => "KI-Assistent, antwortet sofort",
        Key::WaitingForPerson => "Ein Mensch wurde gerufen",
        Key::PersonIsHere => "Ein Mensch antwortet",
        Key::PersonFrom => "Jemand von {}",
        Key::PersonJoined => "{} antwortet Ihnen jetzt.",
        Key::PersonLeft => "{} ist gegangen. Sie bekommen wieder automatische Antworten.",
        Key::PersonWillCome => {
            "{} musste gehen. Es kommt jemand anderes; bis dahin bekommen Sie automatische Antworten."
        }
        Key::Settled => "Dieses Gespräch ist abgeschlossen. Schreiben Sie gern jederzeit wieder.",
        Key::SomebodyWrites => "{} schreibt …",
        Key::Menu => "Optionen",
        Key::NewChat => "Neuer Chat",
        Key::TalkToPerson => "Mit einem Menschen sprechen",
        Key::Messages => "Unterhaltung",
        Key::YouSaid => "Sie:",
        Key::SomebodySaid => "{} schreibt:",
        Key::Placeholder => "Stellen Sie eine Frage …",
        Key::Send => "Senden",
        Key::Stop => "Anhalten",
        Key::Typing => "Ich suche eine Antwort …",
        Key::Stopped => "Diese Antwort wurde angehalten.",
        Key::CharactersLeft => "Noch {} Zeichen",
        Key::TooLong => "{} Zeichen zu lang",
        Key::Suggestions => "Vorgeschlagene Fragen",
        Key::NewMessages => "Neue Nachrichten",
        Key::Sources => "Quellen",
        Key::SourceNumber => "Quelle {}",
        Key::OpenSource => "Auf der Seite lesen",
        Key::Close => "Schließen",
        Key::Copy => "Kopieren",
        Key::Copied => "Kopiert",
        Key::Helpful => "Hilfreich",
        Key::NotHelpful => "Nicht hilfreich",
        Key::Thanks => "Danke für die Rückmeldung.",
        Key::VerdictFailed => {
            "Ihre Bewertung konnte nicht gespeichert werden. Bitte versuchen Sie es noch einmal."
        }
        Key::Failed => "Etwas ist schiefgegangen, und es gibt noch keine Antwort.",
        Key::NetworkFailed => "Die Verbindung ist abgebrochen.",
        Key::Offline => "Sie sind offline. Ihre Frage bleibt erhalten.",
        Key::RateLimited => {
            "Viele Fragen auf einmal. Bitte versuchen Sie es in {} Sekunden noch einmal."
        }
        Key::RateLimitedSoon => {
            "Viele Fragen auf einmal. Bitte versuchen Sie es gleich noch einmal."
        }
        Key::NotAllowedHere => "Der Chat ist auf dieser Seite nicht verfügbar.",
        Key::Retry => "Noch einmal versuchen",
        Key::Edit => "Frage ändern",
        Key::LeadOffer => "Bevor es losgeht",
        Key::LeadHint => "Damit wir uns bei Ihnen melden können.",
        Key::LeadSend => "Weiter",
        Key::LeadSkip => "Überspringen",
        Key::FieldName => "Ihr Name",
        Key::FieldPhone => "Telefonnummer",
        Key::Optional => "{} (freiwillig)",
        Key::FieldMissing => "Das wird gebraucht.",
        Key::PhoneInvalid => "Bitte prüfen Sie die Telefonnummer.",
        Key::DetailsFailed => "Ihre Angaben sind noch nicht gespeichert.",
        Key::HandoffOffer => "Möchten Sie mit einem Menschen sprechen?",
        Key::HandoffHint => "Mit Ihrer E-Mail-Adresse erreicht Sie die Antwort auch später.",
        Key::EmailPlaceholder => "E-Mail-Adresse",
        Key::EmailSend => "Einen Menschen rufen",
        Key::EmailSkip => "Ohne E-Mail",
        Key::EmailInvalid => "Bitte prüfen Sie die E-Mail-Adresse.",
        Key::HandoffSent => "Ihr Anliegen wurde weitergegeben.",
        Key::HandoffByEmail => "Die Antwort kann an Ihre E\u{2011}Mail-Adresse kommen.",
        Key::HandoffWithoutEmail => {
            "Ohne E\u{2011}Mail-Adresse erreicht Sie eine Antwort nur hier."
        }
        Key::HandoffFailed => "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
        Key::HandoffNeedsQuestion => {
            "Schreiben Sie zuerst Ihre Frage, dann kann sie an einen Menschen weitergegeben werden."
        }
        Key::AnotherConversation => "Eine neue Unterhaltung hat begonnen.",
        Key::PoweredBy => "Betrieben mit",
    }
}
