//! Joins the routes, takes connections, and stops cleanly: what was accepted is answered first.

use std::future::Future;
use std::net::SocketAddr;

use axum::Router;
use axum::middleware;
use tokio::net::TcpListener;

use crate::app::Shared;
use crate::fault::Fault;
use crate::web;

/// Every route, with what happens around each.
pub fn router(app: Shared) -> Router {
    let routes = web::router();
    #[cfg(feature = "demo")]
    let routes = if app.demo { routes.merge(crate::dev::router()) } else { routes };
    let routes = routes.layer(middleware::from_fn_with_state(app.clone(), web::entry::around));
    #[cfg(feature = "demo")]
    let routes = match app.demo {
        true => routes
            .layer(middleware::from_fn_with_state(app.clone(), crate::dev::deliver_after))
            .layer(middleware::from_fn(crate::dev::at_home)),
        false => routes,
    };
    routes.with_state(app)
}

/// Serves until `stop` is done.
pub async fn run(
    app: Shared,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Fault> {
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stop).await;
    served.map_err(|error| Fault::broken(format!("taking connections: {error}")))
}
