//! `confluence restriction remove`: takes somebody off those who alone may see or change a page.

use super::{Operation, Subject};
use crate::content_id::ContentId;
use crate::people;
use atlassian_plugin_sdk::prelude::*;

const USER: Endpoint = endpoint!(
    confluence DELETE "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}/user",
    classic("write:confluence-content"),
    granular("write:content.restriction:confluence"),
);

const GROUP: Endpoint = endpoint!(
    confluence DELETE "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}/byGroupId/{groupId}",
    classic("write:confluence-content"),
    granular("write:content.restriction:confluence"),
);

/// Take somebody off those who alone may see or change a page or a blog post
///
/// When nobody is left, everybody may again.
#[derive(Command)]
#[command(path = "restriction remove", alias = "page remove-restriction", effect = "delete", result = "none")]
#[command(need = "prompt")]
#[command(example = "confluence restriction remove 131075 --operation read --group confluence-users --yes")]
#[http(USER, GROUP, people::FIND, people::FIND_GROUP)]
pub(crate) struct Remove {
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

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        let subject = Subject::find(cx, self.user.as_deref(), self.group.as_deref()).await?;
        let who = self.user.as_deref().or(self.group.as_deref()).unwrap_or_default();
        let action = format!("take {who} off those who alone may {} {}", self.operation, self.page);
        cx.confirm(&action, 1, [who]);
        let request = match &subject {
            Subject::User(account) => cx.request(USER).query("accountId", account),
            Subject::Group(id) => cx.request(GROUP).param("groupId", id),
        };
        request.param("id", &self.page).param("operationKey", self.operation).send().await?;
        cx.success(&format!("one less of those who alone may {} `{}`", self.operation, self.page));
        Ok(())
    }
}
