//! `bitbucket deploy-key delete`: no longer lets a key read a repository.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/deploy-keys/{key_id}",
    classic("repository", "repository:admin"),
    granular("admin:repository:bitbucket", "delete:ssh-key:bitbucket"),
);

/// Delete a deploy key
#[derive(Command)]
#[command(path = "deploy-key delete", alias = "ssh-key delete", effect = "delete", result = "none")]
#[command(example = "bitbucket deploy-key delete 23 --repo backend --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Id of the key
    #[arg(positional)]
    id: u64,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.place.place()?.request(cx, DELETE).param("key_id", self.id).send().await?;
        cx.success(&format!("deploy key {} is deleted", self.id));
        Ok(())
    }
}
