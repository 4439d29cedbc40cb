//! What hangs at issues besides their fields: comments, work, links, watchers, votes, properties. The data file
//! `extras.toml` has what is there at the start.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use serde::Deserialize;
use serde_json::Value;

use crate::adf;
use crate::state::{Attachment, Comment, Data};
use crate::time::{self, Millis};

/// Id of the first link between issues.
const FIRST_LINK: u64 = 10_200;
/// Id of the first link to a page elsewhere.
const FIRST_REMOTE_LINK: u64 = 10_300;
/// Id of the first entry of work.
const FIRST_WORKLOG: u64 = 30_000;

/// All of it. Issues and people are named by their places.
#[derive(Debug, Default)]
pub(crate) struct Extras {
    pub(super) link_types: Vec<LinkType>,
    pub(super) links: Vec<Link>,
    pub(super) remote_links: Vec<RemoteLink>,
    pub(super) worklogs: Vec<Worklog>,
    pub(super) watchers: BTreeSet<(usize, u8)>,
    pub(super) votes: BTreeSet<(usize, u8)>,
    /// Entity properties, by issue and key.
    pub(crate) properties: BTreeMap<(usize, String), Value>,
    /// Comments that an issue ever had: an id is not given out again.
    pub(super) comments_made: HashMap<usize, usize>,
    made: BTreeMap<&'static str, u64>,
}

/// A kind of link.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct LinkType {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) inward: String,
    pub(super) outward: String,
}

/// A link between two issues: what its type says outward holds from `inward` to `outward`.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) id: u64,
    pub(super) kind: LinkType,
    pub(super) inward: usize,
    pub(super) outward: usize,
}

/// A link to a page elsewhere, as it was sent.
#[derive(Debug)]
pub(super) struct RemoteLink {
    pub(super) id: u64,
    pub(super) issue: usize,
    pub(super) sent: serde_json::Map<String, Value>,
}

/// An entry of work.
#[derive(Debug)]
pub(super) struct Worklog {
    pub(super) id: u64,
    pub(super) issue: usize,
    pub(super) author: u8,
    /// As Jira writes it.
    pub(super) started: String,
    pub(super) seconds: u64,
    /// An ADF document or null.
    pub(super) comment: Value,
    pub(super) created: Millis,
    pub(super) updated: Millis,
}

impl Extras {
    pub(super) fn next_link(&mut self) -> u64 {
        self.next("link", FIRST_LINK)
    }

    pub(super) fn next_remote_link(&mut self) -> u64 {
        self.next("remote link", FIRST_REMOTE_LINK)
    }

    pub(super) fn next_worklog(&mut self) -> u64 {
        self.next("worklog", FIRST_WORKLOG)
    }

    fn next(&mut self, what: &'static str, first: u64) -> u64 {
        let next = self.made.entry(what).or_insert(first);
        *next += 1;
        *next - 1
    }
}

#[derive(Deserialize)]
struct File {
    comment: Vec<SeedComment>,
    worklog: Vec<SeedWorklog>,
    link_type: Vec<LinkType>,
    link: Vec<SeedLink>,
    remote_link: Vec<SeedRemoteLink>,
    watcher: Vec<Mark>,
    vote: Vec<Mark>,
    property: Vec<SeedProperty>,
    attachment: Vec<SeedAttachment>,
}

#[derive(Deserialize)]
struct SeedComment {
    issue: String,
    author: String,
    created: String,
    role: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct SeedWorklog {
    issue: String,
    author: String,
    started: String,
    seconds: u64,
    text: Option<String>,
}

#[derive(Deserialize)]
struct SeedLink {
    #[serde(rename = "type")]
    kind: String,
    inward: String,
    outward: String,
}

#[derive(Deserialize)]
struct SeedRemoteLink {
    issue: String,
    global_id: String,
    relationship: String,
    url: String,
    title: String,
}

#[derive(Deserialize)]
struct Mark {
    issue: String,
    user: String,
}

#[derive(Deserialize)]
struct SeedProperty {
    issue: String,
    key: String,
    value: Value,
}

#[derive(Deserialize)]
struct SeedAttachment {
    issue: String,
    name: String,
    kind: String,
    text: String,
}

/// Hangs what the data file has at the issues of the seed.
///
/// # Errors
///
/// When the file names something that the seed does not have.
pub(crate) fn add(data: &mut Data) -> io::Result<()> {
    let file: File = toml::from_str(include_str!("extras.toml")).map_err(io::Error::other)?;
    comments(data, &file.comment)?;
    worklogs(data, &file.worklog)?;
    data.extras.link_types = file.link_type;
    links(data, &file.link)?;
    remote_links(data, &file.remote_link)?;
    for mark in &file.watcher {
        let mark = (issue(data, &mark.issue)?, user(data, &mark.user)?);
        data.extras.watchers.insert(mark);
    }
    for mark in &file.vote {
        let mark = (issue(data, &mark.issue)?, user(data, &mark.user)?);
        data.extras.votes.insert(mark);
    }
    for property in file.property {
        let place = issue(data, &property.issue)?;
        data.extras.properties.insert((place, property.key), property.value);
    }
    for SeedAttachment { issue: key, name, kind, text } in file.attachment {
        let issue = issue(data, &key)?;
        let created = data.issue(issue).map_or(0, |issue| issue.created);
        data.attach(Attachment { issue, name, kind, bytes: text.into_bytes(), created });
    }
    Ok(())
}

fn comments(data: &mut Data, comments: &[SeedComment]) -> io::Result<()> {
    for comment in comments {
        let (place, author) = (issue(data, &comment.issue)?, user(data, &comment.author)?);
        let created = moment(&comment.created)?;
        let visibility = match &comment.role {
            Some(role) => serde_json::json!({"type": "role", "value": role, "identifier": role}),
            None => Value::Null,
        };
        let id = super::comment::next_id(data, place);
        let body = adf::from_text(&comment.text);
        if let Some(written) = data.issue_mut(place).and_then(|issue| issue.written.as_mut()) {
            written.comments.push(Comment { id, author, body, visibility, created, updated: created });
        }
    }
    Ok(())
}

fn worklogs(data: &mut Data, worklogs: &[SeedWorklog]) -> io::Result<()> {
    for entry in worklogs {
        let (issue, author) = (issue(data, &entry.issue)?, user(data, &entry.author)?);
        let started = moment(&entry.started)?;
        let comment = entry.text.as_deref().map_or(Value::Null, adf::from_text);
        let id = data.extras.next_worklog();
        data.extras.worklogs.push(Worklog {
            id,
            issue,
            author,
            started: time::jira(started),
            seconds: entry.seconds,
            comment,
            created: started,
            updated: started,
        });
    }
    Ok(())
}

fn links(data: &mut Data, links: &[SeedLink]) -> io::Result<()> {
    for link in links {
        let kind = data.extras.link_types.iter().find(|kind| kind.name == link.kind).cloned();
        let kind = kind.ok_or_else(|| missing(&link.kind))?;
        let (inward, outward) = (issue(data, &link.inward)?, issue(data, &link.outward)?);
        let id = data.extras.next_link();
        data.extras.links.push(Link { id, kind, inward, outward });
    }
    Ok(())
}

fn remote_links(data: &mut Data, links: &[SeedRemoteLink]) -> io::Result<()> {
    for link in links {
        let issue = issue(data, &link.issue)?;
        let sent = serde_json::json!({
            "globalId": link.global_id,
            "relationship": link.relationship,
            "object": {"url": link.url, "title": link.title},
        });
        let id = data.extras.next_remote_link();
        let sent = sent.as_object().cloned().unwrap_or_default();
        data.extras.remote_links.push(RemoteLink { id, issue, sent });
    }
    Ok(())
}

fn issue(data: &Data, key: &str) -> io::Result<usize> {
    data.find(key).ok_or_else(|| missing(key))
}

fn user(data: &Data, email: &str) -> io::Result<u8> {
    data.user_by_email(email).ok_or_else(|| missing(email))
}

fn moment(text: &str) -> io::Result<Millis> {
    time::parse(text).ok_or_else(|| missing(text))
}

fn missing(what: &str) -> io::Error {
    io::Error::other(format!("extras.toml: `{what}` names something that the seed does not have"))
}
