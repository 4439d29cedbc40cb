//! An answer of the site.

use crate::bindings::atlassian::plugin::http;
use crate::error::{Error, Kind, Result};
use crate::problem;
use serde::Deserialize;
use serde_json::error::Category;

/// Headers in which the products name a request, the most telling first.
const REQUEST_ID: [&str; 3] = ["x-arequestid", "atl-traceid", "x-request-id"];

/// An answer of the site.
#[derive(Debug, Clone)]
pub struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    saved: Option<u64>,
}

impl From<http::Response> for Response {
    fn from(response: http::Response) -> Self {
        Self { status: response.status, headers: response.headers, body: response.body, saved: response.saved }
    }
}

impl Response {
    /// Its status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// A header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The headers that the host passed on, names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The body as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// How many bytes went to an output instead of into the body.
    pub fn saved(&self) -> Option<u64> {
        self.saved
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Reads the body as JSON; `T` may borrow from it.
    ///
    /// # Errors
    ///
    /// When the body is not JSON, or does not fit `T`.
    pub fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        read(&self.body).map_err(|error| self.unreadable(&error))
    }

    /// The site's name for the request, for a support case.
    pub fn request_id(&self) -> Option<&str> {
        REQUEST_ID.iter().find_map(|name| self.header(name))
    }

    /// Makes an answer that reports a problem an error.
    ///
    /// Redirects are answers: the host follows those of reads, and those of writes name the task that was begun.
    pub(crate) fn checked(self) -> Result<Self> {
        if self.status < 400 { Ok(self) } else { Err(problem::error(&self)) }
    }

    /// Why the body could not be read, in words for somebody who did not write the plugin.
    pub(crate) fn unreadable(&self, cause: &serde_json::Error) -> Error {
        let error = if problem::is_html(self) {
            problem::html()
        } else if self.body.iter().all(u8::is_ascii_whitespace) {
            Error::new(Kind::Other, "the site answered with nothing where JSON was expected")
        } else if cause.classify() == Category::Data && std::str::from_utf8(&self.body).is_ok() {
            Error::other(format!("the site's answer is not of the expected form: {cause}"))
        } else {
            Error::new(Kind::Other, format!("the site answered with broken JSON: {cause}"))
        };
        error.answered(self.status, self.request_id())
    }
}

/// Reads JSON from text: from bytes, each type would be there a second time, for records are texts already.
fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> serde_json::Result<T> {
    serde_json::from_str(std::str::from_utf8(bytes).map_err(serde::de::Error::custom)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Issue {
        #[expect(dead_code, reason = "only its presence matters")]
        key: String,
    }

    fn response(content_type: &str, body: &str) -> Response {
        let headers = vec![
            ("content-type".to_owned(), content_type.to_owned()),
            ("x-request-id".to_owned(), "second".to_owned()),
            ("atl-traceid".to_owned(), "first".to_owned()),
        ];
        Response { status: 200, headers, body: body.as_bytes().to_vec(), saved: None }
    }

    #[test]
    fn an_unreadable_answer_is_explained() {
        let json = "application/json";
        let table = [
            (
                json,
                "{\"key\":",
                Kind::Other,
                "the site answered with broken JSON: EOF while parsing a value at line 1 column 7",
            ),
            (
                json,
                "{\"key\":1}",
                Kind::Other,
                "the site's answer is not of the expected form: invalid type: integer `1`, expected a string at line 1 column 8",
            ),
            (json, " ", Kind::Other, "the site answered with nothing where JSON was expected"),
            ("text/html", "<html>", Kind::Other, "the site answered with an HTML page instead of JSON"),
        ];
        for (content_type, body, kind, message) in table {
            let error = response(content_type, body).json::<Issue>().err();
            assert_eq!(error.as_ref().map(Error::kind), Some(kind), "{body}");
            assert_eq!(error.as_ref().map(Error::message), Some(message), "{body}");
            assert_eq!(error.as_ref().and_then(Error::status), Some(200), "{body}");
        }
    }

    #[test]
    fn the_most_telling_request_id_wins() {
        assert_eq!(response("", "").request_id(), Some("first"));
    }
}
