//! A query becomes a plan: one test for issues, and an order.

use std::cmp::{Ordering, Reverse};

use super::clause::{Context, Test, test, unknown_field};
use super::{Expr, Order, Query};
use crate::auth::Caller;
use crate::jira::field::STORY_POINTS;
use crate::jira::render;
use crate::state::{Data, Issue};
use crate::time::Millis;

type Compare = fn(&Data, &Issue, &Issue) -> Ordering;

/// A query that the site can answer.
pub(crate) struct Plan {
    test: Test,
    order: Vec<(Compare, bool)>,
    /// The guest may ask and finds nothing.
    blind: bool,
}

/// Holds a query against the site; the error is a sentence for `errorMessages`.
pub(crate) fn compile(query: &Query, data: &Data, caller: Caller, now: Millis) -> Result<Plan, String> {
    let Some(filter) = &query.filter else {
        return Err("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.".into());
    };
    let test = expression(filter, Context { data, caller, now })?;
    let order = query.order.iter().map(compare).collect::<Result<_, _>>()?;
    Ok(Plan { test, order, blind: caller == Caller::Guest })
}

impl Plan {
    /// The places of the issues that fit, in order. Without `ORDER BY` the youngest come first, as in Jira.
    pub(crate) fn run(&self, data: &Data) -> Vec<usize> {
        if self.blind {
            return Vec::new();
        }
        let found = data.issues().filter(|(place, _)| !data.archived.contains(place));
        let fitting = found.filter(|(place, issue)| (self.test)(data, *place, issue));
        let mut found: Vec<(usize, &Issue)> = fitting.collect();
        if self.order.is_empty() {
            found.reverse();
        } else {
            found.sort_by(|a, b| self.compare(data, *a, *b));
        }
        found.into_iter().map(|(place, _)| place).collect()
    }

    fn compare(&self, data: &Data, a: (usize, &Issue), b: (usize, &Issue)) -> Ordering {
        let by_field = self.order.iter().map(|(compare, descending)| {
            let ordering = compare(data, a.1, b.1);
            if *descending { ordering.reverse() } else { ordering }
        });
        by_field.fold(Ordering::Equal, Ordering::then).then_with(|| Reverse(a.0).cmp(&Reverse(b.0)))
    }
}

fn expression(expr: &Expr, context: Context<'_>) -> Result<Test, String> {
    let tests = |parts: &[Expr]| parts.iter().map(|part| expression(part, context)).collect::<Result<Vec<_>, _>>();
    Ok(match expr {
        Expr::All(parts) => {
            let tests = tests(parts)?;
            Box::new(move |data, place, issue| tests.iter().all(|test| test(data, place, issue)))
        }
        Expr::Any(parts) => {
            let tests = tests(parts)?;
            Box::new(move |data, place, issue| tests.iter().any(|test| test(data, place, issue)))
        }
        Expr::Not(part) => {
            let inner = expression(part, context)?;
            Box::new(move |data, place, issue| !inner(data, place, issue))
        }
        Expr::Clause(clause) => test(clause, context)?,
    })
}

fn compare(order: &Order) -> Result<(Compare, bool), String> {
    let compare: Compare = match order.field.to_ascii_lowercase().as_str() {
        "rank" => |data, a, b| data.rank_of(a).total_cmp(&data.rank_of(b)),
        "key" | "issuekey" | "id" => |data, a, b| by_key(data, a).cmp(&by_key(data, b)),
        "created" | "createddate" => |_, a, b| a.created.cmp(&b.created),
        "updated" | "updateddate" => |_, a, b| a.updated.cmp(&b.updated),
        // The first in the list is the highest.
        "priority" => |_, a, b| b.priority.cmp(&a.priority),
        "status" => |_, a, b| a.status.cmp(&b.status),
        "issuetype" | "type" => |_, a, b| a.kind.cmp(&b.kind),
        "project" => |data, a, b| data.project(a.project).name.cmp(&data.project(b.project).name),
        "summary" => |data, a, b| data.summary(a).cmp(&data.summary(b)),
        // Nobody comes last.
        "assignee" => |data, a, b| name(data, a.assignee).cmp(&name(data, b.assignee)),
        "reporter" | "creator" => |data, a, b| name(data, Some(a.reporter)).cmp(&name(data, Some(b.reporter))),
        "story points" => |data, a, b| points(data, a).total_cmp(&points(data, b)),
        "due" | "duedate" => |data, a, b| due(data, a).cmp(&due(data, b)),
        _ => return Err(unknown_field(&order.field)),
    };
    Ok((compare, order.descending))
}

/// No points come first.
fn points(data: &Data, issue: &Issue) -> f64 {
    render::value(data, "", 0, issue, STORY_POINTS).as_f64().unwrap_or(f64::MIN)
}

/// No date comes last.
fn due<'a>(data: &Data, issue: &'a Issue) -> (bool, &'a str) {
    data.kept(issue, "duedate").as_str().map_or((true, ""), |day| (false, day))
}

fn by_key<'a>(data: &'a Data, issue: &Issue) -> (&'a str, u32) {
    (&data.project(issue.project).key, issue.number)
}

fn name(data: &Data, user: Option<u8>) -> (bool, &str) {
    user.map_or((true, ""), |user| (false, data.user(user).name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(jql: &str, caller: Caller) -> Result<Vec<String>, String> {
        let data = Data::new(crate::seed::load().unwrap(), 40).unwrap();
        let now = crate::time::parse("2026-03-04T12:00:00Z").unwrap();
        let plan = compile(&super::super::parse(jql)?, &data, caller, now)?;
        Ok(plan.run(&data).into_iter().map(|place| data.key(data.issue(place).unwrap())).collect())
    }

    fn keys(jql: &str) -> Vec<String> {
        found(jql, Caller::Dev).unwrap()
    }

    fn error(jql: &str) -> String {
        found(jql, Caller::Dev).unwrap_err()
    }

    #[test]
    fn fields_find_what_they_name() {
        assert_eq!(keys("project = dev ORDER BY key"), ["DEV-1", "DEV-2", "DEV-3", "DEV-4", "DEV-5"]);
        assert_eq!(keys("project = Development AND type = Bug ORDER BY key ASC"), ["DEV-1", "DEV-4"]);
        assert_eq!(keys("project in (DEV, REL) AND assignee is EMPTY ORDER BY key"), ["DEV-2", "DEV-5", "REL-2"]);
        assert_eq!(keys("project = DEV AND assignee = currentUser()"), ["DEV-1"]);
        assert_eq!(keys("key in (dev-1, 10001) order by key"), ["DEV-1", "DEV-2"]);
        assert_eq!(keys("labels = RELEASE order by key"), ["REL-1", "REL-2"]);
        assert_eq!(keys("summary ~ 'ソート'"), ["DEV-3"]);
        assert_eq!(keys("text ~ \"forgets page\""), ["DEV-1"]);
        assert_eq!(keys("project = HELP AND priority = highest"), ["HELP-2"]);
        assert_eq!(keys("project = DEV AND statusCategory = Done"), ["DEV-3"]);
        assert_eq!(keys("project = REL AND resolution = Unresolved order by key"), ["REL-1", "REL-2"]);
    }

    #[test]
    fn versions_are_found_by_name_however_it_is_written() {
        assert_eq!(keys("project = DEV AND fixVersion = \"1.4.0\" ORDER BY key"), ["DEV-1", "DEV-3", "DEV-4"]);
        assert_eq!(keys(r#"fixVersion = "2.0 \"Aurora\" <beta> & more" ORDER BY key"#), ["DEV-2", "DEV-4"]);
        assert_eq!(keys("project = DEV AND fixVersion is EMPTY"), ["DEV-5"]);
        assert_eq!(keys("project = DEV AND fixVersion is not EMPTY").len(), 4);
        assert_eq!(keys("project = DEV AND fixVersion != 1.4.0"), ["DEV-2"]);
        assert_eq!(error("fixVersion = 9"), "The value '9' does not exist for the field 'fixVersion'.");
        assert_eq!(keys("project = DEV AND fixVersion = 10101 ORDER BY issuetype, key"), ["DEV-4", "DEV-2"]);
    }

    #[test]
    fn fields_of_the_site_are_found_by_name_and_number() {
        assert_eq!(keys("project = DEV AND \"Story Points\" > 3 order by key"), ["DEV-1", "DEV-4"]);
        assert_eq!(keys("project = DEV AND cf[10016] is EMPTY order by key"), ["DEV-3", "DEV-5"]);
        assert_eq!(keys("sprint in openSprints() order by key"), ["DEV-1", "DEV-3", "DEV-4"]);
        assert_eq!(keys("sprint = 1"), ["DEV-3"]);
        assert_eq!(keys("project = DEV AND sprint is EMPTY order by key"), ["DEV-5"]);
        assert_eq!(keys("Severity = major"), ["DEV-1"]);
        assert_eq!(keys("Platforms in (Web)"), ["DEV-2"]);
        assert_eq!(keys("Region = Vienna"), ["DEV-4"]);
        assert_eq!(keys("component = Backend"), ["DEV-1"]);
        assert_eq!(keys("parent = DEV-5 order by key"), ["DEV-1", "DEV-2"]);
        assert_eq!(keys("project = DEV AND resolution = Done"), ["DEV-3"]);
        assert_eq!(error("component = Attic"), "The value 'Attic' does not exist for the field 'component'.");
        assert_eq!(error("\"Story Points\" = many"), "The value 'many' does not exist for the field 'Story Points'.");
    }

    #[test]
    fn negation_leaves_out_what_has_no_value_unless_it_is_written_around() {
        assert_eq!(keys("project = DEV AND assignee != currentUser() order by key"), ["DEV-3", "DEV-4"]);
        assert_eq!(keys("project = DEV AND NOT assignee = currentUser() order by key").len(), 4);
        assert_eq!(keys("project = PERS AND labels not in (papers)"), ["PERS-1"]);
        assert_eq!(keys("project = DEV AND labels is EMPTY"), ["DEV-2"]);
        assert_eq!(keys("project = DEV AND labels is not EMPTY").len(), 4);
    }

    #[test]
    fn dates_compare_with_instants_and_periods() {
        assert_eq!(keys("project = HELP AND created >= -2d order by key"), ["HELP-2", "HELP-3"]);
        assert_eq!(keys("project = DEV AND created < 2026-01-05"), ["DEV-1"]);
        assert_eq!(
            keys("project = DEV AND created >= 2026-01-05 AND created <= '2026/01/06 23:59' order by key"),
            ["DEV-2", "DEV-3"]
        );
    }

    #[test]
    fn order_is_total_and_the_youngest_come_first_without_one() {
        assert_eq!(keys("project = DEV").first().unwrap(), "DEV-5");
        assert_eq!(keys("project = REL ORDER BY priority DESC, key ASC"), ["REL-1", "REL-2", "REL-3"]);
        assert_eq!(keys("project = DEMO ORDER BY key DESC").first().unwrap(), "DEMO-40");
        assert_eq!(keys("project = DEV ORDER BY assignee, key").last().unwrap(), "DEV-5");
    }

    #[test]
    fn what_the_site_does_not_have_is_said_in_jiras_words() {
        assert_eq!(error("project = NOPE"), "The value 'NOPE' does not exist for the field 'project'.");
        assert_eq!(error("status = Shipped"), "The value 'Shipped' does not exist for the field 'status'.");
        assert_eq!(error("colour = red"), "Field 'colour' does not exist or you do not have permission to view it.");
        assert_eq!(error("key = DEV-999"), "An issue with key 'DEV-999' does not exist for field 'key'.");
        assert_eq!(error("status ~ Done"), "The operator '~' is not supported by the 'status' field.");
        assert!(error("created >= yesterday").starts_with("Date value 'yesterday' for field 'created' is invalid."));
        assert!(error("ORDER BY created").starts_with("Unbounded JQL queries are not allowed here."));
        assert!(error("assignee = membersOf(x)").starts_with("Unable to find JQL function 'membersOf()'"));
    }

    #[test]
    fn a_guest_sees_no_project_and_finds_nothing() {
        assert!(found("project = DEV", Caller::Guest).is_err());
        assert_eq!(found("created >= 2020-01-01", Caller::Guest).unwrap(), Vec::<String>::new());
    }
}
