//! Questions to DNS: texts, mail servers, addresses.
//!
//! Never in here: what a record must say (`cli/doctor/mail_domain.rs`).

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};

use super::PATIENCE;

/// How long one try may take before the next one.
const TRY: Duration = Duration::from_secs(2);

/// Nobody answered, in words of DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoAnswer(pub String);

/// Somebody to ask.
pub struct Dns {
    resolver: TokioResolver,
}

impl Dns {
    /// Asks these name servers; those of the system where there are none.
    pub fn new(name_servers: &[SocketAddr]) -> Result<Dns, NoAnswer> {
        let mut builder = if name_servers.is_empty() {
            TokioResolver::builder_tokio().map_err(|error| no_answer(&error))?
        } else {
            let servers = name_servers.iter().map(|server| name_server(*server)).collect();
            let config = ResolverConfig::from_name_servers(servers);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        };
        settle(builder.options_mut());
        Ok(Dns { resolver: builder.build().map_err(|error| no_answer(&error))? })
    }

    /// The texts (TXT) at a name, each as one; none where there are none.
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, NoAnswer> {
        self.ask(name, RecordType::TXT, |data| match data {
            RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
            _other => None,
        })
        .await
    }

    /// The mail servers (MX) of a name, the preferred one first; `""` is the one that says "no mail here"
    /// (RFC 7505).
    pub async fn exchangers(&self, name: &str) -> Result<Vec<String>, NoAnswer> {
        let mut found = self
            .ask(name, RecordType::MX, |data| match data {
                RData::MX(mx) => {
                    let host = mx.exchange.to_ascii();
                    Some((mx.preference, host.trim_end_matches('.').to_owned()))
                }
                _other => None,
            })
            .await?;
        found.sort();
        Ok(found.into_iter().map(|(_, host)| host).collect())
    }

    /// Whether a name has an address (A or AAAA).
    pub async fn has_address(&self, name: &str) -> Result<bool, NoAnswer> {
        for kind in [RecordType::A, RecordType::AAAA] {
            if !self.ask(name, kind, |data| data.ip_addr()).await?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn ask<T>(
        &self,
        name: &str,
        kind: RecordType,
        read: impl Fn(&RData) -> Option<T>,
    ) -> Result<Vec<T>, NoAnswer> {
        // With a dot at its end a name is whole, and no search list of this machine is tried.
        let asked = self.resolver.lookup(format!("{name}."), kind);
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(found)) => Ok(found.answers().iter().filter_map(|record| read(&record.data)).collect()),
            Ok(Err(error)) if error.is_no_records_found() => Ok(Vec::new()),
            Ok(Err(error)) => Err(no_answer(&error)),
            Err(_late) => Err(NoAnswer("no answer in time".to_owned())),
        }
    }
}

fn name_server(at: SocketAddr) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = at.port();
        connection
    });
    NameServerConfig::new(at.ip(), true, connections.into())
}

fn settle(options: &mut ResolverOpts) {
    options.timeout = TRY;
    options.attempts = 2;
    // What others see counts, and not what this machine calls things.
    options.use_hosts_file = ResolveHosts::Never;
}

fn no_answer(error: &NetError) -> NoAnswer {
    NoAnswer(error.to_string())
}
