//! Documents of any shape that a JSON schema allows, made from the schema itself.

#![expect(clippy::cast_possible_truncation, reason = "the numbers of a schema are small")]

use serde_json::{Map, Value, json};

/// A generator of numbers that anybody can repeat (xorshift).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides.max(1)
    }

    pub(super) fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A document of about this many nodes.
pub(super) fn document(schema: &Value, seed: u64, size: usize) -> Value {
    let mut maker = Maker { schema, dice: Dice::new(seed), left: size, depth: 0 };
    let mut document = maker.make(&json!({"$ref": "#/definitions/doc_node"}), "");
    tidy(&mut document);
    document
}

/// The same document as a site of next year might send it: with nodes, attributes, marks and keys that nobody knows
/// yet, and with nodes where the schema has no place for them.
pub(super) fn disturb(node: &mut Value, dice: &mut Dice) {
    if let Some(Value::Array(content)) = node.get_mut("content") {
        for child in content.iter_mut() {
            disturb(child, dice);
        }
        if dice.one_in(8) {
            content.push(json!({"type": "paragraph", "content": [{"type": "text", "text": "somewhere"}]}));
        }
        if dice.one_in(8) && content.len() > 1 {
            content.swap(0, 1);
        }
    }
    let Some(map) = node.as_object_mut() else { return };
    match dice.below(24) {
        0 => drop(map.insert("future".to_owned(), json!({"a": [1, null]}))),
        1 => drop(map.insert("attrs".to_owned(), json!({"future": "x", "localId": 7, "level": 9}))),
        2 => drop(map.insert("marks".to_owned(), json!([{"type": "future"}, {"type": "strong", "attrs": {}}]))),
        3 => drop(map.insert("type".to_owned(), "future".into())),
        4 => drop(map.insert("type".to_owned(), "heading".into())),
        5 => drop(map.insert("text".to_owned(), "".into())),
        6 => drop(map.insert("content".to_owned(), "not a list".into())),
        7 => drop(map.insert("content".to_owned(), json!([[], "x", {"type": 1}]))),
        _ => {}
    }
}

/// No editor repeats a mark on one text.
fn tidy(node: &mut Value) {
    if let Some(Value::Array(marks)) = node.get_mut("marks") {
        let mut seen = Vec::new();
        marks.retain(|mark| {
            let new = !seen.contains(&mark["type"]);
            seen.push(mark["type"].clone());
            new
        });
    }
    if let Some(Value::Array(content)) = node.get_mut("content") {
        content.iter_mut().for_each(tidy);
    }
}

struct Maker<'a> {
    schema: &'a Value,
    dice: Dice,
    left: usize,
    depth: usize,
}

impl Maker<'_> {
    fn make(&mut self, schema: &Value, name: &str) -> Value {
        let schema = self.resolve(schema);
        if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
            return self.dice.pick(choices).clone();
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("object") => self.object(&schema),
            Some("array") => self.array(&schema, name),
            Some("string") => self.string(&schema, name).into(),
            Some("number") => self.number(&schema),
            Some("boolean") => self.dice.one_in(2).into(),
            _ => self.any(2),
        }
    }

    /// Follows references, chooses among alternatives, and merges what must hold together.
    fn resolve(&mut self, schema: &Value) -> Value {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let target = &self.schema["definitions"][name.trim_start_matches("#/definitions/")];
            return self.resolve(&target.clone());
        }
        if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
            let shallow: Vec<&Value> = choices.iter().filter(|choice| is_shallow(choice)).collect();
            let choice = if (self.left == 0 || self.depth > 24) && !shallow.is_empty() {
                (*self.dice.pick(&shallow)).clone()
            } else {
                self.dice.pick(choices).clone()
            };
            return self.resolve(&choice);
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            let mut merged = Value::Null;
            let mut closed = Vec::new();
            for part in parts {
                let part = self.resolve(part);
                if part["additionalProperties"] == false {
                    closed.push(part["properties"].clone());
                }
                merged = merge(merged, part);
            }
            if let Some(properties) = merged.get_mut("properties").and_then(Value::as_object_mut) {
                properties.retain(|name, _| closed.iter().all(|known| known.get(name).is_some()));
            }
            return merged;
        }
        schema.clone()
    }

    fn object(&mut self, schema: &Value) -> Value {
        let mut object = Map::new();
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        self.depth += 1;
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            let wanted = required.contains(&name.as_str())
                || match name.as_str() {
                    "content" => !self.dice.one_in(6),
                    "localId" => self.dice.one_in(4),
                    "marks" => self.dice.one_in(2),
                    _ => self.dice.one_in(3),
                };
            if wanted {
                object.insert(name.clone(), self.make(schema, name));
            }
        }
        self.depth -= 1;
        Value::Object(object)
    }

    fn array(&mut self, schema: &Value, name: &str) -> Value {
        let least = schema["minItems"].as_u64().unwrap_or(0) as usize;
        let most = schema["maxItems"].as_u64().unwrap_or(u64::MAX) as usize;
        let wish = if self.left == 0 { 0 } else { self.dice.below(if name == "content" { 5 } else { 3 }) };
        let count = wish.clamp(least, most.max(least));
        self.left = self.left.saturating_sub(count);
        let items = &schema["items"];
        let item = |at: usize| match items {
            Value::Array(tuple) => tuple.get(at).or(tuple.last()).cloned().unwrap_or_default(),
            single => single.clone(),
        };
        let count = if let Value::Array(tuple) = items { count.min(tuple.len()) } else { count };
        (0..count).map(|at| self.make(&item(at), "")).collect()
    }

    fn number(&mut self, schema: &Value) -> Value {
        let least = schema["minimum"].as_i64().unwrap_or(0);
        let most = schema["maximum"].as_i64().unwrap_or(1000);
        let number = least + self.dice.below((most - least + 1) as usize) as i64;
        let half = number < most && self.dice.one_in(5);
        if half && schema.get("maximum").is_none_or(|most| most != 6) {
            json!(number as f64 + 0.5)
        } else {
            json!(number)
        }
    }

    fn string(&mut self, schema: &Value, name: &str) -> String {
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            let names = ["neutral", "purple", "green", "#00fF7a"];
            let colors = if pattern.contains("neutral") { names.as_slice() } else { &["#00fF7a", "#123456"] };
            return (*self.dice.pick(colors)).to_owned();
        }
        match name {
            "href" | "url" => (*self.dice.pick(ADDRESSES)).to_owned(),
            "timestamp" => (*self.dice.pick(&["1714521600000", "0", "-86400000", "1714521600001", "soon"])).to_owned(),
            _ => self.words(schema["minLength"].as_u64().unwrap_or(0) as usize),
        }
    }

    fn words(&mut self, least: usize) -> String {
        let mut text = String::new();
        let count = self.dice.below(4);
        while text.chars().count() < least || (count > 0 && text.is_empty()) {
            for _ in 0..=count {
                let word: &&str = self.dice.pick(WORDS);
                text.push_str(word);
            }
        }
        text
    }

    fn any(&mut self, depth: usize) -> Value {
        match self.dice.below(if depth == 0 { 4 } else { 6 }) {
            0 => Value::Null,
            1 => self.words(0).into(),
            2 => json!(self.dice.below(100)),
            3 => self.dice.one_in(2).into(),
            4 => (0..self.dice.below(3)).map(|_| self.any(depth - 1)).collect(),
            _ => (0..self.dice.below(3)).map(|_| (self.words(1), self.any(depth - 1))).collect(),
        }
    }
}

fn is_shallow(schema: &Value) -> bool {
    let name = schema.get("$ref").and_then(Value::as_str).unwrap_or_default();
    ["text", "paragraph_with_no", "rule", "hardBreak", "taskItem", "code_inline", "date"]
        .iter()
        .any(|part| name.contains(part))
}

fn merge(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Object(mut one), Value::Object(other)) => {
            for (name, value) in other {
                let before = one.shift_remove(&name).unwrap_or_default();
                let both = match (name.as_str(), before, value) {
                    ("required", Value::Array(before), Value::Array(value)) => [before, value].concat().into(),
                    (_, before, value) => merge(before, value),
                };
                one.insert(name, both);
            }
            Value::Object(one)
        }
        // `{"type": "array"}` and the same with items.
        (_, other) => other,
    }
}

const ADDRESSES: &[&str] = &[
    "https://example.com/a_b(c)?d=e&f=*g*#h",
    "https://acme.atlassian.net/browse/ACME-1",
    "http://x.example",
    "mailto:a@b.example",
    "/wiki/x y",
    "",
    "javascript:alert('x')",
    "https://example.com/?a=b&amp;c",
    "https://example.com/a|b\\c<d>\"e\"`f`",
    "#here",
];

pub(super) const WORDS: &[&str] = &[
    "word",
    "word",
    "two words",
    " ",
    "  ",
    "\t",
    "\n",
    "*",
    "**",
    "_",
    "a_b",
    "~",
    "~~",
    "`",
    "``",
    "[",
    "]",
    "(x)",
    "[x](y)",
    "![",
    "!",
    "<",
    ">",
    "<u>",
    "</u>",
    "<br>",
    "<!-- x -->",
    "&",
    "&amp;",
    "&#32;",
    "\\",
    "\\*",
    "|",
    ":",
    ":smile:",
    "::",
    ":::",
    ":::panel",
    "::rule",
    "#",
    "# x",
    "#hash",
    "-",
    "- x",
    "---",
    "+",
    "1.",
    "2) x",
    "=",
    "===",
    "https://example.com/x",
    "www.example.com",
    "a@b.example",
    "{",
    "}",
    "{a=\"b\"}",
    "\"",
    "'",
    "é",
    "漢字",
    "😀",
    "\u{a0}",
    "\u{200b}",
    "```",
    "~~~",
    "> x",
    "[ ] x",
    "[^1]",
    "[^1]: x",
    "[a]: b",
    "$",
    "^",
    "%",
    "@",
    ".",
    ",",
    "adf",
    "[!NOTE]",
    "<attrs x/>",
    "\r",
    "\u{7f}",
    "\u{feff}",
    "\u{2028}",
    "|---|",
    ":-:",
    "x  ",
    "  x",
    "\u{85}",
    "\u{b}",
    "\0",
];
