//! `api.atlassian.com/ex/{product}/{cloudId}/…`: the site's routes again, for tokens with scopes; and Automation, which
//! has no other address.

use crate::surface::{Product, product};

/// What a path below `/ex/` comes to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Entry<'a> {
    /// Not a gateway path.
    Site,
    /// The product and the rest of the path.
    Gateway(Product, &'a str),
    /// Automation, which lies behind the gateway at the site's address, too.
    Automation { at_site: bool, inner: &'a str },
    /// A cloud id that nobody has, or a product's path under the other product's prefix.
    NotFound,
}

/// Reads a path.
pub(crate) fn enter<'a>(path: &'a str, cloud_id: &str) -> Entry<'a> {
    for (prefix, at_site) in [("/gateway/api/automation/public/jira/", true), ("/automation/public/jira/", false)] {
        let Some(rest) = path.strip_prefix(prefix) else { continue };
        return match rest.strip_prefix(cloud_id) {
            Some(inner) if inner.starts_with("/rest/v1/") => Entry::Automation { at_site, inner },
            _ => Entry::NotFound,
        };
    }
    let Some(rest) = path.strip_prefix("/ex/") else { return Entry::Site };
    let Some((name, rest)) = rest.split_once('/') else { return Entry::NotFound };
    let Some(inner) = rest.strip_prefix(cloud_id).filter(|inner| inner.starts_with('/')) else {
        return Entry::NotFound;
    };
    match (name, product(inner)) {
        ("jira", Some(product @ (Product::Jira | Product::Jsm)))
        | ("confluence", Some(product @ (Product::ConfluenceV1 | Product::ConfluenceV2))) => {
            Entry::Gateway(product, inner)
        }
        _ => Entry::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sites_own_cloud_id_and_the_right_product_are_let_in() {
        assert_eq!(enter("/rest/api/3/myself", "id"), Entry::Site);
        assert_eq!(enter("/ex/jira/id/rest/api/3/myself", "id"), Entry::Gateway(Product::Jira, "/rest/api/3/myself"));
        let spaces = "/wiki/api/v2/spaces";
        assert_eq!(enter("/ex/confluence/id/wiki/api/v2/spaces", "id"), Entry::Gateway(Product::ConfluenceV2, spaces));
        let inner = "/rest/v1/rule";
        let site = "/gateway/api/automation/public/jira/id/rest/v1/rule";
        assert_eq!(enter(site, "id"), Entry::Automation { at_site: true, inner });
        assert_eq!(enter("/automation/public/jira/id/rest/v1/rule", "id"), Entry::Automation { at_site: false, inner });
        assert_eq!(enter(site, "other"), Entry::NotFound);
        for wrong in ["/ex/jira/other/rest/x", "/ex/jira/id/wiki/api/v2/spaces", "/ex/confluence/id/rest/x", "/ex/jira"]
        {
            assert_eq!(enter(wrong, "id"), Entry::NotFound, "{wrong}");
        }
    }
}
