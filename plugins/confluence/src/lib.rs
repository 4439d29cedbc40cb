//! Confluence.

mod analytics;
mod api;
mod attachment;
mod blog;
mod body;
mod bulk;
mod comment;
mod content_id;
mod cql;
mod descendants;
mod docs;
mod edit;
mod folder;
mod json;
mod label;
mod missing;
mod names;
mod page;
mod people;
mod restriction;
mod search;
mod show;
mod space;
mod spaces;
#[cfg(test)]
mod tests;
mod trash;

atlassian_plugin_sdk::plugin! {
    name: "confluence",
    about: "Pages, blog posts and spaces in Confluence",
    services: [confluence],
    imports: [http, output, files, journal, profile, progress, prompt],
    commands: [
        search::Search,
        space::list::List,
        space::get::Get,
        space::create::Create,
        space::update::Update,
        space::delete::Delete,
        space::permissions::Permissions,
        space::permission::add::Add,
        space::permission::remove::Remove,
        page::list::List,
        page::get::Get,
        page::create::Create,
        page::update::Update,
        page::publish::Publish,
        page::delete::Delete,
        page::restore::Restore,
        page::children::Children,
        page::tree::Tree,
        page::move_::Move,
        page::copy::Copy,
        page::versions::Versions,
        page::diff::Diff,
        page::export::Export,
        page::import::Import,
        page::open::Open,
        blog::list::List,
        blog::get::Get,
        blog::create::Create,
        blog::update::Update,
        blog::publish::Publish,
        blog::delete::Delete,
        blog::versions::Versions,
        folder::get::Get,
        folder::create::Create,
        folder::delete::Delete,
        comment::list::List,
        comment::get::Get,
        comment::add::Add,
        comment::reply::Reply,
        comment::update::Update,
        comment::resolve::Resolve,
        comment::reopen::Reopen,
        comment::delete::Delete,
        label::list::List,
        label::add::Add,
        label::remove::Remove,
        attachment::list::List,
        attachment::get::Get,
        attachment::upload::Upload,
        attachment::download::Download,
        attachment::delete::Delete,
        restriction::list::List,
        restriction::add::Add,
        restriction::remove::Remove,
        analytics::views::Views,
        bulk::label::Label,
        bulk::delete::Delete,
        bulk::export::Export,
        api::Api,
    ],
}
