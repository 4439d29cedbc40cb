//! `confluence space permission add`: lets somebody do something in a space.

use crate::people;
use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const ADD: Endpoint = endpoint!(
    confluence POST "/wiki/rest/api/space/{spaceKey}/permission",
    granular("read:space.permission:confluence", "write:space.permission:confluence"),
);

#[derive(Choice)]
enum Operation {
    Administer,
    Archive,
    Copy,
    Create,
    Delete,
    Export,
    Move,
    Purge,
    #[choice("purge_version")]
    PurgeVersion,
    Read,
    Restore,
    #[choice("restrict_content")]
    RestrictContent,
    Update,
    Use,
}

#[derive(Choice)]
enum Target {
    Page,
    #[choice("blogpost")]
    BlogPost,
    Comment,
    Attachment,
    Space,
}

/// Let somebody do something in a space
///
/// Whoever is given anything needs `read` of `space` first.
#[derive(Command)]
#[command(path = "space permission add", alias = "space add-permission", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence space permission add DEV --group site-admins --operation read --target space")]
#[http(SPACES, ADD, people::FIND, people::FIND_GROUP)]
#[column("Id", "/id")]
#[column("Who", "/subject/type")]
#[column("Account or group", "/subject/identifier")]
#[column("May", "/operation/key")]
#[column("What", "/operation/target")]
pub(crate) struct Add {
    /// Key, id or address of the space
    #[arg(positional)]
    space: SpaceRef,
    /// Person: display name, account id or `@me`
    #[arg(long, value_name = "PERSON", conflicts = "group")]
    user: Option<String>,
    /// Group: name or id
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// What they may do
    #[arg(long, value_name = "OPERATION")]
    operation: Operation,
    /// With what they may do it
    #[arg(long, default = "space", value_name = "TARGET")]
    target: Target,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (kind, who) = match (&self.user, &self.group) {
            (Some(user), _) => ("user", people::account(cx, user).await?),
            (None, Some(group)) => ("group", people::group(cx, group).await?),
            (None, None) => return Err(Error::usage("say who: `--user` or `--group`")),
        };
        let space = self.space.find(cx).await?;
        let permission = json!({
            "subject": {"type": kind, "identifier": who},
            "operation": {"key": self.operation.to_string(), "target": self.target.to_string()},
        });
        let made = cx.request(ADD).param("spaceKey", &space.key).json_body(&permission).raw().await?;
        cx.emit_raw(&made)
    }
}
