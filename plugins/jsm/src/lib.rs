//! Jira Service Management.

mod api;
mod approval;
mod approvals;
mod customer;
mod desk;
mod desks;
mod experimental;
mod feedback;
mod fields;
mod kb;
mod key;
mod organization;
mod organizations;
mod people;
mod queue;
mod queues;
mod request;
mod request_type;
mod sla;
#[cfg(test)]
mod tests;
mod types;
mod uploads;

atlassian_plugin_sdk::plugin! {
    name: "jsm",
    about: "Requests and queues in Jira Service Management",
    services: [jsm, jira],
    imports: [files, http, output, profile, prompt],
    commands: [
        desk::list::List,
        desk::get::Get,
        desk::organizations::Organizations,
        desk::add_organization::AddOrganization,
        desk::remove_organization::RemoveOrganization,
        queue::list::List,
        queue::get::Get,
        queue::issues::Issues,
        request::list::List,
        request::get::Get,
        request::create::Create,
        request::comment::Comment,
        request::comments::Comments,
        request::transition::Transition,
        request::transitions::Transitions,
        request::status::Status,
        request::participant::list::List,
        request::participant::add::Add,
        request::participant::remove::Remove,
        request::subscribe::Subscribe,
        request::unsubscribe::Unsubscribe,
        request::attach::Attach,
        request_type::list::List,
        request_type::get::Get,
        request_type::fields::Fields,
        request_type::groups::Groups,
        approval::list::List,
        approval::get::Get,
        approval::approve::Approve,
        approval::decline::Decline,
        sla::list::List,
        sla::get::Get,
        customer::create::Create,
        customer::list::List,
        customer::add::Add,
        customer::remove::Remove,
        customer::revoke_portal_access::RevokePortalAccess,
        organization::list::List,
        organization::get::Get,
        organization::create::Create,
        organization::delete::Delete,
        organization::users::Users,
        organization::add_user::AddUser,
        organization::remove_user::RemoveUser,
        kb::search::Search,
        feedback::get::Get,
        feedback::submit::Submit,
        feedback::delete::Delete,
        api::Api,
    ],
}
