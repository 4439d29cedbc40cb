//! From what a plugin asks for to a request that may be sent.
//!
//! A plugin names a template that the running command declares, letter for letter, plus values. Nothing it says can
//! become a host, another path, a credential or a forbidden header.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use url::Url;

use crate::error::Error;
use crate::plugin::manifest::{Effect, Endpoint};
use crate::policy::effect;
use crate::powerbox::{Sink, Upload};

use super::service::{Service, service};
use super::session::Session;
use super::{Failure, Template, headers, multipart};

/// Longest query in bytes, encoded.
const LONGEST_QUERY: usize = 64 * 1024;

/// Names of query pairs that carry credentials, compared without case.
const CREDENTIAL_QUERY: &[&str] = &[
    "access_token",
    "api_key",
    "apikey",
    "auth",
    "authorization",
    "jwt",
    "os_authtype",
    "os_password",
    "os_username",
    "token",
];

/// A request method of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Reads headers.
    Head,
    /// Mostly writes.
    Post,
    /// Writes.
    Put,
    /// Writes.
    Patch,
    /// Deletes.
    Delete,
}

impl Method {
    /// Upper case, as in manifests and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// GET and HEAD.
    pub fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head)
    }

    pub(super) fn to_reqwest(self) -> reqwest::Method {
        match self {
            Self::Get => reqwest::Method::GET,
            Self::Head => reqwest::Method::HEAD,
            Self::Post => reqwest::Method::POST,
            Self::Put => reqwest::Method::PUT,
            Self::Patch => reqwest::Method::PATCH,
            Self::Delete => reqwest::Method::DELETE,
        }
    }
}

/// A request body.
#[derive(Debug, Clone)]
pub enum Body {
    /// None.
    None,
    /// JSON text.
    Json(String),
    /// Anything else, with its content type.
    Bytes(String, Vec<u8>),
    /// A form.
    Multipart(Vec<Part>),
}

/// A part of a form.
#[derive(Debug, Clone)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// What the file is called.
    pub filename: Option<String>,
    /// What it says it is.
    pub content_type: Option<String>,
    /// What it holds.
    pub content: Content,
}

/// What a part of a form holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A file, streamed.
    File(Upload),
}

impl Body {
    /// Whether it can be sent again.
    pub(super) fn is_repeatable(&self) -> bool {
        let Self::Multipart(parts) = self else { return true };
        parts.iter().all(|part| match &part.content {
            Content::Bytes(_) => true,
            Content::File(upload) => upload.is_repeatable(),
        })
    }
}

/// What a plugin asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// A service of `services.toml`.
    pub service: String,
    /// The method.
    pub method: Method,
    /// A template of the running command.
    pub template: String,
    /// Values of the template's parameters.
    pub params: Vec<(String, String)>,
    /// Query pairs.
    pub query: Vec<(String, String)>,
    /// Headers from the short list that plugins may set.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// Where a successful answer's body goes instead of into memory.
    pub output: Option<Arc<Sink>>,
}

/// What the running command may ask for: its own endpoints and nothing else.
#[derive(Debug, Clone)]
pub struct Permit {
    /// For messages: `jira issue get`.
    pub command: String,
    /// The endpoints of its manifest.
    pub endpoints: Vec<Endpoint>,
}

/// A request that has passed all checks.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) service: &'static Service,
    pub(super) service_name: String,
    pub(super) method: Method,
    /// As the command declares it.
    pub(super) template: String,
    /// What it does, judged by method and final path.
    pub(super) effect: Effect,
    /// Below the base, encoded.
    pub(super) path: String,
    pub(super) url: Url,
    pub(super) base: Url,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
    pub(super) output: Option<Arc<Sink>>,
    /// Whether a redirect may lead to storage at another address.
    pub(super) storage: bool,
    /// Whether it has led there. Nothing of the profile's goes with the request any more.
    pub(super) away: bool,
    /// Counts the bytes of files that were sent or saved.
    pub(super) progress: Arc<AtomicU64>,
    /// Templates that a redirect may lead to.
    pub(super) redirects: Vec<Template>,
}

impl Prepared {
    /// The same request at another base, which has passed the same checks.
    pub(super) fn reroute(&mut self, base: &Url) {
        let below = self.url.path().strip_prefix(self.base.path().trim_end_matches('/')).unwrap_or_default();
        let mut url = base.clone();
        url.set_path(&format!("{}{below}", base.path().trim_end_matches('/')));
        url.set_query(self.url.query());
        self.url = url;
        self.base = base.clone();
    }
}

/// Checks a request against what the command may ask for, and builds its address.
pub(super) fn prepare(request: Request, permit: &Permit, session: &Session) -> Result<Prepared, Failure> {
    let declared = permit.endpoints.iter().find(|endpoint| {
        endpoint.service == request.service
            && (endpoint.method == request.method.as_str() || endpoint.method == effect::ANY)
            && endpoint.template == request.template
    });
    let Some(endpoint) = declared else { return Err(undeclared(&request, permit)) };
    let service = service(&request.service).ok_or_else(|| undeclared(&request, permit))?;
    if !service.prefixes.iter().any(|prefix| request.template.starts_with(prefix.as_str())) {
        return Err(undeclared(&request, permit));
    }
    let invalid = |why: &str| invalid(&request, permit, why);
    if request.method.is_safe() && !matches!(request.body, Body::None) {
        return Err(invalid("GET and HEAD have no body"));
    }
    let template = Template::parse(&request.template).map_err(|why| invalid(&format!("the template {why}")))?;
    let path = template.expand(&request.params).map_err(|why| invalid(&why))?;
    if let Some(other) = effect::another_operation(&request.service, request.method.as_str(), &template, &path) {
        return Err(invalid(&format!("a value of it names another operation, `{other}`")));
    }
    headers::check_request(&request.headers).map_err(|why| invalid(&why))?;
    match &request.body {
        Body::Bytes(content_type, _) => headers::check_content_type(content_type).map_err(invalid)?,
        Body::Multipart(parts) => multipart::check(parts).map_err(|why| invalid(&why))?,
        Body::None | Body::Json(_) => {}
    }
    let base = session.base(service).map_err(|error| Failure::not_sent("invalid", error))?;
    let url = address(&base, &path, &request.query).map_err(|why| invalid(&why))?;
    let effect = effect::of_request(&request.service, request.method.as_str(), &path);
    let redirects = redirects(permit, &request.service);
    Ok(Prepared {
        service,
        service_name: request.service,
        template: request.template,
        effect,
        redirects,
        method: request.method,
        path,
        url,
        base,
        headers: request.headers,
        body: request.body,
        output: request.output,
        storage: endpoint.storage,
        away: false,
        progress: Arc::default(),
    })
}

/// The address that a request would go to, if it may go anywhere.
#[cfg(feature = "fuzzing")]
pub(crate) fn address_of(request: Request, permit: &Permit, session: &Session) -> Option<Url> {
    prepare(request, permit, session).ok().map(|prepared| prepared.url)
}

fn redirects(permit: &Permit, service: &str) -> Vec<Template> {
    permit
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.service == service && ["GET", effect::ANY].contains(&endpoint.method.as_str()))
        .filter_map(|endpoint| Template::parse(&endpoint.template).ok())
        .collect()
}

/// Joins base and path, and looks at the result again: what was checked is what is sent.
fn address(base: &Url, path: &str, query: &[(String, String)]) -> Result<Url, String> {
    let mut url = base.clone();
    let whole = format!("{}{path}", base.path().trim_end_matches('/'));
    url.set_path(&whole);
    url.set_query(None);
    url.set_fragment(None);
    if url.path() != whole || url.origin() != base.origin() {
        return Err("the path does not stay what it was when it becomes an address".to_owned());
    }
    if !query.is_empty() {
        if let Some((name, _)) = query.iter().find(|(name, _)| carries_credential(name)) {
            return Err(format!("the query name `{}` could carry a credential", name.escape_debug()));
        }
        url.query_pairs_mut().extend_pairs(query);
        if url.query().is_some_and(|query| query.len() > LONGEST_QUERY) {
            return Err(format!("the query is longer than {LONGEST_QUERY} bytes"));
        }
    }
    Ok(url)
}

fn carries_credential(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    CREDENTIAL_QUERY.contains(&name.as_str())
}

fn undeclared(request: &Request, permit: &Permit) -> Failure {
    let error = Error::refused(format!(
        "`{}` asked for `{} {}` of `{}`, which its manifest does not declare",
        permit.command,
        request.method.as_str(),
        request.template.escape_debug(),
        request.service.escape_debug(),
    ))
    .caused_by("a plugin's command can use only the endpoints that it declares; nothing was sent");
    Failure::not_sent("denied", error)
}

fn invalid(request: &Request, permit: &Permit, why: &str) -> Failure {
    let error = Error::refused(format!(
        "`{}` made a request for `{} {}` that is not allowed",
        permit.command,
        request.method.as_str(),
        request.template.escape_debug()
    ))
    .caused_by(why);
    Failure::not_sent("denied", error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use crate::profile::{Profile, Selected};

    fn permit() -> Permit {
        let endpoint = |method: &str, template: &str| Endpoint {
            service: "jira".to_owned(),
            method: method.to_owned(),
            template: template.to_owned(),
            scopes: Default::default(),
            storage: false,
        };
        let endpoints = vec![
            endpoint("GET", "/rest/api/3/issue/{id}"),
            endpoint("POST", "/rest/api/3/issue"),
            endpoint("GET", "/admin/{id}"),
            endpoint("*", "/rest/agile/{+path}"),
        ];
        Permit { command: "jira issue get".to_owned(), endpoints }
    }

    fn session() -> Session {
        let profile = Profile { base_url: Some("https://acme.atlassian.net".to_owned()), ..Profile::default() };
        Session::new(Selected { name: "work".to_owned(), profile }, Vec::new(), crate::policy::Rules::default())
    }

    fn request(method: Method, template: &str) -> Request {
        let params = if template.contains("{id}") { vec![("id".to_owned(), "DEV-1".to_owned())] } else { Vec::new() };
        Request {
            service: "jira".to_owned(),
            method,
            template: template.to_owned(),
            params,
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::None,
            output: None,
        }
    }

    fn refusal(request: Request) -> Error {
        prepare(request, &permit(), &session()).unwrap_err().error
    }

    #[test]
    fn a_declared_request_gets_an_address() {
        let mut good = request(Method::Get, "/rest/api/3/issue/{id}");
        good.query = vec![("fields".to_owned(), "a,b c#&".to_owned())];
        let prepared = prepare(good, &permit(), &session()).unwrap();
        assert_eq!(prepared.url.as_str(), "https://acme.atlassian.net/rest/api/3/issue/DEV-1?fields=a%2Cb+c%23%26");
    }

    #[test]
    fn an_undeclared_one_is_refused_by_command_and_template() {
        for (method, template) in [
            (Method::Get, "/rest/api/3/myself"),
            (Method::Delete, "/rest/api/3/issue/{id}"),
            (Method::Get, "/rest/api/3/issue/DEV-1"),
            (Method::Get, "/rest/api/3/issue/{id}/"),
            (Method::Get, "/REST/api/3/issue/{id}"),
            (Method::Get, "//evil/rest/api/3/issue/{id}"),
            (Method::Get, "https://evil/rest/api/3/issue/{id}"),
        ] {
            let error = refusal(request(method, template));
            assert_eq!(error.kind, Kind::Refused);
            assert!(error.message.contains("jira issue get") && error.message.contains(template), "{error}");
        }
        // Declared, but below no prefix of the service.
        assert_eq!(refusal(request(Method::Get, "/admin/{id}")).kind, Kind::Refused);
        let mut other = request(Method::Get, "/rest/api/3/issue/{id}");
        other.service = "bitbucket".to_owned();
        assert_eq!(refusal(other).kind, Kind::Refused);
    }

    #[test]
    fn a_wildcard_stands_for_all_below_it_and_for_nothing_else() {
        for (method, path, effect) in [
            (Method::Get, "1.0/board", Effect::Read),
            (Method::Delete, "1.0/board/1", Effect::Delete),
            (Method::Post, "1.0/sprint", Effect::Write),
        ] {
            let mut wide = request(method, "/rest/agile/{+path}");
            wide.params = vec![("path".to_owned(), path.to_owned())];
            assert_eq!(prepare(wide, &permit(), &session()).unwrap().effect, effect, "{path}");
        }
        for path in ["../api/3/myself", "..", "1.0//board", "/1.0", "%2e%2e/api", "1.0\\board", ""] {
            let mut wide = request(Method::Get, "/rest/agile/{+path}");
            wide.params = vec![("path".to_owned(), path.to_owned())];
            assert_eq!(refusal(wide).kind, Kind::Refused, "{path}");
        }
    }

    #[test]
    fn nothing_in_a_query_header_or_body_widens_it() {
        let good = || request(Method::Get, "/rest/api/3/issue/{id}");
        for name in ["access_token", "JWT", "os_username", " token "] {
            let query = vec![(name.to_owned(), "x".to_owned())];
            assert!(refusal(Request { query, ..good() }).to_string().contains("credential"), "{name}");
        }
        let query = vec![("q".to_owned(), "x".repeat(LONGEST_QUERY))];
        assert!(refusal(Request { query, ..good() }).to_string().contains("longer"));
        let body = Body::Json("{}".to_owned());
        assert!(refusal(Request { body, ..good() }).to_string().contains("no body"));
        for name in ["Authorization", "cookie", "host", "x-forwarded-for", "content-length", "accept\r\nx"] {
            let headers = vec![(name.to_owned(), "x".to_owned())];
            assert!(refusal(Request { headers, ..good() }).to_string().contains("header"), "{name}");
        }
    }
}
