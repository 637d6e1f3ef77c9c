//! Links to other pages: related articles, other products, the latest posts.

use scraper::ElementRef;

use super::super::{element::is_heading, survey::Holding};

/// Headings of such sections, in lower case.
const RELATED: &[&str] = &[
    "related articles",
    "related pages",
    "related topics",
    "related links",
    "related content",
    "related",
    "see also",
    "further reading",
    "more articles",
    "you may also like",
    "recommended articles",
    "read more",
    "recently viewed articles",
    "in this article",
    "on this page",
    "table of contents",
    "contents",
    "artículos relacionados",
    "otros artículos",
    "páginas relacionadas",
    "temas relacionados",
    "enlaces relacionados",
    "ver también",
    "véase también",
    "contenido relacionado",
    "en esta página",
    "articles associés",
    "articles connexes",
    "articles similaires",
    "voir aussi",
    "sur cette page",
    "verwandte artikel",
    "ähnliche artikel",
    "verwandte themen",
    "siehe auch",
    "auf dieser seite",
    "artigos relacionados",
    "veja também",
    "ver também",
    "nesta página",
    "articoli correlati",
    "vedi anche",
    "gerelateerde artikelen",
    "zie ook",
    "se även",
    "se också",
    "se også",
    "katso myös",
    "zobacz też",
    "viz též",
    "viz také",
    "см. также",
    "див. також",
    "ayrıca bakınız",
    "δείτε επίσης",
    "lásd még",
    "vezi și",
    "انظر أيضا",
    "ראו גם",
    "相关文章",
    "相关主题",
    "相关链接",
    "相关内容",
    "另请参阅",
    "参见",
    "本页内容",
    "相關文章",
    "相關主題",
    "另請參閱",
    "関連記事",
    "関連項目",
    "関連トピック",
    "このページの内容",
    "관련 문서",
    "관련 글",
    "같이 보기",
];

/// Parts of such headings, in lower case.
const PARTS: &[&str] = &[
    "related ",
    "see also",
    "you may also",
    "you might also",
    "recommended for you",
    "more like this",
    "more to read",
    "read next",
    "recently viewed",
    "popular posts",
    "most popular",
    "latest posts",
    "recent posts",
    "recent articles",
    "relacionad",
    "puede interesar",
    "pueden interesar",
    "más leíd",
    "entradas recientes",
    "articles récents",
    "vous aimerez aussi",
    "sur le même sujet",
    "à lire aussi",
    "contenus associés",
    "produits similaires",
    "verwandte ",
    "ähnliche ",
    "das könnte ",
    "auch interessant",
    "weitere artikel",
    "weitere beiträge",
    "neueste beiträge",
    "kauften auch",
    "lesen sie auch",
    "correlati",
    "correlate",
    "potrebbe interessarti",
    "potrebbero interessar",
    "leggi anche",
    "mais visitad",
    "mais lid",
    "leia também",
    "gerelateerd",
    "lees ook",
    "ook interessant",
    "powiązan",
    "podobne ",
    "polecane",
    "zobacz też",
    "zobacz także",
    "czytaj także",
    "ostatnie wpisy",
    "najnowsze wpisy",
    "похожие",
    "читайте также",
    "смотрите также",
    "läs också",
    "läs även",
    "relaterade",
    "související",
    "mohlo by vás",
    "relaterede",
    "relaterte",
    "関連",
    "あわせて読みたい",
    "おすすめ記事",
    "最近の投稿",
    "相关",
    "相關",
    "推荐阅读",
    "延伸阅读",
    "관련",
    "추천 글",
    "ذات صلة",
    "اقرأ أيضا",
    "אולי יעניין",
    "ilgili ",
    "benzer ",
];
/// The longest such heading, in characters.
const HEADING_CHARS: usize = 60;
/// The most text of such a section, in characters.
const CHARS: usize = 3_000;
/// The same limit in bytes, including the white space around and between its parts.
const BYTES: usize = 20_000;
/// How many of its elements are searched for its heading.
const LOOKED_THROUGH: usize = 30;

/// Whether a heading announces links to other pages.
pub(in super::super) fn is_over_related(heading: &str) -> bool {
    if heading.chars().count() > HEADING_CHARS {
        return false;
    }
    let heading = heading.trim_end_matches([':', '：']).to_lowercase();
    RELATED.contains(&heading.as_str()) || PARTS.iter().any(|part| heading.contains(part))
}

/// Whether a heading says nothing else.
fn names_related(heading: &str) -> bool {
    let heading = heading.trim_end_matches([':', '：']).to_lowercase();
    RELATED.contains(&heading.as_str())
}

/// Whether `element` is such a heading followed only by links, or by teasers whose own headings are links; or an aside
/// with only teasers.
pub(super) fn leads_to_related(element: &ElementRef<'_>, holding: &Holding) -> bool {
    if holding.headings == 0
        || holding.other_links == 0
        || holding.beginnings > 0
        || holding.chars > CHARS
        || holding.bytes > BYTES
        || is_heading(element)
    {
        return false;
    }
    // An aside with only teasers needs no heading.
    if element.value().name() == "aside"
        && holding.linked_headings > 1
        && holding.linked_headings == holding.headings
    {
        return true;
    }
    let Some(heading) = element
        .descendent_elements()
        .take(LOOKED_THROUGH)
        .find(is_heading)
    else {
        return false;
    };
    let text: String = heading.text().collect();
    let rest = holding
        .prose()
        .saturating_sub((text.chars().filter(|c| !c.is_whitespace())).count());
    let text = text.trim();
    let is_list = holding.sentences == 0 && names_related(text);
    (rest * 2 <= holding.linked_chars
        || is_list
        || holding.linked_headings > 0 && holding.linked_headings + 1 >= holding.headings)
        && is_over_related(text)
}
