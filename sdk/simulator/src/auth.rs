//! The credentials that work here, and what each product says to those that do not.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::reply;
use crate::surface::{Product, Surface};

/// E-mail address that goes with [`SITE_TOKEN`], [`SCOPED_TOKEN`] and [`BITBUCKET_TOKEN`].
pub const EMAIL: &str = "dev@example.com";
/// API token of Jira, Confluence and JSM for Basic authentication with [`EMAIL`].
pub const SITE_TOKEN: &str = "ATATT-site-token-EXAMPLE";
/// Bearer token of Jira, Confluence and JSM.
pub const SITE_BEARER: &str = "ATATT-site-bearer-EXAMPLE";
/// API token with scopes: refused by the site, accepted by the gateway `/ex/{jira,confluence}/{cloudId}` for what its
/// scopes allow (see [`SCOPES`]); Basic with [`EMAIL`], or Bearer as service accounts send it.
pub const SCOPED_TOKEN: &str = "ATATT-scoped-token-EXAMPLE";
/// E-mail address of somebody who may log in and see almost nothing.
pub const GUEST_EMAIL: &str = "guest@example.com";
/// API token that goes with [`GUEST_EMAIL`].
pub const GUEST_TOKEN: &str = "ATATT-guest-token-EXAMPLE";
/// Bitbucket API token for Basic authentication with [`EMAIL`].
pub const BITBUCKET_TOKEN: &str = "ATBB-user-token-EXAMPLE";
/// Bitbucket workspace access token, sent as Bearer. It has the scopes `repository` and `pullrequest`, not `account`,
/// so `GET /2.0/user` answers 403 with the list of both.
pub const BITBUCKET_ACCESS_TOKEN: &str = "ATCT-access-token-EXAMPLE";
/// Scopes of [`SCOPED_TOKEN`]: it reads Jira and Confluence, and neither writes nor sees JSM.
pub const SCOPES: [&str; 5] =
    ["read:jira-user", "read:jira-work", "read:confluence-user", "read:page:confluence", "read:space:confluence"];

/// Every token that works, for keeping them out of the log.
pub(crate) const TOKENS: [&str; 6] =
    [SITE_TOKEN, SITE_BEARER, SCOPED_TOKEN, GUEST_TOKEN, BITBUCKET_TOKEN, BITBUCKET_ACCESS_TOKEN];

const NOT_AUTHENTICATED: &str = "Client must be authenticated to access this resource.";

/// Whose request it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// `dev@example.com`, by whichever of that user's credentials.
    Dev,
    /// `guest@example.com`.
    Guest,
    /// Bitbucket's workspace access token.
    AccessToken,
    /// No credentials.
    Nobody,
}

/// A credential that is known, under the name that the log and [`crate::Recorded`] show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fixture {
    SiteBasic,
    SiteBearer,
    ScopedBasic,
    ScopedBearer,
    GuestBasic,
    BitbucketBasic,
    BitbucketBearer,
}

impl Fixture {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SiteBasic => "site-basic",
            Self::SiteBearer => "site-bearer",
            Self::ScopedBasic => "scoped-basic",
            Self::ScopedBearer => "scoped-bearer",
            Self::GuestBasic => "guest-basic",
            Self::BitbucketBasic => "bitbucket-basic",
            Self::BitbucketBearer => "bitbucket-bearer",
        }
    }
}

/// What a request brought with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credential {
    None,
    Known(Fixture),
    Unknown,
}

impl Credential {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(AUTHORIZATION) else { return Self::None };
        value.to_str().ok().and_then(fixture).map_or(Self::Unknown, Self::Known)
    }
}

fn fixture(authorization: &str) -> Option<Fixture> {
    let (scheme, value) = authorization.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return match value {
            SITE_BEARER => Some(Fixture::SiteBearer),
            SCOPED_TOKEN => Some(Fixture::ScopedBearer),
            BITBUCKET_ACCESS_TOKEN => Some(Fixture::BitbucketBearer),
            _ => None,
        };
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    match pair.split_once(':')? {
        (EMAIL, SITE_TOKEN) => Some(Fixture::SiteBasic),
        (EMAIL, SCOPED_TOKEN) => Some(Fixture::ScopedBasic),
        (GUEST_EMAIL, GUEST_TOKEN) => Some(Fixture::GuestBasic),
        (EMAIL, BITBUCKET_TOKEN) => Some(Fixture::BitbucketBasic),
        _ => None,
    }
}

/// Who is asking, or the product's 401.
///
/// The gateway takes scoped tokens only. What the real one does with an unscoped API token is not documented; refusing
/// it keeps a client from passing here by accident.
pub(crate) fn check(surface: Surface, credential: &Credential, method: &str, path: &str) -> Result<Caller, Response> {
    use Fixture::{BitbucketBasic, BitbucketBearer, GuestBasic, ScopedBasic, ScopedBearer, SiteBasic, SiteBearer};
    match (surface, credential) {
        (Surface::Edge | Surface::Storage, _) => Ok(Caller::Nobody),
        (Surface::Bitbucket, Credential::Known(BitbucketBasic)) => Ok(Caller::Dev),
        (Surface::Bitbucket, Credential::Known(BitbucketBearer)) => Ok(Caller::AccessToken),
        (Surface::Site(_), Credential::Known(SiteBasic | SiteBearer)) => Ok(Caller::Dev),
        (Surface::Site(_), Credential::Known(GuestBasic)) => Ok(Caller::Guest),
        (Surface::Gateway(_), Credential::Known(ScopedBasic | ScopedBearer)) => match required_scope(method, path) {
            Some(scope) if SCOPES.contains(&scope) => Ok(Caller::Dev),
            _ => Err(gateway("Unauthorized; scope does not match")),
        },
        // Jira lets anybody ask; what they see is decided by permissions.
        (Surface::Site(Product::Jira), Credential::None) if open_to_anybody(method, path) => Ok(Caller::Nobody),
        _ => Err(unauthorized(surface)),
    }
}

fn open_to_anybody(method: &str, path: &str) -> bool {
    method == "GET" && (path == "/rest/api/3/serverInfo" || path.starts_with("/rest/api/3/issue/"))
}

/// The scope that a route wants from a scoped token; `None` is a route that none of these scopes opens.
fn required_scope(method: &str, path: &str) -> Option<&'static str> {
    let searches = ["/rest/api/3/search/jql", "/rest/api/3/search/approximate-count"];
    let reads = matches!(method, "GET" | "HEAD") || searches.contains(&path);
    match path {
        "/rest/api/3/myself" => Some("read:jira-user"),
        _ if path.starts_with("/rest/servicedeskapi/") => Some("read:servicedesk-request"),
        _ if path.starts_with("/rest/") && reads => Some("read:jira-work"),
        _ if path.starts_with("/rest/") => Some("write:jira-work"),
        "/wiki/rest/api/user/current" => Some("read:confluence-user"),
        _ if path.starts_with("/wiki/api/v2/pages") && reads => Some("read:page:confluence"),
        _ if path.starts_with("/wiki/api/v2/spaces") && reads => Some("read:space:confluence"),
        _ => None,
    }
}

fn unauthorized(surface: Surface) -> Response {
    match surface {
        Surface::Gateway(_) => gateway("Unauthorized"),
        Surface::Bitbucket => {
            reply::bitbucket_error(401, "Token is invalid, expired, or not supported for this endpoint.")
        }
        Surface::Site(Product::ConfluenceV2) => {
            let error = json!({"status": 401, "code": "UNAUTHORIZED", "title": "Unauthorized", "detail": null});
            reply::json(401, &json!({"errors": [error]}))
        }
        Surface::Site(Product::ConfluenceV1) => reply::confluence_v1_error(401, "Unauthorized"),
        // As its document has it; the sentence is Jira's.
        Surface::Site(Product::Jsm) => reply::json(401, &json!({"errorMessage": NOT_AUTHENTICATED})),
        Surface::Site(Product::Jira) | Surface::Edge | Surface::Storage | Surface::Elsewhere => seraph(),
    }
}

/// The gateway's own answer.
fn gateway(message: &str) -> Response {
    reply::json(401, &json!({"code": 401, "message": message}))
}

/// What Jira's filter says before any route is looked at.
fn seraph() -> Response {
    let answer = reply::text(401, NOT_AUTHENTICATED);
    let answer = reply::with_header(answer, "x-seraph-loginreason", "AUTHENTICATED_FAILED");
    reply::with_header(answer, "www-authenticate", "OAuth realm=\"https%3A%2F%2Fexample.atlassian.net\"")
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    const JIRA: Surface = Surface::Site(Product::Jira);
    const GATEWAY: Surface = Surface::Gateway(Product::Jira);

    fn basic(email: &str, token: &str) -> Credential {
        let mut headers = HeaderMap::new();
        let value = format!("Basic {}", STANDARD.encode(format!("{email}:{token}")));
        headers.insert(AUTHORIZATION, value.parse().unwrap());
        Credential::of(&headers)
    }

    async fn refusal(surface: Surface, credential: &Credential, method: &str, path: &str) -> (u16, String) {
        let answer = check(surface, credential, method, path).unwrap_err();
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[test]
    fn each_credential_is_told_from_the_others() {
        assert_eq!(basic(EMAIL, SITE_TOKEN), Credential::Known(Fixture::SiteBasic));
        assert_eq!(basic(EMAIL, SCOPED_TOKEN), Credential::Known(Fixture::ScopedBasic));
        assert_eq!(basic(GUEST_EMAIL, GUEST_TOKEN), Credential::Known(Fixture::GuestBasic));
        assert_eq!(basic(GUEST_EMAIL, SITE_TOKEN), Credential::Unknown);
        assert_eq!(fixture(&format!("bearer {SITE_BEARER}")), Some(Fixture::SiteBearer));
        assert_eq!(fixture(&format!("Bearer {SITE_TOKEN}")), None);
        assert_eq!(Credential::of(&HeaderMap::new()), Credential::None);
    }

    #[test]
    fn tokens_work_only_where_they_belong() {
        let path = "/rest/api/3/myself";
        assert_eq!(check(JIRA, &basic(EMAIL, SITE_TOKEN), "GET", path).unwrap(), Caller::Dev);
        assert_eq!(check(GATEWAY, &basic(EMAIL, SCOPED_TOKEN), "GET", path).unwrap(), Caller::Dev);
        assert!(check(JIRA, &basic(EMAIL, SCOPED_TOKEN), "GET", path).is_err());
        assert!(check(GATEWAY, &basic(EMAIL, SITE_TOKEN), "GET", path).is_err());
        assert!(check(Surface::Bitbucket, &basic(EMAIL, SITE_TOKEN), "GET", "/2.0/user").is_err());
    }

    #[tokio::test]
    async fn each_product_refuses_in_its_own_words() {
        let wrong = Credential::Unknown;
        let jira = refusal(JIRA, &wrong, "GET", "/rest/api/3/myself").await;
        assert_eq!(jira, (401, "Client must be authenticated to access this resource.".to_owned()));
        let bitbucket = refusal(Surface::Bitbucket, &wrong, "GET", "/2.0/user").await;
        assert!(bitbucket.1.contains("Token is invalid, expired, or not supported for this endpoint."));
        let confluence = refusal(Surface::Site(Product::ConfluenceV2), &wrong, "GET", "/wiki/api/v2/spaces").await;
        assert_eq!(
            confluence.1,
            r#"{"errors":[{"status":401,"code":"UNAUTHORIZED","title":"Unauthorized","detail":null}]}"#
        );
        let scope = refusal(GATEWAY, &basic(EMAIL, SCOPED_TOKEN), "POST", "/rest/api/3/issue").await;
        assert_eq!(scope.1, r#"{"code":401,"message":"Unauthorized; scope does not match"}"#);
        let gateway = refusal(GATEWAY, &wrong, "GET", "/rest/api/3/myself").await;
        assert_eq!(gateway.1, r#"{"code":401,"message":"Unauthorized"}"#);
    }
}
