//! `bitbucket pr get`: one pull request.

use super::{OfPull, PULL};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json;

/// Show a pull request
///
/// Below its fields stands its description.
#[derive(Command)]
#[command(path = "pr get", alias = "pr view", effect = "read", result = "one", id = "/id")]
#[command(example = "bitbucket pr get 2 --repo backend")]
#[command(example = "bitbucket pr get https://bitbucket.org/example/backend/pull-requests/2")]
#[http(PULL)]
#[web(pull: bitbucket "/{workspace}/{repository}/pull-requests/{id}")]
#[column("Id", "/id", number)]
#[column("Title", "/title")]
#[column("State", "/state", status)]
#[column("Draft", "/draft")]
#[column("Author", "/author/display_name", user)]
#[column("Source", "/source/branch/name")]
#[column("Destination", "/destination/branch/name")]
#[column("Reviewers", "/reviewers")]
#[column("Comments", "/comment_count", number)]
#[column("Open tasks", "/task_count", number)]
#[column("Closed by", "/closed_by/display_name", user)]
#[column("Reason", "/reason")]
#[column("Merge commit", "/merge_commit/hash")]
#[column("Created", "/created_on", date)]
#[column("Updated", "/updated_on", date)]
pub(crate) struct Get {
    #[arg(flatten)]
    pull: OfPull,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Described {
    #[serde(default)]
    description: Option<String>,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let pull = self.pull.pull()?;
        let record = pull.request(cx, PULL).raw().await?;
        let [workspace, repository] = pull.place.page();
        if cx.browse("pull", &[workspace, repository, ("id", &pull.number.to_string())])? {
            return Ok(());
        }
        let described: Option<Described> = serde_json::from_str(record.get()).ok();
        let description = described.and_then(|described| described.description).unwrap_or_default();
        cx.view_raw(&record, &description)
    }
}
