//! The way to an address: through which proxy, if any.

use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;
use url::Url;
use zeroize::Zeroizing;

use crate::credential::Redactor;
use crate::environment;
use crate::error::{Context, Error, Kind, Result};
use crate::profile::{self, Selected};

/// Variables that name a proxy, the first that is set counts. `HTTP_PROXY` is not among them: it is for `http://`
/// addresses, and the only ones are on loopback, where no proxy is asked.
const VARIABLES: &[&str] = &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// Variables with the hosts that are reached without it.
const EXCEPTIONS: &[&str] = &["NO_PROXY", "no_proxy"];
/// What a proxy may speak.
const SCHEMES: &[&str] = &["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// How an address is reached.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// Without a proxy.
    Direct,
    /// Through one.
    Proxy(Proxy),
}

/// A proxy and what names it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Proxy {
    /// With user name and password, so never shown.
    address: Url,
    named_by: String,
}

/// The route to an address under a profile. Loopback is never reached through a proxy; the profile wins over the
/// environment, and the environment over the system's settings.
pub(super) fn route(selected: &Selected, url: &Url) -> Result<Route> {
    if url.host().is_some_and(|host| profile::is_loopback(&host)) {
        return Ok(Route::Direct);
    }
    if let Some(written) = &selected.profile.proxy {
        return of_profile(written.trim(), &selected.name);
    }
    match VARIABLES.iter().find_map(|name| environment::var(name).map(|value| (name, value))) {
        Some(_) if is_excepted(url) => Ok(Route::Direct),
        Some((name, value)) => Proxy::new(&value, format!("`{name}`")).map(Route::Proxy),
        None => of_system(url),
    }
}

fn of_profile(written: &str, name: &str) -> Result<Route> {
    if written == "direct" {
        return Ok(Route::Direct);
    }
    let named_by = format!("`proxy` of profile `{name}`");
    if let Some(variable) = written.strip_prefix("env:") {
        let value = environment::var(variable).ok_or_else(|| {
            Error::usage(format!(
                "{named_by} is taken from the variable `{}`, which is not set",
                variable.escape_debug()
            ))
        })?;
        return Proxy::new(&value, format!("{named_by}, from `{variable}`")).map(Route::Proxy);
    }
    let proxy = Proxy::new(written, named_by)?;
    if proxy.address.password().is_some() {
        return Err(Error::usage(format!("{} has a password in it, and config.yaml holds no secrets", proxy.named_by))
            .hinted("put the whole address into a variable, and `proxy: env:NAME` into config.yaml"));
    }
    Ok(Route::Proxy(proxy))
}

/// `NO_PROXY` as curl reads it.
fn is_excepted(url: &Url) -> bool {
    let Some(exceptions) = EXCEPTIONS.iter().find_map(|name| environment::var(name)) else { return false };
    excepts(&exceptions, url)
}

fn excepts(exceptions: &str, url: &Url) -> bool {
    let anywhere = Matcher::builder().all("http://proxy.invalid").no(exceptions).build();
    url.as_str().parse().is_ok_and(|url| anywhere.intercept(&url).is_none())
}

/// What macOS and Windows have in their settings; elsewhere there is nothing to ask.
fn of_system(url: &Url) -> Result<Route> {
    let Ok(uri) = url.as_str().parse() else { return Ok(Route::Direct) };
    match Matcher::from_system().intercept(&uri) {
        None => Ok(Route::Direct),
        Some(found) => Proxy::new(&found.uri().to_string(), "the system's settings".to_owned()).map(Route::Proxy),
    }
}

impl Proxy {
    fn new(written: &str, named_by: String) -> Result<Self> {
        let written = Zeroizing::new(written.trim().to_owned());
        let with_scheme =
            if written.contains("://") { written } else { Zeroizing::new(format!("http://{}", *written)) };
        let address = Url::parse(&with_scheme).ok();
        let usable = address.filter(|url| SCHEMES.contains(&url.scheme()) && url.has_host());
        // The address itself is not shown: it may have a password in it.
        let address = usable.ok_or_else(|| {
            Error::usage(format!("{named_by} is not the address of a proxy")).hinted(
                "it looks like `http://proxy.company.example:3128`, with `user:password@` before the host if needed",
            )
        })?;
        Ok(Self { address, named_by })
    }

    pub(super) fn to_reqwest(&self) -> Result<reqwest::Proxy> {
        reqwest::Proxy::all(self.address.clone())
            .context(Kind::Usage, || format!("{} is not the address of a proxy", self.named_by))
    }

    /// Whether the address brings a user name.
    pub(super) fn has_user(&self) -> bool {
        !self.address.username().is_empty()
    }

    /// Without user name and password.
    fn shown(&self) -> String {
        let host = self.address.host_str().unwrap_or_default();
        let port = self.address.port().map_or_else(String::new, |port| format!(":{port}"));
        format!("{}://{host}{port}", self.address.scheme())
    }
}

impl Route {
    /// Adds the proxy's password, in the forms in which it goes over the wire.
    pub(super) fn redact(&self, redactor: &mut Redactor) {
        let Self::Proxy(Proxy { address, .. }) = self else { return };
        let Some(password) = address.password() else { return };
        let decoded = |text: &str| Zeroizing::new(percent_decode_str(text).decode_utf8_lossy().into_owned());
        let (user, plain) = (decoded(address.username()), decoded(password));
        redactor.add(password);
        redactor.add(&plain);
        redactor.add(&Zeroizing::new(format!("{}:{}", *user, *plain)));
    }
}

impl std::fmt::Display for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` ({})", self.shown(), self.named_by)
    }
}

impl std::fmt::Display for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Direct => f.write_str("without a proxy"),
            Self::Proxy(proxy) => write!(f, "through the proxy {proxy}"),
        }
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    fn of(proxy: &str, url: &str) -> Result<Route> {
        let profile = Profile { proxy: Some(proxy.to_owned()), ..Profile::default() };
        route(&Selected { name: "work".to_owned(), profile }, &Url::parse(url).unwrap())
    }

    #[test]
    fn loopback_is_never_behind_a_proxy() {
        for url in
            ["http://127.0.0.1:9/", "http://127.1.2.3/", "http://[::1]/", "http://localhost:9/", "https://LOCALHOST/"]
        {
            assert_eq!(of("http://proxy.example:3128", url).unwrap(), Route::Direct, "{url}");
        }
        for url in ["https://acme.atlassian.net/", "https://127.0.0.1.evil.example/", "https://localhost.evil.example/"]
        {
            let route = of(" proxy.example:3128 ", url).unwrap();
            assert_eq!(route.to_string(), "through the proxy `http://proxy.example:3128` (`proxy` of profile `work`)");
        }
        assert_eq!(of("direct", "https://acme.atlassian.net/").unwrap(), Route::Direct);
    }

    #[test]
    fn passwords_are_not_shown_and_do_not_stand_in_config() {
        let site = "https://acme.atlassian.net/";
        let error = of("http://me:hidden-EXAMPLE@proxy.example", site).unwrap_err();
        assert!(error.message.contains("password") && !format!("{error:?}").contains("hidden"), "{error:?}");
        for wrong in ["ftp://proxy.example", "http://", "nonsense nonsense", "http://me:hidden-EXAMPLE@"] {
            let error = of(wrong, site).unwrap_err();
            assert!(error.kind == Kind::Usage && !format!("{error:?}").contains("hidden"), "{error:?}");
        }
        let proxy = Proxy::new("http://m%65:p%40ss-EXAMPLE@proxy.example:80", "`HTTPS_PROXY`".to_owned()).unwrap();
        let route = Route::Proxy(proxy);
        assert_eq!(route.to_string(), "through the proxy `http://proxy.example` (`HTTPS_PROXY`)");
        let mut redactor = Redactor::default();
        route.redact(&mut redactor);
        for form in ["p%40ss-EXAMPLE", "p@ss-EXAMPLE", "bWU6cEBzcy1FWEFNUExF"] {
            assert_eq!(redactor.redact_text(form).as_deref(), Some("[redacted]"), "{form}");
        }
    }

    #[test]
    fn exceptions_are_read_as_curl_does() {
        let url = Url::parse("https://acme.atlassian.net/").unwrap();
        for (exceptions, excepted) in [
            ("*", true),
            ("acme.atlassian.net", true),
            (".atlassian.net", true),
            ("example.com, atlassian.net", true),
            ("example.com", false),
            ("lassian.net", false),
        ] {
            assert_eq!(excepts(exceptions, &url), excepted, "{exceptions}");
        }
    }
}
