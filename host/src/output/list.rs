//! The records of an answer, taken out of it to be shown without passing through the plugin.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json::Measured;

/// Records as a site sent them, in one piece of text.
#[derive(Debug)]
pub struct List {
    text: String,
    records: Vec<(usize, Measured)>,
}

impl List {
    /// Takes the records out of an answer: the elements of its member `member`, or without one of the answer itself.
    /// What is left of the answer has an empty list in their place.
    ///
    /// # Errors
    /// The answer, untouched, when it is not JSON, has no such member or has it twice, or when that is no list of objects.
    pub fn take(answer: Vec<u8>, member: Option<&str>) -> Result<(Self, Vec<u8>), Vec<u8>> {
        let text = String::from_utf8(answer).map_err(std::string::FromUtf8Error::into_bytes)?;
        let Some((place, records)) =
            place(&text, member).and_then(|place| Some((place.clone(), records(&text, place)?)))
        else {
            return Err(text.into_bytes());
        };
        let rest = [&text[..place.start], "[]", &text[place.end..]].concat().into_bytes();
        Ok((Self { text, records }, rest))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.records.len()
    }

    /// How long the longest of the first `most` is, in bytes.
    pub fn longest(&self, most: usize) -> usize {
        self.records().take(most).map(|(text, _)| text.len()).max().unwrap_or(0)
    }

    /// Each as JSON text, with what is known of it.
    pub(super) fn records(&self) -> impl Iterator<Item = (&str, Measured)> {
        self.records.iter().map(|(start, measured)| (&self.text[*start..measured.end], *measured))
    }
}

/// Lists that are kept for one plugin until it shows them.
#[derive(Debug, Default)]
pub struct Lists {
    kept: BTreeMap<u32, List>,
    last: u32,
}

impl Lists {
    /// Most that are kept at once.
    const MOST: usize = 4;

    /// As [`List::take`]; keeps the records under a handle. Nothing is kept of an answer when there are as many as may be.
    ///
    /// # Errors
    /// As [`List::take`].
    pub fn keep(&mut self, answer: Vec<u8>, member: Option<&str>) -> Result<(u32, usize, Vec<u8>), Vec<u8>> {
        if self.kept.len() >= Self::MOST {
            return Err(answer);
        }
        let (list, rest) = List::take(answer, member)?;
        let count = list.count();
        self.last = self.last.wrapping_add(1);
        self.kept.insert(self.last, list);
        Ok((self.last, count, rest))
    }

    /// The list behind a handle, which is gone afterwards.
    pub fn give(&mut self, kept: u32) -> Option<List> {
        self.kept.remove(&kept)
    }
}

/// Where the list stands in a text that is JSON.
fn place(text: &str, member: Option<&str>) -> Option<Range<usize>> {
    let list = match member {
        Some(name) => {
            let mut json = serde_json::Deserializer::from_str(text);
            let list = Member(name).deserialize(&mut json).ok()?;
            json.end().ok()?;
            list.get()
        }
        None => serde_json::from_str::<&RawValue>(text).ok()?.get(),
    };
    let start = list.as_ptr().addr() - text.as_ptr().addr();
    list.starts_with('[').then(|| start..start + list.len())
}

/// The objects of a list that is JSON.
fn records(text: &str, place: Range<usize>) -> Option<Vec<(usize, Measured)>> {
    let mut records = Vec::new();
    let mut at = place.start + 1;
    loop {
        match text.as_bytes().get(at)? {
            b'{' => {
                let measured = Measured::of(text, at);
                records.push((at, measured));
                at = measured.end;
            }
            b']' => return Some(records),
            b',' | b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => return None,
        }
    }
}

/// Reads an object for one member, as it stands.
struct Member<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = &'de RawValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = &'de RawValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with one member `{}`", self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = members.next_key::<Name<'de>>()? {
            if name.0 != self.0 {
                members.next_value::<IgnoredAny>()?;
            } else if found.replace(members.next_value()?).is_some() {
                return Err(A::Error::custom("it has it twice"));
            }
        }
        found.ok_or_else(|| A::Error::custom("it does not have it"))
    }
}

/// A member's name, copied only where something in it is escaped.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    /// The records and the rest, or nothing.
    fn taken(answer: &str, member: Option<&str>) -> Option<(Vec<String>, String)> {
        match List::take(answer.into(), member) {
            Ok((list, rest)) => {
                let records = list.records().map(|(text, _)| text.to_owned()).collect();
                Some((records, String::from_utf8(rest).unwrap()))
            }
            Err(untouched) => {
                assert_eq!(untouched, answer.as_bytes());
                None
            }
        }
    }

    #[test]
    fn records_are_taken_out_as_they_stand() {
        for (answer, member, records, rest) in [
            (
                "{\"a\":[{\"n\":1},{\"n\": 2}],\"b\":null}",
                Some("a"),
                &["{\"n\":1}", "{\"n\": 2}"][..],
                "{\"a\":[],\"b\":null}",
            ),
            (" [ {\"n\":\"]},\\\"{\"}\n,\r\t{} ] ", None, &["{\"n\":\"]},\\\"{\"}", "{}"], " [] "),
            (
                "{\"a\":{\"a\":[{}]},\"\\u0062\":[{\"a\":[[{}]]}]}",
                Some("b"),
                &["{\"a\":[[{}]]}"],
                "{\"a\":{\"a\":[{}]},\"\\u0062\":[]}",
            ),
            ("{\"a\":[ ]}", Some("a"), &[], "{\"a\":[]}"),
            ("[]", None, &[], "[]"),
        ] {
            assert_eq!(
                taken(answer, member),
                Some((records.iter().map(|text| (*text).to_owned()).collect(), rest.to_owned()))
            );
        }
    }

    #[test]
    fn what_is_no_list_of_objects_stays() {
        for answer in [
            "",
            "null",
            "{}",
            "[{}]",
            "{\"a\":{}}",
            "{\"a\":null}",
            "{\"a\":[1]}",
            "{\"a\":[{},[]]}",
            "{\"a\":[{},\"{}\"]}",
            "{\"a\":[{}],\"a\":[]}",
            "{\"a\":[{}],\"\\u0061\":[]}",
            "{\"a\":[{}]",
            "{\"a\":[{}]} {}",
            "{\"a\":[{},]}",
            "{\"a\":[{\"n\":01}]}",
        ] {
            assert_eq!(taken(answer, Some("a")), None, "{answer}");
        }
        for answer in ["", "{\"a\":[{}]}", "[{}] []", "[[{}]]", "[{} {}]", "\"[{}]\""] {
            assert_eq!(taken(answer, None), None, "{answer}");
        }
        assert_eq!(List::take(b"[{\"a\":\"\xff\"}]".to_vec(), None).err().as_deref(), Some(&b"[{\"a\":\"\xff\"}]"[..]));
    }
}
