//! Jira: issues and all that belongs to them.

mod api;
mod attachment;
mod audit;
mod automation;
mod backlog;
mod batches;
mod board;
mod boards;
mod bulk;
mod component;
mod dashboard;
mod document;
mod epic;
mod field;
mod fields;
mod filter;
mod filters;
mod group;
mod issue;
mod issue_type;
mod jql;
mod key;
mod listing;
mod moment;
mod parts;
mod people;
mod permission;
mod priority;
mod project;
mod record;
mod resolution;
mod role;
mod search;
mod server;
mod sprint;
mod sprints;
mod status;
mod task;
#[cfg(test)]
mod tests;
mod transition;
mod user;
mod version;
mod webhook;
mod workflow;
mod worklog;

atlassian_plugin_sdk::plugin! {
    name: "jira",
    about: "Issues, boards, projects and searches in Jira",
    services: [jira, automation],
    imports: [clock, files, http, journal, output, profile, progress, prompt],
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
        bulk::transition::Transition,
        bulk::assign::Assign,
        bulk::label::Label,
        bulk::edit::Edit,
        bulk::comment::Comment,
        bulk::link::Link,
        bulk::r#move::Move,
        bulk::delete::Delete,
        bulk::export::Export,
        bulk::import::Import,
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
        project::list::List,
        project::get::Get,
        project::open::Open,
        project::create::Create,
        project::update::Update,
        project::delete::Delete,
        component::list::List,
        component::get::Get,
        component::create::Create,
        component::update::Update,
        component::delete::Delete,
        version::list::List,
        version::get::Get,
        version::create::Create,
        version::update::Update,
        version::release::Release,
        version::merge::Merge,
        version::delete::Delete,
        role::list::List,
        role::get::Get,
        role::actors::Actors,
        role::add_actor::AddActor,
        role::remove_actor::RemoveActor,
        field::list::List,
        field::get::Get,
        field::create::Create,
        field::delete::Delete,
        workflow::list::List,
        workflow::get::Get,
        workflow::export::Export,
        automation::list::List,
        automation::get::Get,
        automation::export::Export,
        automation::create::Create,
        automation::update::Update,
        automation::enable::Enable,
        automation::disable::Disable,
        automation::delete::Delete,
        webhook::list::List,
        webhook::get::Get,
        webhook::create::Create,
        webhook::update::Update,
        webhook::enable::Enable,
        webhook::disable::Disable,
        webhook::delete::Delete,
        audit::list::List,
        audit::export::Export,
        issue::create::Create,
        issue::update::Update,
        issue::delete::Delete,
        issue::clone::Clone,
        issue::r#move::Move,
        issue::archive::Archive,
        issue::unarchive::Unarchive,
        issue::rank::Rank,
        issue::open::Open,
        issue::changelog::Changelog,
        issue::transitions::Transitions,
        issue::transition::Transition,
        issue::assign::Assign,
        issue::unassign::Unassign,
        api::Api,
    ],
}
