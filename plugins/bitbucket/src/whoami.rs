//! `bitbucket whoami`: the account that the credentials belong to.

use atlassian_plugin_sdk::prelude::*;

const USER: Endpoint = endpoint!(bitbucket GET "/2.0/user", classic("account"), granular("read:user:bitbucket"));

/// Show the account that you are signed in with
#[derive(Command)]
#[command(path = "whoami", effect = "read", result = "one", id = "/account_id", example = "bitbucket whoami")]
#[http(USER)]
#[column("Name", "/display_name")]
#[column("Nickname", "/nickname")]
#[column("Account id", "/account_id")]
#[column("UUID", "/uuid")]
pub(crate) struct Whoami;

impl Run for Whoami {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(USER).raw().await?)
    }
}
