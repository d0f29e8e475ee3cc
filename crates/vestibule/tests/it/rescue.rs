//! Stories of the rescue that is arranged before it is needed: the sealed kit, the last admin's waiting period, and
//! the operator's break-glass. The attackers' are in `rescue/attackers.rs`.

mod attackers;
pub mod kit;
pub mod operator;
pub mod wait;
