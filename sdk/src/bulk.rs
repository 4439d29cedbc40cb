//! Doing something to many things, so that it can be cut off at any moment and taken up again, and nothing is done twice.
//! Needs the imports `journal`, `prompt`, `progress`, `profile` and `output`, and `need = "journal"`, `need = "prompt"` in
//! the command, whose result is `many`.
//!
//! ```no_run
//! use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan};
//! use atlassian_plugin_sdk::prelude::*;
//!
//! const ISSUE: Endpoint = endpoint!(jira PUT "/rest/api/3/issue/{issueIdOrKey}", classic("write:jira-work"));
//!
//! /// Rename issues
//! #[derive(Command)]
//! #[command(path = "bulk rename", effect = "write", result = "many", id = "/key", need = "journal", need = "prompt")]
//! #[http(ISSUE)]
//! #[column("Key", "/key")]
//! #[column("Status", "/status", status)]
//! #[column("Message", "/message")]
//! struct Rename {
//!     /// Issue keys
//!     #[arg(positional, required)]
//!     keys: Vec<String>,
//!     /// The summary that all of them get
//!     #[arg(long)]
//!     summary: String,
//! }
//!
//! impl Run for Rename {
//!     async fn run(self, cx: &Cx) -> Result<()> {
//!         let plan = async || {
//!             let items = self.keys.iter().map(|key| Item::new(key, &self.summary)).collect::<Result<Vec<_>>>()?;
//!             Ok(Plan::new(format!("rename {} issues to `{}`", items.len(), self.summary), items))
//!         };
//!         Bulk::new("renaming").run(cx, plan, async |task| {
//!             let body = serde_json::json!({"fields": {"summary": task.input::<String>()?}});
//!             let request = cx.request(ISSUE).param("issueIdOrKey", &task.key).json_body(&body);
//!             request.send().await?;
//!             Ok(Outcome::done(""))
//!         }).await
//!     }
//! }
//! ```

mod desk;
mod item;
mod run;
#[cfg(test)]
mod tests;

pub use item::{Became, Item, Outcome, Plan, Task};
pub use run::Bulk;
