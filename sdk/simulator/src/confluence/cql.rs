//! Confluence's query language, as far as a client's tests and demos need it. It is written like Jira's, so that the
//! same reader reads it; what its fields mean is said here.

use super::store::{Content, Kind};
use crate::jql::{self, Clause, Expr, Op, Operand, Order};
use crate::state::{DEV, Data};

/// A query that was understood.
#[derive(Debug)]
pub(super) struct Query {
    filter: Option<Expr>,
    order: Vec<Order>,
}

impl Query {
    /// Reads a query; the error is a sentence.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let query = jql::parse(text).map_err(|why| why.replace("JQL", "CQL"))?;
        query.filter.iter().try_for_each(check)?;
        let sortable = ["created", "lastmodified", "title"];
        match query.order.iter().find(|order| !sortable.contains(&order.field.to_lowercase().as_str())) {
            Some(order) => Err(format!("The field '{}' cannot be ordered by", order.field)),
            None => Ok(Self { filter: query.filter, order: query.order }),
        }
    }

    pub(super) fn fits(&self, data: &Data, content: &Content) -> bool {
        self.filter.as_ref().is_none_or(|filter| holds(filter, data, content))
    }

    pub(super) fn sort(&self, found: &mut [&Content]) {
        for order in self.order.iter().rev() {
            match order.field.to_lowercase().as_str() {
                "title" => found.sort_by_key(|content| content.title().to_lowercase()),
                "created" => found.sort_by_key(|content| content.created),
                _ => found.sort_by_key(|content| content.now().created),
            }
            if order.descending {
                found.reverse();
            }
        }
    }
}

/// Fields that are known, with the operators that they take.
fn check(expr: &Expr) -> Result<(), String> {
    match expr {
        Expr::All(parts) | Expr::Any(parts) => parts.iter().try_for_each(check),
        Expr::Not(inner) => check(inner),
        Expr::Clause(clause) => {
            let field = clause.field.to_lowercase();
            let exact = [Op::Equal, Op::NotEqual, Op::In, Op::NotIn];
            let like = [Op::Like, Op::Unlike];
            let allowed = match field.as_str() {
                "space" | "space.key" | "type" | "label" | "creator" | "id" | "content" | "parent" | "ancestor" => {
                    exact.contains(&clause.op)
                }
                "title" => exact.contains(&clause.op) || like.contains(&clause.op),
                "text" | "sitesearch" => like.contains(&clause.op),
                _ => return Err(format!("No field exists with name: {}", clause.field)),
            };
            if allowed {
                return Ok(());
            }
            Err(format!("The operator {} is not allowed for the field {}", clause.op.name(), clause.field))
        }
    }
}

fn holds(expr: &Expr, data: &Data, content: &Content) -> bool {
    match expr {
        Expr::All(parts) => parts.iter().all(|part| holds(part, data, content)),
        Expr::Any(parts) => parts.iter().any(|part| holds(part, data, content)),
        Expr::Not(inner) => !holds(inner, data, content),
        Expr::Clause(clause) => {
            let any = clause.operands.iter().any(|operand| matches(clause, operand, data, content));
            any != clause.op.negative()
        }
    }
}

fn matches(clause: &Clause, operand: &Operand, data: &Data, content: &Content) -> bool {
    let value = match operand {
        Operand::Text(text) => text.clone(),
        Operand::Function(name, _) if name.eq_ignore_ascii_case("currentUser") => data.user(DEV).account_id.clone(),
        _ => return false,
    };
    let store = &data.confluence;
    let same = |text: &str| text.eq_ignore_ascii_case(&value);
    match clause.field.to_lowercase().as_str() {
        "space" | "space.key" => store.space(&content.space).is_some_and(|space| same(&space.key)),
        "type" => same(content.kind.name()),
        "label" => content.labels.iter().any(|label| same(&label.name)),
        "creator" => content.kind != Kind::Folder && value == data.user(DEV).account_id,
        "id" | "content" => content.id == value,
        "parent" => content.parent.as_deref() == Some(value.as_str()),
        "ancestor" => content.id != value && super::tree::is_within(store, &content.id, &value),
        "title" if matches!(clause.op, Op::Like | Op::Unlike) => has_words(content.title(), &value),
        "title" => same(content.title()),
        _ => has_words(&format!("{} {}", content.title(), content.now().body.text()), &value),
    }
}

/// Whether every word is there; `*` at a word's end stands for the rest of it.
fn has_words(text: &str, wanted: &str) -> bool {
    let text = text.to_lowercase();
    wanted.to_lowercase().split_whitespace().all(|word| text.contains(word.trim_matches(['*', '"'])))
}

/// A query about people.
pub(super) struct Person {
    by_name: bool,
    value: String,
}

impl Person {
    pub(super) fn fits(&self, name: &str, account: &str) -> bool {
        if self.by_name { has_words(name, &self.value) } else { account == self.value }
    }
}

/// Reads one clause about `user.fullname`, `user` or `user.accountid`.
pub(super) fn person(text: &str) -> Result<Person, String> {
    let query = jql::parse(text).map_err(|why| why.replace("JQL", "CQL"))?;
    match query.filter {
        Some(Expr::Clause(Clause { field, op, operands })) => match (field.to_lowercase().as_str(), op, &*operands) {
            ("user.fullname", Op::Like, [Operand::Text(value)]) => Ok(Person { by_name: true, value: value.clone() }),
            ("user" | "user.accountid", Op::Equal, [Operand::Text(value)]) => {
                Ok(Person { by_name: false, value: value.clone() })
            }
            _ => Err(format!("The field {field} is not one of people, or not with that operator")),
        },
        _ => Err("A query about people has one clause here".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str) -> Result<Vec<String>, String> {
        let data = Data::new(crate::seed::load().unwrap(), 0).unwrap();
        let query = Query::read(query)?;
        let mut found: Vec<&Content> =
            data.confluence.contents.iter().filter(|content| query.fits(&data, content)).collect();
        query.sort(&mut found);
        Ok(found.iter().map(|content| content.id.clone()).collect())
    }

    #[test]
    fn clauses_find_content() {
        for (query, ids) in [
            ("space = DEV and type = page", &["131073", "131074"][..]),
            ("label = release", &["131074"]),
            ("label in (release, faq) and space != DEV", &["131076"]),
            ("title ~ \"we release\"", &["131074"]),
            ("text ~ \"second page\"", &["131301"]),
            ("type = blogpost order by title desc", &["131302", "131301"]),
            ("ancestor = 131073", &["131074", "131401"]),
            ("creator = currentUser() and id = 131078", &["131078"]),
            ("not (type = page or type = folder) and space.key = dev", &["131301"]),
        ] {
            assert_eq!(found(query).unwrap(), ids, "{query}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for query in ["space", "colour = red", "text = x", "space ~ DEV", "order by colour", "title ="] {
            assert!(found(query).is_err(), "{query}");
        }
    }
}
