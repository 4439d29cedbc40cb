//! Jira Service Management.

mod api;

atlassian_plugin_sdk::plugin! {
    name: "jsm",
    about: "Requests and queues in Jira Service Management",
    services: [jsm],
    imports: [http, output],
    commands: [
        api::Api,
    ],
}
