//! A guest that behaves badly on request, for the host's tests.

mod ask;
mod behave;
mod flood;
mod write;

use atlassian_plugin_sdk::prelude::*;

const ISSUE: Endpoint = endpoint!(jira GET "/rest/api/3/issue/{issueIdOrKey}", classic("read:jira-work"));
const CREATE: Endpoint = endpoint!(jira POST "/rest/api/3/issue", classic("write:jira-work"));
const USER: Endpoint = endpoint!(bitbucket GET "/2.0/user", classic("account"));

atlassian_plugin_sdk::plugin! {
    name: "probe",
    about: "Behaves badly on request",
    services: [jira, bitbucket],
    imports: [profile, http, clock, output],
    commands: [
        ask::Declared,
        ask::Undeclared,
        ask::Swallow,
        ask::Odd,
        ask::Create,
        behave::Behave,
        behave::Facts,
        flood::Flood,
        write::Delete,
        write::Archive,
        write::Search,
        write::Any,
        write::Swallow,
    ],
}
