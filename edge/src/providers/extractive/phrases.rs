//! The few sentences that are ours rather than the owner's.

/// The sentences in one language; `{company}` is the owner's name.
pub(super) struct Phrases {
    tag: &'static str,
    /// Before what is close but may not be what was asked.
    pub(super) weak: &'static str,
    /// Where nothing was found.
    pub(super) none: &'static str,
}

const ENGLISH: Phrases = Phrases {
    tag: "en",
    weak: "This may not be exactly what you asked; the closest I found is:",
    none: "I couldn't find that in {company}'s pages.",
};

const PHRASES: &[Phrases] = &[
    ENGLISH,
    Phrases {
        tag: "de",
        weak: "Das ist vielleicht nicht genau, wonach Sie gefragt haben; am nächsten kommt:",
        none: "Dazu habe ich auf den Seiten von {company} nichts gefunden.",
    },
    Phrases {
        tag: "es",
        weak: "Puede que no sea exactamente lo que preguntó; lo más parecido que encontré es:",
        none: "No encontré eso en las páginas de {company}.",
    },
    Phrases {
        tag: "fr",
        weak: "Ce n’est peut-être pas exactement votre question ; voici ce que j’ai trouvé de plus proche :",
        none: "Je n’ai pas trouvé cela dans les pages de {company}.",
    },
    Phrases {
        tag: "it",
        weak: "Potrebbe non essere esattamente ciò che ha chiesto; la cosa più vicina che ho trovato è:",
        none: "Non ho trovato questa informazione nelle pagine di {company}.",
    },
    Phrases {
        tag: "pt",
        weak: "Pode não ser exatamente o que perguntou; o mais próximo que encontrei é:",
        none: "Não encontrei isso nas páginas de {company}.",
    },
    Phrases {
        tag: "nl",
        weak: "Dit is misschien niet precies wat u vroeg; het dichtst in de buurt komt:",
        none: "Dat heb ik niet gevonden op de pagina’s van {company}.",
    },
    Phrases {
        tag: "zh",
        weak: "这可能不完全是您要问的；我找到的最接近的内容是：",
        none: "我在 {company} 的页面中没有找到相关内容。",
    },
    Phrases {
        tag: "ja",
        weak: "ご質問と完全には一致しないかもしれませんが、最も近い内容は次のとおりです：",
        none: "{company} のページには該当する情報が見つかりませんでした。",
    },
];

/// The sentences in the first of `tags` that there are sentences for; in English otherwise.
pub(super) fn phrases<'a>(tags: impl IntoIterator<Item = &'a str>) -> &'static Phrases {
    tags.into_iter()
        .filter_map(|tag| tag.split(['-', '_']).next())
        .find_map(|primary| {
            PHRASES
                .iter()
                .find(|phrases| primary.eq_ignore_ascii_case(phrases.tag))
        })
        .unwrap_or(&ENGLISH)
}
