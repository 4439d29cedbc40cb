//! `jsm api`: any path of Jira Service Management's API.

atlassian_plugin_sdk::api_command! {
    /// Call any path of Jira Service Management's API
    examples: [
        "jsm api /rest/servicedeskapi/servicedesk --paginate",
    ],
    endpoints: {
        REST = jsm "/rest/servicedeskapi/{+path}",
    },
}
