//! What goes into a statement and what comes out of it, in types that both databases know.
//!
//! Nothing here talks to a database; `engine.rs` does. A row struct is declared with `rows!`, which
//! reads each column by the name and type of its field.

use rules::{Instant, Role};
use uuid::Uuid;

use super::engine::Row;
use crate::fault::Fault;

/// One bound value. A missing one still has its type: PostgreSQL wants to know.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Bool(bool),
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Id(Option<Uuid>),
}

impl Value {
    /// Text without NUL, which PostgreSQL does not take.
    fn text(text: &str) -> String {
        if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text.to_owned() }
    }
}

/// How a Rust value is bound: `values!` calls this for each of its arguments.
pub(super) trait Bind {
    fn bind(&self) -> Value;
}

macro_rules! bind {
    ($($from:ty, $value:ident => $bound:expr;)*) => {
        $(impl Bind for $from {
            fn bind(&self) -> Value {
                let $value = self;
                $bound
            }
        })*
    };
}

bind! {
    bool, value => Value::Bool(*value);
    i64, value => Value::Int(Some(*value));
    Instant, value => Value::Int(Some(value.0));
    Option<i64>, value => Value::Int(*value);
    Option<Instant>, value => Value::Int(value.map(|at| at.0));
    &str, value => Value::Text(Some(Value::text(value)));
    String, value => Value::Text(Some(Value::text(value)));
    Role, value => Value::Text(Some(value.word().to_owned()));
    Option<&str>, value => Value::Text(value.map(Value::text));
    Option<String>, value => Value::Text(value.as_deref().map(Value::text));
    &[u8], value => Value::Bytes(Some(value.to_vec()));
    Vec<u8>, value => Value::Bytes(Some(value.clone()));
    [u8; 32], value => Value::Bytes(Some(value.to_vec()));
    Option<[u8; 32]>, value => Value::Bytes(value.map(|bytes| bytes.to_vec()));
    Option<Vec<u8>>, value => Value::Bytes(value.clone());
    Uuid, value => Value::Id(Some(*value));
    Option<Uuid>, value => Value::Id(*value);
}

/// `values![id, name]`: the binds of a statement, in the order of `$1, $2 …`.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::value::Bind::bind(&$value)),*] };
}

/// What a column can hold.
pub(super) trait Cell: Sized {
    fn cell(row: &Row, column: &str) -> Result<Option<Self>, Fault>;
}

macro_rules! cells {
    ($($plain:ty),*) => {
        $(impl Cell for $plain {
            fn cell(row: &Row, column: &str) -> Result<Option<Self>, Fault> {
                row.plain(column)
            }
        })*
    };
}

cells!(bool, i64, String, Vec<u8>, Uuid);

impl Cell for Instant {
    fn cell(row: &Row, column: &str) -> Result<Option<Self>, Fault> {
        Ok(i64::cell(row, column)?.map(Instant))
    }
}

impl Cell for Role {
    fn cell(row: &Row, column: &str) -> Result<Option<Self>, Fault> {
        let Some(word) = String::cell(row, column)? else { return Ok(None) };
        match Role::parse(&word) {
            Some(role) => Ok(Some(role)),
            None => Err(Fault::broken(format!("the column {column} holds {word:?}, which is no role"))),
        }
    }
}

impl Cell for [u8; 32] {
    fn cell(row: &Row, column: &str) -> Result<Option<Self>, Fault> {
        let Some(bytes) = Vec::<u8>::cell(row, column)? else { return Ok(None) };
        match bytes.try_into() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(_) => Err(Fault::broken(format!("the column {column} does not hold 32 bytes"))),
        }
    }
}

/// A field of a row struct: a cell that must be there, or one that may be missing.
pub(super) trait Field: Sized {
    fn field(row: &Row, column: &str) -> Result<Self, Fault>;
}

impl<T: Cell> Field for T {
    fn field(row: &Row, column: &str) -> Result<Self, Fault> {
        T::cell(row, column)?
            .ok_or_else(|| Fault::broken(format!("the column {column} is empty and must not be")))
    }
}

impl<T: Cell> Field for Option<T> {
    fn field(row: &Row, column: &str) -> Result<Self, Fault> {
        T::cell(row, column)
    }
}

/// What can be read from a row.
pub(super) trait FromRow: Sized {
    fn from_row(row: &Row) -> Result<Self, Fault>;
}

/// Declares a row struct whose fields are called like its columns.
macro_rules! rows {
    ($($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$about:meta])* pub $field:ident: $type:ty),* $(,)?
    })*) => {
        $($(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$about])* pub $field: $type),*
        }

        impl $crate::store::value::FromRow for $name {
            fn from_row(row: &$crate::store::engine::Row) -> Result<Self, $crate::fault::Fault> {
                Ok($name { $($field: row.get(stringify!($field))?),* })
            }
        })*
    };
}

/// Declares the statements of a room, each a constant, and the list of them all: a statement cannot be
/// written without being registered, and a test prepares each on both databases.
macro_rules! statements {
    ($($name:ident = $sql:expr;)*) => {
        $(const $name: &str = $sql;)*
        /// Every statement of this room by its name.
        pub(super) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

pub(super) use {rows, statements, values};
