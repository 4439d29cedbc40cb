//! `jira api`: any path of Jira's API.

atlassian_plugin_sdk::api_command! {
    /// Call any path of Jira's API
    examples: [
        "jira api /rest/api/3/myself",
        "jira api /rest/api/3/project/search --paginate --jq '.values[].key'",
        "jira api PUT /rest/api/3/issue/DEV-1 -f fields[summary]=Better",
    ],
    endpoints: {
        REST = jira "/rest/api/{+path}",
        AGILE = jira "/rest/agile/{+path}",
        SOFTWARE = jira "/rest/software/{+path}",
    },
}
