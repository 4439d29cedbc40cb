//! Jira: issues and searches.

mod api;
mod fields;
mod issue;
mod jql;
mod key;
mod people;
mod search;
#[cfg(test)]
mod tests;
mod transition;

atlassian_plugin_sdk::plugin! {
    name: "jira",
    about: "Issues and searches in Jira",
    services: [jira],
    imports: [clock, http, output, profile],
    commands: [
        search::Search,
        issue::get::Get,
        api::Api,
    ],
}
