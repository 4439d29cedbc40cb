//! One of several things, as a person names it: by id, or by name in any case.

use crate::error::{Error, Result};

/// Things that an error lists.
const LISTED: usize = 10;

/// The one thing that is meant: whose id is what was typed, else whose name is. A part of a name is not enough, because
/// what is chosen may be deleted next. `called` says the id and the name of a thing.
///
/// ```
/// use atlassian_plugin_sdk::choose;
///
/// let boards = vec![(1, "Team A"), (2, "Team B")];
/// let board = choose("board", "team b", boards, |(id, name)| (id.to_string(), (*name).to_owned()));
/// assert_eq!(board.map(|(id, _)| id), Ok(2));
/// ```
///
/// # Errors
///
/// When none fits, with those that there are; or when several have the name, with all of them.
pub fn choose<T>(what: &str, typed: &str, found: Vec<T>, called: impl Fn(&T) -> (String, String)) -> Result<T> {
    let typed = typed.trim();
    let names: Vec<(String, String)> = found.iter().map(&called).collect();
    let by_id = names.iter().position(|(id, _)| id == typed);
    let same = |name: &str| name.to_lowercase() == typed.to_lowercase();
    let by_name: Vec<usize> =
        names.iter().enumerate().filter(|(_, (_, name))| same(name)).map(|(place, _)| place).collect();
    let place = match (by_id, by_name.as_slice()) {
        (Some(place), _) => place,
        (None, [place]) => *place,
        (None, []) => return Err(unknown(what, typed, &names)),
        (None, several) => return Err(ambiguous(what, typed, several.iter().filter_map(|place| names.get(*place)))),
    };
    found.into_iter().nth(place).ok_or_else(|| unknown(what, typed, &names))
}

fn unknown(what: &str, typed: &str, names: &[(String, String)]) -> Error {
    let error = Error::not_found(format!("no {what} is called `{typed}`, or you may not see it"));
    if names.is_empty() { error } else { error.hint(format!("there is {}", listed(names.iter(), " and "))) }
}

fn ambiguous<'a>(what: &str, typed: &str, several: impl Iterator<Item = &'a (String, String)>) -> Error {
    let several = listed(several, " or ");
    Error::invalid(format!("more than one {what} is called `{typed}`: {several}")).hint("use the id")
}

fn listed<'a>(names: impl Iterator<Item = &'a (String, String)>, between: &str) -> String {
    let all: Vec<String> = names.map(|(id, name)| format!("`{name}` ({id})")).collect();
    let more = all.len().saturating_sub(LISTED);
    let shown: Vec<&str> = all.iter().take(LISTED).map(String::as_str).collect();
    match (shown.as_slice(), more) {
        ([most @ .., last], 0) if !most.is_empty() => format!("{}{between}{last}", most.join(", ")),
        (shown, 0) => shown.join(", "),
        (shown, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    fn chosen(typed: &str, things: &[(&str, &str)]) -> Result<String> {
        let things = things.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect();
        choose("board", typed, things, Clone::clone).map(|(id, _)| id)
    }

    #[test]
    fn the_id_wins_and_a_name_is_taken_in_any_case() {
        let boards = [("1", "Team Ä"), ("2", "1"), ("3", "Team B")];
        assert_eq!(chosen("1", &boards).as_deref(), Ok("1"));
        assert_eq!(chosen(" team ä ", &boards).as_deref(), Ok("1"));
        assert_eq!(chosen("Team B", &boards).as_deref(), Ok("3"));
    }

    #[test]
    fn what_does_not_fit_is_answered_with_what_there_is() {
        let error = chosen("Team", &[("1", "Team A"), ("2", "Team B")]).unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (Kind::NotFound, "no board is called `Team`, or you may not see it")
        );
        assert_eq!(error.hints(), ["there is `Team A` (1) and `Team B` (2)"]);
        assert!(chosen("x", &[]).unwrap_err().hints().is_empty());
        let error = chosen("a", &[("1", "A"), ("2", "a"), ("3", "b")]).unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (Kind::Invalid, "more than one board is called `a`: `A` (1) or `a` (2)")
        );
        let many: Vec<(String, String)> = (0..12).map(|n| (n.to_string(), "x".to_owned())).collect();
        let error = choose("board", "x", many, Clone::clone).unwrap_err();
        assert!(error.message().ends_with("`x` (9) and 2 more"), "{error}");
    }
}
