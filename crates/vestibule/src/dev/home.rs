//! Under which names the demo answers: those of this machine, and no other.
//!
//! A page of another site can let its own name lead to this machine (DNS rebinding); its browser would then take
//! the demo's pages for that site's own and read every mail and password out of them. The name that the browser
//! believes to be at is what gives it away. Never in here: anything about `serve`, whose proxy sees to the name.

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::told;

/// Around everything: a request for another name gets a line of plain text.
pub async fn at_home(request: Request, next: Next) -> Response {
    if !ours(&request) {
        return told(StatusCode::MISDIRECTED_REQUEST, "dev-not-this-machine");
    }
    next.run(request).await
}

fn ours(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    // What stands in the request line goes before the header, so both have to be right.
    let line = request.uri().authority().is_none_or(of_this_machine);
    let named = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
    line && named.is_some_and(|host| of_this_machine(&host))
}

fn of_this_machine(authority: &Authority) -> bool {
    let host = authority.host();
    let named = ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| host.eq_ignore_ascii_case(name));
    named && !authority.as_str().contains('@')
}
