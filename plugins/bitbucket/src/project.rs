//! `bitbucket project …`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use atlassian_plugin_sdk::prelude::*;

const PROJECT: Endpoint = endpoint!(
    bitbucket GET "/2.0/workspaces/{workspace}/projects/{project_key}",
    classic("project"),
    granular("read:project:bitbucket"),
);
