//! A site and a client for it.

use atlassian_simulator::{BITBUCKET_TOKEN, EMAIL, Options, SITE_TOKEN, Simulator};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;

/// A simulator and a client that nothing on this machine can divert.
pub(crate) struct Site {
    pub(crate) simulator: Simulator,
    pub(crate) client: reqwest::Client,
}

/// Status and body of an answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

pub(crate) fn client() -> reqwest::Client {
    // reqwest wants a TLS provider to exist even for http; another test may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

impl Site {
    pub(crate) fn start(options: Options) -> Self {
        Self { simulator: Simulator::start(options).unwrap(), client: client() }
    }

    /// With generated issues and no faults.
    pub(crate) fn with_issues(issues: usize) -> Self {
        Self::start(Options { issues, ..Options::default() })
    }

    /// A request without credentials.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.simulator.url()))
    }

    /// A request with the credentials that work for the path.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let token = if path.starts_with("/2.0/") { BITBUCKET_TOKEN } else { SITE_TOKEN };
        self.bare(method, path).basic_auth(EMAIL, Some(token))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    /// The JSON of an answer that must be 200.
    pub(crate) async fn ok(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        answer(self.request(method, path).json(body)).await
    }
}

pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    read(request.send().await.unwrap()).await
}

pub(crate) async fn read(response: Response) -> Answer {
    Answer { status: response.status().as_u16(), text: response.text().await.unwrap() }
}

/// The value of a header of a response, or nothing.
pub(crate) fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
}
