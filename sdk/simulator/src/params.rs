//! The query of a request, in order and with repeats.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;

/// Names and values, decoded.
#[derive(Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn parse(query: &str) -> Self {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        };
        Self(query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect())
    }

    #[cfg(feature = "contract")]
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }

    /// All of them, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Values of a repeated parameter, each split at commas: Jira and Confluence take both spellings.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(key, _)| key == name);
        let parts = values.flat_map(|(_, value)| value.split(','));
        parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// A number, or `default` where it is absent, unreadable or below `least`; never above `most`.
    pub(crate) fn number(&self, name: &str, default: usize, least: usize, most: usize) -> usize {
        let given = self.first(name).and_then(|value| value.parse().ok()).filter(|number| *number >= least);
        given.unwrap_or(default).min(most)
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or("")))
    }
}

#[cfg(test)]
mod tests {
    use super::Params;

    #[test]
    fn values_are_decoded_repeated_and_bounded() {
        let params = Params::parse("jql=project+%3D%20DEV&fields=a,b&fields=c&maxResults=500&startAt=-1&flag");
        assert_eq!(params.first("jql"), Some("project = DEV"));
        assert_eq!(params.list("fields"), ["a", "b", "c"]);
        assert_eq!(params.number("maxResults", 50, 1, 100), 100);
        assert_eq!(params.number("startAt", 0, 0, 100), 0);
        assert_eq!(params.number("absent", 50, 1, 100), 50);
        assert_eq!(params.first("flag"), Some(""));
    }
}
