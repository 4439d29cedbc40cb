//! `bitbucket pipeline env delete`: takes an environment away, with its variables.

use super::{ENVIRONMENTS, find};
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/environments/{environment_uuid}",
    classic("pipeline"),
    granular("admin:pipeline:bitbucket"),
);

/// Delete an environment and its variables
#[derive(Command)]
#[command(path = "pipeline env delete", effect = "delete", result = "none")]
#[command(example = "bitbucket pipeline env delete Test --repo backend --yes")]
#[http(ENVIRONMENTS, DELETE)]
pub(crate) struct Delete {
    /// Environment, by name or UUID
    #[arg(positional)]
    environment: String,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        let uuid = find(cx, &place, &self.environment).await?;
        place.request(cx, DELETE).param("environment_uuid", uuid).send().await?;
        cx.success(&format!("environment {} is deleted", self.environment));
        Ok(())
    }
}
