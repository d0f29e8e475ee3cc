//! Which addresses of the network may be asked: those of everybody; those of one's own network where the operator
//! says so; and never those that lead nowhere, to everybody at once, or to a cloud's own secrets.
//!
//! Never in here: a name. What is judged here is the very address that is connected to (`fetch.rs`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far away an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Anybody's: it means the same machine wherever it is asked for.
    Public,
    /// This machine itself.
    Loopback,
    /// In one's own network.
    Private,
    /// No place for an answer of ours to come from.
    Never,
}

/// Where clouds tell their machines secrets, beyond the link-local addresses.
const METADATA: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254)),
];

/// How far away this address is, by the registers of special addresses (RFC 6890 and its successors).
pub fn reach(address: IpAddr) -> Reach {
    match address {
        _ if METADATA.contains(&address) => Reach::Never,
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [127, ..] => Reach::Loopback,
        // The networks of houses and companies, and those behind a provider's own translation (RFC 6598).
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Reach::Private,
        // "This network", link-local, protocols, documentation, 6to4 relays, measuring, multicast, reserved.
        [0, ..] | [169, 254, ..] | [192, 0, 0, _] | [192, 0, 2, _] | [192, 88, 99, _] => Reach::Never,
        [198, 18..=19, ..] | [198, 51, 100, _] | [203, 0, 113, _] | [224..=255, ..] => Reach::Never,
        _everybodys => Reach::Public,
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Loopback,
        // An IPv4 address in other clothes: mapped, translated by NAT64 (RFC 6052), 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] => embedded(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        // Unique local addresses (RFC 4193).
        [0xfc00..=0xfdff, ..] => Reach::Private,
        // Protocols (Teredo among them), documentation.
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Reach::Never,
        [0x2000..=0x3fff, ..] => Reach::Public,
        // All else is not given out: unspecified, IPv4-compatible, local NAT64, link-local, multicast.
        _other => Reach::Never,
    }
}

fn embedded(high: u16, low: u16) -> Reach {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    reach(IpAddr::V4(Ipv4Addr::new(a, b, c, d)))
}
