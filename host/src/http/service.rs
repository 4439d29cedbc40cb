//! The services of `services.toml`, and where a profile's requests to them go.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use url::Url;

use crate::credential::CredentialKind;
use crate::error::{Error, Kind, Result};
use crate::plugin::manifest::Command;
use crate::profile::{self, Selected};

/// A service as data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its name for people.
    pub title: String,
    /// A template begins, literally, with one of these.
    pub prefixes: Vec<String>,
    base: String,
    gateway: Option<String>,
    web: String,
    /// Hosts of git remotes that lead to a repository of it.
    #[serde(default)]
    pub remotes: Vec<String>,
    /// Which token is attached.
    pub credential: CredentialKind,
    /// What login and `auth test` ask.
    pub check: Option<Check>,
}

/// A request that only tells who one is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Path below the service's base.
    pub path: String,
    /// Template for a token that belongs to no user, with the parameter `workspace`.
    pub resource: Option<String>,
    /// JSON pointers of the person's name; the first that is there counts.
    pub name: Vec<String>,
    /// JSON pointers of the account.
    pub account: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Services {
    tenant: Tenant,
    service: BTreeMap<String, Service>,
}

/// How a site tells its cloud id.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tenant {
    /// Path on the site.
    pub(super) path: String,
    /// JSON pointer of the id.
    pub(super) id: String,
}

#[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
static SERVICES: LazyLock<Services> =
    LazyLock::new(|| toml::from_str(include_str!("../services.toml")).expect("services.toml"));

/// How a site tells its cloud id.
pub(super) fn tenant() -> &'static Tenant {
    &SERVICES.tenant
}

/// The service of that name.
pub fn service(name: &str) -> Option<&'static Service> {
    SERVICES.service.get(name)
}

/// The service of a command's endpoints that has git repositories.
pub fn of_remotes(command: &Command) -> Option<&'static Service> {
    let mut services = command.http.iter().filter_map(|endpoint| service(&endpoint.service));
    services.find(|service| !service.remotes.is_empty())
}

/// All services, by name.
pub fn services() -> impl Iterator<Item = (&'static str, &'static Service)> {
    SERVICES.service.iter().map(|(name, service)| (name.as_str(), service))
}

impl Service {
    /// Where this service's requests go under a profile.
    ///
    /// # Errors
    /// When the profile lacks an address for it.
    pub fn base(&self, selected: &Selected) -> Result<Url> {
        let through_gateway = selected.profile.gateway.then_some(self.gateway.as_deref()).flatten();
        let pattern = through_gateway.unwrap_or(&self.base);
        let address = fill(pattern, selected)?;
        Url::parse(&address).map_err(|error| Error::usage(format!("`{address}` is not an address: {error}")))
    }

    /// Whether its address has the site's cloud id in it, which the profile does not know.
    pub(super) fn lacks_cloud_id(&self, selected: &Selected) -> bool {
        let through_gateway = selected.profile.gateway.then_some(self.gateway.as_deref()).flatten();
        selected.profile.cloud_id.is_none() && through_gateway.unwrap_or(&self.base).contains("{cloudId}")
    }

    /// Which of the profile's addresses that is, in a word.
    pub fn place(&self, selected: &Selected) -> &'static str {
        if selected.profile.gateway && self.gateway.is_some() {
            "gateway"
        } else if self.base.contains("{site}") {
            "site"
        } else {
            "its own address"
        }
    }

    /// Origin of this service's pages under a profile, when the profile has it.
    pub fn web_origin(&self, selected: &Selected) -> Option<String> {
        fill(&self.web, selected).ok()
    }
}

fn fill(pattern: &str, selected: &Selected) -> Result<String> {
    let profile = &selected.profile;
    let mut address = pattern.to_owned();
    if pattern.contains("{site}") {
        let site = profile.base_url.as_deref().ok_or_else(|| no_address(selected))?;
        address = address.replace("{site}", &profile::normalise(site)?);
    }
    if pattern.contains("{bitbucket}") {
        let bitbucket = profile.bitbucket_url.as_deref().unwrap_or(profile::BITBUCKET_URL);
        address = address.replace("{bitbucket}", &profile::normalise(bitbucket)?);
    }
    if pattern.contains("{gateway}") {
        let gateway = profile.gateway_url.as_deref().unwrap_or(profile::GATEWAY_URL);
        address = address.replace("{gateway}", &profile::normalise(gateway)?);
    }
    if pattern.contains("{cloudId}") {
        let cloud_id = profile.cloud_id.as_deref().ok_or_else(|| no_cloud_id(selected))?;
        if !is_uuid(cloud_id) {
            return Err(Error::usage(format!("`cloud_id` of profile `{}` is not a UUID", selected.name)));
        }
        address = address.replace("{cloudId}", cloud_id);
    }
    Ok(address)
}

fn no_address(selected: &Selected) -> Error {
    Error::usage(format!("profile `{}` has no `base_url`", selected.name)).hinted(format!(
        "add it: `atlassian-cli auth login --profile {} --base-url https://your-domain.atlassian.net --email you@company.com`",
        selected.name
    ))
}

fn no_cloud_id(selected: &Selected) -> Error {
    Error::new(Kind::SignIn, format!("profile `{}` has no `cloud_id`, which the gateway needs", selected.name))
        .hinted(format!("run `atlassian-cli auth login --profile {}` again: it finds the id", selected.name))
}

/// `8-4-4-4-12` hexadecimal digits: anything else would change the path.
pub fn is_uuid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    fn base(name: &str, profile: Profile) -> String {
        let selected = Selected { name: "work".to_owned(), profile };
        service(name).unwrap().base(&selected).map_or_else(|error| error.message, |url| url.to_string())
    }

    #[test]
    fn each_service_has_its_place() {
        let id = "11111111-2222-3333-4444-555555555555";
        let site = || Profile { base_url: Some("https://acme.atlassian.net".to_owned()), ..Profile::default() };
        let with_id = || Profile { cloud_id: Some(id.to_owned()), ..site() };
        let gateway = || Profile { gateway: true, ..with_id() };
        assert_eq!(base("jira", site()), "https://acme.atlassian.net/");
        assert_eq!(base("bitbucket", site()), "https://api.bitbucket.org/");
        assert_eq!(base("bitbucket", gateway()), "https://api.bitbucket.org/");
        assert_eq!(base("jira", gateway()), format!("https://api.atlassian.com/ex/jira/{id}"));
        assert_eq!(base("jsm", gateway()), format!("https://api.atlassian.com/ex/jira/{id}"));
        assert_eq!(base("confluence", gateway()), format!("https://api.atlassian.com/ex/confluence/{id}"));
        assert_eq!(
            base("automation", with_id()),
            format!("https://acme.atlassian.net/gateway/api/automation/public/jira/{id}")
        );
        assert_eq!(base("jira", Profile::default()), "profile `work` has no `base_url`");
        let odd = Profile { cloud_id: Some("../../x".to_owned()), ..gateway() };
        assert_eq!(base("jira", odd), "`cloud_id` of profile `work` is not a UUID");
    }

    #[test]
    fn prefixes_are_folders() {
        for (name, service) in services() {
            for prefix in &service.prefixes {
                assert!(prefix.starts_with('/') && prefix.ends_with('/'), "{name}: {prefix}");
            }
        }
    }
}
