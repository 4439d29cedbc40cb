//! Arguments: what types a command's fields may have, and how the host's JSON becomes them.

use crate::error::{Error, Result};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A type that one argument value can have.
///
/// Implemented for `String`, `bool`, the integers that a command needs, `f64`, [`Limit`], [`Text`], [`SecretText`],
/// [`Date`], [`Duration`](std::time::Duration), [`KeyValue`], JSON (`Box<RawValue>`), files ([`InputFile`],
/// [`InputDir`], [`OutputFile`], [`OutputDir`]), and for enums with `#[derive(Choice)]`:
///
/// ```
/// use atlassian_plugin_sdk::prelude::*;
///
/// #[derive(Choice)]
/// enum State {
///     Open,
///     InProgress,          // typed as `in-progress`
///     #[choice("done")]
///     Closed,
/// }
/// assert_eq!(State::CHOICES, r#","choices":["open","in-progress","done"]"#);
/// ```
///
/// A type of your own checks its value in `from_json`; the message finishes the sentence "argument `x`: …".
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the type of an argument",
    note = "for words of your own, use an enum with `#[derive(Choice)]`"
)]
pub trait ArgType: Sized {
    /// The manifest's name for how the value is typed.
    const KIND: &'static str;

    /// What follows the kind in the manifest; only choices have something there.
    const CHOICES: &'static str = "";

    /// Reads one value.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the value.
    fn from_json(json: &RawValue) -> Result<Self, String>;

    /// Reads the `index`th value of the argument `arg`. What is more than its value, such as a file, keeps the two.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the value.
    fn from_arg(json: &RawValue, arg: &str, index: u32) -> Result<Self, String> {
        let _ = (arg, index);
        Self::from_json(json)
    }
}

/// Reads a value with serde, with `expected` as the whole error: the user did not write JSON.
fn read<T: DeserializeOwned>(json: &RawValue, expected: &str) -> Result<T, String> {
    serde_json::from_str(json.get()).map_err(|_| format!("`{}` is not {expected}", json.get()))
}

macro_rules! arg_types {
    ($($type:ty: $kind:literal, $expected:literal;)*) => {$(
        impl ArgType for $type {
            const KIND: &'static str = $kind;

            fn from_json(json: &RawValue) -> Result<Self, String> {
                read(json, $expected)
            }
        }
    )*};
}

arg_types! {
    String: "string", "a text";
    bool: "boolean", "true or false";
    i64: "integer", "a whole number";
    u64: "integer", "a whole number from 0";
    u32: "integer", "a whole number from 0 to 4294967295";
    f64: "number", "a number";
}

/// Text as typed, or from `@FILE` or standard input (`-`), which the host has read; `@@` is one `@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(pub String);

impl ArgType for Text {
    const KIND: &'static str = "text";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        read(json, "a text").map(Self)
    }
}

/// A secret that the command needs, such as the value of a variable, which the host reads from standard input (`-`) or
/// asks for on a terminal, and never from the command line. The host shows it nowhere, and this does not either.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// The secret itself, to be sent.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl ArgType for SecretText {
    const KIND: &'static str = "secret";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        // What it is instead stays unsaid.
        serde_json::from_str(json.get()).map(Self).map_err(|_| "the host sent no text".to_owned())
    }
}

/// A moment, typed as `2026-01-31`, `2026-01-31T10:00`, RFC 3339, `today`, `-7d` and the like; RFC 3339 with the user's
/// offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date(pub String);

impl ArgType for Date {
    const KIND: &'static str = "date";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        read(json, "a date").map(Self)
    }
}

/// Typed as `90m`, `1h30m` or `2d`; a day has 24 hours.
impl ArgType for std::time::Duration {
    const KIND: &'static str = "duration";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        read(json, "a duration in seconds").map(Self::from_secs)
    }
}

/// Typed as `KEY=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct KeyValue {
    /// What stands before the first `=`.
    pub key: String,
    /// What stands after it.
    pub value: String,
}

impl ArgType for KeyValue {
    const KIND: &'static str = "key=value";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        read(json, "a pair")
    }
}

/// JSON as typed, or from `@FILE` or standard input (`-`), which the host has read and checked.
impl ArgType for Box<RawValue> {
    const KIND: &'static str = "json";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        let text: String = read(json, "a text of JSON")?;
        RawValue::from_string(text).map_err(|error| format!("it is not JSON: {error}"))
    }
}

/// How many records a listing shows: `0` means all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(Option<usize>);

impl Limit {
    /// No limit.
    pub const ALL: Self = Self(None);

    /// At most this many; `0` means all.
    pub const fn new(limit: usize) -> Self {
        if limit == 0 { Self::ALL } else { Self(Some(limit)) }
    }

    /// The limit, if there is one.
    pub const fn get(self) -> Option<usize> {
        self.0
    }
}

impl ArgType for Limit {
    const KIND: &'static str = "integer";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        read(json, "a number of records (0 for all)").map(Self::new)
    }
}

macro_rules! file_args {
    ($($(#[$doc:meta])* $type:ident: $kind:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// A plugin knows its base name, and gets at it through [`Cx`](crate::Cx) alone. The command needs
        /// `need = "files"`.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $type {
            pub(crate) arg: String,
            pub(crate) index: u32,
            name: String,
        }

        impl $type {
            /// Its base name.
            pub fn name(&self) -> &str {
                &self.name
            }
        }

        impl ArgType for $type {
            const KIND: &'static str = $kind;

            fn from_json(_: &RawValue) -> Result<Self, String> {
                Err("only an argument can name a file".to_owned())
            }

            fn from_arg(json: &RawValue, arg: &str, index: u32) -> Result<Self, String> {
                Ok(Self { arg: arg.to_owned(), index, name: read(json, "the name of a file")? })
            }
        }
    )*};
}

file_args! {
    /// A file to read, or `-` for standard input; opened by [`Cx::open`](crate::Cx::open).
    InputFile: "input-file";
    /// A folder to read from; see [`Cx::entries`](crate::Cx::entries) and [`Cx::open_below`](crate::Cx::open_below).
    InputDir: "input-dir";
    /// A file to write, or `-` for standard output; begun by [`Cx::create`](crate::Cx::create). The host adds the flag
    /// `--force`.
    OutputFile: "output-file";
    /// A folder to write to; see [`Cx::create_below`](crate::Cx::create_below). The host adds the flag `--force`.
    OutputDir: "output-dir";
}

/// The arguments of one run, as the host parsed them; one that was not given is absent.
pub struct Args<'a> {
    values: BTreeMap<String, &'a RawValue>,
}

impl<'a> Args<'a> {
    /// Reads the JSON object that the host sends.
    ///
    /// # Errors
    ///
    /// When it is not an object.
    pub fn parse(json: &'a str) -> Result<Self> {
        let values = serde_json::from_str(json)
            .map_err(|error| Error::other(format!("the host sent arguments that are not a JSON object: {error}")))?;
        Ok(Self { values })
    }

    /// An argument that is always there: required, or with a default.
    ///
    /// # Errors
    ///
    /// When it is absent, or its value does not fit.
    pub fn required<T: ArgType>(&self, name: &str) -> Result<T> {
        self.optional(name)?.ok_or_else(|| Error::invalid(format!("argument `{name}` is missing")))
    }

    /// An argument that may be absent.
    ///
    /// # Errors
    ///
    /// When its value does not fit.
    pub fn optional<T: ArgType>(&self, name: &str) -> Result<Option<T>> {
        self.values.get(name).map(|json| value(name, 0, json)).transpose()
    }

    /// An argument that may be given more than once.
    ///
    /// # Errors
    ///
    /// When a value does not fit.
    pub fn repeated<T: ArgType>(&self, name: &str) -> Result<Vec<T>> {
        let Some(json) = self.values.get(name) else { return Ok(Vec::new()) };
        let items: Vec<&RawValue> = serde_json::from_str(json.get())
            .map_err(|_| Error::other(format!("argument `{name}`: the host sent no array")))?;
        (0..).zip(items).map(|(index, json)| value(name, index, json)).collect()
    }

    /// A switch; absent means off.
    ///
    /// # Errors
    ///
    /// When its value is not a boolean.
    pub fn switch(&self, name: &str) -> Result<bool> {
        Ok(self.optional(name)?.unwrap_or(false))
    }
}

fn value<T: ArgType>(name: &str, index: u32, json: &RawValue) -> Result<T> {
    T::from_arg(json, name, index).map_err(|message| Error::usage(format!("argument `{name}`: {message}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVEN: &str = r#"{"key":"DEV-1","limit":0,"field":["a","b"],"all":true,"ratio":0.5,"offset":-3}"#;

    #[test]
    fn values_arrive_as_their_types() -> Result<()> {
        let args = Args::parse(GIVEN)?;
        assert_eq!(args.required::<String>("key")?, "DEV-1");
        assert_eq!(args.required::<Limit>("limit")?, Limit::ALL);
        assert_eq!(args.repeated::<String>("field")?, ["a", "b"]);
        assert_eq!((args.switch("all")?, args.switch("none")?), (true, false));
        assert_eq!(args.optional::<f64>("ratio")?, Some(0.5));
        assert_eq!(args.optional::<i64>("offset")?, Some(-3));
        assert_eq!(args.optional::<i64>("absent")?, None);
        assert_eq!(args.repeated::<String>("absent")?, Vec::<String>::new());
        Ok(())
    }

    #[test]
    fn a_value_that_does_not_fit_is_named() -> Result<()> {
        let args = Args::parse(GIVEN)?;
        let table = [
            (
                args.required::<u32>("offset").err(),
                "argument `offset`: `-3` is not a whole number from 0 to 4294967295",
            ),
            (args.required::<Limit>("offset").err(), "argument `offset`: `-3` is not a number of records (0 for all)"),
            (args.required::<String>("limit").err(), "argument `limit`: `0` is not a text"),
            (args.required::<String>("absent").err(), "argument `absent` is missing"),
        ];
        for (error, expected) in table {
            assert_eq!(error.map(|error| error.message().to_owned()).as_deref(), Some(expected));
        }
        Ok(())
    }

    #[test]
    fn arguments_that_are_no_object_are_an_error() {
        assert!(Args::parse("[]").is_err());
    }
}
