//! Whether a visitor asks for a person in words, in any of the widget's languages.
//!
//! A message asks if it is short, names a person who works there, and says that they want to reach one: "can I talk to
//! a human", "einen Menschen sprechen". A person alone is enough if the message says nothing else: "agent please".
//! Questions about people ("is a person needed to sign for it?") are longer, or lack the wish.

/// Most words of a message that asks for a person: what is longer asks something else too.
const WORDS: usize = 14;

/// Characters of scripts without spaces that such a message has at most.
const UNSPACED_CHARS: usize = 24;

/// A language: its people, its wishes, its small words. A `*` stands for any ending.
struct Words {
    tag: &'static str,
    people: &'static [&'static str],
    wishes: &'static [&'static str],
    small: &'static [&'static str],
}

const LANGUAGES: [Words; 8] = [
    Words {
        tag: "en",
        people: &[
            "human*",
            "person",
            "people",
            "agent",
            "operator",
            "representative",
            "someone",
            "somebody",
            "support agent",
            "staff",
        ],
        wishes: &[
            "talk",
            "speak",
            "chat with",
            "connect",
            "transfer",
            "contact",
            "reach",
            "get me",
            "want a",
            "need a",
            "give me",
            "put me through",
        ],
        small: &[
            "a", "an", "real", "live", "please", "the", "now", "human", "support",
        ],
    },
    Words {
        tag: "de",
        people: &[
            "mensch*",
            "mitarbeiter*",
            "person",
            "jemand*",
            "berater*",
            "kundenservice",
        ],
        wishes: &[
            "sprechen",
            "reden",
            "verbinde*",
            "erreichen",
            "kontakt*",
            "schreiben",
            "chatten",
        ],
        small: &[
            "ein",
            "einen",
            "einem",
            "einer",
            "mit",
            "bitte",
            "echte*",
            "richtige*",
        ],
    },
    Words {
        tag: "fr",
        people: &[
            "humain*",
            "personne",
            "conseiller*",
            "conseillère*",
            "agent",
            "quelqu'un",
            "opérateur",
        ],
        wishes: &[
            "parler",
            "discuter",
            "joindre",
            "contacter",
            "échanger",
            "transférer",
        ],
        small: &[
            "un", "une", "à", "avec", "vrai", "vraie", "svp", "s'il", "vous", "plaît",
        ],
    },
    Words {
        tag: "es",
        people: &[
            "humano*",
            "humana",
            "persona",
            "agente",
            "alguien",
            "operador*",
            "asesor*",
        ],
        wishes: &[
            "hablar",
            "contactar",
            "comunicar*",
            "chatear",
            "pasame",
            "pásame",
            "transferir",
        ],
        small: &["un", "una", "con", "por", "favor", "real", "de", "verdad"],
    },
    Words {
        tag: "it",
        people: &[
            "umano",
            "umana",
            "persona",
            "operatore",
            "operatrice",
            "qualcuno",
        ],
        wishes: &["parlare", "contattare", "chattare", "passami", "comunicare"],
        small: &["un", "una", "con", "per", "favore", "vera", "vero"],
    },
    Words {
        tag: "pt",
        people: &[
            "humano",
            "humana",
            "pessoa",
            "atendente",
            "agente",
            "alguém",
        ],
        wishes: &["falar", "conversar", "contatar", "contactar", "transferir"],
        small: &["um", "uma", "com", "por", "favor", "real", "de", "verdade"],
    },
    Words {
        tag: "nl",
        people: &["mens", "persoon", "medewerker", "iemand"],
        wishes: &["praten", "spreken", "chatten", "doorverbind*", "contact"],
        small: &["een", "met", "echte", "graag", "alstublieft"],
    },
    Words {
        tag: "pl",
        people: &["człowiek*", "konsultant*", "osob*", "kimś", "pracownik*"],
        wishes: &["rozmawiać", "porozmawiać", "połącz*", "skontaktować"],
        small: &["z", "proszę", "żyw*", "prawdziw*"],
    },
];

/// Scripts without spaces: what stands in such a message.
const UNSPACED: [(&str, &[&str], &[&str]); 2] = [
    (
        "zh",
        &["人工", "真人", "客服"],
        &["转", "轉", "找", "要", "联系", "聯絡", "说话", "聊", "服务"],
    ),
    (
        "ja",
        &["人間", "担当者", "オペレーター", "人と"],
        &["話", "つない", "繋", "お願い", "代わ"],
    ),
];

/// The language in which `message` asks for a person, as a BCP 47 tag.
pub fn asks_for_person(message: &str) -> Option<&'static str> {
    let text = message.trim().to_lowercase().replace('’', "'");
    if text.chars().count() <= UNSPACED_CHARS
        && let Some((tag, ..)) = UNSPACED.iter().find(|(_, people, wishes)| {
            people.iter().any(|word| text.contains(word))
                && wishes.iter().any(|word| text.contains(word))
        })
    {
        return Some(tag);
    }
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() || words.len() > WORDS {
        return None;
    }
    LANGUAGES
        .iter()
        .find(|language| language.asks(&words))
        .map(|language| language.tag)
}

impl Words {
    fn asks(&self, words: &[&str]) -> bool {
        let people = says(self.people, words);
        let wishes = says(self.wishes, words);
        people && (wishes || self.nothing_else(words))
    }

    fn nothing_else(&self, words: &[&str]) -> bool {
        words
            .iter()
            .all(|word| says(self.people, &[word]) || says(self.small, &[word]))
    }
}

/// Whether one of the phrases stands in `words`.
fn says(phrases: &[&str], words: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|window| {
            window
                .iter()
                .zip(&phrase)
                .all(|(word, form)| is(word, form))
        })
    })
}

fn is(word: &str, form: &str) -> bool {
    match form.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == form,
    }
}

/// What a visitor is answered who asked in words, in the language `tag`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// They can be put through.
    Now,
    /// Nobody is there now; a message can be left.
    Later,
    /// A person was asked for already.
    Asked,
}

/// The sentence that makes the offer; English where a language has none of its own.
pub fn offer(tag: &str, offer: Offer) -> &'static str {
    match (tag, offer) {
        ("de", Offer::Now) => {
            "Gern. Tippen Sie auf die Schaltfläche unten, dann liest ein Mensch dieses Gespräch und meldet sich."
        }
        ("de", Offer::Later) => {
            "Gerade ist niemand da. Hinterlassen Sie unten Ihre E-Mail-Adresse, dann meldet sich ein Mensch, sobald wieder jemand da ist."
        }
        ("de", Offer::Asked) => {
            "Ein Mensch weiß schon Bescheid und meldet sich hier. Bis dahin antworte ich weiter."
        }
        ("fr", Offer::Now) => {
            "Bien sûr. Utilisez le bouton ci-dessous : une personne lira cette conversation et vous répondra."
        }
        ("fr", Offer::Later) => {
            "Personne n'est là en ce moment. Laissez votre adresse e-mail ci-dessous : une personne vous répondra dès son retour."
        }
        ("fr", Offer::Asked) => {
            "Une personne a déjà été prévenue et vous répondra ici. En attendant, je continue à répondre."
        }
        ("es", Offer::Now) => {
            "Claro. Usa el botón de abajo: una persona leerá esta conversación y te responderá."
        }
        ("es", Offer::Later) => {
            "Ahora mismo no hay nadie. Deja abajo tu correo electrónico y una persona te responderá en cuanto vuelva."
        }
        ("es", Offer::Asked) => {
            "Ya hemos avisado a una persona y te responderá aquí. Mientras tanto sigo respondiendo."
        }
        (_, Offer::Now) => {
            "Of course. Use the button below, and a person will read this conversation and get back to you."
        }
        (_, Offer::Later) => {
            "Nobody is here right now. Leave your e-mail address below, and a person will get back to you as soon as we are back."
        }
        (_, Offer::Asked) => {
            "A person has been told already and will answer here. Until then I go on answering."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, expected: Option<&str>) {
        assert_eq!(asks_for_person(message), expected, "{message}");
    }

    #[test]
    fn a_visitor_can_ask_in_their_language() {
        for (message, tag) in [
            ("Can I talk to a human?", "en"),
            ("talk to a person please", "en"),
            ("I want to speak with a real person", "en"),
            ("agent", "en"),
            ("human please!", "en"),
            ("Please connect me to a representative.", "en"),
            ("Ich möchte mit einem Menschen sprechen", "de"),
            ("Kann ich mit einem Mitarbeiter reden?", "de"),
            ("Mitarbeiter bitte", "de"),
            ("Je voudrais parler à un conseiller", "fr"),
            ("Puis-je parler à quelqu’un ?", "fr"),
            ("Quiero hablar con una persona", "es"),
            ("Vorrei parlare con un operatore", "it"),
            ("Quero falar com um atendente", "pt"),
            ("Kan ik met een medewerker praten?", "nl"),
            ("Chcę porozmawiać z człowiekiem", "pl"),
            ("转人工", "zh"),
            ("担当者と話したい", "ja"),
        ] {
            check(message, Some(tag));
        }
    }

    #[test]
    fn other_questions_are_no_wish_for_a_person() {
        for message in [
            "",
            "How many days do I have to return a lamp?",
            "Is a person needed at home when the parcel comes?",
            "Do you ship to Germany?",
            "Wie lange dauert der Versand?",
            "What does the human resources bundle cost per seat and month in the yearly plan, and may I talk you down?",
            "Sprechen Sie Deutsch?",
            "How do I contact my bank?",
            "人",
        ] {
            check(message, None);
        }
    }

    #[test]
    fn every_language_has_an_offer() {
        for language in LANGUAGES.iter().map(|words| words.tag).chain(["zh", "ja"]) {
            for kind in [Offer::Now, Offer::Later, Offer::Asked] {
                assert!(!offer(language, kind).is_empty());
            }
        }
        assert_ne!(offer("de", Offer::Now), offer("en", Offer::Now));
    }
}
