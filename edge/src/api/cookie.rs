//! The cookies that a browser sends: <https://www.rfc-editor.org/rfc/rfc6265#section-4.2>.

use axum::http::{HeaderMap, header};

/// The value of the cookie `name`.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; session=2"));
        headers.append(header::COOKIE, HeaderValue::from_static("b=x=y"));
        for (name, value) in [
            ("a", Some("1")),
            ("session", Some("2")),
            ("b", Some("x=y")),
            ("sess", None),
            ("c", None),
        ] {
            assert_eq!(read(&headers, name), value, "{name}");
        }
    }
}
