//! `bitbucket repo get`: one repository.

use crate::place::NamedRepository;
use atlassian_plugin_sdk::prelude::*;

const REPOSITORY: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// Show a repository
#[derive(Command)]
#[command(path = "repo get", alias = "repo view", effect = "read", result = "one", id = "/slug")]
#[command(example = "bitbucket repo get backend", example = "bitbucket repo get example-labs/playground")]
#[http(REPOSITORY)]
#[web(repository: bitbucket "/{workspace.slug}/{slug}")]
#[column("Repository", "/full_name")]
#[column("Name", "/name")]
#[column("Description", "/description")]
#[column("Project", "/project/key")]
#[column("Main branch", "/mainbranch/name")]
#[column("Language", "/language")]
#[column("Private", "/is_private")]
#[column("Forks", "/fork_policy")]
#[column("Forked from", "/parent/full_name")]
#[column("Size", "/size", bytes)]
#[column("Created", "/created_on", date)]
#[column("Updated", "/updated_on", date)]
#[column("UUID", "/uuid")]
pub(crate) struct Get {
    #[arg(flatten)]
    place: NamedRepository,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&self.place.place()?.request(cx, REPOSITORY).raw().await?)
    }
}
