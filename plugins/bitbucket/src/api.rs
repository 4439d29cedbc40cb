//! `bitbucket api`: any path of Bitbucket's API.

atlassian_plugin_sdk::api_command! {
    /// Call any path of Bitbucket's API
    examples: [
        "bitbucket api /2.0/user",
        "bitbucket api /2.0/repositories/example --paginate --jq '.values[].slug'",
    ],
    endpoints: { REST = bitbucket "/2.0/{+path}" },
}
