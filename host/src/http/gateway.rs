//! The way through Atlassian's gateway, for tokens that the site itself does not accept: scoped tokens and service
//! accounts. It is looked for once a run, when the site answers 401, and remembered in the profile when it works.

use std::sync::OnceLock;

use reqwest::header::USER_AGENT;
use tokio::sync::OnceCell;
use url::Url;
use zeroize::Zeroizing;

use crate::audit;
use crate::credential::is_atlassian_site;
use crate::profile::{self, Selected};

use super::send::Sending;
use super::service::{Service, is_uuid, tenant};
use super::{client, wire};

/// Largest answer with a cloud id, in bytes.
const LARGEST: usize = 64 << 10;

/// The gateway for one profile and its site token.
#[derive(Debug)]
pub(super) struct Gateway {
    selected: Selected,
    cloud_id: OnceCell<Option<String>>,
    worked: OnceLock<String>,
}

/// Where a request goes instead, and what it carries there.
pub(super) struct Way {
    pub(super) base: Url,
    pub(super) authorization: Zeroizing<String>,
    cloud_id: String,
}

impl Gateway {
    pub(super) fn new(selected: Selected) -> Self {
        Self { selected, cloud_id: OnceCell::new(), worked: OnceLock::new() }
    }

    /// The way for a service, if it has a gateway, the site tells its cloud id, and the token may go there.
    pub(super) async fn way(&self, sending: &Sending, service: &Service) -> Option<Way> {
        // Atlassian's gateway knows Atlassian's sites only; any other has the gateway that its profile names.
        let profile = &self.selected.profile;
        let has_one = profile.gateway_url.is_some() || profile.base_url.as_deref().is_some_and(is_atlassian_site);
        if profile.gateway || !has_one {
            return None;
        }
        let cloud_id = self.cloud_id.get_or_init(|| self.ask(sending)).await.clone()?;
        let base = service.base(&through(&self.selected, &cloud_id)).ok()?;
        if !sending.session.rules.allows_site(&base) {
            return None;
        }
        let authorization = sending.credential.authorization(&base).ok()?;
        Some(Way { base, authorization, cloud_id })
    }

    /// Notes that a request got through.
    pub(super) fn works(&self, way: Way) {
        // Several requests may find it at the same time, and all find the same.
        let _ = self.worked.set(way.cloud_id);
    }

    /// The cloud id of the site whose gateway worked in this run.
    pub(super) fn found(&self) -> Option<&str> {
        self.worked.get().map(String::as_str)
    }

    /// The profile as it is with what was found.
    pub(super) fn selected(&self) -> Selected {
        if let Some(cloud_id) = self.found() {
            return through(&self.selected, cloud_id);
        }
        let mut selected = self.selected.clone();
        if let Some(Some(cloud_id)) = self.cloud_id.get() {
            selected.profile.cloud_id.get_or_insert_with(|| cloud_id.clone());
        }
        selected
    }

    /// Learns the site's cloud id, for services whose address has it; asked for once a run.
    pub(super) async fn learn(&self, sending: &Sending) {
        self.cloud_id.get_or_init(|| self.ask(sending)).await;
    }

    /// Asks the site for its cloud id, which is public: no credential is sent.
    async fn ask(&self, sending: &Sending) -> Option<String> {
        let site = profile::normalise(self.selected.profile.base_url.as_deref()?).ok()?;
        let request = sending.client.get(format!("{site}{}", tenant().path)).header(USER_AGENT, client::USER_AGENT);
        let request = sending.with_own_headers(request).build().ok()?;
        let ticket = sending.audit.begin_own("site", &tenant().path).ok()?;
        let answer =
            wire::once(&sending.client, request, wire::Want::body(LARGEST), 1, sending.trace.as_ref()).await.ok()?;
        let (status, bytes) = (Some(answer.status.as_u16()), Some(answer.body.len()));
        ticket.end(audit::Outcome { status, bytes, ..audit::Outcome::default() }).ok()?;
        if answer.status != 200 {
            return None;
        }
        let body = answer.body;
        let body: serde_json::Value = serde_json::from_slice(&body).ok()?;
        body.pointer(&tenant().id)?.as_str().filter(|id| is_uuid(id)).map(str::to_owned)
    }
}

fn through(selected: &Selected, cloud_id: &str) -> Selected {
    let mut selected = selected.clone();
    selected.profile.cloud_id = Some(cloud_id.to_owned());
    selected.profile.gateway = true;
    selected
}
