//! The context of a run: everything that a command can ask the host for.

use crate::bindings::atlassian::plugin::{clock, git, profile, prompt};
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::executor::Reactor;
use crate::request::Request;
use std::rc::Rc;
use std::time::Duration;

/// The context of a run. What is shown goes through it too, see the methods in `output.rs`.
pub struct Cx {
    reactor: Rc<Reactor>,
}

/// The time, as the user's machine has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970 UTC.
    pub unix_ms: u64,
    /// The user's offset from UTC in minutes.
    pub offset_minutes: i16,
}

impl Cx {
    pub(crate) fn new(reactor: Rc<Reactor>) -> Self {
        Self { reactor }
    }

    /// Begins to describe a request to one of the command's endpoints.
    // Inlined, so that of the constant no more is left than what a request needs: not its entry in the manifest.
    #[inline(always)]
    pub fn request(&self, endpoint: Endpoint) -> Request {
        Request::new(Rc::clone(&self.reactor), endpoint.service(), endpoint.method(), endpoint.template())
    }

    /// Waits. Anything else that the command has under way goes on.
    pub async fn sleep(&self, time: Duration) {
        let ms = u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
        // A timer's answer says nothing but that the time has come.
        let _ = self.reactor.timer(ms).await;
    }

    /// The time. Needs the import `clock`.
    pub fn now(&self) -> Now {
        let (unix_ms, offset_minutes) = clock::now();
        Now { unix_ms, offset_minutes }
    }

    /// Asks the user before something is done that is hard to undo: `action` in a few words (`delete 3 issues`), with how
    /// many things, and what some of them are called. Needs the import `prompt`, and `need = "prompt"` in the command.
    ///
    /// Returns only when it is granted, by the user, by `--yes`, or because a dry run sends nothing anyway; otherwise the
    /// host ends the run. A `count` of 0 is a mistake of the plugin's.
    pub fn confirm(&self, action: &str, count: u64, sample: impl IntoIterator<Item = impl ToString>) {
        let sample: Vec<_> = sample.into_iter().take(10).map(|name| name.to_string()).collect();
        prompt::confirm(action, count, &sample);
    }

    /// Has a branch of a repository fetched into the clone in which the user runs the command, and switched to. The host
    /// checks every part, shows the git commands and asks; under a dry run it only shows them. Needs the import `git`,
    /// and `need = "git"` in the command.
    ///
    /// # Errors
    /// When a part is not what it is called, no remote of the clone leads to the repository, the user does not agree, or
    /// git fails. The host shows the rest of it, so pass the error on.
    pub fn checkout(&self, workspace: &str, repository: &str, branch: &str) -> Result<()> {
        git::checkout(workspace, repository, branch).map_err(Error::other)
    }

    /// How many requests the host sends at once, as `--concurrency` and a policy say. Needs the import `profile`.
    pub fn concurrency(&self) -> usize {
        self.profile("concurrency").and_then(|number| number.parse().ok()).unwrap_or(1)
    }

    /// Whether what would change something is shown instead of being sent. Needs the import `profile`.
    pub fn is_dry_run(&self) -> bool {
        self.profile("dry-run").as_deref() == Some("true")
    }

    /// A fact about the profile, like `workspace`. Needs the import `profile`.
    pub fn profile(&self, key: &str) -> Option<String> {
        profile::get(key)
    }
}
