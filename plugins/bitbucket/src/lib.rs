//! Bitbucket Cloud.

mod api;
#[cfg(test)]
mod tests;
mod whoami;

atlassian_plugin_sdk::plugin! {
    name: "bitbucket",
    about: "Repositories and pull requests in Bitbucket Cloud",
    services: [bitbucket],
    imports: [http, output],
    commands: [
        whoami::Whoami,
        api::Api,
    ],
}
