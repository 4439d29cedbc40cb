//! `bitbucket tag delete`: takes a tag away.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/refs/tags/{+name}",
    classic("repository:write"),
    granular("write:repository:bitbucket"),
);

/// Delete a tag
#[derive(Command)]
#[command(path = "tag delete", effect = "delete", result = "none")]
#[command(example = "bitbucket tag delete tested --repo backend --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Name of the tag
    #[arg(positional)]
    tag: String,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.place.place()?.request(cx, DELETE).param("name", &self.tag).send().await?;
        cx.success(&format!("tag {} is deleted", self.tag));
        Ok(())
    }
}
