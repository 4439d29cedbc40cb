//! What a wrong declaration is told. Right ones are compiled in `sdk/tests`.

use crate::{choice, command};
use syn::{DeriveInput, parse_str};

/// The error of a command with these attributes and fields.
fn refused(attributes: &str, fields: &str) -> Option<String> {
    let declared = format!("/// About\n{attributes} struct Sample {{ {fields} }}");
    parse_str::<DeriveInput>(&declared).and_then(|input| command::derive(&input)).err().map(|error| error.to_string())
}

const WHOLE: &str = r#"#[command(path = "issue get", effect = "read", result = "one")]"#;

#[test]
fn a_wrong_attribute_is_named() {
    let table = [
        ("", "#[command(…)] needs `path = \"…\"`"),
        (r#"#[command(path = "a", effect = "read")]"#, "#[command(…)] needs `result = \"…\"`"),
        (r#"#[command(path = "a", effect = "reed", result = "one")]"#, "must be one of read, write, delete"),
        (r#"#[command(path = "a", effect = "read", result = "two")]"#, "must be one of one, many, text, none"),
        (r#"#[command(path = "a", path = "b")]"#, "given twice"),
        (
            r#"#[command(path = "Issue  get", effect = "read", result = "one")]"#,
            "a path is words of a-z, 0-9 and `-`, with one space between them",
        ),
        (
            r#"#[command(path = "a", colour = "red")]"#,
            "unknown key; known ones are path, alias, effect, result, id, example, need",
        ),
        (
            r#"#[command(path = "a", effect = "read", result = "one", id = "key")]"#,
            "a JSON pointer begins with `/`, like \"/fields/summary\"",
        ),
        (
            r#"#[command(path = "a", effect = "read", result = "one")] #[column("A", "/a", day)]"#,
            "a column's kind is one of text, date, user, status, number, bytes",
        ),
    ];
    for (attributes, expected) in table {
        assert_eq!(refused(attributes, "").as_deref(), Some(expected), "{attributes}");
    }
}

#[test]
fn a_wrong_argument_is_named() {
    let table = [
        ("#[arg(long)] a: String", "an argument needs a doc comment: it becomes its help"),
        ("/** A */ a: String", "say either #[arg(positional)] or #[arg(long)]"),
        ("/** A */ #[arg(positional, long)] a: String", "say either #[arg(positional)] or #[arg(long)]"),
        ("/** A */ #[arg(positional, short = 'a')] a: String", "a positional argument has no short name"),
        ("/** A */ #[arg(positional)] a: bool", "a switch cannot be positional"),
        (
            "/** A */ #[arg(long, default = \"1\")] a: Option<u32>",
            "a default needs a plain type: no Option, Vec or bool",
        ),
        (
            "/** A */ #[arg(long, required)] a: String",
            "`required` is for Vec; other types say it themselves (Option or not)",
        ),
        ("#[arg(flatten, long)] a: Group", "a group is one, and is not typed itself"),
        ("#[arg(flatten)] a: Vec<Group>", "a group is one, and is not typed itself"),
        ("/** A */ #[arg(long, conflicts = \"b\")] a: String", "no such argument; there are a"),
        (
            "/** A */ #[arg(lang)] a: String",
            "unknown key; known ones are positional, long, short, value_name, default, required, conflicts, requires, from, \
             flatten",
        ),
    ];
    for (fields, expected) in table {
        assert_eq!(refused(WHOLE, fields).as_deref(), Some(expected), "{fields}");
    }
}

#[test]
fn a_whole_declaration_is_accepted() {
    assert_eq!(refused(WHOLE, "/** A */ #[arg(long)] a: String"), None);
}

#[test]
fn a_command_is_a_documented_struct_with_named_fields() {
    let error = |declared: &str| {
        let input = parse_str::<DeriveInput>(declared);
        input.and_then(|input| command::derive(&input)).err().map(|error| error.to_string())
    };
    let undocumented = format!("{WHOLE} struct Sample;");
    assert_eq!(error(&undocumented).as_deref(), Some("a command needs a doc comment: it becomes its help"));
    let tuple = format!("/// A\n{WHOLE} struct Sample(String);");
    assert_eq!(error(&tuple).as_deref(), Some("arguments need names: use named fields"));
    let generic = format!("/// A\n{WHOLE} struct Sample<T>;");
    assert_eq!(error(&generic).as_deref(), Some("a command has no type parameters"));
    let choice = format!("/// A\n{WHOLE} enum Sample {{}}");
    assert_eq!(error(&choice).as_deref(), Some("a command is a struct"));
}

#[test]
fn a_choice_is_an_enum_of_plain_words() {
    let error = |declared: &str| {
        let input = parse_str::<DeriveInput>(declared);
        input.and_then(|input| choice::derive(&input)).err().map(|error| error.to_string())
    };
    assert_eq!(error("struct Sample;").as_deref(), Some("a choice is an enum"));
    assert_eq!(error("enum Sample { A(u8) }").as_deref(), Some("a choice's variants hold nothing"));
    assert_eq!(error("enum Sample { A, B }"), None);
}
