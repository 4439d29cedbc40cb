//! `jsm desk get`: one service desk.

use crate::desks::{self, DESKS};
use atlassian_plugin_sdk::prelude::*;

const DESK: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}",
    classic("read:servicedesk-request"),
    granular("read:servicedesk:jira-service-management"),
);

/// Show a service desk
#[derive(Command)]
#[command(path = "desk get", alias = "service-desk get", alias = "desk view")]
#[command(effect = "read", result = "one", id = "/projectKey")]
#[command(example = "jsm desk get HELP", example = "jsm desk get \"Help desk\"")]
#[http(DESK, DESKS)]
#[web(desk: jsm "/jira/servicedesk/projects/{projectKey}")]
#[column("Id", "/id", number)]
#[column("Key", "/projectKey")]
#[column("Name", "/projectName")]
#[column("Project", "/projectId", number)]
pub(crate) struct Get {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        cx.emit_raw(&cx.request(DESK).param("serviceDeskId", desk).raw().await?)
    }
}
