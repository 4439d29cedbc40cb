//! `jira issue delete`: issues go for good.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/issue/{issueIdOrKey}",
    classic("write:jira-work"),
    granular("delete:issue:jira"),
);

/// Delete issues for good
///
/// With what hangs at them: comments, files, work. Nothing brings them back; `jira issue archive` puts them away.
#[derive(Command)]
#[command(path = "issue delete", effect = "delete", result = "none", need = "prompt")]
#[command(example = "jira issue delete DEV-3 --yes", example = "jira issue delete REL-1 REL-2 --with-subtasks --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Issue key or id (can be repeated)
    #[arg(positional, required)]
    key: Vec<IssueKey>,
    /// Delete their sub-tasks, too; an issue that has some is left alone without this
    #[arg(long)]
    with_subtasks: bool,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let keys: Vec<_> = self.key.iter().map(|key| key.0.as_str()).collect();
        let what = match keys.as_slice() {
            [one] => format!("delete {one}"),
            several => format!("delete {} issues", several.len()),
        };
        cx.confirm(&what, u64::try_from(keys.len()).unwrap_or(u64::MAX), &keys);
        let mut failed = Vec::new();
        for key in &keys {
            let request = cx.request(DELETE).param("issueIdOrKey", key);
            match request.query_opt("deleteSubtasks", self.with_subtasks.then_some("true")).send().await {
                Ok(_) => cx.success(&format!("deleted {key}")),
                Err(error) if keys.len() == 1 => return Err(with_hint(error)),
                Err(error) => failed.push((*key, error)),
            }
        }
        super::failures(keys.len(), &failed)
    }
}

fn with_hint(error: Error) -> Error {
    if error.message().contains("deleteSubtasks") {
        return error.hint("add `--with-subtasks` to delete them, too");
    }
    error
}
