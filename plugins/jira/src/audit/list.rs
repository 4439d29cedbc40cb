//! `jira audit list`: the newest records of Jira's audit log.

use atlassian_plugin_sdk::prelude::*;

/// List the records of Jira's audit log
///
/// The newest come first. Needs the right to administer Jira.
#[derive(Command)]
#[command(path = "audit list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira audit list")]
#[command(example = "jira audit list --since 2026-01-01 --until 2026-02-01 --filter \"group\" --limit 0")]
#[http(super::RECORDS)]
#[web(log: jira "/auditing/view")]
#[column("Created", "/created", date)]
#[column("Summary", "/summary")]
#[column("Category", "/category")]
#[column("Object", "/objectItem/name")]
#[column("Author", "/author")]
#[column("Id", "/id")]
pub(crate) struct List {
    /// Only what happened since
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Only what happened until
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Words that a record has
    #[arg(long, value_name = "WORDS")]
    filter: Option<String>,
    /// Most records to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        if cx.browse("log", &[])? {
            return Ok(());
        }
        let mut pages = super::pages(cx, self.since.as_ref(), self.until.as_ref(), self.filter.as_deref(), self.limit);
        while let Some(records) = pages.try_next().await? {
            records.iter().try_for_each(|record| cx.emit_raw(&super::readable(record)?))?;
        }
        if pages.more() {
            cx.incomplete("`--limit 0` for all", pages.total());
        }
        Ok(())
    }
}
