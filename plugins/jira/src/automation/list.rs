//! `jira automation list`: the rules of a site.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const RULES: Endpoint = endpoint!(automation GET "/rest/v1/rule/summary");

const PAGE: Paging = Paging::automation(100);

/// Whether a rule runs.
#[derive(Choice, Clone, Copy, PartialEq, Eq)]
enum State {
    Enabled,
    Disabled,
}

/// List automation rules
///
/// Needs the right to administer Jira.
#[derive(Command)]
#[command(path = "automation list", effect = "read", result = "many", id = "/uuid")]
#[command(example = "jira automation list", example = "jira automation list --state enabled --query release --limit 0")]
#[http(RULES)]
#[web(rules: jira "/jira/settings/automation")]
#[column("Name", "/name")]
#[column("State", "/state", status)]
#[column("Labels", "/labels")]
#[column("Description", "/description")]
#[column("Id", "/uuid")]
pub(crate) struct List {
    /// Only rules that run, or that do not
    #[arg(long)]
    state: Option<State>,
    /// Part of the name
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// Most rules to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Rule {
    #[serde(default)]
    name: String,
    #[serde(default)]
    state: String,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        if cx.browse("rules", &[])? {
            return Ok(());
        }
        // The listing cannot be narrowed by the site: what does not fit is left out here.
        let mut pages = cx.request(RULES).pages(PAGE, Limit::ALL);
        let mut left = self.limit.get();
        while let Some(rules) = pages.try_next().await? {
            for rule in rules {
                if !self.fits(&rule)? {
                    continue;
                }
                if left == Some(0) {
                    cx.incomplete("`--limit 0` for all", None);
                    return Ok(());
                }
                left = left.map(|left| left - 1);
                cx.emit_raw(&rule)?;
            }
        }
        Ok(())
    }
}

impl List {
    fn fits(&self, rule: &RawValue) -> Result<bool> {
        let rule: Rule = atlassian_plugin_sdk::read("a rule", rule)?;
        let in_state = self.state.is_none_or(|state| rule.state.eq_ignore_ascii_case(&state.to_string()));
        let named = self.query.as_ref().is_none_or(|query| rule.name.to_lowercase().contains(&query.to_lowercase()));
        Ok(in_state && named)
    }
}
