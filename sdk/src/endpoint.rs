//! Endpoints: the fixed part of a request, declared once as a constant and named by the commands that use it.

use crate::bindings::atlassian::plugin::http;

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Reads the headers.
    Head,
    /// Creates, or does what has no method of its own.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
    /// Any of them, written `ANY` in [`endpoint!`](crate::endpoint!), with a template that ends in `{+name}`:
    /// [`Request::method`](crate::Request::method) says which. Installing such a plugin needs a consent of its own.
    Any,
}

impl Method {
    #[expect(clippy::panic, reason = "evaluated by the compiler only: it becomes a compile error")]
    const fn named(name: &str) -> Self {
        match name.as_bytes() {
            b"GET" => Self::Get,
            b"HEAD" => Self::Head,
            b"POST" => Self::Post,
            b"PUT" => Self::Put,
            b"PATCH" => Self::Patch,
            b"DELETE" => Self::Delete,
            b"ANY" => Self::Any,
            _ => panic!("an endpoint's method is one of GET, HEAD, POST, PUT, PATCH, DELETE, ANY"),
        }
    }
}

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            // What was not chosen reads.
            Method::Get | Method::Any => Self::Get,
            Method::Head => Self::Head,
            Method::Post => Self::Post,
            Method::Put => Self::Put,
            Method::Patch => Self::Patch,
            Method::Delete => Self::Delete,
        }
    }
}

/// An endpoint that a command may use; made by [`endpoint!`](crate::endpoint!).
#[derive(Debug, Clone, Copy)]
pub struct Endpoint {
    service: &'static str,
    method: Method,
    template: &'static str,
    manifest: &'static str,
}

impl Endpoint {
    /// Called by `endpoint!` in a constant: a wrong declaration does not compile.
    #[doc(hidden)]
    pub const fn __new(
        service: &'static str,
        method: &str,
        template: &'static str,
        scopes: &[&str],
        manifest: &'static str,
    ) -> Self {
        assert!(crate::manifest::is_plain(template), "a template has no quotes, backslashes or control characters");
        assert!(matches!(template.as_bytes(), [b'/', ..]), "a template begins with `/`");
        let mut rest = scopes;
        while let [scope, others @ ..] = rest {
            assert!(crate::manifest::is_plain(scope), "a scope has no quotes, backslashes or control characters");
            rest = others;
        }
        Self { service, method: Method::named(method), template, manifest }
    }

    /// The service that the endpoint belongs to.
    pub const fn service(&self) -> &'static str {
        self.service
    }

    /// Its method.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// Its path, with `{name}` for what a request fills in.
    pub const fn template(&self) -> &'static str {
        self.template
    }

    /// Its entry in the manifest, as JSON.
    pub const fn manifest(&self) -> &'static str {
        self.manifest
    }
}

/// Endpoints that belong together, so that commands can name them as one; made by
/// [`endpoint_group!`](crate::endpoint_group!).
#[derive(Debug, Clone, Copy)]
pub struct EndpointGroup {
    manifest: &'static str,
}

impl EndpointGroup {
    /// Called by `endpoint_group!`.
    #[doc(hidden)]
    pub const fn __new(manifest: &'static str) -> Self {
        Self { manifest }
    }

    /// The entries in the manifest, as JSON with commas between them.
    pub const fn manifest(&self) -> &'static str {
        self.manifest
    }
}

/// Declares an endpoint: service, method, path template, and the OAuth scopes that it needs (a token needs all of one
/// of the two lists; leave out what the endpoint does not have). With `storage` as the last word, a GET or HEAD may be
/// redirected to signed storage at another address, to which no credential is sent.
///
/// ```
/// use atlassian_plugin_sdk::prelude::*;
///
/// const ISSUE: Endpoint = endpoint!(
///     jira GET "/rest/api/3/issue/{issueIdOrKey}",
///     classic("read:jira-work"),
///     granular("read:issue:jira", "read:user:jira"),
/// );
/// assert_eq!(ISSUE.template(), "/rest/api/3/issue/{issueIdOrKey}");
/// ```
#[macro_export]
macro_rules! endpoint {
    (
        $service:ident $method:ident $template:literal
        $(, classic($($classic:literal),+ $(,)?))?
        $(, granular($($granular:literal),+ $(,)?))?
        $(,)?
    ) => {
        $crate::__endpoint!($service $method $template [$($($classic),+)?] [$($($granular),+)?] "")
    };
    (
        $service:ident $method:ident $template:literal
        $(, classic($($classic:literal),+ $(,)?))?
        $(, granular($($granular:literal),+ $(,)?))?
        , storage $(,)?
    ) => {
        $crate::__endpoint!($service $method $template [$($($classic),+)?] [$($($granular),+)?] ",\"storage\":true")
    };
}

/// An endpoint from its parts; the last is what follows the scopes in the manifest.
#[doc(hidden)]
#[macro_export]
macro_rules! __endpoint {
    (
        $service:ident $method:ident $template:literal
        [$($classic:literal),*] [$($granular:literal),*] $more:literal
    ) => {
        $crate::Endpoint::__new(
            ::core::stringify!($service),
            ::core::stringify!($method),
            $template,
            &[$($classic,)* $($granular,)*],
            ::core::concat!(
                "{\"service\":\"", ::core::stringify!($service),
                "\",\"method\":\"", $crate::__method!($method),
                "\",\"template\":\"", $template,
                "\",\"scopes\":{\"classic\":[", $crate::__quoted!($($classic),*),
                "],\"granular\":[", $crate::__quoted!($($granular),*),
                "]}", $more, "}"
            ),
        )
    };
}

/// Names endpoints, or groups of them, as one.
///
/// ```
/// use atlassian_plugin_sdk::prelude::*;
///
/// const SEARCH: Endpoint = endpoint!(jira GET "/rest/api/3/user/search", classic("read:jira-user"));
/// const MYSELF: Endpoint = endpoint!(jira GET "/rest/api/3/myself", classic("read:jira-user"));
/// const FIND_PEOPLE: EndpointGroup = endpoint_group!(SEARCH, MYSELF);
/// ```
#[macro_export]
macro_rules! endpoint_group {
    ($first:expr $(, $rest:expr)* $(,)?) => {
        $crate::EndpointGroup::__new($crate::__private::concat!($first.manifest() $(, ",", $rest.manifest())*))
    };
}

/// A method as the manifest writes it.
#[doc(hidden)]
#[macro_export]
macro_rules! __method {
    (ANY) => {
        "*"
    };
    ($method:ident) => {
        ::core::stringify!($method)
    };
}

/// `"a","b"` from literals.
#[doc(hidden)]
#[macro_export]
macro_rules! __quoted {
    () => {
        ""
    };
    ($first:literal $(, $rest:literal)*) => {
        ::core::concat!("\"", $first, "\"" $(, ",\"", $rest, "\"")*)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Endpoint = crate::endpoint!(jira GET "/a/{b}", classic("x"), granular("y", "z"));
    const TWO: Endpoint = crate::endpoint!(bitbucket DELETE "/2.0/c");
    const BOTH: EndpointGroup = crate::endpoint_group!(ONE, TWO);
    const NESTED: EndpointGroup = crate::endpoint_group!(BOTH, TWO);

    const ONE_JSON: &str =
        r#"{"service":"jira","method":"GET","template":"/a/{b}","scopes":{"classic":["x"],"granular":["y","z"]}}"#;
    const TWO_JSON: &str =
        r#"{"service":"bitbucket","method":"DELETE","template":"/2.0/c","scopes":{"classic":[],"granular":[]}}"#;

    #[test]
    fn an_endpoint_carries_its_manifest_entry() {
        assert_eq!(ONE.manifest(), ONE_JSON);
        assert_eq!(TWO.manifest(), TWO_JSON);
        assert_eq!((ONE.service(), ONE.method()), ("jira", Method::Get));
    }

    #[test]
    fn storage_is_declared_where_it_is_wanted() {
        const CONTENT: Endpoint = crate::endpoint!(jira GET "/c", storage);
        assert!(CONTENT.manifest().ends_with(r#"]},"storage":true}"#));
    }

    #[test]
    fn groups_join_endpoints_and_groups() {
        assert_eq!(BOTH.manifest(), format!("{ONE_JSON},{TWO_JSON}"));
        assert_eq!(NESTED.manifest(), format!("{ONE_JSON},{TWO_JSON},{TWO_JSON}"));
    }
}
