//! Jira: issues and searches.

mod api;
mod attachment;
mod document;
mod fields;
mod issue;
mod jql;
mod key;
mod people;
mod record;
mod search;
#[cfg(test)]
mod tests;
mod transition;
mod worklog;

atlassian_plugin_sdk::plugin! {
    name: "jira",
    about: "Issues and searches in Jira",
    services: [jira],
    imports: [clock, files, http, output, profile, progress],
    commands: [
        search::Search,
        issue::get::Get,
        issue::comment::list::List,
        issue::comment::get::Get,
        issue::comment::add::Add,
        issue::comment::update::Update,
        issue::comment::delete::Delete,
        issue::link::list::List,
        issue::link::create::Create,
        issue::link::delete::Delete,
        issue::link::types::Types,
        issue::remote_link::list::List,
        issue::remote_link::add::Add,
        issue::remote_link::delete::Delete,
        issue::watcher::list::List,
        issue::watcher::add::Add,
        issue::watcher::remove::Remove,
        issue::vote::list::List,
        issue::vote::add::Add,
        issue::vote::remove::Remove,
        issue::property::list::List,
        issue::property::get::Get,
        issue::property::set::Set,
        issue::property::delete::Delete,
        worklog::list::List,
        worklog::add::Add,
        worklog::update::Update,
        worklog::delete::Delete,
        attachment::list::List,
        attachment::get::Get,
        attachment::download::Download,
        attachment::upload::Upload,
        attachment::delete::Delete,
        api::Api,
    ],
}
