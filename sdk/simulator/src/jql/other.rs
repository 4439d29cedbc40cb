//! Clauses on fields beside Jira's oldest: components, parents, sprints, dates, and the site's own fields by name or as
//! `cf[10016]`.

use serde_json::Value;

use super::clause::{Context, Test, allow, bad_date, same, text, unknown_value};
use super::{Clause, Op, Operand, date};
use crate::jira::field::{self, Field, SPRINT};
use crate::jira::{render, stored};
use crate::state::{Data, Issue};
use crate::time::{self, Millis};

const CHOICE: [Op; 6] = [Op::Equal, Op::NotEqual, Op::In, Op::NotIn, Op::Is, Op::IsNot];
const WORDS: [Op; 4] = [Op::Like, Op::Unlike, Op::Is, Op::IsNot];
const ORDER: [Op; 10] = [
    Op::Equal,
    Op::NotEqual,
    Op::Less,
    Op::LessEqual,
    Op::Greater,
    Op::GreaterEqual,
    Op::In,
    Op::NotIn,
    Op::Is,
    Op::IsNot,
];

/// Makes the test of a clause; nothing where the site has no such field.
pub(crate) fn test(clause: &Clause, context: Context<'_>) -> Option<Result<Test, String>> {
    let field = field::by_clause(&clause.field)?;
    Some(match (field.id, field.kind) {
        (SPRINT, _) => sprint(clause, field, context),
        (_, "number") => number(clause, field),
        (_, "date" | "datetime") => dates(clause, field, context),
        _ if field.is_document() => words(clause, field),
        (_, "string") => words(clause, field),
        _ => choice(clause, field, context),
    })
}

fn value(data: &Data, place: usize, issue: &Issue, field: &Field) -> Value {
    render::value(data, "", place, issue, field.id)
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// One of several: by name, id, key or whatever else a person would write.
fn choice(clause: &Clause, field: &'static Field, context: Context<'_>) -> Result<Test, String> {
    allow(clause, &CHOICE)?;
    let wanted: Vec<String> = clause.operands.iter().filter_map(text).map(str::to_owned).collect();
    let known = |wanted: &&String| {
        let among = |names: Vec<&str>| names.iter().any(|name| same(name, wanted));
        match field.item() {
            "component" => among(stored::COMPONENTS.iter().flat_map(|one| [one.name, one.id]).collect()),
            "option" => among(field.options.iter().flat_map(|one| [one.value, one.id]).collect()),
            "issuelink" => context.data.find(wanted).is_some(),
            _ => true,
        }
    };
    if let Some(unknown) = wanted.iter().find(|wanted| !known(wanted)) {
        return Err(unknown_value(unknown, &clause.field));
    }
    let (negative, empty) = (clause.op.negative(), clause.operands.contains(&Operand::Empty));
    Ok(Box::new(move |data, place, issue| {
        let kept = value(data, place, issue, field);
        let none = is_empty(&kept);
        let names = stored::names(&kept);
        let found = empty && none || names.iter().any(|name| wanted.iter().any(|want| same(name, want)));
        if negative { !found && (!none || wanted.is_empty()) } else { found }
    }))
}

/// By number or name, and by the state that it is in.
fn sprint(clause: &Clause, field: &'static Field, context: Context<'_>) -> Result<Test, String> {
    let mut states = Vec::new();
    for operand in &clause.operands {
        let Operand::Function(name, _) = operand else { continue };
        states.push(match name.to_ascii_lowercase().as_str() {
            "opensprints" => "active",
            "futuresprints" => "future",
            "closedsprints" => "closed",
            _ => return Err(format!("Unable to find JQL function '{name}()'.")),
        });
    }
    if states.is_empty() {
        return choice(clause, field, context);
    }
    let negative = clause.op.negative();
    Ok(Box::new(move |data, place, _| {
        let mut own = data.agile.sprints_of(place).iter().filter_map(|id| data.agile.sprint_by_id(*id));
        own.any(|sprint| states.contains(&sprint.state())) != negative
    }))
}

fn number(clause: &Clause, field: &'static Field) -> Result<Test, String> {
    allow(clause, &ORDER)?;
    let read = |operand: &Operand| match text(operand) {
        Some(text) => text.parse::<f64>().map(Some).map_err(|_| unknown_value(text, &clause.field)),
        None => Ok(None),
    };
    let wanted = clause.operands.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let op = clause.op;
    Ok(Box::new(move |data, place, issue| {
        let own = value(data, place, issue, field).as_f64();
        compared(op, own.as_ref(), &wanted)
    }))
}

fn compared<T: PartialOrd>(op: Op, own: Option<&T>, wanted: &[Option<T>]) -> bool {
    let any = |fits: &dyn Fn(&T, &T) -> bool| match own {
        Some(own) => wanted.iter().flatten().any(|wanted| fits(own, wanted)),
        None => false,
    };
    match op {
        Op::Less => any(&|own, wanted| own < wanted),
        Op::LessEqual => any(&|own, wanted| own <= wanted),
        Op::Greater => any(&|own, wanted| own > wanted),
        Op::GreaterEqual => any(&|own, wanted| own >= wanted),
        _ => {
            let empty = wanted.iter().any(Option::is_none);
            let found = any(&|own, wanted| own == wanted) || empty && own.is_none();
            if op.negative() { !found && (own.is_some() || empty) } else { found }
        }
    }
}

fn dates(clause: &Clause, field: &'static Field, context: Context<'_>) -> Result<Test, String> {
    allow(clause, &ORDER)?;
    let read = |operand: &Operand| match operand {
        Operand::Text(text) => date::value(text, context.now).map(Some).ok_or_else(|| bad_date(text, &clause.field)),
        Operand::Function(name, _) => {
            let unknown = || format!("Unable to find JQL function '{name}()'.");
            date::function(name, context.now).map(Some).ok_or_else(unknown)
        }
        Operand::Empty => Ok(None),
    };
    let wanted = clause.operands.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let op = clause.op;
    Ok(Box::new(move |data, place, issue| {
        let own = value(data, place, issue, field).as_str().and_then(moment);
        compared(op, own.as_ref(), &wanted)
    }))
}

fn moment(text: &str) -> Option<Millis> {
    if text.contains('T') { stored::moment(text) } else { time::parse(&format!("{text}T00:00:00Z")) }
}

fn words(clause: &Clause, field: &'static Field) -> Result<Test, String> {
    allow(clause, &WORDS)?;
    let phrase = clause.operands.first().and_then(text).unwrap_or("").to_lowercase();
    let words: Vec<String> = phrase.split_whitespace().map(|word| word.trim_matches(['*', '"']).to_owned()).collect();
    let empty = matches!(clause.op, Op::Is | Op::IsNot);
    let negative = clause.op.negative();
    Ok(Box::new(move |data, place, issue| {
        let value = value(data, place, issue, field);
        let own = value.as_str().map_or_else(|| crate::adf::to_text(&value), str::to_owned).to_lowercase();
        let fits = if empty { own.trim().is_empty() } else { words.iter().all(|word| own.contains(word.as_str())) };
        fits != negative
    }))
}
