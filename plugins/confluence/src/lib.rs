//! Confluence.

mod api;

atlassian_plugin_sdk::plugin! {
    name: "confluence",
    about: "Pages and spaces in Confluence",
    services: [confluence],
    imports: [http, output],
    commands: [
        api::Api,
    ],
}
