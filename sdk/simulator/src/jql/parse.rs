//! Tokens to a query. The sentences are Jira's own, as its users report them.

use super::lex::{Kind, Token, place, tokens};
use super::{Clause, Expr, Op, Operand, Order, Query};

/// Deeper nesting is refused, so that no query can exhaust the stack.
const DEEPEST: usize = 50;
const VALID_OPERATORS: &str =
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.";
const KEYWORDS: [&str; 9] = ["and", "or", "not", "in", "is", "empty", "null", "order", "by"];

/// Reads a query; the error is a sentence for `errorMessages`.
pub(crate) fn parse(text: &str) -> Result<Query, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let filter = match parser.peek() {
        None => None,
        Some(token) if token.is("order") => None,
        Some(_) => Some(parser.any()?),
    };
    let order = parser.order()?;
    match parser.peek() {
        None => Ok(Query { filter, order }),
        Some(token) => Err(unexpected("either 'OR' or 'AND'", token)),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at += 1;
        token
    }

    /// Takes the next token if it is one of these.
    fn take(&mut self, keywords: &[&str]) -> bool {
        let found = self.peek().is_some_and(|token| keywords.iter().any(|keyword| token.is(keyword)));
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<Expr, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("Error in the JQL Query: The query is nested too deeply.".to_owned());
        }
        let mut parts = vec![self.all()?];
        while self.take(&["or", "||"]) {
            parts.push(self.all()?);
        }
        self.depth -= 1;
        Ok(single_or(parts, Expr::Any))
    }

    fn all(&mut self) -> Result<Expr, String> {
        let mut parts = vec![self.not()?];
        while self.take(&["and", "&&"]) {
            parts.push(self.not()?);
        }
        Ok(single_or(parts, Expr::All))
    }

    fn not(&mut self) -> Result<Expr, String> {
        let mut negative = false;
        while self.take(&["not", "!"]) {
            negative = !negative;
        }
        let inner = if self.take(&["("]) { self.group()? } else { Expr::Clause(self.clause()?) };
        Ok(if negative { Expr::Not(Box::new(inner)) } else { inner })
    }

    fn group(&mut self) -> Result<Expr, String> {
        let inner = self.any()?;
        self.expect(")").map(|()| inner)
    }

    fn expect(&mut self, symbol: &str) -> Result<(), String> {
        if self.take(&[symbol]) {
            return Ok(());
        }
        match self.peek() {
            None => Err(format!("Error in the JQL Query: Expecting '{symbol}' before the end of the query.")),
            Some(token) => Err(unexpected(&format!("'{symbol}'"), token)),
        }
    }

    fn clause(&mut self) -> Result<Clause, String> {
        let field = self.field()?;
        let op = self.operator()?;
        let operands = match op {
            Op::In | Op::NotIn => self.list()?,
            _ => vec![self.operand()?],
        };
        Ok(Clause { field, op, operands })
    }

    fn field(&mut self) -> Result<String, String> {
        match self.next() {
            None => Err("Error in the JQL Query: Expecting a field name at the end of the query.".to_owned()),
            Some(Token { kind: Kind::Quoted(name), .. }) => Ok(name),
            Some(Token { kind: Kind::Word(name), .. }) if !is_keyword(&name) => Ok(name),
            Some(token) => Err(unexpected("a field name", &token)),
        }
    }

    fn operator(&mut self) -> Result<Op, String> {
        let Some(token) = self.next() else {
            return Err(format!(
                "Error in the JQL Query: Expecting operator before the end of the query. {VALID_OPERATORS}"
            ));
        };
        if token.is("is") {
            return Ok(if self.take(&["not"]) { Op::IsNot } else { Op::Is });
        }
        if token.is("not") && self.take(&["in"]) {
            return Ok(Op::NotIn);
        }
        let plain = [
            Op::Equal,
            Op::NotEqual,
            Op::Like,
            Op::Unlike,
            Op::LessEqual,
            Op::GreaterEqual,
            Op::Less,
            Op::Greater,
            Op::In,
        ];
        plain.into_iter().find(|op| token.is(op.name())).ok_or_else(|| {
            let shown = token.shown();
            let place = place(token.at);
            format!("Error in the JQL Query: Expecting operator but got '{shown}'. {VALID_OPERATORS} {place}")
        })
    }

    fn list(&mut self) -> Result<Vec<Operand>, String> {
        if !self.take(&["("]) {
            // `in` also takes a function that gives a list.
            return Ok(vec![self.operand()?]);
        }
        let mut operands = vec![self.operand()?];
        while self.take(&[","]) {
            operands.push(self.operand()?);
        }
        self.expect(")").map(|()| operands)
    }

    fn operand(&mut self) -> Result<Operand, String> {
        match self.next() {
            None => Err("Error in JQL Query: Expecting either a value, list or function before the end of the query."
                .to_owned()),
            Some(Token { kind: Kind::Quoted(text), .. }) => Ok(Operand::Text(text)),
            Some(token) if token.is("empty") || token.is("null") => Ok(Operand::Empty),
            Some(Token { kind: Kind::Word(name), .. }) if self.take(&["("]) => self.function(name),
            Some(Token { kind: Kind::Word(text), .. }) if !is_keyword(&text) => Ok(Operand::Text(text)),
            Some(token) => {
                let shown = token.shown();
                let place = place(token.at);
                Err(format!(
                    "Error in JQL Query: Expecting either a value, list or function but got '{shown}'. You must \
                     surround '{shown}' in quotation marks to use it as a value. {place}"
                ))
            }
        }
    }

    fn function(&mut self, name: String) -> Result<Operand, String> {
        let mut arguments = Vec::new();
        while let Some(Token { kind: Kind::Word(text) | Kind::Quoted(text), .. }) = self.peek() {
            arguments.push(text.clone());
            self.at += 1;
            self.take(&[","]);
        }
        self.expect(")").map(|()| Operand::Function(name, arguments))
    }

    fn order(&mut self) -> Result<Vec<Order>, String> {
        if !self.take(&["order"]) {
            return Ok(Vec::new());
        }
        self.expect("by")?;
        let mut order = Vec::new();
        loop {
            let field = self.field()?;
            let descending = self.take(&["desc"]);
            if !descending {
                self.take(&["asc"]);
            }
            order.push(Order { field, descending });
            if !self.take(&[","]) {
                return Ok(order);
            }
        }
    }
}

fn single_or(mut parts: Vec<Expr>, several: fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            several(parts)
        }
        None => several(parts),
    }
}

fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}

fn unexpected(wanted: &str, token: &Token) -> String {
    let place = place(token.at);
    format!("Error in the JQL Query: Expecting {wanted} but got '{}'. {place}", token.shown())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(field: &str, op: Op, operands: Vec<Operand>) -> Expr {
        Expr::Clause(Clause { field: field.to_owned(), op, operands })
    }

    fn text(value: &str) -> Operand {
        Operand::Text(value.to_owned())
    }

    #[test]
    fn and_binds_closer_than_or_and_not_closest() {
        let query = parse("a = 1 OR NOT b = 2 and (c = 3 or d is not EMPTY)").unwrap();
        let a = clause("a", Op::Equal, vec![text("1")]);
        let b = Expr::Not(Box::new(clause("b", Op::Equal, vec![text("2")])));
        let c = clause("c", Op::Equal, vec![text("3")]);
        let d = clause("d", Op::IsNot, vec![Operand::Empty]);
        assert_eq!(query.filter, Some(Expr::Any(vec![a, Expr::All(vec![b, Expr::Any(vec![c, d])])])));
    }

    #[test]
    fn lists_functions_and_order_are_read() {
        let query = parse("x NOT IN (a, 'b c') and y = currentUser() ORDER BY created DESC, key asc, rank").unwrap();
        let x = clause("x", Op::NotIn, vec![text("a"), text("b c")]);
        let y = clause("y", Op::Equal, vec![Operand::Function("currentUser".to_owned(), vec![])]);
        assert_eq!(query.filter, Some(Expr::All(vec![x, y])));
        let order: Vec<_> = query.order.iter().map(|order| (order.field.as_str(), order.descending)).collect();
        assert_eq!(order, [("created", true), ("key", false), ("rank", false)]);
    }

    #[test]
    fn nothing_but_an_order_is_no_filter() {
        assert_eq!(parse("").unwrap().filter, None);
        assert_eq!(parse(" order by key").unwrap().filter, None);
    }

    #[test]
    fn errors_are_jiras_sentences() {
        let got = "Error in JQL Query: Expecting either a value, list or function but got '='. You must surround '=' in \
                   quotation marks to use it as a value. (line 1, character 31)";
        for (query, sentence) in [
            ("project = DEV AND", "Error in the JQL Query: Expecting a field name at the end of the query."),
            (
                "project =",
                "Error in JQL Query: Expecting either a value, list or function before the end of the query.",
            ),
            ("project = LAUNCH AND status = = Done", got),
            (
                "project = LAUNCH status",
                "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'status'. (line 1, character 18)",
            ),
            ("project = DEV AND (status = Done", "Error in the JQL Query: Expecting ')' before the end of the query."),
        ] {
            assert_eq!(parse(query).unwrap_err(), sentence, "{query}");
        }
        let operator = parse("non-parsable query").unwrap_err();
        assert!(operator.starts_with("Error in the JQL Query: Expecting operator but got 'query'."), "{operator}");
        assert!(operator.ends_with("(line 1, character 14)"), "{operator}");
    }

    #[test]
    fn deep_nesting_is_refused_not_crashed_on() {
        let query = "(".repeat(100_000);
        assert!(parse(&query).unwrap_err().contains("nested too deeply"));
        assert!(parse(&"NOT ".repeat(100_000)).is_err());
    }
}
