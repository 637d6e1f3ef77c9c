//! German.

use super::Key;

pub(super) const fn text(key: Key) -> &'static str {
    match key {
        Key::OpenChat => "Chat öffnen",
        Key::CloseChat => "Chat schließen",
        Key::UnreadOne => "1 neue Nachricht",
        Key::UnreadMany => "{} neue Nachrichten",
        Key::Online => "KI-Assistent, antwortet sofort",
        Key::WaitingForPerson => "Anfrage weitergegeben",
        Key::PersonIsHere => "Sie sprechen mit einem Menschen",
        Key::PersonFrom => "Jemand von {}",
        Key::PersonJoined => "{} antwortet Ihnen jetzt.",
        Key::PersonLeft => "{} hat das Gespräch verlassen. Jetzt antwortet wieder der Assistent.",
        Key::PersonWillCome => {
            "{} musste gehen. Jemand anderes übernimmt. Bis dahin antwortet der Assistent."
        }
        Key::Resolved => {
            "Dieses Gespräch ist abgeschlossen. Sie können jederzeit wieder schreiben."
        }
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
        Key::Stopped => "Sie haben diese Antwort angehalten.",
        Key::CharactersLeft => "Noch {} Zeichen",
        Key::TooLong => "{} Zeichen zu viel",
        Key::Suggestions => "Vorgeschlagene Fragen",
        Key::NewMessages => "Neue Nachrichten",
        Key::Sources => "Quellen",
        Key::SourceNumber => "Quelle {}",
        Key::OpenSource => "Seite öffnen",
        Key::Close => "Schließen",
        Key::Copy => "Kopieren",
        Key::Copied => "Kopiert",
        Key::Helpful => "Hilfreich",
        Key::NotHelpful => "Nicht hilfreich",
        Key::Thanks => "Danke für Ihre Rückmeldung.",
        Key::VerdictFailed => {
            "Ihre Bewertung konnte nicht gespeichert werden. Bitte versuchen Sie es noch einmal."
        }
        Key::Failed => "Etwas ist schiefgegangen. Ihre Frage konnte nicht beantwortet werden.",
        Key::NetworkFailed => "Die Verbindung ist abgebrochen.",
        Key::Offline => "Sie sind offline. Ihre Frage ist gespeichert.",
        Key::RateLimited => {
            "Zu viele Fragen auf einmal. Bitte versuchen Sie es in {} Sekunden noch einmal."
        }
        Key::RateLimitedSoon => {
            "Zu viele Fragen auf einmal. Bitte versuchen Sie es gleich noch einmal."
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
        Key::FieldMissing => "Diese Angabe ist erforderlich.",
        Key::PhoneInvalid => "Bitte prüfen Sie die Telefonnummer.",
        Key::DetailsFailed => {
            "Ihre Angaben sind noch nicht gespeichert. Wir versuchen es mit Ihrer nächsten Nachricht noch einmal."
        }
        Key::HandoffOffer => "Möchten Sie mit einem Menschen sprechen?",
        Key::HandoffHint => {
            "Mit Ihrer E-Mail-Adresse bekommen Sie die Antwort auch, wenn Sie diese Seite verlassen."
        }
        Key::EmailPlaceholder => "E-Mail-Adresse",
        Key::EmailSend => "Anfrage senden",
        Key::EmailSkip => "Ohne E-Mail fortfahren",
        Key::EmailInvalid => "Bitte prüfen Sie die E-Mail-Adresse.",
        Key::HandoffSent => "Ihre Anfrage wurde weitergegeben.",
        Key::HandoffByEmail => "Wenn Sie die Seite verlassen, kommt die Antwort per E-Mail.",
        Key::HandoffWithoutEmail => "Ohne E-Mail-Adresse bekommen Sie die Antwort nur hier.",
        Key::HandoffFailed => {
            "Ihre Anfrage konnte nicht gesendet werden. Bitte versuchen Sie es noch einmal."
        }
        Key::HandoffNeedsQuestion => {
            "Schreiben Sie zuerst Ihre Frage. Dann können wir sie an einen Menschen weitergeben."
        }
        Key::AnotherConversation => "Eine neue Unterhaltung hat begonnen.",
        Key::PoweredBy => "Betrieben mit",
    }
}
