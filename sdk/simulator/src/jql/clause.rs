//! One clause, held against the site: a test for issues, or Jira's words for why there is none.

use std::collections::HashSet;

use super::{Clause, Op, Operand, date, other};
use crate::adf;
use crate::auth::Caller;
use crate::jira::workflow::RESOLUTIONS;
use crate::seed::Category;
use crate::state::{DEV, Data, GUEST, Issue, position};
use crate::time::Millis;

/// Whether an issue (and its place) fits.
pub(crate) type Test = Box<dyn Fn(&Data, usize, &Issue) -> bool>;

/// What a query is held against.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) data: &'a Data,
    pub(crate) caller: Caller,
    pub(crate) now: Millis,
}

const CHOICE: [Op; 6] = [Op::Equal, Op::NotEqual, Op::In, Op::NotIn, Op::Is, Op::IsNot];
const WORDS: [Op; 4] = [Op::Like, Op::Unlike, Op::Is, Op::IsNot];
const DATE: [Op; 8] =
    [Op::Equal, Op::NotEqual, Op::Less, Op::LessEqual, Op::Greater, Op::GreaterEqual, Op::Is, Op::IsNot];

/// Makes the test of a clause.
pub(crate) fn test(clause: &Clause, context: Context<'_>) -> Result<Test, String> {
    match clause.field.to_ascii_lowercase().as_str() {
        "project" => choice(clause, context, project, |issue| Some(issue.project)),
        "status" => choice(clause, context, status, |issue| Some(issue.status)),
        "statuscategory" => category(clause, context),
        "issuetype" | "type" => choice(clause, context, kind, |issue| Some(issue.kind)),
        "priority" => choice(clause, context, priority, |issue| Some(issue.priority)),
        "assignee" => choice(clause, context, user, |issue| issue.assignee),
        "reporter" | "creator" => choice(clause, context, user, |issue| Some(issue.reporter)),
        "resolution" => resolution(clause),
        "key" | "issuekey" | "issue" | "id" => key(clause, context),
        "labels" => labels(clause),
        "fixversion" => fix_version(clause, context),
        "summary" => words(clause, |data, issue| data.summary(issue).into_owned()),
        "description" => words(clause, |data, issue| adf::to_text(&data.description(issue))),
        "text" => {
            words(clause, |data, issue| format!("{}\n{}", data.summary(issue), adf::to_text(&data.description(issue))))
        }
        "created" | "createddate" => dates(clause, context, |issue| issue.created),
        "updated" | "updateddate" => dates(clause, context, |issue| issue.updated),
        _ => other::test(clause, context).unwrap_or_else(|| Err(unknown_field(&clause.field))),
    }
}

/// Jira's words for a field that it does not have.
pub(crate) fn unknown_field(field: &str) -> String {
    format!("Field '{field}' does not exist or you do not have permission to view it.")
}

pub(super) fn allow(clause: &Clause, ops: &[Op]) -> Result<(), String> {
    let Clause { field, op, operands } = clause;
    if !ops.contains(op) {
        return Err(format!("The operator '{}' is not supported by the '{field}' field.", op.name()));
    }
    if matches!(op, Op::Is | Op::IsNot) && operands.iter().any(|operand| *operand != Operand::Empty) {
        return Err(format!("The operator '{}' only supports EMPTY and NULL for the '{field}' field.", op.name()));
    }
    Ok(())
}

pub(super) fn unknown_value(value: &str, field: &str) -> String {
    format!("The value '{value}' does not exist for the field '{field}'.")
}

/// A field with one of a few values: the test compares places in a list.
fn choice(
    clause: &Clause,
    context: Context<'_>,
    find: fn(Context<'_>, &Operand) -> Option<u8>,
    value: fn(&Issue) -> Option<u8>,
) -> Result<Test, String> {
    allow(clause, &CHOICE)?;
    let mut wanted = Vec::new();
    for operand in &clause.operands {
        match operand {
            Operand::Empty => wanted.push(None),
            _ => wanted.push(Some(find(context, operand).ok_or_else(|| bad_operand(operand, &clause.field))?)),
        }
    }
    let (negative, empty) = (clause.op.negative(), wanted.contains(&None));
    Ok(Box::new(move |_, _, issue| {
        let own = value(issue);
        // As in Jira, `!=` and `not in` do not find issues without a value.
        if negative { !wanted.contains(&own) && (own.is_some() || empty) } else { wanted.contains(&own) }
    }))
}

fn bad_operand(operand: &Operand, field: &str) -> String {
    match operand {
        Operand::Text(value) => unknown_value(value, field),
        Operand::Empty => unknown_value("EMPTY", field),
        Operand::Function(name, _) => format!("Unable to find JQL function '{name}()'."),
    }
}

pub(super) fn text(operand: &Operand) -> Option<&str> {
    if let Operand::Text(text) = operand { Some(text) } else { None }
}

pub(super) fn same(name: &str, value: &str) -> bool {
    name.to_lowercase() == value.to_lowercase()
}

fn project(context: Context<'_>, operand: &Operand) -> Option<u8> {
    let value = text(operand)?;
    // The guest may log in, but no project lets that user in.
    if context.caller == Caller::Guest {
        return None;
    }
    position(&context.data.seed.project, |p| same(&p.key, value) || same(&p.name, value) || p.id == value)
}

fn status(context: Context<'_>, operand: &Operand) -> Option<u8> {
    let value = text(operand)?;
    position(&context.data.seed.status, |s| same(&s.name, value) || s.id == value)
}

fn kind(context: Context<'_>, operand: &Operand) -> Option<u8> {
    let value = text(operand)?;
    position(&context.data.seed.issue_type, |t| same(&t.name, value) || t.id == value)
}

fn priority(context: Context<'_>, operand: &Operand) -> Option<u8> {
    let value = text(operand)?;
    position(&context.data.seed.priority, |p| same(&p.name, value) || p.id == value)
}

fn user(context: Context<'_>, operand: &Operand) -> Option<u8> {
    match operand {
        Operand::Function(name, _) if name.eq_ignore_ascii_case("currentuser") => {
            Some(if context.caller == Caller::Guest { GUEST } else { DEV })
        }
        Operand::Text(value) => {
            position(&context.data.seed.user, |u| u.account_id == *value || same(&u.name, value) || u.email == *value)
        }
        Operand::Function(..) | Operand::Empty => None,
    }
}

fn category(clause: &Clause, context: Context<'_>) -> Result<Test, String> {
    allow(clause, &CHOICE)?;
    let mut wanted = Vec::new();
    for operand in &clause.operands {
        wanted.push(match text(operand).map(str::to_lowercase).as_deref() {
            Some("to do" | "new") => Category::New,
            Some("in progress" | "indeterminate") => Category::Indeterminate,
            Some("done") => Category::Done,
            _ => return Err(bad_operand(operand, &clause.field)),
        });
    }
    let categories: Vec<_> = context.data.seed.status.iter().map(|status| status.category).collect();
    let negative = clause.op.negative();
    Ok(Box::new(move |_, _, issue| {
        let own = categories.get(usize::from(issue.status));
        own.is_some_and(|own| wanted.contains(own)) != negative
    }))
}

/// Only done issues have one.
fn resolution(clause: &Clause) -> Result<Test, String> {
    allow(clause, &CHOICE)?;
    let mut wanted = Vec::new();
    for operand in &clause.operands {
        let found = |value: &str| RESOLUTIONS.iter().find(|(id, name)| *id == value || same(name, value));
        wanted.push(match operand {
            Operand::Empty => None,
            Operand::Text(value) if same(value, "unresolved") => None,
            Operand::Text(value) => Some(found(value).ok_or_else(|| bad_operand(operand, &clause.field))?.0),
            Operand::Function(..) => return Err(bad_operand(operand, &clause.field)),
        });
    }
    let negative = clause.op.negative();
    Ok(Box::new(move |data, _, issue| {
        let own = data.is_done(issue).then(|| data.resolution(issue));
        wanted.contains(&own) != negative
    }))
}

fn key(clause: &Clause, context: Context<'_>) -> Result<Test, String> {
    allow(clause, &[Op::Equal, Op::NotEqual, Op::In, Op::NotIn])?;
    let mut wanted = HashSet::new();
    for operand in &clause.operands {
        let Some(value) = text(operand) else { return Err(bad_operand(operand, &clause.field)) };
        let place = context.data.find(value).filter(|_| context.caller != Caller::Guest);
        let missing = || format!("An issue with key '{value}' does not exist for field '{}'.", clause.field);
        wanted.insert(place.ok_or_else(missing)?);
    }
    let negative = clause.op.negative();
    Ok(Box::new(move |_, place, _| wanted.contains(&place) != negative))
}

fn labels(clause: &Clause) -> Result<Test, String> {
    allow(clause, &CHOICE)?;
    let empty = clause.operands.contains(&Operand::Empty);
    let wanted: Vec<String> = clause.operands.iter().filter_map(text).map(str::to_owned).collect();
    let negative = clause.op.negative();
    Ok(Box::new(move |data, _, issue| {
        let own = data.labels(issue);
        let found = own.iter().any(|label| wanted.iter().any(|want| same(label, want)));
        if negative {
            !found && (!own.is_empty() || wanted.is_empty() && !empty)
        } else {
            found || empty && own.is_empty()
        }
    }))
}

/// A version of any project, by its name or id.
fn fix_version(clause: &Clause, context: Context<'_>) -> Result<Test, String> {
    allow(clause, &CHOICE)?;
    let mut wanted = Vec::new();
    for operand in clause.operands.iter().filter(|operand| **operand != Operand::Empty) {
        let value = text(operand).ok_or_else(|| bad_operand(operand, &clause.field))?;
        let found =
            context.data.seed.version.iter().filter(|version| same(&version.name, value) || version.id == value);
        let before = wanted.len();
        wanted.extend(found.map(|version| version.id.clone()));
        if wanted.len() == before {
            return Err(unknown_value(value, &clause.field));
        }
    }
    let (negative, empty) = (clause.op.negative(), clause.operands.contains(&Operand::Empty));
    Ok(Box::new(move |data, _, issue| {
        let none = data.versions(issue).next().is_none();
        let found = empty && none || data.versions(issue).any(|version| wanted.contains(&version.id));
        // As with labels, `!=` does not find issues without a value.
        if negative { !found && (!none || wanted.is_empty()) } else { found }
    }))
}

/// Text search: every word must occur, in any case, anywhere. (Jira searches by word stems; CJK has none.)
fn words(clause: &Clause, read: fn(&Data, &Issue) -> String) -> Result<Test, String> {
    allow(clause, &WORDS)?;
    let phrase = clause.operands.first().and_then(text).unwrap_or("").to_lowercase();
    let words: Vec<String> = phrase.split_whitespace().map(|word| word.trim_matches(['*', '"']).to_owned()).collect();
    let empty = matches!(clause.op, Op::Is | Op::IsNot);
    let negative = clause.op.negative();
    Ok(Box::new(move |data, _, issue| {
        let own = read(data, issue).to_lowercase();
        let fits = if empty { own.trim().is_empty() } else { words.iter().all(|word| own.contains(word.as_str())) };
        fits != negative
    }))
}

fn dates(clause: &Clause, context: Context<'_>, read: fn(&Issue) -> Millis) -> Result<Test, String> {
    allow(clause, &DATE)?;
    let op = clause.op;
    let bound = match clause.operands.first() {
        Some(Operand::Text(value)) => date::value(value, context.now).ok_or_else(|| bad_date(value, &clause.field))?,
        Some(operand @ Operand::Function(name, _)) => {
            date::function(name, context.now).ok_or_else(|| bad_operand(operand, &clause.field))?
        }
        // Every issue has its dates.
        Some(Operand::Empty) | None => return Ok(Box::new(move |_, _, _| op.negative())),
    };
    Ok(Box::new(move |_, _, issue| {
        let own = read(issue);
        match op {
            Op::Less => own < bound,
            Op::LessEqual => own <= bound,
            Op::Greater => own > bound,
            Op::GreaterEqual => own >= bound,
            // Jira compares to the minute.
            _ => (own / 60_000 == bound / 60_000) != op.negative(),
        }
    }))
}

pub(super) fn bad_date(value: &str, field: &str) -> String {
    format!(
        "Date value '{value}' for field '{field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', \
         'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
    )
}
