//! Gives memory back to the system once a crowd is gone. The one line of unsafe code in the house.
//!
//! The C library's allocator keeps what was freed in case it is wanted again: after two thousand people at once
//! that is 80 MB, for as long as the process lives. Why not another allocator:
//! `docs/decisions/0009-memory-given-back.md`.

/// Has the allocator return what it does not need. Takes some milliseconds after a crowd and next to nothing
/// otherwise, so it is no work for a request.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "there is no safe way to ask the C library for this")]
pub(super) fn give_back() {
    unsafe extern "C" {
        safe fn malloc_trim(keep: usize) -> i32;
    }
    malloc_trim(0);
}

/// Other C libraries do not keep it, or cannot be asked.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn give_back() {}
