//! `bitbucket webhook delete`: no longer tells an address of anything.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/hooks/{uid}",
    classic("webhook"),
    granular("delete:webhook:bitbucket"),
);

/// Delete a webhook
#[derive(Command)]
#[command(path = "webhook delete", effect = "delete", result = "none")]
#[command(example = "bitbucket webhook delete {2f6b7c6e-0000-4000-8000-000000000022} --repo backend --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// UUID of the webhook, in braces or without
    #[arg(positional)]
    uuid: String,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let bare = self.uuid.trim().trim_start_matches('{').trim_end_matches('}');
        self.place.place()?.request(cx, DELETE).param("uid", format!("{{{bare}}}")).send().await?;
        cx.success(&format!("webhook {} is deleted", self.uuid));
        Ok(())
    }
}
