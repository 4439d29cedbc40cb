//! Routes that Atlassian calls experimental answer only whoever asks for them by a header.

use atlassian_plugin_sdk::Request;

/// The same request, with the header.
pub(crate) fn opt_in(request: Request) -> Request {
    request.header("x-experimentalapi", "opt-in")
}
