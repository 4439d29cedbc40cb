//! `bitbucket pipeline var get`: one variable.

use super::{FIND, Owner};
use atlassian_plugin_sdk::prelude::*;

/// Show a variable
///
/// The value of a secured one is not shown: nobody is told it.
#[derive(Command)]
#[command(path = "pipeline var get", effect = "read", result = "one", id = "/key")]
#[command(example = "bitbucket pipeline var get REGION --repo backend")]
#[http(FIND)]
#[column("Key", "/key")]
#[column("Value", "/value")]
#[column("Secured", "/secured")]
#[column("UUID", "/uuid")]
pub(crate) struct Get {
    /// Key of the variable, or its UUID
    #[arg(positional)]
    key: String,
    #[arg(flatten)]
    owner: Owner,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (_, record) = self.owner.find(cx).await?.variable(cx, &self.key).await?;
        cx.emit_raw(&record)
    }
}
