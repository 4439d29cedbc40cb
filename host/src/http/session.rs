//! What requests of one run share: the profile, its credentials, the HTTP client.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use url::Url;

use crate::credential::{self, Credential, CredentialKind, Redactor};
use crate::error::Result;
use crate::output::{self, Level};
use crate::policy::Rules;
use crate::profile::{self, Change, Selected, Value};

use super::brake::Brake;
use super::gateway::Gateway;
use super::own_headers::{self, OwnHeader};
use super::proxy::{self, Route};
use super::storage::PublicOnly;
use super::{Service, client};

/// The profile of a run, with what was found for it so far.
#[derive(Debug)]
pub struct Session {
    /// The profile.
    pub selected: Selected,
    /// What its requests may do.
    pub rules: Rules,
    /// Names of all profiles: two may map to one variable.
    known: Vec<String>,
    site: OnceLock<Credential>,
    bitbucket: OnceLock<Credential>,
    /// One for each route.
    clients: Mutex<Vec<(Route, reqwest::Client)>>,
    headers: OnceLock<Own>,
    gateway: Arc<Gateway>,
    /// How long a site may be silent.
    silence: Duration,
    /// How fast its requests may go.
    pub(super) brake: Brake,
}

/// A profile's own headers.
#[derive(Debug)]
struct Own {
    headers: Arc<[OwnHeader]>,
    /// Finds their values.
    redactor: Redactor,
}

impl Session {
    /// A session for a profile. Nothing is read or opened yet.
    pub fn new(selected: Selected, known: Vec<String>, rules: Rules) -> Self {
        let gateway = Arc::new(Gateway::new(selected.clone()));
        Self {
            selected,
            rules,
            known,
            site: OnceLock::new(),
            bitbucket: OnceLock::new(),
            clients: Mutex::default(),
            headers: OnceLock::new(),
            gateway,
            silence: client::SILENCE,
            brake: Brake::default(),
        }
    }

    /// Waits that long for a silent site, if told so; else two minutes.
    #[must_use]
    pub fn with_timeout(self, timeout: Option<Duration>) -> Self {
        Self { silence: timeout.unwrap_or(self.silence), ..self }
    }

    /// Uses this credential instead of looking for one.
    #[must_use]
    pub fn with_credential(self, kind: CredentialKind, credential: Credential) -> Self {
        // The cell was made empty a moment ago.
        let _ = self.cell(kind).set(credential);
        self
    }

    /// Where a service's requests go.
    ///
    /// # Errors
    /// When the profile lacks an address for it.
    pub fn base(&self, service: &Service) -> Result<Url> {
        service.base(&self.gateway.selected())
    }

    /// The site, where it must be asked for its cloud id before a service's address is known.
    pub(super) fn site_to_ask(&self, service: &Service) -> Option<Url> {
        let selected = self.gateway.selected();
        let site = selected.profile.base_url.as_deref().filter(|_| service.lacks_cloud_id(&selected))?;
        let site = Url::parse(&profile::normalise(site).ok()?).ok()?;
        self.rules.allows_site(&site).then_some(site)
    }

    /// The credential for a service, looked for once.
    ///
    /// # Errors
    /// When there is none, or the store cannot be read.
    pub fn credential(&self, kind: CredentialKind) -> Result<&Credential> {
        let cell = self.cell(kind);
        if let Some(found) = cell.get() {
            return Ok(found);
        }
        let found = credential::find(&self.selected, kind, &self.known)?;
        Ok(cell.get_or_init(|| found))
    }

    /// The way to an address, in words and without a password.
    ///
    /// # Errors
    /// When a proxy or a client certificate cannot be used.
    pub fn route(&self, url: &Url) -> Result<String> {
        Ok(self.client(url)?.0.to_string())
    }

    /// The way to an address, and the client that goes it.
    pub(super) fn client(&self, url: &Url) -> Result<(Route, reqwest::Client)> {
        let route = proxy::route(&self.selected, url)?;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = clients.iter().find(|(known, _)| *known == route) {
            return Ok((route, client.clone()));
        }
        let client = client::build(&self.selected.profile, &route, self.silence)?;
        clients.push((route.clone(), client.clone()));
        Ok((route, client))
    }

    /// The way to storage at an address, and a client that goes it without anything of the profile's.
    pub(super) fn storage_client(&self, url: &Url, or_loopback: bool) -> Result<(Route, reqwest::Client)> {
        let route = proxy::route(&self.selected, url)?;
        let client =
            client::build_for_storage(&self.selected.profile, &route, self.silence, PublicOnly { or_loopback })?;
        Ok((route, client))
    }

    /// The profile's own headers, and all secrets that go with a request besides them and the proxy's.
    pub(super) fn headers(&self, credential: &Credential) -> Result<(Arc<[OwnHeader]>, Redactor)> {
        let own = match self.headers.get() {
            Some(own) => own,
            None => {
                let mut redactor = Redactor::default();
                let headers = own_headers::resolve(&self.selected, &mut redactor)?.into();
                self.headers.get_or_init(|| Own { headers, redactor })
            }
        };
        let mut redactor = credential.redactor();
        redactor.join(&own.redactor);
        Ok((Arc::clone(&own.headers), redactor))
    }

    /// The way through the gateway, for tokens of this kind.
    pub(super) fn gateway(&self, kind: CredentialKind) -> Option<Arc<Gateway>> {
        (kind == CredentialKind::Site).then(|| Arc::clone(&self.gateway))
    }

    /// The cloud id of the site, if its gateway was found to work in this run.
    pub fn found_gateway(&self) -> Option<&str> {
        self.gateway.found()
    }

    /// Writes into the profile that its token works through the gateway, so that the next run asks it at once.
    pub fn remember_gateway(&self) {
        let Some(cloud_id) = self.found_gateway() else { return };
        let name = self.selected.name.clone();
        let keys = vec![("cloud_id", Some(Value::Text(cloud_id.to_owned()))), ("gateway", Some(Value::Switch(true)))];
        let told = match profile::apply(&[Change::Profile { name, keys }]) {
            Ok(()) => "remembered in the profile".to_owned(),
            // Every run finds it again, that is all.
            Err(error) => format!("but the profile could not be changed: {error}"),
        };
        output::note(Level::Info, &format!("the site's token works through Atlassian's gateway; {told}"));
    }

    fn cell(&self, kind: CredentialKind) -> &OnceLock<Credential> {
        match kind {
            CredentialKind::Site => &self.site,
            CredentialKind::Bitbucket => &self.bitbucket,
        }
    }
}
