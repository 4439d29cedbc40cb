//! `bitbucket pr checkout`: the branch of a pull request, in the clone that one is in.

use super::{OfPull, PULL};
use crate::place::Repository;
use atlassian_plugin_sdk::prelude::*;

/// Check out the branch of a pull request in the clone that you are in
///
/// The git commands are shown and asked about before they run. A branch that is there already goes forward at most.
#[derive(Command)]
#[command(path = "pr checkout", effect = "read", result = "none", need = "git")]
#[command(example = "bitbucket pr checkout 2 --dry-run")]
#[http(PULL)]
pub(crate) struct Checkout {
    #[arg(flatten)]
    pull: OfPull,
}

impl Run for Checkout {
    async fn run(self, cx: &Cx) -> Result<()> {
        let found = self.pull.pull()?.read(cx).await?;
        let branch = &found.source.branch.name;
        let place = found.source.repository.ok_or_else(|| {
            Error::not_found(format!("the repository that `{branch}` was in is gone, or you may not see it"))
        })?;
        let place = Repository::read(Some(&place.full_name), None)?;
        cx.checkout(&place.workspace, &place.slug, branch)
    }
}
