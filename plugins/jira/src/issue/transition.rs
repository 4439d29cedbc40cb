//! `jira issue transition`: an issue moves on in its workflow.

use crate::fields;
use crate::key::IssueKey;
use crate::transition::{self, PERFORM, PLAN, Screen, Wanted};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::richtext::to_adf;
use atlassian_plugin_sdk::serde_json::json;

/// Move an issue on in its workflow
///
/// A transition by name or id, or the status that it leads to. With --to, the status may be several transitions away:
/// Jira shows its workflow to administrators alone, so the way is read from what is possible for other issues of the
/// project with the same statuses, one in each status on the way. Where none is there to be looked at, the way is not
/// known, and the error says so. Nothing is tried out; a step that turns out to be impossible for this issue ends it there.
///
/// Fields of the screens are set with --field, --resolution and --comment; a required one that is missing is an error
/// before anything is sent. With --dry-run the transitions are shown, and nothing is changed.
#[derive(Command)]
#[command(path = "issue transition", effect = "write", result = "one", id = "/key")]
#[command(example = "jira issue transition DEV-2 \"Start progress\"")]
#[command(example = "jira issue transition DEV-1 --to Done --resolution Done --comment \"Fixed in 1.4.0.\"")]
#[command(example = "jira issue transition DEV-2 --to Done --resolution \"Won't Do\" --dry-run")]
#[http(PLAN, PERFORM, fields::VALUES)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Status", "/status", status)]
#[column("Transitions", "/transitions")]
pub(crate) struct Transition {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Transition by name or id, or the status that it leads to
    #[arg(positional)]
    name: Option<String>,
    /// The same as a flag
    #[arg(long, value_name = "TRANSITION", conflicts = "name", conflicts = "to", conflicts = "to-status")]
    transition: Option<String>,
    /// Status to come to, by name or id, by as many transitions as it takes
    #[arg(long, value_name = "STATUS", conflicts = "name", conflicts = "to-status")]
    to: Option<String>,
    /// The same as --to
    #[arg(long, value_name = "STATUS", conflicts = "name")]
    to_status: Option<String>,
    /// Most transitions on the way to the status of --to
    #[arg(long, default = "10", value_name = "N")]
    max_hops: u32,
    /// Field of a screen on the way, by name or id (can be repeated)
    #[arg(long, short = 'f', value_name = "NAME=VALUE")]
    field: Vec<KeyValue>,
    /// Resolution, by name or id
    #[arg(long, value_name = "RESOLUTION")]
    resolution: Option<String>,
    /// Comment, as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    comment: Option<Text>,
}

impl Run for Transition {
    async fn run(self, cx: &Cx) -> Result<()> {
        let wanted = match (self.name.or(self.transition), self.to.or(self.to_status)) {
            (Some(name), _) => Wanted::Transition(name),
            (None, Some(status)) => Wanted::Status(status, usize::try_from(self.max_hops).unwrap_or(usize::MAX)),
            (None, None) => {
                return Err(Error::usage("nothing says where to move it").hint(format!(
                    "`jira issue transitions {}` shows what is possible; `--to STATUS` finds the way to a status",
                    self.key.0
                )));
            }
        };
        let comment = self.comment.map(|comment| to_adf(&comment.0));
        let screen = Screen { fields: self.field, resolution: self.resolution, comment };
        let plan = transition::plan(cx, &self.key, &wanted, &screen).await?;
        let names: Vec<_> = plan.steps.iter().map(|step| step.transition.name.clone()).collect();
        let way: Vec<_> = plan.from.iter().map(|status| status.name.as_str()).chain(plan.statuses()).collect();
        let status = way.last().copied().unwrap_or_default().to_owned();
        let (key, way) = (plan.key.0.clone(), way.join(" → "));
        let record = json!({"key": key, "status": status, "transitions": names});
        if plan.steps.is_empty() {
            cx.note(&format!("{key} is in `{status}` already"));
            return cx.emit(&record);
        }
        plan.perform(cx).await?;
        cx.success(&format!("moved {key}: {way}"));
        cx.emit(&record)
    }
}
