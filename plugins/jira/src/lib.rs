//! Jira: issues and searches.

mod api;
mod backlog;
mod batches;
mod board;
mod boards;
mod dashboard;
mod epic;
mod fields;
mod filter;
mod filters;
mod group;
mod issue;
mod issue_type;
mod key;
mod listing;
mod moment;
mod people;
mod permission;
mod priority;
mod resolution;
mod search;
mod server;
mod sprint;
mod sprints;
mod status;
#[cfg(test)]
mod tests;
mod user;

atlassian_plugin_sdk::plugin! {
    name: "jira",
    about: "Issues and searches in Jira",
    services: [jira],
    imports: [clock, http, output],
    commands: [
        search::Search,
        issue::get::Get,
        board::list::List,
        board::get::Get,
        board::issues::Issues,
        board::backlog::Backlog,
        board::config::Config,
        backlog::r#move::Move,
        sprint::list::List,
        sprint::get::Get,
        sprint::create::Create,
        sprint::update::Update,
        sprint::start::Start,
        sprint::close::Close,
        sprint::delete::Delete,
        sprint::issues::Issues,
        sprint::add::Add,
        sprint::remove::Remove,
        epic::list::List,
        epic::get::Get,
        epic::create::Create,
        epic::issues::Issues,
        epic::add::Add,
        epic::remove::Remove,
        filter::list::List,
        filter::get::Get,
        filter::run::RunFilter,
        filter::create::Create,
        filter::update::Update,
        filter::delete::Delete,
        filter::favourite::Favourite,
        filter::unfavourite::Unfavourite,
        user::search::Search,
        user::get::Get,
        user::me::Me,
        group::list::List,
        group::members::Members,
        dashboard::list::List,
        dashboard::get::Get,
        priority::list::List,
        status::list::List,
        issue_type::list::List,
        resolution::list::List,
        permission::check::Check,
        server::info::Info,
        api::Api,
    ],
}
