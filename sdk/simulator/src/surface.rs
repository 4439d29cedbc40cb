//! Which product a path belongs to, and by which door it came in.

/// A product, as far as its errors and rights differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Product {
    Jira,
    Jsm,
    ConfluenceV1,
    ConfluenceV2,
}

/// Where a request arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surface {
    /// The site's own origin.
    Site(Product),
    /// `api.atlassian.com/ex/{jira,confluence}/{cloudId}`.
    Gateway(Product),
    /// `api.bitbucket.org`.
    Bitbucket,
    /// `_edge`, open to anybody.
    Edge,
    /// Where the contents of files lie; their signatures open them.
    Storage,
    /// No product.
    Elsewhere,
}

impl Surface {
    /// The surface of a path that has no gateway prefix.
    pub(crate) fn of(path: &str) -> Self {
        match path {
            _ if path.starts_with("/_edge/") => Self::Edge,
            _ if path.starts_with("/_storage/") => Self::Storage,
            _ if path.starts_with("/2.0/") => Self::Bitbucket,
            _ => product(path).map_or(Self::Elsewhere, Self::Site),
        }
    }
}

/// The product of a path on the site.
pub(crate) fn product(path: &str) -> Option<Product> {
    match path {
        _ if path.starts_with("/rest/servicedeskapi/") => Some(Product::Jsm),
        // Automation's, which lie behind the gateway alone.
        _ if path.starts_with("/rest/v1/") => None,
        _ if path.starts_with("/rest/") => Some(Product::Jira),
        _ if path.starts_with("/wiki/api/v2/") => Some(Product::ConfluenceV2),
        _ if path.starts_with("/wiki/") => Some(Product::ConfluenceV1),
        _ => None,
    }
}
