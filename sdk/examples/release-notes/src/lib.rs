//! `release-notes`: a plugin as a company would write it for itself. It finds the issues of a version in Jira and makes
//! a Confluence page of them.

#[cfg(feature = "announce")]
mod announce;
mod issues;
mod notes;
mod preview;
mod publish;
#[cfg(test)]
mod tests;

#[cfg(not(feature = "announce"))]
atlassian_plugin_sdk::plugin! {
    name: "release-notes",
    about: "Release notes, from Jira to Confluence",
    services: [jira, confluence],
    imports: [http, output, profile],
    commands: [
        preview::Preview,
        publish::Publish,
    ],
}

#[cfg(feature = "announce")]
atlassian_plugin_sdk::plugin! {
    name: "release-notes",
    about: "Release notes, from Jira to Confluence",
    services: [jira, confluence],
    imports: [http, output, profile],
    commands: [
        preview::Preview,
        publish::Publish,
        announce::Announce,
    ],
}
