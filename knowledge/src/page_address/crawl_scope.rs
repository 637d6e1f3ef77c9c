//! How far a crawl may go.

use url::Url;

use super::spelling;

/// The part of a site that a crawl may read: a site, in any spelling of its host, and a path prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrawlScope {
    /// Any address of the site, in the spelling used to read it.
    site: Url,
    /// `/help` covers `/help` and everything below `/help/`.
    path: String,
}

impl CrawlScope {
    /// The folder of `url`: `/docs/` and `/docs/index.html` both cover `/docs/`, and `/docs` covers itself and
    /// everything below it.
    pub fn below(url: &Url) -> Self {
        let path = url.path();
        let last = path.rsplit('/').next().unwrap_or_default();
        let folder = if last.contains('.') {
            path.get(..path.len() - last.len()).unwrap_or(path)
        } else {
            path
        };
        Self {
            site: url.clone(),
            path: folder.trim_end_matches('/').to_owned(),
        }
    }

    /// The whole site of `url`.
    pub fn site_of(url: &Url) -> Self {
        Self {
            site: url.clone(),
            path: String::new(),
        }
    }

    /// Whether `url` is on the same site, inside or outside the part.
    pub fn has_site_of(&self, url: &Url) -> bool {
        spelling::same_site(&self.site, url)
    }

    /// The origin used to read the site.
    pub fn origin(&self) -> String {
        self.site.origin().ascii_serialization()
    }

    /// Whether `url` is on the same site and inside the part.
    pub fn contains(&self, url: &Url) -> bool {
        self.has_site_of(url)
            && url
                .path()
                .strip_prefix(self.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// `url`, which is on the same site, in the spelling used to read the site.
    pub fn respelled(&self, url: &Url) -> Url {
        spelling::at_site(url, &self.site)
    }
}

/// Whether the path of `url` suggests a page or a PDF, rather than a picture or an archive.
pub fn may_be_page(url: &Url) -> bool {
    const NO_PAGES: &[&str] = &[
        "7z", "avi", "bin", "bmp", "css", "csv", "dmg", "doc", "eot", "epub", "exe", "gif", "gz",
        "ico", "ics", "iso", "jpeg", "jpg", "js", "json", "m4a", "mov", "mp3", "mp4", "msi", "ods",
        "odt", "ogg", "pkg", "png", "ppt", "pptx", "rar", "rss", "svg", "tar", "tgz", "tiff",
        "ttf", "wav", "webm", "webp", "woff", "woff2", "xls", "xlsx", "xml", "zip",
    ];
    let last = url.path().rsplit('/').next().unwrap_or_default();
    !last
        .rsplit_once('.')
        .is_some_and(|(_, ending)| NO_PAGES.contains(&ending.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_a_folder_of_one_site() {
        let url = |text: &str| Url::parse(text).unwrap();
        for (start, inside, outside) in [
            (
                "https://a.example/docs/",
                "https://a.example/docs/x/y",
                "https://a.example/blog",
            ),
            (
                "https://a.example/docs/index.html",
                "https://a.example/docs/x.html",
                "https://a.example/docs2",
            ),
            (
                "https://a.example/docs",
                "https://a.example/docs/x",
                "https://a.example/docs-old/",
            ),
            (
                "https://a.example",
                "https://a.example/x",
                "https://b.a.example/x",
            ),
            (
                "http://a.example/docs",
                "https://www.a.example/docs/",
                "https://a.example/",
            ),
            (
                "http://a.example:8000/",
                "http://a.example:8000/",
                "http://a.example:8001/",
            ),
        ] {
            let scope = CrawlScope::below(&url(start));
            assert!(scope.contains(&url(inside)), "{start} {inside}");
            assert!(!scope.contains(&url(outside)), "{start} {outside}");
        }
    }

    #[test]
    fn links_to_files_are_no_pages() {
        let may_be = |text: &str| may_be_page(&Url::parse(text).unwrap());
        assert!(may_be("https://a.example/v1.2/start"));
        assert!(may_be("https://a.example/x.html"));
        assert!(may_be("https://a.example/manual.pdf"));
        assert!(!may_be("https://a.example/manual.ZIP?x=1"));
    }
}
