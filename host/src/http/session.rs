//! What requests of one run share: the profile, its credentials, the HTTP client.

use std::sync::OnceLock;

use url::Url;

use crate::credential::{self, Credential, CredentialKind};
use crate::error::Result;
use crate::profile::Selected;

use super::{Service, client};

/// The profile of a run, with what was found for it so far.
#[derive(Debug)]
pub struct Session {
    /// The profile.
    pub selected: Selected,
    /// Names of all profiles: two may map to one variable.
    known: Vec<String>,
    site: OnceLock<Credential>,
    bitbucket: OnceLock<Credential>,
    client: OnceLock<reqwest::Client>,
}

impl Session {
    /// A session for a profile. Nothing is read or opened yet.
    pub fn new(selected: Selected, known: Vec<String>) -> Self {
        Self { selected, known, site: OnceLock::new(), bitbucket: OnceLock::new(), client: OnceLock::new() }
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
        service.base(&self.selected)
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

    pub(super) fn client(&self, for_loopback: bool) -> Result<&reqwest::Client> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = client::build(for_loopback)?;
        Ok(self.client.get_or_init(|| client))
    }

    fn cell(&self, kind: CredentialKind) -> &OnceLock<Credential> {
        match kind {
            CredentialKind::Site => &self.site,
            CredentialKind::Bitbucket => &self.bitbucket,
        }
    }
}
