//! Bitbucket Cloud.

mod api;
mod body;
mod branch;
mod branch_restriction;
mod bulk;
mod commit;
mod deploy_key;
mod people;
mod permission;
mod pipeline;
mod place;
mod pr;
mod project;
mod pull_id;
mod query;
mod repo;
mod src;
mod tag;
#[cfg(test)]
mod tests;
mod webhook;
mod whoami;
mod workspace;

atlassian_plugin_sdk::plugin! {
    name: "bitbucket",
    about: "Repositories, pull requests and pipelines in Bitbucket Cloud",
    services: [bitbucket],
    imports: [files, git, http, journal, output, profile, progress, prompt],
    commands: [
        whoami::Whoami,
        workspace::list::List,
        workspace::get::Get,
        workspace::members::Members,
        project::list::List,
        project::get::Get,
        project::create::Create,
        project::update::Update,
        project::delete::Delete,
        repo::list::List,
        repo::get::Get,
        repo::create::Create,
        repo::update::Update,
        repo::delete::Delete,
        repo::fork::Fork,
        branch::list::List,
        branch::get::Get,
        branch::create::Create,
        branch::delete::Delete,
        branch_restriction::list::List,
        branch_restriction::add::Add,
        branch_restriction::remove::Remove,
        tag::list::List,
        tag::create::Create,
        tag::delete::Delete,
        commit::list::List,
        commit::get::Get,
        commit::diff::Diff,
        commit::diffstat::Diffstat,
        commit::status::Status,
        src::cat::Cat,
        src::list::List,
        pr::list::List,
        pr::get::Get,
        pr::create::Create,
        pr::update::Update,
        pr::diff::Diff,
        pr::diffstat::Diffstat,
        pr::commits::Commits,
        pr::comments::Comments,
        pr::comment::Comment,
        pr::reply::Reply,
        pr::resolve::Resolve,
        pr::reopen::Reopen,
        pr::approve::Approve,
        pr::unapprove::Unapprove,
        pr::request_changes::RequestChanges,
        pr::merge::Merge,
        pr::decline::Decline,
        pr::reviewers::Reviewers,
        pr::tasks::Tasks,
        pr::task::add::Add,
        pr::task::resolve::Resolve,
        pr::task::reopen::Reopen,
        pr::task::delete::Delete,
        pr::checks::Checks,
        pr::checkout::Checkout,
        pr::open::Open,
        pipeline::list::List,
        pipeline::get::Get,
        pipeline::latest::Latest,
        pipeline::trigger::Trigger,
        pipeline::stop::Stop,
        pipeline::steps::Steps,
        pipeline::logs::Logs,
        pipeline::watch::Watch,
        pipeline::rerun::Rerun,
        pipeline::var::list::List,
        pipeline::var::get::Get,
        pipeline::var::create::Create,
        pipeline::var::update::Update,
        pipeline::var::delete::Delete,
        pipeline::env::list::List,
        pipeline::env::create::Create,
        pipeline::env::update::Update,
        pipeline::env::delete::Delete,
        webhook::list::List,
        webhook::create::Create,
        webhook::delete::Delete,
        deploy_key::list::List,
        deploy_key::add::Add,
        deploy_key::delete::Delete,
        permission::list::List,
        permission::add::Add,
        permission::remove::Remove,
        bulk::delete_branches::DeleteBranches,
        bulk::stale_repos::StaleRepos,
        api::Api,
    ],
}
