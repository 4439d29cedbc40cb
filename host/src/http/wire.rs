//! One request over the wire, and its answer: decoded, bounded, and shown under `--debug`.

use std::time::Instant;

use futures_util::StreamExt;
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Version};

use super::lost::Lost;
use super::trace::Trace;

/// An answer as the site sent it, decoded.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) version: Version,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// An exchange without a whole answer, and the part that came.
struct Cut {
    lost: Lost,
    answer: Option<Answer>,
}

/// Sends a request once. A decoded answer may have `largest` bytes.
pub(super) async fn once(
    client: &reqwest::Client,
    request: reqwest::Request,
    largest: usize,
    attempt: u32,
    trace: Option<&Trace>,
) -> Result<Answer, Lost> {
    let url = request.url().clone();
    if let Some(trace) = trace {
        trace.request(attempt, &request);
    }
    let start = Instant::now();
    let outcome = exchange(client, request, largest).await;
    if let Some(trace) = trace {
        let (answer, lost) = match &outcome {
            Ok(answer) => (Some(answer), None),
            Err(cut) => (cut.answer.as_ref(), Some(&cut.lost)),
        };
        trace.outcome(&url, start.elapsed(), answer, lost);
    }
    outcome.map_err(|cut| cut.lost)
}

async fn exchange(client: &reqwest::Client, request: reqwest::Request, largest: usize) -> Result<Answer, Cut> {
    let got = client.execute(request).await.map_err(|error| Cut { lost: error.into(), answer: None })?;
    let expected = got.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let mut answer = Answer {
        status: got.status(),
        version: got.version(),
        headers: got.headers().clone(),
        body: Vec::with_capacity(expected.min(largest)),
    };
    match read(got, &mut answer.body, largest).await {
        Ok(()) => Ok(answer),
        Err(lost) => Err(Cut { lost, answer: Some(answer) }),
    }
}

async fn read(got: reqwest::Response, body: &mut Vec<u8>, largest: usize) -> Result<(), Lost> {
    let mut stream = got.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        if body.len() + chunk.len() > largest {
            return Err(Lost::TooLarge(largest));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(())
}
