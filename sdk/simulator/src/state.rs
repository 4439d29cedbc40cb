//! The site's contents. Everything but issues and Confluence's stays as the seed has it; issues are kept small, because there
//! may be 100,000 of them, and become JSON only when they are asked for.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::adf;
use crate::bitbucket::store::Store as Bitbucket;
use crate::confluence::store::Store;
use crate::jira::admin::Admin;
use crate::jira::agile::Agile;
use crate::jira::changelog::Change;
use crate::jira::extras::{self, Extras};
use crate::jira::lists::Lists;
use crate::jira::render::SUBTASK;
use crate::jsm::Desks;
use crate::seed::{Category, Issue as SeedIssue, Project, Seed, Status, User, Version};
use crate::time::{self, Millis};

/// Id of the first issue; the others follow.
const FIRST_ISSUE: usize = 10_000;
/// Id of the first attachment; the others follow.
const FIRST_ATTACHMENT: usize = 10_000;
/// Place of `dev@example.com` in the list of users.
pub(crate) const DEV: u8 = 0;
/// Place of `guest@example.com` in the list of users.
pub(crate) const GUEST: u8 = 1;
/// Generated issues are this far apart.
const MINUTE: Millis = 60_000;

/// One issue. The small numbers are places in the lists of the seed.
#[derive(Debug, Clone)]
pub(crate) struct Issue {
    pub(crate) project: u8,
    pub(crate) number: u32,
    pub(crate) status: u8,
    pub(crate) kind: u8,
    pub(crate) priority: u8,
    pub(crate) assignee: Option<u8>,
    pub(crate) reporter: u8,
    pub(crate) created: Millis,
    pub(crate) updated: Millis,
    /// What somebody wrote; without it the issue is generated and its words follow from its number.
    pub(crate) written: Option<Box<Written>>,
}

/// The words of an issue.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    pub(crate) summary: String,
    pub(crate) labels: Vec<String>,
    /// An ADF document or null.
    pub(crate) description: Value,
    /// Places in the seed's list of versions.
    pub(crate) fix_versions: Vec<u8>,
    pub(crate) comments: Vec<Comment>,
    /// What other fields hold, as `jira/stored.rs` keeps it.
    pub(crate) other: Map<String, Value>,
}

/// A file at an issue.
#[derive(Debug)]
pub(crate) struct Attachment {
    /// Place of the issue.
    pub(crate) issue: usize,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) created: Millis,
}

/// A comment on an issue.
#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: u64,
    /// Place of who wrote it.
    pub(crate) author: u8,
    /// An ADF document.
    pub(crate) body: Value,
    /// Who may see it, as Jira has it, or null.
    pub(crate) visibility: Value,
    pub(crate) created: Millis,
    pub(crate) updated: Millis,
}

/// All that the site holds.
#[derive(Debug)]
pub(crate) struct Data {
    pub(crate) seed: Seed,
    /// In the order of their ids; a deleted one leaves a gap.
    issues: Vec<Option<Issue>>,
    /// For each project, the places of its issues in `issues`: number 1 first.
    numbers: Vec<Vec<usize>>,
    pub(crate) bitbucket: Bitbucket,
    /// In the order of their ids; a deleted one leaves a gap.
    attachments: Vec<Option<Attachment>>,
    /// What hangs at issues besides their fields.
    pub(crate) extras: Extras,
    /// What administrators made.
    pub(crate) admin: Admin,
    pub(crate) agile: Agile,
    pub(crate) lists: Lists,
    pub(crate) desks: Desks,
    pub(crate) confluence: Store,
    /// What changed in issues, oldest first.
    pub(crate) changes: Vec<Change>,
    /// Places of issues that were put away.
    pub(crate) archived: BTreeSet<usize>,
    /// Counts writes, so that remembered search results can be told from stale ones.
    pub(crate) revision: u64,
}

impl Data {
    /// The seed plus `generated` issues.
    pub(crate) fn new(seed: Seed, generated: usize) -> std::io::Result<Self> {
        let numbers = vec![Vec::new(); seed.project.len()];
        let (extras, agile, lists) = (Extras::default(), Agile::default(), Lists::load()?);
        let mut data = Self {
            admin: Admin::empty(),
            issues: Vec::new(),
            numbers,
            attachments: Vec::new(),
            extras,
            agile,
            lists,
            desks: Desks::default(),
            confluence: Store::new(&seed)?,
            bitbucket: Bitbucket::new(&seed)?,
            changes: Vec::new(),
            archived: BTreeSet::new(),
            revision: 0,
            seed,
        };
        for issue in data.seed.issue.clone() {
            let row = data.seeded(&issue).ok_or_else(|| bad_seed(&issue.summary))?;
            data.add(row);
        }
        extras::add(&mut data)?;
        data.admin = Admin::load(&data)?;
        data.generate(generated)?;
        data.agile = Agile::load(&data)?;
        Desks::load(&mut data)?;
        Ok(data)
    }

    fn seeded(&self, issue: &SeedIssue) -> Option<Issue> {
        let description = issue.description.as_deref().map_or(Value::Null, adf::from_text);
        Some(Issue {
            project: self.project_by_key(&issue.project)?,
            number: 0,
            status: position(&self.seed.status, |s| s.name == issue.status)?,
            kind: position(&self.seed.issue_type, |t| t.name == issue.kind)?,
            priority: position(&self.seed.priority, |p| p.name == issue.priority)?,
            assignee: match &issue.assignee {
                Some(email) => Some(self.user_by_email(email)?),
                None => None,
            },
            reporter: self.user_by_email(&issue.reporter)?,
            created: time::parse(&issue.created)?,
            updated: time::parse(&issue.updated)?,
            written: Some(Box::new(Written {
                summary: issue.summary.clone(),
                labels: issue.labels.clone(),
                description,
                fix_versions: self.fix_versions(issue)?,
                comments: Vec::new(),
                other: issue.fields.clone(),
            })),
        })
    }

    fn fix_versions(&self, issue: &SeedIssue) -> Option<Vec<u8>> {
        let place = |name: &String| {
            position(&self.seed.version, |version| version.project == issue.project && version.name == *name)
        };
        issue.fix_versions.iter().map(place).collect()
    }

    fn generate(&mut self, count: usize) -> std::io::Result<()> {
        let key = self.seed.generator.project.clone();
        let project = self.project_by_key(&key).ok_or_else(|| bad_seed(&key))?;
        let start = time::parse(&self.seed.generator.created).ok_or_else(|| bad_seed("generator.created"))?;
        // A sub-task would need a parent.
        let kinds = self.seed.issue_type.iter().take_while(|kind| kind.name != SUBTASK).count();
        let (statuses, priorities, users) = (self.seed.status.len(), self.seed.priority.len(), self.seed.user.len());
        self.issues.reserve(count);
        for n in 1..=count {
            let created = start + Millis::try_from(n).unwrap_or(0) * MINUTE;
            self.add(Issue {
                project,
                number: 0,
                status: small(n % statuses),
                kind: small(n / 2 % kinds),
                priority: small(n / 3 % priorities),
                // Every fourth has nobody.
                assignee: if n % 4 == 0 { None } else { Some(small(n / 5 % users)) },
                reporter: small(n / 7 % users),
                created,
                updated: created + Millis::try_from(n % 1440).unwrap_or(0) * MINUTE,
                written: None,
            });
        }
        Ok(())
    }

    /// Adds an issue under the next number of its project and returns its place.
    pub(crate) fn add(&mut self, mut issue: Issue) -> usize {
        let place = self.issues.len();
        if let Some(numbers) = self.numbers.get_mut(usize::from(issue.project)) {
            numbers.push(place);
            issue.number = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        }
        self.issues.push(Some(issue));
        self.revision += 1;
        place
    }

    /// Adds a file to an issue and returns its id.
    pub(crate) fn attach(&mut self, attachment: Attachment) -> String {
        self.attachments.push(Some(attachment));
        (FIRST_ATTACHMENT + self.attachments.len() - 1).to_string()
    }

    pub(crate) fn attachment(&self, id: &str) -> Option<&Attachment> {
        self.attachments.get(id.parse::<usize>().ok()?.checked_sub(FIRST_ATTACHMENT)?)?.as_ref()
    }

    /// Takes a file away; its id is not given out again.
    pub(crate) fn detach(&mut self, id: &str) {
        let place = id.parse::<usize>().ok().and_then(|id| id.checked_sub(FIRST_ATTACHMENT));
        if let Some(slot) = place.and_then(|place| self.attachments.get_mut(place)) {
            *slot = None;
        }
    }

    /// Ids and files of an issue, the oldest first.
    pub(crate) fn attachments_of(&self, issue: usize) -> impl Iterator<Item = (String, &Attachment)> {
        let all = self.attachments.iter().enumerate();
        let present = all.filter_map(|(place, file)| Some(((FIRST_ATTACHMENT + place).to_string(), file.as_ref()?)));
        present.filter(move |(_, file)| file.issue == issue)
    }

    /// Takes an issue away; its key is not given out again.
    pub(crate) fn remove(&mut self, place: usize) {
        if let Some(slot) = self.issues.get_mut(place) {
            *slot = None;
            self.revision += 1;
        }
    }

    /// Gives an issue to another project, as another type. Its old key still leads to it.
    pub(crate) fn move_to(&mut self, place: usize, project: u8, kind: u8) -> Option<()> {
        let is_elsewhere = self.issue(place)?.project != project;
        let mut number = self.issue(place)?.number;
        if is_elsewhere {
            let numbers = self.numbers.get_mut(usize::from(project))?;
            numbers.push(place);
            number = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        }
        let issue = self.issue_mut(place)?;
        (issue.project, issue.number, issue.kind) = (project, number, kind);
        Some(())
    }

    /// The issue at a place, to be changed.
    pub(crate) fn issue_mut(&mut self, place: usize) -> Option<&mut Issue> {
        self.revision += 1;
        self.issues.get_mut(place)?.as_mut()
    }

    pub(crate) fn issue(&self, place: usize) -> Option<&Issue> {
        self.issues.get(place)?.as_ref()
    }

    /// Places and issues, oldest first.
    pub(crate) fn issues(&self) -> impl Iterator<Item = (usize, &Issue)> {
        self.issues.iter().enumerate().filter_map(|(place, issue)| issue.as_ref().map(|issue| (place, issue)))
    }

    /// The place of an issue named by its key (in any case) or its id.
    pub(crate) fn find(&self, id_or_key: &str) -> Option<usize> {
        let place = match id_or_key.rsplit_once('-') {
            Some((project, number)) => {
                let project = self.project_by_key(project)?;
                let number: usize = number.parse().ok()?;
                *self.numbers.get(usize::from(project))?.get(number.checked_sub(1)?)?
            }
            None => id_or_key.parse::<usize>().ok()?.checked_sub(FIRST_ISSUE)?,
        };
        self.issue(place).map(|_| place)
    }

    pub(crate) fn project_by_key(&self, key: &str) -> Option<u8> {
        position(&self.seed.project, |project| !project.gone && project.key.eq_ignore_ascii_case(key))
    }

    /// Adds a project without issues.
    pub(crate) fn add_project(&mut self, project: Project) {
        self.seed.project.push(project);
        self.numbers.push(Vec::new());
        self.revision += 1;
    }

    /// Takes a project away with all its issues; neither its place nor its key is given out again.
    pub(crate) fn remove_project(&mut self, place: u8) {
        if let Some(project) = self.seed.project.get_mut(usize::from(place)) {
            project.gone = true;
        }
        for issue in self.numbers.get(usize::from(place)).cloned().unwrap_or_default() {
            self.remove(issue);
        }
        self.revision += 1;
    }

    pub(crate) fn user_by_email(&self, email: &str) -> Option<u8> {
        position(&self.seed.user, |user| user.email == email)
    }

    pub(crate) fn user_by_account(&self, account_id: &str) -> Option<u8> {
        position(&self.seed.user, |user| user.account_id == account_id)
    }

    #[expect(clippy::indexing_slicing, reason = "the place was found in this list, which never shrinks")]
    pub(crate) fn project(&self, place: u8) -> &Project {
        &self.seed.project[usize::from(place)]
    }

    #[expect(clippy::indexing_slicing, reason = "the place was found in this list, which never shrinks")]
    pub(crate) fn user(&self, place: u8) -> &User {
        &self.seed.user[usize::from(place)]
    }

    #[expect(clippy::indexing_slicing, reason = "the place was found in this list, which never shrinks")]
    pub(crate) fn status(&self, place: u8) -> &Status {
        &self.seed.status[usize::from(place)]
    }

    pub(crate) fn is_done(&self, issue: &Issue) -> bool {
        self.status(issue.status).category == Category::Done
    }

    pub(crate) fn key(&self, issue: &Issue) -> String {
        format!("{}-{}", self.project(issue.project).key, issue.number)
    }

    pub(crate) fn summary<'a>(&'a self, issue: &'a Issue) -> Cow<'a, str> {
        match &issue.written {
            Some(written) => Cow::Borrowed(&written.summary),
            None => Cow::Owned(format!("{} ({})", pick(&self.seed.generator.summaries, issue.number), issue.number)),
        }
    }

    pub(crate) fn labels<'a>(&'a self, issue: &'a Issue) -> Vec<&'a str> {
        match &issue.written {
            Some(written) => written.labels.iter().map(String::as_str).collect(),
            // Every third has none.
            None if issue.number.is_multiple_of(3) => Vec::new(),
            None => vec![pick(&self.seed.generator.labels, issue.number)],
        }
    }

    /// What is kept of a field beside the summary and its like.
    pub(crate) fn kept<'a>(&self, issue: &'a Issue, field: &str) -> &'a Value {
        issue.written.as_ref().and_then(|written| written.other.get(field)).unwrap_or(&Value::Null)
    }

    /// The id of a done issue's resolution; those that were never closed by anybody are Done.
    pub(crate) fn resolution<'a>(&self, issue: &'a Issue) -> &'a str {
        self.kept(issue, "resolution").as_str().unwrap_or("10000")
    }

    /// Issues whose parent this one is.
    pub(crate) fn below(&self, place: usize) -> impl Iterator<Item = (usize, &Issue)> {
        let below = self.agile.below(place);
        below.into_iter().filter_map(|place| self.issue(place).map(|issue| (place, issue)))
    }

    /// Where an issue stands in the order of all.
    pub(crate) fn rank_of(&self, issue: &Issue) -> f64 {
        let numbers = self.numbers.get(usize::from(issue.project));
        let place = usize::try_from(issue.number).ok().and_then(|number| numbers?.get(number.checked_sub(1)?));
        place.map_or(f64::MAX, |place| self.agile.rank(*place))
    }

    /// The versions that an issue is fixed in; generated ones have none.
    pub(crate) fn versions<'a>(&'a self, issue: &'a Issue) -> impl Iterator<Item = &'a Version> {
        let places = issue.written.iter().flat_map(|written| &written.fix_versions);
        places.filter_map(|place| self.seed.version.get(usize::from(*place)))
    }

    pub(crate) fn description(&self, issue: &Issue) -> Value {
        match &issue.written {
            Some(written) => written.description.clone(),
            None => adf::from_text(&format!("Generated issue number {}.", issue.number)),
        }
    }

    /// The words of an issue as a value of their own, for changing a generated one.
    pub(crate) fn written(&self, issue: &Issue) -> Written {
        issue.written.as_deref().cloned().unwrap_or_else(|| Written {
            summary: self.summary(issue).into_owned(),
            labels: self.labels(issue).into_iter().map(str::to_owned).collect(),
            description: self.description(issue),
            ..Written::default()
        })
    }
}

impl Issue {
    /// An issue of a project and a type, with nothing in it, of middling priority.
    pub(crate) fn of(project: u8, kind: u8) -> Self {
        Self {
            project,
            number: 0,
            status: 0,
            kind,
            priority: 2,
            assignee: None,
            reporter: DEV,
            created: 0,
            updated: 0,
            written: None,
        }
    }
}

/// An issue's id, from its place.
pub(crate) fn issue_id(place: usize) -> String {
    (FIRST_ISSUE + place).to_string()
}

/// The place of the first entry that fits.
pub(crate) fn position<T>(list: &[T], fits: impl Fn(&T) -> bool) -> Option<u8> {
    list.iter().position(fits).map(small)
}

/// The seed's lists have a few entries each.
fn small(place: usize) -> u8 {
    u8::try_from(place).unwrap_or(u8::MAX)
}

fn pick(list: &[String], number: u32) -> &str {
    let place = usize::try_from(number).unwrap_or(0) % list.len().max(1);
    list.get(place).map_or("", String::as_str)
}

fn bad_seed(what: &str) -> std::io::Error {
    std::io::Error::other(format!("seed.toml: `{what}` names something that the file does not have"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(generated: usize) -> Data {
        Data::new(crate::seed::load().unwrap(), generated).unwrap()
    }

    #[test]
    fn issues_are_found_by_key_in_any_case_and_by_id() {
        let data = data(3);
        let place = data.find("DEMO-2").unwrap();
        assert_eq!(data.find("demo-2"), Some(place));
        assert_eq!(data.find(&issue_id(place)), Some(place));
        for wrong in ["DEMO-4", "DEMO-0", "DEMO-", "NOPE-1", "1", "", "DEMO-x", "-1"] {
            assert_eq!(data.find(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn generated_issues_are_the_same_in_every_run() {
        let (one, two) = (data(50), data(2500));
        for key in ["DEMO-1", "DEMO-17", "DEMO-50"] {
            let (a, b) = (one.issue(one.find(key).unwrap()).unwrap(), two.issue(two.find(key).unwrap()).unwrap());
            assert_eq!(format!("{a:?}{}", one.summary(a)), format!("{b:?}{}", two.summary(b)));
        }
    }

    #[test]
    fn a_removed_issue_is_gone_and_its_key_stays_unused() {
        let mut data = data(2);
        let place = data.find("DEMO-2").unwrap();
        let copy = data.issue(place).unwrap().clone();
        data.remove(place);
        assert_eq!(data.find("DEMO-2"), None);
        let place = data.add(copy);
        assert_eq!(data.key(data.issue(place).unwrap()), "DEMO-3");
    }

    #[test]
    fn an_issue_is_small() {
        assert!(size_of::<Option<Issue>>() <= 48);
    }
}
