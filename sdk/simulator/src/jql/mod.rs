//! Jira's query language, as far as a client's tests and demos need it: read by [`parse`], held against the site by
//! [`compile`], which gives a plan that finds issues.

mod clause;
mod compile;
mod date;
mod lex;
mod other;
mod parse;

pub(crate) use compile::compile;
pub(crate) use parse::parse;

/// A query as it was written.
#[derive(Debug, PartialEq)]
pub(crate) struct Query {
    /// `None` where nothing stands before `ORDER BY`.
    pub(crate) filter: Option<Expr>,
    pub(crate) order: Vec<Order>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Expr {
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Not(Box<Expr>),
    Clause(Clause),
}

#[derive(Debug, PartialEq)]
pub(crate) struct Clause {
    pub(crate) field: String,
    pub(crate) op: Op,
    pub(crate) operands: Vec<Operand>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Equal,
    NotEqual,
    Like,
    Unlike,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    NotIn,
    Is,
    IsNot,
}

impl Op {
    /// As it is written in a query.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Like => "~",
            Self::Unlike => "!~",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Is => "is",
            Self::IsNot => "is not",
        }
    }

    /// Whether it asks for what is not so.
    pub(crate) fn negative(self) -> bool {
        matches!(self, Self::NotEqual | Self::Unlike | Self::NotIn | Self::IsNot)
    }
}

#[derive(Debug, PartialEq)]
pub(crate) enum Operand {
    Text(String),
    /// `EMPTY` or `NULL`.
    Empty,
    Function(String, Vec<String>),
}

#[derive(Debug, PartialEq)]
pub(crate) struct Order {
    pub(crate) field: String,
    pub(crate) descending: bool,
}
