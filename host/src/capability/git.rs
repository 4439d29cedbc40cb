//! `git`: a branch checked out in the user's clone. All checks are in [`crate::git`]; this is the border alone.

use std::time::Instant;

use crate::error::Error;
use crate::error::Kind;
use crate::git::{Checkout, Consent};
use crate::http::Failure;
use crate::plugin::HostState;
use crate::plugin::bindings::atlassian::plugin::git;

impl git::Host for HostState {
    fn checkout(
        &mut self,
        workspace: String,
        repository: String,
        branch: String,
    ) -> wasmtime::Result<Result<(), String>> {
        self.bound("a checkout", workspace.len() + repository.len() + branch.len())?;
        let since = Instant::now();
        let done = match self.git {
            Some(service) => {
                let rules = &self.pending.session().rules;
                let consent = match (rules.dry_run, rules.yes) {
                    (true, _) => Consent::DryRun,
                    (false, true) => Consent::Given,
                    (false, false) => Consent::Asked,
                };
                let (command, workspace) = (&self.command, &workspace);
                Checkout { command, service, workspace, repository: &repository, branch: &branch }.run(consent)
            }
            None => Err(Error::refused(format!("`{}` asks for git, which it does not need", self.command))),
        };
        self.waited(since);
        Ok(done.map_err(|error| {
            let code = if error.kind == Kind::Refused { "denied" } else { "invalid" };
            let message = error.message.clone();
            self.remember(&Failure::not_sent(code, error));
            message
        }))
    }
}
