//! `--jq`: results through a filter in jq's language, inside this process. It has no modules and reads neither
//! variables nor files.

use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, unwrap_valr};
use jaq_json::{Val, read};

use crate::error::{Error, Result};

use super::json;

/// What the language's library has and this program does not give: the environment, and an end to the whole process.
const WITHHELD: &[&str] = &["env", "halt", "halt_error"];

/// A filter that was compiled.
pub(super) struct Jq {
    filter: jaq_core::Filter<JustLut<Val>>,
}

impl Jq {
    /// Compiles a filter.
    ///
    /// # Errors
    /// When it is not one.
    pub(super) fn new(text: &str) -> Result<Self> {
        let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let loader = Loader::new(defs.filter(|def| !WITHHELD.contains(&def.name)));
        let arena = Arena::default();
        let wrong = |why: String| Error::usage(format!("`--jq` {why}")).hinted("it is a filter such as `.[].key`");
        let modules = loader.load(&arena, File { code: text, path: () }).map_err(|errors| {
            wrong(errors.into_iter().next().map_or_else(String::new, |(_, error)| unreadable(&error)))
        })?;
        let filter = Compiler::default()
            .with_funs(funs.filter(|(name, ..)| !WITHHELD.contains(name)))
            .compile(modules)
            .map_err(|errors| {
                let first = errors.into_iter().flat_map(|(_, all)| all).next();
                wrong(first.map_or_else(String::new, |(name, what)| {
                    format!("uses a {} that does not exist: `{name}`", what.as_str())
                }))
            })?;
        Ok(Self { filter })
    }

    /// What the filter makes of some JSON texts one after the other: texts as they are, everything else as JSON, one a
    /// line, or indented for reading.
    ///
    /// # Errors
    /// When the filter fails; what came before was shown.
    pub(super) fn run(&self, input: &str, is_indented: bool, show: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        let failed = |why: String| Error::failed("the filter of `--jq` failed").caused_by(shortened(&why));
        for input in read::parse_many(input.as_bytes()) {
            let input = input.map_err(|error| failed(error.to_string()))?;
            let context = Ctx::<JustLut<Val>>::new(&self.filter.lut, Vars::new([]));
            for value in self.filter.id.run((context, input)).map(unwrap_valr) {
                match value.map_err(|error| failed(error.to_string()))? {
                    Val::TStr(text) => show(&String::from_utf8_lossy(&text))?,
                    value => {
                        let line = json::escaped(&value.to_string());
                        show(&if is_indented { json::indented(&line, 0) } else { line })?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Longest reason that is shown whole, in bytes.
const LONGEST: usize = 300;

/// A reason without the middle of the whole input, which may stand in it.
fn shortened(why: &str) -> String {
    if why.len() <= LONGEST {
        return why.to_owned();
    }
    let begin = why.get(..why.floor_char_boundary(LONGEST / 2)).unwrap_or_default();
    let end = why.get(why.ceil_char_boundary(why.len() - LONGEST / 3)..).unwrap_or_default();
    format!("{begin} … {end}")
}

fn unreadable(error: &load::Error<&str>) -> String {
    let near = |rest: &str| match rest.is_empty() {
        true => "ends too early".to_owned(),
        false => format!("cannot be read at `{rest}`"),
    };
    match error {
        load::Error::Io(modules) => {
            format!("has no modules: `{}`", modules.first().map(|(name, _)| *name).unwrap_or_default())
        }
        load::Error::Lex(all) => near(all.first().map(|(_, rest)| *rest).unwrap_or_default()),
        load::Error::Parse(all) => near(all.first().map(|(_, rest)| *rest).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(filter: &str, input: &str) -> Result<Vec<String>> {
        let mut shown = Vec::new();
        Jq::new(filter)?.run(input, false, &mut |line| {
            shown.push(line.to_owned());
            Ok(())
        })?;
        Ok(shown)
    }

    #[test]
    fn texts_are_bare_and_the_rest_is_json() {
        let input = r#"[{"key":"A-1","n":1.50,"tags":["x"]},{"key":"A-2","n":null,"tags":[]}]"#;
        for (filter, expected) in [
            (".[].key", vec!["A-1", "A-2"]),
            ("length", vec!["2"]),
            ("map(.n)", vec!["[1.50,null]"]),
            (".[0].tags", vec!["[\"x\"]"]),
            ("map(select(.n)) | .[].key | ascii_downcase", vec!["a-1"]),
            ("empty", vec![]),
        ] {
            assert_eq!(run(filter, input).unwrap(), expected, "{filter}");
        }
    }

    #[test]
    fn a_failure_is_told_without_all_that_it_was_about() {
        let input = format!("[{{\"x\":\"{}\"}}]", "y".repeat(10_000));
        let error = run(".count", &input).unwrap_err();
        assert!(
            error.causes[0].starts_with("cannot index [{\"x\":") && error.causes[0].ends_with("\"count\""),
            "{error}"
        );
        assert!(error.causes[0].len() < 310, "{error}");
    }

    #[test]
    fn what_is_wrong_is_said_before_anything_is_sent() {
        for (filter, words) in [
            (".[", "ends too early"),
            (".a ]", "cannot be read at"),
            ("nothing_of_the_kind", "`nothing_of_the_kind`"),
            ("env", "`env`"),
            ("$ENV", "`$ENV`"),
            ("halt", "`halt`"),
            ("input", "`input`"),
            ("import \"a\" as a; .", "has no modules"),
        ] {
            let error = Jq::new(filter).err().unwrap_or_else(|| panic!("{filter}"));
            assert!(error.message.contains(words), "{filter}: {error}");
            assert_eq!(error.kind.exit_code(), 2);
        }
        let error = run(".[] | error(\"no\")", "[1]").unwrap_err();
        assert!(error.to_string().contains("no"), "{error}");
    }
}
