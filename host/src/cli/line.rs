//! A line before it is parsed.

/// Flags of every command that take a value; a test holds it complete.
pub(super) const WITH_VALUE: &[&str] =
    &["-p", "--profile", "--format", "--columns", "--sort", "--jq", "--color", "--timeout", "--concurrency"];

/// The first word after the program's name that is neither a flag nor a flag's value, and its place. Before it, only
/// flags of every command can stand.
pub(super) fn first_word(args: &[String]) -> Option<(usize, &str)> {
    let mut rest = args.iter().enumerate().skip(1);
    while let Some((place, arg)) = rest.next() {
        if WITH_VALUE.contains(&arg.as_str()) {
            rest.next();
        } else if !arg.starts_with('-') {
            return Some((place, arg));
        }
    }
    None
}

/// The value of a flag on a line that was not parsed yet.
pub fn value_of<'a>(flag: &str, args: &'a [String]) -> Option<&'a str> {
    let mut words = args.iter().take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        match word.strip_prefix(flag) {
            Some("") => return words.next().map(String::as_str),
            Some(rest) if rest.starts_with('=') => return rest.get(1..),
            _ => {}
        }
    }
    None
}
