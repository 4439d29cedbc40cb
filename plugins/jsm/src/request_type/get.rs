//! `jsm request-type get`: one thing that one can ask for.

use crate::desks::{self, DESKS};
use crate::types::{self, TYPES};
use atlassian_plugin_sdk::prelude::*;

const TYPE: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype/{requestTypeId}",
    classic("read:servicedesk-request"),
    granular("read:requesttype:jira-service-management"),
);

/// Show a request type
#[derive(Command)]
#[command(path = "request-type get", alias = "request-type view", effect = "read", result = "one", id = "/id")]
#[command(example = "jsm request-type get HELP 1", example = "jsm request-type get HELP \"Request a laptop\"")]
#[http(TYPE, TYPES, DESKS)]
#[column("Id", "/id", number)]
#[column("Desk", "/serviceDeskId", number)]
#[column("Name", "/name")]
#[column("Description", "/description")]
#[column("Help", "/helpText")]
#[column("Issue type", "/issueTypeId", number)]
#[column("Groups", "/groupIds")]
pub(crate) struct Get {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Request type, by id or name
    #[arg(positional)]
    request_type: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let kind = types::find(cx, &desk, &self.request_type).await?;
        let request = cx.request(TYPE).param("serviceDeskId", desk).param("requestTypeId", kind);
        cx.emit_raw(&request.raw().await?)
    }
}
