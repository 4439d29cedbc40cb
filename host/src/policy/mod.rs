//! Every decision to allow or to deny: pure, and tested as tables. What is read is the organisation's policy alone.

pub mod consent;
pub mod effect;
mod file;
mod known;
mod rules;

pub use file::{Audit, AuditPaths, Ceiling, Ceilings, Highest, PATH, Policy, Site};
pub use rules::{Decision, Question, ReadOnly, Rules};
