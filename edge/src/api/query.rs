//! Query parameters, with errors that say what is wrong.

use axum::{
    extract::{FromRequestParts, Query},
    http::{Uri, request::Parts, uri::PathAndQuery},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::error::ApiError;

/// The query of the address, read as a `T`.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        match Query::try_from_uri(&without_empty_values(&parts.uri)) {
            Ok(Query(params)) => Ok(Self(params)),
            Err(rejection) => Err(ApiError::bad_request(
                "invalid_query",
                format!("The query cannot be read: {}.", rejection.body_text()),
            )),
        }
    }
}

/// A number of days. Each report describes the parameter in its own document.
#[derive(Deserialize)]
pub struct DaysQuery {
    /// The number, if the query has one.
    pub days: Option<u32>,
}

/// The address without parameters that have no value: they count as absent.
fn without_empty_values(uri: &Uri) -> Uri {
    let query = uri.query().unwrap_or_default();
    let is_empty = |pair: &&str| {
        pair.split_once('=')
            .is_none_or(|(_, value)| value.is_empty())
    };
    if !query.split('&').any(|pair| is_empty(&pair)) {
        return uri.clone();
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_empty(pair)).collect();
    let path_and_query = PathAndQuery::try_from(format!("/?{}", kept.join("&")));
    path_and_query.map_or_else(|_| uri.clone(), Uri::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_without_a_value_counts_as_absent() {
        for (query, kept) in [
            ("a=1&b=2", Some("a=1&b=2")),
            ("a=&b=2&c", Some("b=2")),
            ("a=", Some("")),
            ("", Some("")),
        ] {
            let uri: Uri = format!("/path?{query}").parse().unwrap();
            assert_eq!(without_empty_values(&uri).query(), kept, "{query}");
        }
    }
}
