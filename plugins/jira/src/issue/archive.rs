//! `jira issue archive`: issues are put away, and can be brought back.

use super::away;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const ARCHIVE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/issue/archive",
    classic("write:jira-work"),
    granular("write:issue:jira"),
);

/// Put issues away
///
/// No search finds them, nobody can change them, and `jira issue unarchive` brings them back. Sub-tasks go with their
/// parents. This needs Jira Premium and the right to administer it.
#[derive(Command)]
#[command(path = "issue archive", effect = "delete", result = "none")]
#[command(example = "jira issue archive DEV-3 REL-3 --yes")]
#[http(ARCHIVE)]
pub(crate) struct Archive {
    /// Issue key or id (can be repeated)
    #[arg(positional, required)]
    key: Vec<IssueKey>,
}

impl Run for Archive {
    async fn run(self, cx: &Cx) -> Result<()> {
        away::send(cx, ARCHIVE, &self.key, "archived").await
    }
}
