//! `confluence api`: any path of Confluence's API.

atlassian_plugin_sdk::api_command! {
    /// Call any path of Confluence's API
    examples: [
        "confluence api /wiki/api/v2/spaces --paginate --jq '.results[].key'",
    ],
    endpoints: {
        V2 = confluence "/wiki/api/v2/{+path}",
        V1 = confluence "/wiki/rest/api/{+path}",
    },
}
