//! Many requests at once.

use super::ISSUE;
use atlassian_plugin_sdk::futures_util::{StreamExt, TryStreamExt, stream};
use atlassian_plugin_sdk::prelude::*;

/// Ask for an issue many times at once
#[derive(Command)]
#[command(path = "flood", effect = "read", result = "one")]
#[http(ISSUE)]
#[column("Count", "/count")]
pub(crate) struct Flood {
    /// How many requests
    #[arg(long)]
    requests: u32,
    /// How many at once
    #[arg(long)]
    at_once: u32,
}

impl Run for Flood {
    async fn run(self, cx: &Cx) -> Result<()> {
        let concurrency = usize::try_from(self.at_once).unwrap_or(usize::MAX);
        let count = stream::iter(0..self.requests)
            .map(|_| cx.request(ISSUE).param("issueIdOrKey", "DEV-1").send())
            .buffer_unordered(concurrency)
            .try_fold(0, |count, _| async move { Ok(count + 1) })
            .await?;
        cx.emit(&serde_json::json!({"count": count}))
    }
}
