//! What becomes of an issue's remaining estimate when work is logged, changed or taken back.

use super::time::Span;
use atlassian_plugin_sdk::prelude::*;

/// How the estimate is adjusted.
#[derive(Choice, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adjust {
    /// By the time of the entry.
    Auto,
    /// To a new value.
    New,
    /// Not at all.
    Leave,
    /// By a value that is given.
    Manual,
}

/// The query of a request: how, and with which value under which name.
///
/// # Errors
///
/// When a value is missing, or one is given that would not be used.
pub(crate) fn query(
    adjust: Option<Adjust>,
    new: Option<&Span>,
    by: (&str, Option<&Span>),
) -> Result<Vec<(String, String)>> {
    // A value says by itself how it is meant.
    let adjust = adjust.or(new.map(|_| Adjust::New)).or(by.1.map(|_| Adjust::Manual));
    let Some(adjust) = adjust else { return Ok(Vec::new()) };
    let needs = |flag: &str| Error::usage(format!("`--adjust-estimate {adjust}` needs `--{flag}`"));
    let flag = format!("{}-by", by.0.trim_end_matches("By"));
    let mut query = vec![("adjustEstimate".to_owned(), adjust.to_string())];
    match (adjust, new, by.1) {
        (Adjust::New, Some(new), None) => query.push(("newEstimate".to_owned(), new.0.clone())),
        (Adjust::Manual, None, Some(span)) => query.push((by.0.to_owned(), span.0.clone())),
        (Adjust::Auto | Adjust::Leave, None, None) => {}
        (Adjust::New, None, _) => return Err(needs("new-estimate")),
        (Adjust::Manual, _, None) => return Err(needs(&flag)),
        (_, Some(_), _) => return Err(unused("new-estimate", adjust)),
        (_, None, Some(_)) => return Err(unused(&flag, adjust)),
    }
    Ok(query)
}

fn unused(flag: &str, adjust: Adjust) -> Error {
    Error::usage(format!("`--{flag}` does not go with `--adjust-estimate {adjust}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_and_what_is_done_with_it_go_together() {
        let span = Span("2h".to_owned());
        let told = |adjust, new: bool, by: bool| {
            query(adjust, new.then_some(&span), ("reduceBy", by.then_some(&span)))
                .map(|query| query.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>())
                .map_err(|error| error.message().to_owned())
        };
        assert_eq!(told(None, false, false), Ok(vec![]));
        assert_eq!(told(Some(Adjust::Leave), false, false), Ok(vec!["adjustEstimate=leave".to_owned()]));
        let new = vec!["adjustEstimate=new".to_owned(), "newEstimate=2h".to_owned()];
        assert_eq!(told(None, true, false), Ok(new.clone()));
        assert_eq!(told(Some(Adjust::New), true, false), Ok(new));
        let manual = vec!["adjustEstimate=manual".to_owned(), "reduceBy=2h".to_owned()];
        assert_eq!(told(None, false, true), Ok(manual));
        let wrong = |adjust, new, by| told(adjust, new, by).err();
        assert_eq!(
            wrong(Some(Adjust::New), false, false).as_deref(),
            Some("`--adjust-estimate new` needs `--new-estimate`")
        );
        assert_eq!(
            wrong(Some(Adjust::Manual), false, false).as_deref(),
            Some("`--adjust-estimate manual` needs `--reduce-by`")
        );
        assert_eq!(
            wrong(Some(Adjust::Leave), true, false).as_deref(),
            Some("`--new-estimate` does not go with `--adjust-estimate leave`")
        );
        assert_eq!(
            wrong(Some(Adjust::Auto), false, true).as_deref(),
            Some("`--reduce-by` does not go with `--adjust-estimate auto`")
        );
    }
}
