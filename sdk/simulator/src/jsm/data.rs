//! What service desks remember: request types, queues, organizations, customers, articles, and what is said and decided
//! about requests. The issue behind a request is Jira's.

use std::collections::BTreeMap;
use std::io;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::adf;
use crate::state::{DEV, Data, Issue, Written, position};
use crate::time::{self, Millis};

/// All of it. Issues are named by their places, people by their account ids.
#[derive(Debug, Default)]
pub(crate) struct Desks {
    pub(super) types: Vec<Type>,
    pub(super) groups: Vec<Group>,
    pub(super) queues: Vec<Queue>,
    pub(super) organizations: Vec<Organization>,
    /// By desk.
    pub(super) customers: BTreeMap<String, Vec<String>>,
    /// Accounts that were made here.
    pub(crate) people: Vec<Person>,
    pub(super) articles: Vec<Article>,
    pub(super) requests: BTreeMap<usize, Request>,
    /// Uploaded and not attached yet, by id.
    pub(super) temporary: BTreeMap<String, File>,
    /// Counts what gets an id: comments and temporary files.
    made: u64,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Type {
    pub(super) id: String,
    pub(super) desk: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) group: String,
    /// Who has to approve such a request, before anything is done.
    pub(super) approver: Option<String>,
    #[serde(rename = "field")]
    pub(super) fields: Vec<Field>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Field {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) kind: String,
    pub(super) items: Option<String>,
    #[serde(default)]
    pub(super) values: Vec<Choice>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    #[serde(default)]
    pub(super) children: Vec<Choice>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Group {
    pub(super) id: String,
    pub(super) desk: String,
    pub(super) name: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Queue {
    pub(super) id: String,
    pub(super) desk: String,
    pub(super) name: String,
    pub(super) jql: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Organization {
    pub(super) id: u32,
    pub(super) name: String,
    pub(super) created: Millis,
    pub(super) members: Vec<String>,
    pub(super) desks: Vec<String>,
}

/// An account for portals alone.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) account: String,
    pub(crate) name: String,
    pub(crate) email: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Article {
    pub(super) desk: String,
    pub(super) page: String,
    pub(super) title: String,
    pub(super) excerpt: String,
}

/// What a desk knows of an issue.
#[derive(Debug, Default)]
pub(crate) struct Request {
    pub(super) desk: String,
    pub(super) kind: String,
    pub(super) reporter: String,
    /// As they are shown; summary and description are the issue's.
    pub(super) fields: Map<String, Value>,
    pub(super) comments: Vec<Comment>,
    pub(super) participants: Vec<String>,
    pub(super) approvals: Vec<Approval>,
    /// Status and since when, the first one first.
    pub(super) statuses: Vec<(u8, Millis)>,
    pub(super) feedback: Option<Feedback>,
    pub(super) subscribed: bool,
    /// Ids of Jira's attachments.
    pub(super) files: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(super) id: u64,
    pub(super) author: String,
    pub(super) text: String,
    pub(super) public: bool,
    pub(super) created: Millis,
}

#[derive(Debug, Clone)]
pub(crate) struct Approval {
    pub(super) id: u64,
    pub(super) approver: String,
    pub(super) decision: &'static str,
    pub(super) created: Millis,
    pub(super) completed: Option<Millis>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Feedback {
    pub(super) rating: u64,
    pub(super) comment: String,
}

/// An uploaded file.
#[derive(Debug)]
pub(crate) struct File {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) bytes: Vec<u8>,
}

#[derive(Debug, Deserialize)]
struct Seed {
    #[serde(rename = "type")]
    types: Vec<Type>,
    group: Vec<Group>,
    queue: Vec<Queue>,
    organization: Vec<SeedOrganization>,
    customers: Vec<SeedCustomers>,
    article: Vec<Article>,
    request: Vec<SeedRequest>,
}

#[derive(Debug, Deserialize)]
struct SeedOrganization {
    id: u32,
    name: String,
    created: String,
    members: Vec<String>,
    desks: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct SeedCustomers {
    desk: String,
    people: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct SeedRequest {
    key: Option<String>,
    project: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    reporter: String,
    #[serde(default)]
    summary: String,
    status: Option<String>,
    created: Option<String>,
    #[serde(default)]
    participants: Vec<String>,
    #[serde(default)]
    comments: Vec<SeedComment>,
    feedback: Option<Feedback>,
}

#[derive(Debug, Deserialize)]
struct SeedComment {
    author: String,
    text: String,
    public: bool,
    created: String,
}

impl Desks {
    /// Puts what the desks hold at the start into the site.
    pub(crate) fn load(data: &mut Data) -> io::Result<()> {
        let seed: Seed = toml::from_str(include_str!("seed.toml")).map_err(io::Error::other)?;
        let accounts = |emails: &[String]| emails.iter().filter_map(|email| account(data, email)).collect();
        let organization = |seed: SeedOrganization| Organization {
            id: seed.id,
            name: seed.name,
            created: time::parse(&seed.created).unwrap_or_default(),
            members: accounts(&seed.members),
            desks: seed.desks,
        };
        let customers = seed.customers.into_iter().map(|some| (some.desk, accounts(&some.people))).collect();
        let desks = Self {
            organizations: seed.organization.into_iter().map(organization).collect(),
            types: seed.types,
            groups: seed.group,
            queues: seed.queue,
            customers,
            articles: seed.article,
            ..Self::default()
        };
        data.desks = desks;
        seed.request.into_iter().try_for_each(|request| {
            place(data, request).ok_or_else(|| io::Error::other("jsm/seed.toml: a request names what is not there"))
        })
    }

    pub(super) fn kind(&self, id: &str) -> Option<&Type> {
        self.types.iter().find(|kind| kind.id == id)
    }

    /// A new id.
    pub(super) fn next(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// A request begins: with an approval, where its type wants one.
    pub(super) fn open(&mut self, place: usize, mut request: Request, approver: Option<String>) {
        let status = request.statuses.first().copied();
        if let (Some(approver), Some((_, created))) = (approver, status) {
            let earlier: usize = self.requests.values().map(|request| request.approvals.len()).sum();
            let id = u64::try_from(earlier + 1).unwrap_or(u64::MAX);
            request.approvals.push(Approval { id, approver, decision: "pending", created, completed: None });
        }
        self.requests.insert(place, request);
    }
}

/// The account of whoever has the address.
pub(super) fn account(data: &Data, email: &str) -> Option<String> {
    data.seed.user.iter().find(|user| user.email == email).map(|user| user.account_id.clone())
}

fn place(data: &mut Data, seed: SeedRequest) -> Option<()> {
    let kind = data.desks.kind(&seed.kind)?.clone();
    let reporter = account(data, &seed.reporter)?;
    let place = match &seed.key {
        Some(key) => data.find(key)?,
        None => {
            let created = time::parse(seed.created.as_deref()?)?;
            let issue = Issue {
                project: data.project_by_key(seed.project.as_deref()?)?,
                number: 0,
                status: position(&data.seed.status, |status| Some(&status.name) == seed.status.as_ref())?,
                kind: 0,
                priority: 2,
                assignee: None,
                reporter: data.user_by_account(&reporter).unwrap_or(DEV),
                created,
                updated: created,
                written: Some(Box::new(written(&seed.summary, None))),
            };
            data.add(issue)
        }
    };
    let (status, created) = data.issue(place).map(|issue| (issue.status, issue.created))?;
    let comments = seed.comments.iter().filter_map(|comment| {
        let id = data.desks.next();
        let author = account(data, &comment.author)?;
        let created = time::parse(&comment.created)?;
        Some(Comment { id, author, text: comment.text.clone(), public: comment.public, created })
    });
    let comments = comments.collect();
    let request = Request {
        desk: kind.desk.clone(),
        kind: kind.id.clone(),
        reporter,
        comments,
        participants: seed.participants.iter().filter_map(|email| account(data, email)).collect(),
        statuses: vec![(status, created)],
        feedback: seed.feedback,
        ..Request::default()
    };
    let approver = kind.approver.as_deref().and_then(|email| account(data, email));
    data.desks.open(place, request, approver);
    Some(())
}

/// The words of a new issue.
pub(super) fn written(summary: &str, description: Option<&str>) -> Written {
    let description = description.filter(|text| !text.is_empty()).map_or(json!(null), adf::from_text);
    Written { summary: summary.to_owned(), description, ..Written::default() }
}
