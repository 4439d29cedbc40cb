//! `jira project open`: a project's page in the browser.

use atlassian_plugin_sdk::prelude::*;

/// Open a project in the browser
#[derive(Command)]
#[command(path = "project open", effect = "read", result = "none", example = "jira project open DEV")]
#[web(project: jira "/browse/{key}")]
pub(crate) struct Open {
    /// Project key
    #[arg(positional)]
    key: String,
}

impl Run for Open {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.browse("project", &[("key", &self.key)])?;
        Ok(())
    }
}
