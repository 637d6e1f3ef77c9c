//! The name of a browser without its version, which is enough to distinguish one's own sessions.

/// The part of `User-Agent` that identifies each browser. Most browsers also claim to be others, so the order matters.
const NAMES: [(&str, &str); 6] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The browser that sends this `User-Agent`; empty if unknown.
pub fn of(user_agent: &str) -> &'static str {
    NAMES
        .into_iter()
        .find(|(token, _)| user_agent.contains(token))
        .map_or("", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_what_only_it_says() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Firefox",
            ),
            (
                "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
                "Chrome",
            ),
            (
                "Mozilla/5.0 AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
                "Edge",
            ),
            (
                "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
                "Safari",
            ),
            ("curl/8.0", ""),
            ("", ""),
        ] {
            assert_eq!(of(user_agent), name, "{user_agent}");
        }
    }
}
