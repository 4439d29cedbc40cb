//! `bitbucket pipeline env update`: another name for an environment.

use super::{ENVIRONMENTS, find};
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CHANGE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/environments/{environment_uuid}/changes",
    classic("pipeline"),
    granular("admin:pipeline:bitbucket"),
);

/// Give an environment another name
///
/// Bitbucket takes the change and carries it out on its own.
#[derive(Command)]
#[command(path = "pipeline env update", effect = "write", result = "none")]
#[command(example = "bitbucket pipeline env update Test --name Testing --repo backend")]
#[http(ENVIRONMENTS, CHANGE)]
pub(crate) struct Update {
    /// Environment, by name or UUID
    #[arg(positional)]
    environment: String,
    /// New name
    #[arg(long)]
    name: String,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        let uuid = find(cx, &place, &self.environment).await?;
        let request = place.request(cx, CHANGE).param("environment_uuid", uuid);
        request.json_body(&json!({"change": {"name": self.name}})).send().await?;
        cx.success(&format!("environment {} is now called {}", self.environment, self.name));
        Ok(())
    }
}
