//! Moving an issue on: which transition is meant, what its screen needs, and the way to a status further off.
//!
//! Jira shows nobody but administrators a workflow. What anybody may see are the transitions of an issue. So the way to
//! a status that no transition leads to directly is found by looking at other issues of the same project and type: one
//! in each status on the way shows what leads on from there. That reads and changes nothing; where there is no such
//! issue, the way cannot be seen, and the error says so.

use crate::fields::{Catalogue, Edits};
use crate::jql::Jql;
use crate::key::IssueKey;
use atlassian_plugin_sdk::futures_util::try_join;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use atlassian_plugin_sdk::serde_json::{Map, Value, from_str, json};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const TRANSITIONS: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/transitions",
    classic("read:jira-work"),
    granular("read:field-configuration:jira", "read:issue.transition:jira", "read:status:jira"),
);

const TRANSITION: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue/{issueIdOrKey}/transitions",
    classic("write:jira-work"),
    granular("write:issue.property:jira", "write:issue:jira"),
);

const ISSUE: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:issue-meta:jira", "read:issue-security-level:jira", "read:issue.vote:jira", "read:issue.changelog:jira",
        "read:avatar:jira", "read:issue:jira", "read:status:jira", "read:user:jira", "read:field-configuration:jira",
    ),
);

const SEARCH: Endpoint = endpoint!(
    jira GET "/rest/api/3/search/jql",
    classic("read:jira-work"),
    granular(
        "read:issue-details:jira", "read:audit-log:jira", "read:avatar:jira", "read:field-configuration:jira",
        "read:issue-meta:jira",
    ),
);

const STATUSES: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}/statuses",
    classic("read:jira-work"),
    granular("read:issue-status:jira", "read:issue-type:jira", "read:status:jira"),
);

/// What [`plan`] asks.
pub(crate) const PLAN: EndpointGroup = endpoint_group!(TRANSITIONS, ISSUE, SEARCH, STATUSES);
/// What [`Plan::perform`] asks.
pub(crate) const PERFORM: EndpointGroup = endpoint_group!(TRANSITIONS, TRANSITION);

/// A way from one status to another.
#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
pub(crate) struct Transition {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) to: Status,
    /// Fields of its screen.
    #[serde(default)]
    fields: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "self::serde")]
pub(crate) struct Status {
    pub(crate) id: String,
    pub(crate) name: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Transitions {
    transitions: Vec<Transition>,
}

/// What somebody asks for.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    /// A transition by name or id, or the status that it leads to: one that is possible now.
    Transition(String),
    /// A status, by name or id, however many transitions away, up to this many.
    Status(String, usize),
}

/// Values for the screens on the way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Screen {
    /// `--field NAME=VALUE`.
    pub(crate) fields: Vec<KeyValue>,
    pub(crate) resolution: Option<String>,
    /// A document; it goes with the last transition.
    pub(crate) comment: Option<Value>,
}

/// What will be done, in order. No steps where the issue is there already.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) key: IssueKey,
    /// The issue's status now, where it had to be looked at.
    pub(crate) from: Option<Status>,
    pub(crate) steps: Vec<Step>,
    /// It was made some time ago, perhaps for another issue: whether its first step is possible is looked at, too.
    is_kept: bool,
}

/// One transition of a plan, and the request's body.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) transition: Transition,
    body: Map<String, Value>,
    /// The fields of its screen, for the names in errors.
    screen: Catalogue,
}

/// A plan as a journal keeps it, for every issue that has the same way to go.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
pub(crate) struct Way {
    from: Status,
    steps: Vec<KeptStep>,
}

/// One transition of it.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct KeptStep {
    id: String,
    name: String,
    to: Status,
    body: Map<String, Value>,
    /// Names of the fields of its screen, for errors.
    fields: Map<String, Value>,
}

/// What [`plan`] reads of the issue.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Issue {
    key: String,
    fields: IssueFields,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct IssueFields {
    status: Status,
    project: Status,
    issuetype: Status,
}

/// A type of a project, and the statuses of its workflow.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct TypeStatuses {
    id: String,
    statuses: Vec<Status>,
}

/// Where a way is looked for.
struct Ground<'a> {
    issue: &'a Issue,
    /// Ids of the types whose issues are looked at.
    kinds: Vec<String>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Found {
    key: String,
}

/// The transitions that are possible now, with their screens.
///
/// # Errors
///
/// When the issue cannot be seen.
pub(crate) async fn possible(cx: &Cx, key: &IssueKey) -> Result<Vec<Transition>> {
    let request = cx.request(TRANSITIONS).param("issueIdOrKey", &key.0).query("expand", "transitions.fields");
    request.json::<Transitions>().await.map(|answer| answer.transitions)
}

/// Names of the fields that a transition's screen requires, with commas between; the transition as the site sent it.
///
/// # Errors
///
/// When it is not of the expected form.
pub(crate) fn needed(transition: &RawValue) -> Result<String> {
    let transition: Transition = atlassian_plugin_sdk::read("a transition", transition)?;
    let screen = Catalogue::of_screen(transition.fields, &transition.name, None)?;
    let names: Vec<_> = screen.missing(|_| false).map(|field| field.name.as_str()).collect();
    Ok(names.join(", "))
}

/// Finds out what has to be done, and checks every screen on the way. Nothing is changed.
///
/// # Errors
///
/// When no transition fits, several do, no way is known, or a screen needs what was not given.
pub(crate) async fn plan(cx: &Cx, key: &IssueKey, wanted: &Wanted, screen: &Screen) -> Result<Plan> {
    match wanted {
        Wanted::Transition(typed) => {
            let way = vec![direct(&possible(cx, key).await?, key, typed)?];
            let steps = steps(cx, key, way, screen).await?;
            Ok(Plan { key: key.clone(), from: None, steps, is_kept: false })
        }
        Wanted::Status(typed, most) => {
            let (first, issue) = try_join!(possible(cx, key), look(cx, key))?;
            let key = IssueKey(issue.key.clone());
            let way =
                if issue.fields.status.is(typed) { Vec::new() } else { way(cx, &issue, first, typed, *most).await? };
            let steps = steps(cx, &key, way, screen).await?;
            Ok(Plan { steps, key, from: Some(issue.fields.status), is_kept: false })
        }
    }
}

impl Plan {
    /// Does it, step by step. Before each but the first, the issue is looked at again: a rule of the workflow may be
    /// different for it than for the issue that showed the way.
    ///
    /// # Errors
    ///
    /// When a step is not possible, or refused. The error says how far the issue came.
    pub(crate) async fn perform(self, cx: &Cx) -> Result<()> {
        // What was not sent changes nothing: a dry run shows each step all the same.
        let is_dry = cx.is_dry_run();
        let mut reached: Option<Status> = None;
        for step in self.steps {
            let is_first = reached.is_none();
            let sent = if is_first && !self.is_kept || !is_first && is_dry {
                step.send(cx, &self.key).await
            } else {
                step.again(cx, &self.key).await
            };
            match sent {
                Err(error) if !(is_dry && error.kind() == Kind::Refused) => {
                    return Err(match reached {
                        None => error,
                        Some(status) => {
                            let message = format!("{}; {} is now `{}`", error.message(), self.key.0, status.name);
                            error.worded(message)
                        }
                    });
                }
                _ => reached = Some(step.transition.to),
            }
        }
        Ok(())
    }

    /// The names of the statuses on the way, the last one last.
    pub(crate) fn statuses(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|step| step.transition.to.name.as_str())
    }
}

impl Way {
    /// Of a plan to a status; nothing where the plan does not say where it begins.
    pub(crate) fn of(plan: Plan) -> Option<Self> {
        let steps = plan.steps.into_iter().map(|step| {
            let fields = step.screen.fields().iter().filter(|field| field.is_custom());
            let fields = fields.map(|field| (field.id.clone(), json!({"name": field.name}))).collect();
            let Transition { id, name, to, .. } = step.transition;
            KeptStep { id, name, to, body: step.body, fields }
        });
        Some(Self { from: plan.from?, steps: steps.collect() })
    }

    /// The status that it leads to.
    pub(crate) fn target(&self) -> &Status {
        self.steps.last().map_or(&self.from, |step| &step.to)
    }

    /// What is left of it for an issue, from the status that the issue has by now.
    ///
    /// # Errors
    ///
    /// When the issue cannot be seen, or is somewhere else by now.
    pub(crate) async fn rest(self, cx: &Cx, key: &IssueKey) -> Result<Plan> {
        let issue = look(cx, key).await?;
        let (key, status) = (IssueKey(issue.key), issue.fields.status);
        let reached = self.steps.iter().rposition(|step| step.to.id == status.id).map(|place| place + 1);
        let Some(done) = reached.or_else(|| (self.from.id == status.id).then_some(0)) else {
            let (by_now, target) = (&status.name, &self.target().name);
            let message = format!("it is in `{by_now}` by now, from where no way to `{target}` is planned");
            return Err(Error::new(Kind::Conflict, message).hint("plan anew without `--resume`"));
        };
        let steps = self.steps.into_iter().skip(done).map(KeptStep::step).collect::<Result<_>>()?;
        Ok(Plan { key, from: Some(status), steps, is_kept: true })
    }
}

impl KeptStep {
    fn step(self) -> Result<Step> {
        let screen = Catalogue::of_screen(self.fields, &self.name, None)?;
        let transition = Transition { id: self.id, name: self.name, to: self.to, fields: Map::new() };
        Ok(Step { transition, body: self.body, screen })
    }
}

impl Step {
    async fn send(&self, cx: &Cx, key: &IssueKey) -> Result<()> {
        let request = cx.request(TRANSITION).param("issueIdOrKey", &key.0).json_body(&self.body);
        request.send().await.map_err(|error| self.screen.named(error)).map(|_| ())
    }

    async fn again(&self, cx: &Cx, key: &IssueKey) -> Result<()> {
        let wanted = &self.transition;
        if possible(cx, key).await?.iter().any(|found| found.id == wanted.id && found.to == wanted.to) {
            return self.send(cx, key).await;
        }
        let (name, to) = (&wanted.name, &wanted.to.name);
        Err(Error::new(Kind::Conflict, format!("the transition `{name}` to `{to}` is not possible for it"))
            .hint(format!("`jira issue transitions {}` shows what is", key.0)))
    }
}

impl Status {
    /// Whether it is meant by a name in any case, or an id.
    fn is(&self, typed: &str) -> bool {
        self.id == typed || self.name.to_lowercase() == typed.to_lowercase()
    }
}

impl Transition {
    /// Whether it is meant by its name in any case.
    fn is(&self, typed: &str) -> bool {
        self.name.to_lowercase() == typed.to_lowercase()
    }

    fn shown(&self) -> String {
        format!("`{}` (to `{}`)", self.name, self.to.name)
    }
}

async fn look(cx: &Cx, key: &IssueKey) -> Result<Issue> {
    cx.request(ISSUE).param("issueIdOrKey", &key.0).query("fields", "status,project,issuetype").json().await
}

/// The one that is meant: by id, else by its own name, else by the status that it leads to.
fn direct(possible: &[Transition], key: &IssueKey, typed: &str) -> Result<Transition> {
    let typed = typed.trim();
    let tests: [&dyn Fn(&Transition) -> bool; 3] =
        [&|found| found.id == typed, &|found| found.is(typed), &|found| found.to.is(typed)];
    for test in tests {
        let fitting: Vec<_> = possible.iter().filter(|found| test(found)).collect();
        match fitting.as_slice() {
            [] => {}
            [one] => return Ok((*one).clone()),
            several => {
                let shown: Vec<_> = several.iter().map(|found| format!("{} {}", found.id, found.shown())).collect();
                return Err(Error::invalid(format!("`{typed}` may be transition {}", shown.join(" or ")))
                    .hint("use the id of the transition"));
            }
        }
    }
    Err(with_possible(Error::invalid(format!("no transition `{typed}` is possible for {}", key.0)), possible)
        .hint("`--to STATUS` also finds the way to a status that is further off"))
}

fn with_possible(error: Error, possible: &[Transition]) -> Error {
    let shown: Vec<_> = possible.iter().map(Transition::shown).collect();
    error.hint(match shown.as_slice() {
        [] => "no transition at all is possible for you now".to_owned(),
        shown => format!("possible now: {}", shown.join(", ")),
    })
}

/// Issues looked at at one time.
const AT_ONCE: usize = 8;

/// The shortest way to a status, level by level.
async fn way(cx: &Cx, issue: &Issue, first: Vec<Transition>, typed: &str, most: usize) -> Result<Vec<Transition>> {
    if let Some(direct) = first.iter().find(|edge| edge.to.is(typed)).filter(|_| most > 0) {
        return Ok(vec![direct.clone()]);
    }
    let ground = ground(cx, issue, typed).await?;
    let mut seen = BTreeMap::from([(issue.fields.status.id.clone(), issue.fields.status.name.clone())]);
    let mut blind = Vec::new();
    let shown = first.clone();
    let mut level = vec![(Vec::new(), first)];
    for _ in 0..most {
        let mut further = Vec::new();
        for (path, edges) in level {
            for edge in edges {
                let path: Vec<Transition> = path.iter().chain([&edge]).cloned().collect();
                if edge.to.is(typed) {
                    return Ok(path);
                }
                if seen.insert(edge.to.id.clone(), edge.to.name.clone()).is_none() {
                    further.push((path, edge.to));
                }
            }
        }
        let looks = further.into_iter().map(|(path, status)| {
            let ground = &ground;
            async move {
                let edges = ground.leads_on(cx, &status).await?;
                Ok::<_, Error>((path, status, edges))
            }
        });
        let found: Vec<_> = stream::iter(looks).buffered(AT_ONCE).try_collect().await?;
        level = Vec::new();
        for (path, status, edges) in found {
            match edges {
                Some(edges) => level.push((path, edges)),
                None => blind.push(status.name),
            }
        }
        if level.is_empty() {
            break;
        }
    }
    Err(unknown_way(issue, typed, most, &shown, seen.into_values(), &blind))
}

/// Why there is no way, with all that was seen.
fn unknown_way(
    issue: &Issue,
    typed: &str,
    most: usize,
    possible: &[Transition],
    seen: impl Iterator<Item = String>,
    blind: &[String],
) -> Error {
    let IssueFields { project, status, .. } = &issue.fields;
    let error = Error::invalid(format!("no way is known from `{}` to `{typed}` for {}", status.name, issue.key));
    let mut error = with_possible(error, possible);
    let mut names: Vec<_> = seen.filter(|name| *name != status.name).collect();
    names.sort();
    if !names.is_empty() {
        error = error.hint(format!("within {most} transitions it comes to {}", listed(&names)));
    }
    if !blind.is_empty() {
        error = error.hint(format!(
            "no issue of {} with this workflow that you may see is in {}, so what leads on from there is not known",
            project.name,
            listed(blind)
        ));
    }
    error
}

/// Finds out which issues can show the way; and that the status is one of this workflow's.
async fn ground<'a>(cx: &Cx, issue: &'a Issue, typed: &str) -> Result<Ground<'a>> {
    let IssueFields { project, issuetype, .. } = &issue.fields;
    let all: Vec<TypeStatuses> = cx.request(STATUSES).param("projectIdOrKey", &project.id).json().await?;
    let Some(own) = all.iter().find(|kind| kind.id == issuetype.id) else {
        return Ok(Ground { issue, kinds: vec![issuetype.id.clone()] });
    };
    if !own.statuses.iter().any(|status| status.is(typed)) {
        let names: Vec<_> = own.statuses.iter().map(|status| status.name.clone()).collect();
        return Err(Error::invalid(format!("a {} of {} has no status `{typed}`", issuetype.name, project.name))
            .hint(format!("it has {}", listed(&names))));
    }
    let ids = |kind: &TypeStatuses| kind.statuses.iter().map(|status| status.id.clone()).collect::<BTreeSet<_>>();
    let kinds = all.iter().filter(|kind| ids(kind) == ids(own)).map(|kind| kind.id.clone()).collect();
    Ok(Ground { issue, kinds })
}

impl Ground<'_> {
    /// What leads on from a status, seen at another issue; nothing where there is none.
    async fn leads_on(&self, cx: &Cx, status: &Status) -> Result<Option<Vec<Transition>>> {
        let mut jql = Jql::default();
        jql.one_of("project", std::slice::from_ref(&self.issue.fields.project.id));
        jql.one_of("issuetype", &self.kinds);
        jql.one_of("status", std::slice::from_ref(&status.id));
        let request = cx.request(SEARCH).query("jql", &jql).query("fields", "key");
        let found = request.pages(Paging::token("issues", 1), Limit::new(1)).try_next().await?.unwrap_or_default();
        let Some(record) = found.first() else { return Ok(None) };
        let found: Found = from_str(record.get())
            .map_err(|error| Error::other(format!("the search answered with an issue without a key: {error}")))?;
        possible(cx, &IssueKey(found.key)).await.map(Some)
    }
}

fn listed(names: &[String]) -> String {
    crate::fields::listed(names.iter().map(String::as_str))
}

/// Fills in the screens. What was given and stands on none of them is an error, not lost.
async fn steps(cx: &Cx, key: &IssueKey, way: Vec<Transition>, screen: &Screen) -> Result<Vec<Step>> {
    let resolution = screen.resolution.as_ref();
    let resolution = resolution.map(|value| KeyValue { key: "resolution".to_owned(), value: value.clone() });
    let given: Vec<_> = screen.fields.iter().chain(&resolution).collect();
    let mut used = vec![false; given.len()];
    let project = key.0.rsplit_once('-').map(|(project, _)| project.to_owned());
    let (count, mut steps) = (way.len(), Vec::with_capacity(way.len()));
    for (place, transition) in way.into_iter().enumerate() {
        let catalogue = Catalogue::of_screen(transition.fields.clone(), &transition.name, project.clone())?;
        let mut edits = Edits::new(cx, &catalogue);
        for (pair, used) in given.iter().zip(&mut used) {
            if edits.knows(pair) {
                edits.assign(pair).await?;
                *used = true;
            }
        }
        if let Some(comment) = screen.comment.as_ref().filter(|_| place + 1 == count) {
            edits.put_operation("comment", json!({"add": {"body": comment}}));
        }
        edits.check_required()?;
        let mut body = edits.body();
        body.insert("transition".to_owned(), json!({"id": transition.id}));
        steps.push(Step { transition, body, screen: catalogue });
    }
    let lost = given.iter().zip(&used).find(|(_, used)| !**used).map(|(pair, _)| *pair);
    match lost {
        Some(pair) if count > 0 => Err(off_screen(pair, &steps)),
        _ => Ok(steps),
    }
}

fn off_screen(pair: &KeyValue, steps: &[Step]) -> Error {
    let fields = steps.iter().flat_map(|step| step.screen.fields());
    let names: BTreeSet<_> = fields.map(|field| field.name.clone()).collect();
    let names: Vec<_> = names.into_iter().collect();
    let ways = steps.iter().map(|step| step.transition.name.as_str());
    let error = Error::invalid(format!("no field `{}` is on the screen of {}", pair.key, crate::fields::listed(ways)));
    error.hint(match names.is_empty() {
        true => "it has no screen: change the field with `jira issue update`".to_owned(),
        false => format!("its fields are {}", listed(&names)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transition(id: &str, name: &str, to: &str) -> Transition {
        let to = Status { id: format!("1{id}"), name: to.to_owned() };
        Transition { id: id.to_owned(), name: name.to_owned(), to, fields: Map::new() }
    }

    #[test]
    fn a_transition_is_meant_by_id_name_or_status() {
        let possible = || {
            vec![
                transition("1", "Start", "In Progress"),
                transition("2", "Done", "Closed"),
                transition("3", "x", "Done"),
            ]
        };
        let key = IssueKey("DEV-1".to_owned());
        for (typed, id) in
            [("1", "1"), ("start", "1"), ("IN PROGRESS", "1"), ("done", "2"), ("closed", "2"), ("13", "3")]
        {
            assert_eq!(direct(&possible(), &key, typed).map(|found| found.id), Ok(id.to_owned()), "{typed}");
        }
        let error = direct(&possible(), &key, "reopen").err();
        assert_eq!(error.as_ref().map(Error::message), Some("no transition `reopen` is possible for DEV-1"));
        let hints = error.map(|error| error.hints().join("\n")).unwrap_or_default();
        assert!(hints.contains("`Start` (to `In Progress`), `Done` (to `Closed`)"), "{hints}");
    }

    #[test]
    fn one_name_for_two_transitions_is_said() {
        let possible = vec![transition("1", "Close", "Done"), transition("2", "close", "Rejected")];
        let error = direct(&possible, &IssueKey("DEV-1".to_owned()), "Close").err();
        assert_eq!(
            error.as_ref().map(Error::message),
            Some("`Close` may be transition 1 `Close` (to `Done`) or 2 `close` (to `Rejected`)")
        );
    }
}
