//! Words, quoted strings and symbols of a query, with Jira's words for what cannot be read.

/// One piece, and where it begins (in characters, from 0).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) at: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Word(String),
    Quoted(String),
    Symbol(&'static str),
}

impl Token {
    /// As Jira shows it in an error.
    pub(crate) fn shown(&self) -> &str {
        match &self.kind {
            Kind::Word(text) | Kind::Quoted(text) => text,
            Kind::Symbol(symbol) => symbol,
        }
    }

    /// Whether it is this keyword, unquoted and in any case.
    pub(crate) fn is(&self, keyword: &str) -> bool {
        match &self.kind {
            Kind::Word(word) => word.eq_ignore_ascii_case(keyword),
            Kind::Symbol(symbol) => *symbol == keyword,
            Kind::Quoted(_) => false,
        }
    }
}

/// Longer ones first.
const SYMBOLS: [&str; 13] = ["!=", "!~", "<=", ">=", "&&", "||", "=", "~", "<", ">", "(", ")", ","];
/// Characters that Jira wants in quotation marks.
const RESERVED: &str = "?|*/%^$#@[];{}&!`\\";

/// Cuts a query into tokens.
pub(crate) fn tokens(query: &str) -> Result<Vec<Token>, String> {
    let mut lexer = Lexer { chars: query.chars().collect(), at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Result<Option<Token>, String> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let at = self.at;
        let Some(first) = self.peek() else { return Ok(None) };
        let kind = if let Some(symbol) = SYMBOLS.into_iter().find(|symbol| self.starts_with(symbol)) {
            self.at += symbol.len();
            Kind::Symbol(symbol)
        } else if first == '!' {
            self.at += 1;
            Kind::Symbol("!")
        } else if first == '"' || first == '\'' {
            Kind::Quoted(self.quoted(first)?)
        } else {
            Kind::Word(self.word()?)
        };
        Ok(Some(Token { kind, at }))
    }

    fn starts_with(&self, symbol: &str) -> bool {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        symbol.chars().enumerate().all(|(place, c)| rest.get(place) == Some(&c))
    }

    fn quoted(&mut self, quote: char) -> Result<String, String> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                _ if c == quote => return Ok(text),
                '\\' => text.push(self.escaped()),
                _ => text.push(c),
            }
        }
        let place = place(start);
        Err(format!("Error in the JQL Query: The quoted string '{text}' has not been completed. {place}"))
    }

    /// What stands after a backslash; `\uXXXX` too.
    fn escaped(&mut self) -> char {
        let c = self.peek().unwrap_or('\\');
        self.at += 1;
        match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'u' => {
                let digits: String = self.chars.get(self.at..self.at + 4).unwrap_or_default().iter().collect();
                let read = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                self.at += if read.is_some() { 4 } else { 0 };
                read.unwrap_or('u')
            }
            _ => c,
        }
    }

    fn word(&mut self) -> Result<String, String> {
        let mut text = String::new();
        while let Some(c) = self.peek() {
            if c.is_whitespace() || "=~<>(),\"'!".contains(c) {
                break;
            }
            // `cf[10016]`, a custom field by its number.
            let of_number = c == '[' && text.eq_ignore_ascii_case("cf") || c == ']' && text.contains('[');
            if RESERVED.contains(c) && !of_number {
                let code = u32::from(c);
                let place = place(self.at);
                return Err(format!(
                    "Error in the JQL Query: The character '{c}' is a reserved JQL character. You must enclose it in a \
                     string or use the escape '\\u{code:04x}' instead. {place}"
                ));
            }
            text.push(c);
            self.at += 1;
        }
        Ok(text)
    }
}

/// Jira's way to say where; a query of the simulator's clients has one line.
pub(crate) fn place(at: usize) -> String {
    format!("(line 1, character {})", at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str) -> Vec<String> {
        tokens(query).unwrap().iter().map(|token| token.shown().to_owned()).collect()
    }

    #[test]
    fn words_strings_and_symbols_are_told_apart() {
        assert_eq!(shown("a!=b AND c>=-7d"), ["a", "!=", "b", "AND", "c", ">=", "-7d"]);
        assert_eq!(shown(r#"x in ("a \"b\"",'c d')"#), ["x", "in", "(", "a \"b\"", ",", "c d", ")"]);
        assert_eq!(shown(r#""\u0041\n""#), ["A\n"]);
        assert_eq!(shown("summary ~ 検索"), ["summary", "~", "検索"]);
        assert_eq!(shown("cf[10016] > 3"), ["cf[10016]", ">", "3"]);
    }

    #[test]
    fn what_cannot_be_read_is_said_in_jiras_words() {
        let unclosed = tokens(r#"summary ~ "unclosed"#).unwrap_err();
        assert_eq!(
            unclosed,
            "Error in the JQL Query: The quoted string 'unclosed' has not been completed. (line 1, character 11)"
        );
        let reserved = tokens("assignee = dev@example.com").unwrap_err();
        assert!(
            reserved.starts_with("Error in the JQL Query: The character '@' is a reserved JQL character."),
            "{reserved}"
        );
        assert!(reserved.ends_with("'\\u0040' instead. (line 1, character 15)"), "{reserved}");
    }
}
