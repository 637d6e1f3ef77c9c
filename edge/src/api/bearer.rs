//! The credential in the header `Authorization`.

use axum::http::{HeaderMap, header};

/// The credential after `Bearer`, whose case does not matter (RFC 9110, section 11.1).
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credential) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(credential.trim())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_scheme_is_read_in_any_case() {
        for (value, credential) in [
            ("Bearer key", Some("key")),
            ("bearer key", Some("key")),
            ("BEARER  key ", Some("key")),
            ("Bearer ", Some("")),
            ("Bearer", None),
            ("Basic key", None),
            ("Bearerkey", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            assert_eq!(bearer(&headers), credential, "{value}");
        }
    }
}
