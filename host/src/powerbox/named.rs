//! What the user named: the values of file arguments, which stay in the host.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::plugin::manifest::ArgKind;

/// One value of a file argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `-`: standard input or output.
    Standard,
    /// A path, relative to the folder in which the command runs.
    Path(PathBuf),
}

impl Value {
    /// A value as typed.
    pub fn typed(text: &str) -> Self {
        if text == "-" { Self::Standard } else { Self::Path(PathBuf::from(text)) }
    }

    /// What a guest receives for it: the last part of the path.
    pub fn base_name(&self) -> String {
        match self {
            Self::Standard => "-".to_owned(),
            Self::Path(path) => base_name(path),
        }
    }
}

/// The last part of a path; of `.` and `..`, the name of what they are.
pub(super) fn base_name(path: &Path) -> String {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let real = || path.canonicalize().ok().as_deref().and_then(name);
    name(path).or_else(real).unwrap_or_else(|| "/".to_owned())
}

/// The file arguments of a command line.
#[derive(Debug, Clone, Default)]
pub struct Named(BTreeMap<String, (ArgKind, Vec<Value>)>);

impl Named {
    /// Adds an argument with its values.
    pub fn add(&mut self, arg: &str, kind: ArgKind, values: Vec<Value>) {
        self.0.insert(arg.to_owned(), (kind, values));
    }

    /// An argument's kind and values, if it was given.
    pub(super) fn get(&self, arg: &str) -> Option<(ArgKind, &[Value])> {
        self.0.get(arg).map(|(kind, values)| (*kind, values.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_receives_the_last_part_alone() {
        for (typed, name) in
            [("-", "-"), ("a", "a"), ("/home/me/a.txt", "a.txt"), ("../x/b/", "b"), ("./-x", "-x"), ("/", "/")]
        {
            assert_eq!(Value::typed(typed).base_name(), name, "{typed}");
        }
        let here = Path::new(".").canonicalize().unwrap();
        assert_eq!(Value::typed(".").base_name(), here.file_name().unwrap().to_string_lossy());
    }
}
