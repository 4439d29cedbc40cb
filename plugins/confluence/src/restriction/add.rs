//! `confluence restriction add`: names somebody who may see or change a page when others may not.

use super::{Operation, Subject};
use crate::content_id::ContentId;
use crate::people;
use atlassian_plugin_sdk::prelude::*;

const USER: Endpoint = endpoint!(
    confluence PUT "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}/user",
    classic("write:confluence-content"),
    granular("write:content.restriction:confluence"),
);

const GROUP: Endpoint = endpoint!(
    confluence PUT "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}/byGroupId/{groupId}",
    classic("write:confluence-content"),
    granular("write:content.restriction:confluence"),
);

/// Let nobody but those who are named see or change a page or a blog post
///
/// With the first one named, all others are shut out: name yourself, too.
#[derive(Command)]
#[command(path = "restriction add", alias = "page add-restriction", effect = "write", result = "none")]
#[command(example = "confluence restriction add 131074 --operation update --user @me")]
#[http(USER, GROUP, people::FIND, people::FIND_GROUP)]
pub(crate) struct Add {
    /// Id or address of the page or blog post
    #[arg(positional)]
    page: ContentId,
    /// What is restricted
    #[arg(long, value_name = "OPERATION")]
    operation: Operation,
    /// Person: display name, account id or `@me`
    #[arg(long, value_name = "PERSON", conflicts = "group")]
    user: Option<String>,
    /// Group: name or id
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let subject = Subject::find(cx, self.user.as_deref(), self.group.as_deref()).await?;
        let request = match &subject {
            Subject::User(account) => cx.request(USER).query("accountId", account),
            Subject::Group(id) => cx.request(GROUP).param("groupId", id),
        };
        request.param("id", &self.page).param("operationKey", self.operation).send().await?;
        cx.success(&format!("only those named may {} `{}` now", self.operation, self.page));
        Ok(())
    }
}
