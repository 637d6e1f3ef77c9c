//! Different addresses of the same thing: a site with and without `www.`, a page with and without a trailing slash.

use url::Url;

/// The names of a folder's index page, without extension.
const INDEX_NAMES: [&str; 2] = ["index", "default"];
/// The extensions of such a page.
const INDEX_ENDINGS: [&str; 7] = ["html", "htm", "xhtml", "php", "asp", "aspx", "jsp"];

/// A key shared by all spellings of a page's address: host and path, without scheme, `www.`, query, trailing slash and
/// index page. `localhost` and `127.0.0.1` count as the same host.
pub fn page(url: &Url) -> String {
    let path = url.path();
    let folder = match path.rsplit_once('/') {
        Some((folder, name)) if is_index(name) => folder,
        _ => path,
    };
    format!("{}{}", site(url), folder.trim_end_matches('/'))
}

/// A key shared by all spellings of an address without parameters at one origin: the origin, a space, and [`page`]. An
/// address with parameters has only itself.
pub fn document(url: &Url) -> String {
    match url.query() {
        Some(_) => url.as_str().to_owned(),
        None => format!("{} {}", url.origin().ascii_serialization(), page(url)),
    }
}

/// Whether both addresses are on the same site: the same host and port, ignoring `http` or `https`, and `www.`.
pub fn same_site(a: &Url, b: &Url) -> bool {
    site(a) == site(b)
}

/// `url` at the origin of `site`, which is another spelling of the same site.
pub fn at_site(url: &Url, site: &Url) -> Url {
    let mut moved = site.clone();
    moved.set_path(url.path());
    moved.set_query(url.query());
    moved.set_fragment(url.fragment());
    moved
}

/// The host and port in the form that all spellings of a site share.
fn site(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let host = match host {
        "127.0.0.1" | "[::1]" => "localhost",
        host => host
            .strip_prefix("www.")
            .filter(|rest| rest.contains('.'))
            .unwrap_or(host),
    };
    match url.port() {
        None | Some(80 | 443) => host.to_owned(),
        Some(port) => format!("{host}:{port}"),
    }
}

fn is_index(name: &str) -> bool {
    name.split_once('.').is_some_and(|(name, ending)| {
        let is = |known: &&str, found: &str| found.eq_ignore_ascii_case(known);
        INDEX_NAMES.iter().any(|known| is(known, name))
            && INDEX_ENDINGS.iter().any(|known| is(known, ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn spellings_of_one_page_have_one_thing_in_common() {
        for spelled in [
            "https://shop.example/w",
            "https://shop.example/w/",
            "https://shop.example/w/index.html",
            "https://shop.example/w/Default.aspx?ref=footer",
            "http://www.shop.example/w?ref=footer#top",
        ] {
            assert_eq!(page(&url(spelled)), "shop.example/w", "{spelled}");
        }
        for other in [
            "https://shop.example/",
            "https://shop.example/W",
            "https://shop.example/w/index",
            "https://shop.example/w/index.html/x",
            "https://shop.example:8443/w",
            "https://help.shop.example/w",
        ] {
            assert_ne!(page(&url(other)), "shop.example/w", "{other}");
        }
        assert_eq!(
            page(&url("https://shop.example")),
            page(&url("http://shop.example/index.php"))
        );
    }

    #[test]
    fn a_document_is_of_one_origin_and_has_one_path_however_it_is_spelled() {
        let shop = document(&url("https://shop.example/w"));
        assert_eq!(shop, "https://shop.example shop.example/w");
        assert_eq!(shop, document(&url("https://shop.example/w/index.html")));
        for other in [
            "https://www.shop.example/w",
            "http://shop.example/w",
            "https://shop.example/w?x=1",
        ] {
            assert_ne!(shop, document(&url(other)), "{other}");
        }
    }

    #[test]
    fn a_site_is_the_same_with_www_and_without_encryption() {
        let same = |a: &str, b: &str| same_site(&url(a), &url(b));
        assert!(same("https://shop.example/a", "http://www.shop.example/b"));
        assert!(same("http://127.0.0.1:8000/", "http://localhost:8000/"));
        assert!(!same("https://shop.example/", "https://help.shop.example/"));
        assert!(!same(
            "http://shop.example:8000/",
            "http://shop.example:8001/"
        ));
        assert!(!same("https://www.com/", "https://com.example/"));
        assert_eq!(
            at_site(
                &url("http://shop.example/a?b=1"),
                &url("https://www.shop.example/docs/?x=1")
            )
            .as_str(),
            "https://www.shop.example/a?b=1"
        );
    }
}
