//! What ADF's schema says of attributes and marks, as far as Markdown has forms for them.

use serde_json::{Map, Value};

use crate::attrs::Pairs;
use crate::node::View;

/// What an attribute may hold.
enum Form {
    Text,
    /// Text with at least one character.
    Filled,
    Number(f64, f64),
    Flag,
    OneOf(&'static [&'static str]),
    /// A status' colour: a name or `#rrggbb`.
    Shade,
    /// Column widths: numbers with commas between them.
    Numbers,
    Json,
}

use Form::{Filled, Flag, Json, Number, Numbers, OneOf, Shade, Text};

type Attr = (&'static str, Form);

const ANY: Form = Number(f64::MIN, f64::MAX);
const ID: Attr = ("localId", Text);
const FILLED_ID: Attr = ("localId", Filled);
const WIDTHS: Form = OneOf(&["wide", "full-width", "center", "wrap-right", "wrap-left", "align-end", "align-start"]);
const ALIGNED: Form = OneOf(&["top", "middle", "bottom"]);

pub(crate) const PANELS: &[&str] = &["info", "note", "tip", "warning", "error", "success", "custom"];

const CELL: &[Attr] =
    &[("colspan", ANY), ("rowspan", ANY), ("colwidth", Numbers), ("background", Text), ID, ("valign", ALIGNED)];
const EXTENSION: &[Attr] = &[
    ("extensionType", Filled),
    ("extensionKey", Filled),
    ("parameters", Json),
    ("text", Text),
    ("layout", OneOf(&["wide", "full-width", "default"])),
    FILLED_ID,
];
const INLINE_EXTENSION: &[Attr] =
    &[("extensionType", Filled), ("extensionKey", Filled), ("parameters", Json), ("text", Text), FILLED_ID];
const SYNC: &[Attr] = &[("resourceId", Text), ID];
const EXPAND: &[Attr] = &[("title", Text), ID];

fn attrs_of(kind: &str) -> &'static [Attr] {
    match kind {
        "paragraph" | "bulletList" | "listItem" | "blockquote" | "caption" | "tableRow" | "rule" | "taskList"
        | "decisionList" | "layoutSection" => &[ID],
        "heading" => &[("level", Number(1.0, 6.0)), ID],
        "orderedList" => &[("order", Number(0.0, f64::MAX)), ID],
        "taskItem" | "blockTaskItem" => &[ID, ("state", OneOf(&["TODO", "DONE"]))],
        "decisionItem" => &[ID, ("state", Text)],
        "codeBlock" => &[("language", Text), ("uniqueId", Text), ID, ("wrap", Flag), ("hideLineNumbers", Flag)],
        "panel" => &[
            ("panelType", OneOf(PANELS)),
            ("panelIcon", Text),
            ("panelIconId", Text),
            ("panelIconText", Text),
            ("panelColor", Text),
            ID,
        ],
        "expand" | "nestedExpand" => EXPAND,
        "layoutColumn" => &[("width", Number(0.0, 100.0)), ID, ("valign", ALIGNED)],
        "table" => &[
            ("displayMode", OneOf(&["default", "fixed"])),
            ("isNumberColumnEnabled", Flag),
            ("layout", OneOf(&["wide", "full-width", "center", "align-end", "align-start", "default"])),
            FILLED_ID,
            ("width", ANY),
        ],
        "tableCell" | "tableHeader" => CELL,
        "mediaSingle" => {
            &[("layout", WIDTHS), ("width", Number(0.0, f64::MAX)), ("widthType", OneOf(&["percentage", "pixel"])), ID]
        }
        "media" => &[
            ("type", OneOf(&["file", "link", "external"])),
            ("id", Filled),
            ("collection", Text),
            ("url", Text),
            ("alt", Text),
            ("width", ANY),
            ("height", ANY),
            ("occurrenceKey", Filled),
            ID,
        ],
        "mediaInline" => &[
            ("type", OneOf(&["link", "file", "image"])),
            ("id", Filled),
            ("collection", Text),
            ("alt", Text),
            ("width", ANY),
            ("height", ANY),
            ("occurrenceKey", Filled),
            ("data", Json),
            ID,
        ],
        "blockCard" | "inlineCard" => &[("url", Text), ("data", Json), ID],
        "embedCard" => &[
            ("url", Text),
            ("layout", WIDTHS),
            ("width", Number(0.0, 100.0)),
            ("originalHeight", ANY),
            ("originalWidth", ANY),
            ID,
        ],
        "extension" | "bodiedExtension" => EXTENSION,
        "inlineExtension" => INLINE_EXTENSION,
        "syncBlock" | "bodiedSyncBlock" => SYNC,
        "mention" => &[
            ("id", Text),
            ("text", Text),
            ("accessLevel", Text),
            ("userType", OneOf(&["DEFAULT", "SPECIAL", "APP"])),
            ID,
        ],
        "emoji" => &[("shortName", Text), ("id", Text), ("text", Text), ID],
        "date" => &[("timestamp", Filled), ID],
        "status" => &[("text", Filled), ("color", Shade), ("style", Text), ID],
        "placeholder" => &[("text", Text), ID],
        // An element of Confluence's that is kept as it is.
        "storage" => &[("xml", Text)],
        "hardBreak" => &[("text", OneOf(&["\n"])), ID],
        _ => &[],
    }
}

/// What must be there; of `mediaSingle` and `media` see [`complete`].
fn needed(kind: &str) -> &'static [&'static str] {
    match kind {
        "heading" => &["level"],
        "taskItem" | "blockTaskItem" | "decisionItem" => &["localId", "state"],
        "taskList" | "decisionList" => &["localId"],
        "panel" => &["panelType"],
        "layoutColumn" => &["width"],
        "embedCard" => &["url", "layout"],
        "mediaSingle" => &["layout"],
        "media" => &["type"],
        "mediaInline" => &["id", "collection"],
        "extension" | "bodiedExtension" | "inlineExtension" => &["extensionKey", "extensionType"],
        "syncBlock" | "bodiedSyncBlock" => &["resourceId", "localId"],
        "mention" => &["id"],
        "emoji" => &["shortName"],
        "date" => &["timestamp"],
        "status" => &["text", "color"],
        "placeholder" => &["text"],
        "storage" => &["xml"],
        _ => &[],
    }
}

/// Whether these attributes are all that the node needs.
pub(crate) fn complete(kind: &str, attrs: &Map<String, Value>) -> bool {
    if !needed(kind).iter().all(|name| attrs.contains_key(*name)) {
        return false;
    }
    let has = |name: &str| attrs.contains_key(name);
    match kind {
        "blockCard" | "inlineCard" => has("url") != has("data"),
        "media" if attrs.get("type").is_some_and(|kind| kind == "external") => {
            has("url") && !has("id") && !has("collection") && !has("occurrenceKey")
        }
        "media" => has("id") && has("collection") && !has("url"),
        "mediaSingle" => match attrs.get("widthType").and_then(Value::as_str) {
            Some("pixel") => has("width"),
            _ => attrs.get("width").and_then(Value::as_f64).is_none_or(|width| width <= 100.0),
        },
        _ => true,
    }
}

/// The attribute's value as text, when it is one that the schema knows.
fn to_text(form: &Form, value: &Value) -> Option<String> {
    let text = match (form, value) {
        (Json, value) => value.to_string(),
        (Flag, Value::Bool(flag)) => flag.to_string(),
        (Number(..), Value::Number(number)) => number.to_string(),
        (Numbers, Value::Array(numbers)) => numbers.iter().map(Value::to_string).collect::<Vec<_>>().join(","),
        (Text | Filled | OneOf(_) | Shade, Value::String(text)) => text.clone(),
        _ => return None,
    };
    (from_text(form, &text).as_ref() == Some(value)).then_some(text)
}

fn from_text(form: &Form, text: &str) -> Option<Value> {
    match form {
        Text => Some(text.into()),
        Filled => (!text.is_empty()).then(|| text.into()),
        OneOf(known) => known.contains(&text).then(|| text.into()),
        Shade => {
            let named = ["neutral", "purple", "blue", "red", "yellow", "green"].contains(&text);
            (named || is_color(text, &[6])).then(|| text.into())
        }
        Flag => text.parse::<bool>().ok().map(Value::from),
        Number(least, most) => number(text).filter(|n| n.as_f64().is_some_and(|n| (*least..=*most).contains(&n))),
        Numbers if text.is_empty() => Some(Value::Array(Vec::new())),
        Numbers => text.split(',').map(number).collect::<Option<Vec<_>>>().map(Value::from),
        Json => serde_json::from_str(text).ok(),
    }
}

fn number(text: &str) -> Option<Value> {
    serde_json::from_str::<Value>(text).ok().filter(Value::is_number)
}

pub(crate) fn is_color(text: &str, digits: &[usize]) -> bool {
    let Some(hex) = text.strip_prefix('#') else { return false };
    digits.contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Attributes and marks of a block as pairs, that in `said` aside: it is said in another way.
pub(crate) fn to_pairs(view: &View<'_>, said: &str) -> Pairs {
    let forms = attrs_of(view.kind);
    let mut pairs = Pairs::new();
    let mut other = Map::new();
    for (name, value) in view.attrs.into_iter().flatten().filter(|(name, _)| *name != said) {
        let form = forms.iter().find(|(known, _)| known == name);
        match form.and_then(|(_, form)| to_text(form, value)) {
            Some(text) => pairs.push((name.clone(), text)),
            None => drop(other.insert(name.clone(), value.clone())),
        }
    }
    match view.marks.iter().map(mark_to_pair).collect::<Option<Pairs>>() {
        Some(marks) => pairs.extend(marks),
        None => pairs.push(("adf-marks".to_owned(), Value::from(view.marks).to_string())),
    }
    if !other.is_empty() {
        pairs.push(("adf-attrs".to_owned(), Value::Object(other).to_string()));
    }
    pairs
}

/// What pairs say of a node of this kind: its attributes and marks. `None` when they say something that it has not.
pub(crate) fn from_pairs(kind: &str, pairs: &[(String, String)]) -> Option<(Map<String, Value>, Vec<Value>)> {
    let forms = attrs_of(kind);
    let (mut attrs, mut marks) = (Map::new(), Vec::new());
    for (name, text) in pairs {
        if let Some((_, form)) = forms.iter().find(|(known, _)| known == name) {
            attrs.insert(name.clone(), from_text(form, text)?);
        } else if name == "adf-attrs" {
            let Ok(Value::Object(more)) = serde_json::from_str(text) else { return None };
            attrs.extend(more);
        } else if name == "adf-marks" {
            let Ok(Value::Array(more)) = serde_json::from_str(text) else { return None };
            marks.extend(more);
        } else {
            marks.push(mark_from_pair(kind, name, text)?);
        }
    }
    Some((attrs, marks))
}

fn mark_to_pair(mark: &Value) -> Option<(String, String)> {
    let attrs = mark.get("attrs")?;
    let text = |name: &str| attrs.get(name).and_then(Value::as_str);
    let (name, said) = match mark.get("type")?.as_str()? {
        "alignment" => ("align", text("align")?.to_owned()),
        "indentation" => ("indent", attrs.get("level")?.to_string()),
        "fontSize" => ("size", text("fontSize")?.to_owned()),
        "breakout" => match attrs.get("width") {
            Some(width) => ("breakout", format!("{} {width}", text("mode")?)),
            None => ("breakout", text("mode")?.to_owned()),
        },
        _ => return None,
    };
    let again = mark_from_pair("", name, &said)?;
    (again == *mark).then(|| (name.to_owned(), said))
}

/// A mark of a block. An empty kind takes any.
fn mark_from_pair(kind: &str, name: &str, text: &str) -> Option<Value> {
    let of = |kinds: &[&str]| kind.is_empty() || kinds.contains(&kind);
    let mut width = None;
    let (mark, attr, value) = match name {
        "align" if of(&["paragraph", "heading"]) => {
            ("alignment", "align", from_text(&OneOf(&["center", "end"]), text)?)
        }
        "indent" if of(&["paragraph", "heading"]) => ("indentation", "level", from_text(&Number(1.0, 6.0), text)?),
        "size" if of(&["paragraph"]) => ("fontSize", "fontSize", from_text(&OneOf(&["small"]), text)?),
        "breakout" if of(&["codeBlock", "expand", "layoutSection", "syncBlock", "bodiedSyncBlock"]) => {
            let (mode, said) = match text.split_once(' ') {
                Some((mode, said)) => (mode, Some(number(said)?)),
                None => (text, None),
            };
            width = said;
            ("breakout", "mode", from_text(&OneOf(&["wide", "full-width"]), mode)?)
        }
        _ => return None,
    };
    let mut attrs = Map::new();
    attrs.insert(attr.to_owned(), value);
    if let Some(width) = width {
        attrs.insert("width".to_owned(), width);
    }
    Some(crate::node::leaf(mark, attrs))
}
