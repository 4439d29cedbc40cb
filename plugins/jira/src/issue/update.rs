//! `jira issue update`: fields of an issue, by name and checked before they are sent.

use super::form::{self, Form};
use crate::fields::{self, Catalogue, Edits};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::richtext::to_adf;
use atlassian_plugin_sdk::serde_json::json;

const UPDATE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/issue/{issueIdOrKey}",
    classic("write:jira-work"),
    granular("write:issue:jira"),
);

/// Whether people are written to.
#[derive(Choice)]
pub(crate) enum Notify {
    True,
    False,
}

/// Change fields of an issue
///
/// A flag replaces what its field has; an empty text clears it, and so does `none`, but in a text `none` is a word.
/// `--field NAME+=VALUE` and `--field NAME-=VALUE` add to a list and take away from it, `--field NAME:=JSON` sends JSON as
/// it is. `--field` takes its value as it is typed, as Markdown where the field is a long text; it reads no `@FILE`. What a
/// field of the issue's screen does not take is refused before anything is sent, with what it takes; any other field of
/// the site is left to Jira to judge.
///
/// What `jira issue get KEY --body-only` printed, `--description @FILE` or `--description -` takes back unchanged.
#[derive(Command)]
#[command(path = "issue update", alias = "issue edit", effect = "write", result = "none")]
#[command(example = "jira issue update DEV-1 --summary \"Search forgets every second page\" --priority Highest")]
#[command(example = "jira issue update DEV-1 --description @text.md --add-label search --remove-label regression")]
#[command(example = "jira issue update DEV-1 --field \"Story Points=8\" --field \"Platforms+=Web\" --notify=false")]
#[http(UPDATE, fields::EDIT, fields::SITE, fields::VALUES, form::AFTER)]
pub(crate) struct Update {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Summary
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// Description, as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Environment, as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    environment: Option<Text>,
    /// Issue type, by name or id, where no other workflow belongs to it; else `jira issue move`
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Who does it: e-mail address, name, account id, `@me` or `none`
    #[arg(long, value_name = "PERSON")]
    assignee: Option<String>,
    /// Who reports it, named as with --assignee
    #[arg(long, value_name = "PERSON")]
    reporter: Option<String>,
    /// Priority, by name or id
    #[arg(long, value_name = "PRIORITY")]
    priority: Option<String>,
    /// Label, in place of those that there are (can be repeated)
    #[arg(long, value_name = "LABEL")]
    label: Vec<String>,
    /// Label to add (can be repeated)
    #[arg(long, value_name = "LABEL")]
    add_label: Vec<String>,
    /// Label to take away (can be repeated)
    #[arg(long, value_name = "LABEL")]
    remove_label: Vec<String>,
    /// Component, in place of those that there are (can be repeated)
    #[arg(long, value_name = "COMPONENT")]
    component: Vec<String>,
    /// Version that will have it, in place of those that there are (can be repeated)
    #[arg(long, value_name = "VERSION")]
    fix_version: Vec<String>,
    /// Version that shows the trouble, in place of those that there are (can be repeated)
    #[arg(long, value_name = "VERSION")]
    affects_version: Vec<String>,
    /// Key of the issue above it, or `none`
    #[arg(long, value_name = "KEY")]
    parent: Option<String>,
    /// Key of its epic, or `none`
    #[arg(long, value_name = "KEY", conflicts = "parent")]
    epic: Option<String>,
    /// Day when it is due: `2026-01-31`, `tomorrow`, `+7d` or `none`
    #[arg(long, value_name = "DAY")]
    due: Option<String>,
    /// Estimate, for example `3d 4h`; with what is left of it after a slash: `3d/4h`
    #[arg(long, value_name = "TIME")]
    estimate: Option<String>,
    /// Sprint, by name or id, or `active`, `next` or `none`
    #[arg(long, value_name = "SPRINT")]
    sprint: Option<String>,
    /// Any other field, by name or id (can be repeated)
    #[arg(long, short = 'f', value_name = "NAME=VALUE")]
    field: Vec<KeyValue>,
    /// Comment to add with the change, as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    comment: Option<Text>,
    /// Whether those who watch the issue are written to; `false` needs the right to administer the project
    #[arg(long, default = "true", value_name = "YES")]
    notify: Notify,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let key = &self.key;
        let mut catalogue = Catalogue::of_issue(cx, key).await?;
        let names = self.form().names(&catalogue);
        catalogue.complete(cx, names.iter().map(String::as_str)).await?;
        let mut edits = Edits::new(cx, &catalogue);
        let after = self.form().fill(cx, &catalogue, &mut edits).await?;
        edits.set_if("issuetype", self.kind.as_deref()).await?;
        edits.operate_all("add", "labels", &self.add_label).await?;
        edits.operate_all("remove", "labels", &self.remove_label).await?;
        if let Some(comment) = &self.comment {
            edits.put_operation("comment", json!({"add": {"body": to_adf(&comment.0)}}));
        }
        if edits.is_empty() && after == form::After::Nothing {
            return Err(Error::usage("nothing says what to change").hint(
                "add `--summary`, `--field NAME=VALUE` or another flag; `jira issue update --help` has them all",
            ));
        }
        if !edits.is_empty() {
            let request = cx.request(UPDATE).param("issueIdOrKey", &key.0);
            let silent = matches!(self.notify, Notify::False).then_some("false");
            let request = request.query_opt("notifyUsers", silent).json_body(&edits.body());
            request.send().await.map_err(|error| catalogue.named(error))?;
        }
        after.perform(cx, key).await?;
        cx.success(&format!("changed {}", key.0));
        Ok(())
    }
}

impl Update {
    fn form(&self) -> Form<'_> {
        Form {
            summary: self.summary.as_deref(),
            description: self.description.as_ref(),
            environment: self.environment.as_ref(),
            assignee: self.assignee.as_deref(),
            reporter: self.reporter.as_deref(),
            priority: self.priority.as_deref(),
            parent: self.parent.as_deref(),
            epic: self.epic.as_deref(),
            due: self.due.as_deref(),
            estimate: self.estimate.as_deref(),
            labels: &self.label,
            components: &self.component,
            fix_versions: &self.fix_version,
            affects_versions: &self.affects_version,
            sprint: self.sprint.as_deref(),
            fields: &self.field,
        }
    }
}
