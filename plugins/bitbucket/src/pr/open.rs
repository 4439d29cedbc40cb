//! `bitbucket pr open`: a pull request in the browser.

use super::{OfPull, PULL};
use atlassian_plugin_sdk::prelude::*;

/// Open a pull request in the browser
#[derive(Command)]
#[command(path = "pr open", effect = "read", result = "none")]
#[command(example = "bitbucket pr open 2 --repo backend")]
#[http(PULL)]
#[web(pull: bitbucket "/{workspace}/{repository}/pull-requests/{id}")]
pub(crate) struct Open {
    #[arg(flatten)]
    pull: OfPull,
}

impl Run for Open {
    async fn run(self, cx: &Cx) -> Result<()> {
        let pull = self.pull.pull()?;
        // A page that says that there is none would open just as well.
        pull.request(cx, PULL).send().await?;
        let [workspace, repository] = pull.place.page();
        cx.browse("pull", &[workspace, repository, ("id", &pull.number.to_string())])?;
        Ok(())
    }
}
