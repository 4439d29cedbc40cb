//! Jira: issues and searches.

mod api;
mod fields;
mod issue;
mod key;
mod people;
mod search;
#[cfg(test)]
mod tests;

atlassian_plugin_sdk::plugin! {
    name: "jira",
    about: "Issues and searches in Jira",
    services: [jira],
    imports: [http, output],
    commands: [
        search::Search,
        issue::get::Get,
        api::Api,
    ],
}
