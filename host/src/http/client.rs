//! The HTTP client: no redirects of its own, no cookies, and the profile's way through the network.

use std::time::Duration;

use crate::error::{Context, Kind, Result};
use crate::profile::Profile;

use super::proxy::Route;
use super::storage::PublicOnly;
use super::trust;

/// How long opening a connection may take.
const CONNECT: Duration = Duration::from_secs(15);
/// How long a site may be silent, unless told.
pub(super) const SILENCE: Duration = Duration::from_secs(120);

/// What requests say that they come from.
pub(super) const USER_AGENT: &str = concat!("atlassian-cli/", env!("CARGO_PKG_VERSION"));

/// A client for one route to an address of the profile's.
pub(super) fn build(profile: &Profile, route: &Route, silence: Duration) -> Result<reqwest::Client> {
    finish(builder(profile, route, silence)?)
}

/// A client for one route to storage: without the profile's client certificate, and to the open internet alone.
pub(super) fn build_for_storage(
    profile: &Profile,
    route: &Route,
    silence: Duration,
    only: PublicOnly,
) -> Result<reqwest::Client> {
    let profile = Profile { client_certificate: None, client_key: None, ..profile.clone() };
    finish(builder(&profile, route, silence)?.dns_resolver(only))
}

fn finish(builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    builder.build().context(Kind::Failed, || "the HTTP client cannot be set up".to_owned())
}

fn builder(profile: &Profile, route: &Route, silence: Duration) -> Result<reqwest::ClientBuilder> {
    reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(CONNECT.min(silence))
        .read_timeout(silence)
        .tcp_nodelay(true)
        .tls_backend_preconfigured(trust::tls(profile)?)
        .proxies(route)
}

/// Sets a route on a builder.
trait Proxies: Sized {
    fn proxies(self, route: &Route) -> Result<Self>;
}

impl Proxies for reqwest::ClientBuilder {
    fn proxies(self, route: &Route) -> Result<Self> {
        // Without this, reqwest would look for a proxy by itself.
        let direct = self.no_proxy();
        Ok(match route {
            Route::Direct => direct,
            Route::Proxy(proxy) => direct.proxy(proxy.to_reqwest()?),
        })
    }
}
