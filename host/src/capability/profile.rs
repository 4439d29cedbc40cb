//! `profile`: facts about the profile, none of them secret.

use crate::http;
use crate::plugin::HostState;
use crate::plugin::bindings::atlassian::plugin::profile;

impl profile::Host for HostState {
    fn get(&mut self, key: String) -> wasmtime::Result<Option<String>> {
        let selected = &self.pending.session().selected;
        Ok(match key.as_str() {
            "name" => Some(selected.name.clone()),
            "workspace" => selected.profile.workspace.clone(),
            "read-only" => Some((!self.pending.session().rules.read_only.is_empty()).to_string()),
            "concurrency" => Some(self.pending.limits().in_flight.to_string()),
            "dry-run" => Some(self.pending.session().rules.dry_run.to_string()),
            "filtered" => Some(self.output.is_filtered().to_string()),
            // The e-mail address, where requests really go, and other profiles are nobody's business.
            _ => {
                key.strip_prefix("web-origin.").and_then(http::service).and_then(|service| service.web_origin(selected))
            }
        })
    }
}
