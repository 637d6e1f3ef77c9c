//! The purpose of an element, recognised by its contents and position.

use super::*;

/// The text read from a page without `<main>`, including its headings.
fn read_body(body: &str) -> String {
    let found = read_all(&format!("<title>Page</title><body>{body}"));
    found
        .into_iter()
        .map(|(path, text)| format!("{path}\n{text}"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn requests_for_consent_are_left_out_whatever_their_class() {
    for banner in [
        "<div class=x1><p>We use cookies to count visits.</p><button>Accept all</button></div>",
        "<div><div><p>Diese Seite verwendet Cookies.</p></div><a href='#'>Verstanden</a></div>",
        "<section><h2>Cookies</h2><p>Usamos cookies propias y de terceros.</p><button>Aceptar</button></section>",
        "<aside><p>Nous utilisons des cookies.</p><span role=button>J'accepte</span></aside>",
        "<form><p>Używamy ciasteczek na tej stronie.</p><button>Akceptuję</button></form>",
        "<div><p>当サイトではクッキーを使用します。</p><button>同意する</button></div>",
        "<div><p>Мы используем куки на этом сайте.</p><button>Принять</button></div>",
    ] {
        let found = read_body(&format!("<div><h1>Page</h1>{FILLER}</div>{banner}"));
        assert_eq!(found, format!("Page\n{FILLER_TEXT}"), "{banner}");
    }
    for content in [
        "<div><h2>Cookies</h2><p>We set one cookie for a year. <a href='/more'>Accepted uses</a></p></div>",
        "<div><p>To bake cookies, heat the oven.</p><button>Print</button></div>",
        "<div><p>Clear the cache and cookies, then <a href=https://x.example>allow the camera</a>.</p></div>",
    ] {
        let found = read_body(&format!("<div><h1>Page</h1>{FILLER}{content}</div>"));
        assert!(found.contains("ookie"), "{content}\n{found}");
    }
}

#[test]
fn links_that_share_the_page_are_left_out() {
    for row in [
        "<div><h3>Share:</h3><a href='https://www.facebook.com/sharer/sharer.php?u=x'>Facebook it</a></div>",
        "<ul><li><a href='https://twitter.com/intent/tweet?url=x'>Post this</a><li><a href='mailto:?subject=x'>Send this</a></ul>",
        "<p>Teilen mit: <a href='?share=facebook'>Klick zum Teilen</a></p>",
        "<div class=z><a href='https://wa.me/?text=x'>By WhatsApp</a></div>",
        "<div><span>Condividi</span> <a href='https://t.me/share/url?url=x'>Telegram chat</a></div>",
        "<section><a href='https://pinterest.com/pin/create/button/?url=x'>Pin this</a></section>",
    ] {
        check_text(&format!("{FILLER}{row}"), FILLER_TEXT);
    }
    let kept = "<p>Share your photos with us by <a href='https://wa.me/?text=hi'>WhatsApp</a>, and we print them.</p>";
    let found = read_all(&format!("<main>{FILLER}{kept}</main>"));
    assert!(found[0].1.contains("Share your photos"), "{found:?}");
}

#[test]
fn comments_are_left_out_where_their_parts_say_so_too() {
    for comments in [
        "<div id=comments class=comments-area><h2 class=comments-title>One thought</h2><ol class=comment-list><li><p>I waited for weeks.</p></ol></div>",
        "<section class='comments embed'><h3>Comentários</h3><dl><dd class=comment-body><p>I waited for weeks.</p><dd class=comment-footer>x</dl></section>",
        "<div id=comments-section><ol class=comment-threads><li class=comment-thread><p>I waited for weeks.</p></ol></div>",
        "<div class=post-comments><div class=comment-author>Jo</div><div class=comment-content><p>I waited for weeks.</p></div></div>",
        "<aside class=comments><h2>Comments</h2><div class='comment__body'><p>I waited for weeks.</p></div><form class=comment-form></form></aside>",
    ] {
        check_text(&format!("{FILLER}{comments}"), FILLER_TEXT);
    }
    let found = read_all(&format!(
        "<main>{FILLER}<section class=comments><h2>Your comments</h2><p>Write to the manager.</p></section></main>"
    ));
    assert!(format!("{found:?}").contains("Write to the manager."));
}

#[test]
fn teasers_of_other_pages_are_left_out_under_a_heading_that_says_so() {
    for related in [
        "<div><h2>Related posts</h2><a href=/a>Five rides</a><a href=/b>Seven rides</a></div>",
        "<section><h2>Vous aimerez aussi</h2><article><h3><a href=/a>Lampe Aube</a></h3><p>Une lampe qui éclaire bien la table.</p></article></section>",
        "<aside><h3>Das könnte Sie auch interessieren</h3><ul><li><a href=/a>Neue Lampen</a></ul></aside>",
        "<div><h2>También te puede interesar</h2><div><a href=/a><h3>Otra lámpara</h3><p>Ilumina muy bien la mesa.</p></a></div></div>",
        "<x-more><h2>More like this</h2><ul><li><a href=/a>Other lamps</a></ul></x-more>",
        "<div><h3>関連記事</h3><p><a href=/a>ほかのランプ</a></p></div>",
        "<section><h2>Читайте также</h2><div><a href=/a>Другая лампа</a></div></section>",
    ] {
        check_text(&format!("{FILLER}{related}"), FILLER_TEXT);
    }
    for content in [
        "<section><h2>Related fees</h2><p>We charge a fee of ten euros. See <a href=/f>all fees</a>.</p></section>",
        "<section><h2>Forms</h2><ul><li><a href=/a>Form for movers</a><li><a href=/b>Form for dogs</a></ul></section>",
    ] {
        let found = read_all(&format!("<main>{FILLER}{content}</main>"));
        assert!(
            found.len() + found[0].1.matches('\n').count() > 1,
            "{found:?}"
        );
    }
}

#[test]
fn the_foot_of_a_page_that_marks_nothing_is_left_out() {
    for foot in [
        "<div class=footer><p>Page made with a text editor.</p></div>",
        "<div id=rodape><p>Todos os direitos reservados à empresa.</p></div>",
        "<div class=site-footer><p>Open every day.</p><a href=/a>Terms of use</a></div>",
        "<p>© 2024 The bakery of Graz</p>",
        "<div><small>Copyright 2024 The bakery of Graz</small></div>",
        "<table><tr><td>© Bakery<br>Made by a studio</td></tr></table>",
    ] {
        let found = read_body(&format!("<div><h1>Page</h1>{FILLER}</div>{foot}"));
        assert_eq!(found, format!("Page\n{FILLER_TEXT}"), "{foot}");
    }
    let feet =
        "<section class=pied><h2>Nos soins</h2><p>Le soin des pieds dure une heure.</p></section>";
    let found = read_body(&format!("<div><h1>Page</h1>{FILLER}</div>{feet}"));
    assert!(found.contains("dure une heure"), "{found}");
    let long = "<p>The copyright of your texts stays with you. We only print them.</p>";
    let found = read_body(&format!(
        "<div class=footer-page><h1>Page</h1>{FILLER}{long}</div>"
    ));
    assert!(found.contains("stays with you"), "{found}");
}

#[test]
fn a_nav_an_aside_or_a_header_that_says_sentences_is_content() {
    for markup in [
        "<nav class=answer><p>Unused letters expire after a month.</p></nav>",
        "<aside><h2>Dogs</h2><p>Unused letters expire after a month.</p></aside>",
        "<header><h2>Letters</h2></header><p>Unused letters expire after a month.</p>",
        "<header><h1>Letters</h1><p>Unused letters expire after a month.</p><a href=/a>Buy</a></header>",
    ] {
        let found = read_body(&format!("<div>{FILLER}</div>{markup}"));
        assert!(found.contains("Unused letters expire"), "{markup}\n{found}");
    }
    for markup in [
        "<nav><ul><li><a href=/a>Unused letters</a></ul></nav>",
        "<header><p>Unused letters</p><a href=/a>All letters</a></header>",
        "<aside><h2>Unused letters</h2><ul><li><a href=/a>All letters</a></ul></aside>",
    ] {
        let found = read_body(&format!("<div><h1>Page</h1>{FILLER}</div>{markup}"));
        assert!(!found.contains("letters"), "{markup}\n{found}");
    }
}

#[test]
fn nothing_is_read_of_a_page_that_has_only_what_stands_around_content() {
    for body in [
        "<nav>Menu</nav><div id=root></div>",
        "<div id=page><nav><span>Open the menu</span></nav><div id=root></div></div>",
        "<nav><a href=/>Home</a> <a href=/shop>Shop</a> <a href=/help>Help</a> or call</nav><div id=app></div>",
        "<nav><ul><li>Products and prices<ul><li><a href=/a>Lamps</a></ul><li>Company</ul></nav><main></main>",
        "<div role=navigation>Menu</div><div id=root></div>",
        "<header><a href=/>Home</a> <a href=/shop>Shop</a></header><div id=app></div>",
        "<header><div><div>The lamps of Graz</div><button>Sign in</button></div></header><div id=app></div>",
        "<div role=banner>The lamps of Graz</div><div id=app></div>",
        "<footer>© 2026 Shop</footer>",
        "<div id=root></div><footer><p>© 2026 Shop. All rights reserved.</p></footer>",
        "<div id=root></div><div role=contentinfo><p>© 2026 Shop</p></div>",
        "<header>Shop</header><nav>Menu</nav><div id=root></div><footer>© 2026 Shop</footer>",
        "<div><p>We use cookies to count visits.</p><button>Accept all</button></div><div id=root></div>",
        "<div><div><div><p>We use cookies to count visits.</p></div><div><a href='#'>Accept all</a></div></div></div>",
        "<nav>Menu</nav><div id=root></div><div class=cookie-banner>We use cookies. <button>OK</button></div>",
    ] {
        assert_eq!(read_body(body), "", "{body}");
    }
    for body in [
        "<nav>Menu</nav><div><p>Open every day.</p></div>",
        "<nav><p>Unused letters expire, and you can open every day.</p></nav>",
        "<header><h1>Letters</h1><p>Open every day.</p><button>Buy</button></header>",
        "<header><p>We are open every day.</p></header><div id=root></div>",
        "<div id=page><p>Open every day. We bake bread.</p><div><p>We use cookies.</p><button>OK</button></div></div>",
        "<div id=page><div><p>Open every day. We bake bread and sell it in our shop behind the church, and on the market \
         on Saturdays.</p></div><div>We use cookies. <button>OK</button></div></div>",
    ] {
        let found = read_body(body).to_lowercase();
        assert!(found.contains("open every day"), "{body}\n{found}");
        assert!(!found.contains("cookies"), "{body}\n{found}");
    }
}

#[test]
fn links_before_the_first_heading_lead_away() {
    let found = read_body(&format!(
        "<table><tr><td><a href=/>The bakery of Graz</a></td></tr></table><h1>Page</h1>{FILLER}"
    ));
    assert_eq!(found, format!("Page\n{FILLER_TEXT}"));
    let found = read_body(&format!(
        "<a href=#a>Below: the prices</a><h1>Page</h1>{FILLER}"
    ));
    assert!(found.contains("Below: the prices"), "{found}");
}

#[test]
fn what_stands_beside_the_largest_part_of_a_page_is_read_too() {
    let found = read_body(&format!(
        "<div><h1>Page</h1>{FILLER}{FILLER}</div><div id=notes><p>On holidays until two.</p></div>"
    ));
    assert!(found.contains("On holidays until two."), "{found}");
}

#[test]
fn the_title_is_the_heading_of_the_content_and_not_of_the_site() {
    for body in [
        "<header><h1><a href=/>Lamps of Graz</a></h1></header><main><h1>Returns</h1><p>Thirty days.</p></main>",
        "<div><h1>Lamps of Graz</h1></div><div role=main><h1>Returns</h1><p>Thirty days.</p></div>",
        "<h1>Lamps of Graz</h1><article><h1>Returns</h1><p>Thirty days.</p></article>",
    ] {
        let page = read(&format!("<title>Returns - Lamps of Graz</title>{body}"));
        assert_eq!(page.document.title, "Returns", "{body}");
    }
}

#[test]
fn what_is_called_the_side_is_left_out_unless_it_tells_something() {
    let page = |side: &str| {
        read_body(&format!(
            "<div><div><h1>Page</h1>{FILLER}</div><div id=side>{side}</div></div>"
        ))
    };
    let links = "<p><a href=mail.html><img src=b.gif alt='Write to us'></a></p><p><a href=jobs.html>Nurses wanted</a></p>";
    assert_eq!(page(links), format!("Page\n{FILLER_TEXT}"));
    let hours = "<p>We open at nine and close at six, from Monday to Friday.</p>";
    assert!(page(hours).contains("We open at nine"), "{}", page(hours));
}
