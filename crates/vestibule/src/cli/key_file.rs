//! The key file: read, made, replaced. Never half written, never readable for others.
//!
//! And the lock beside it, by which commands that change keys or files under a server know that one runs.
//! Never in here: what the keys are used for (`proofs::secret`).

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use proofs::secret::{KeyFlaw, KeyRing};

use crate::fault::Fault;

/// The keys, or none if there is no file.
pub fn read(path: &Path) -> Result<Option<KeyRing>, Fault> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => zeroize::Zeroizing::new(text),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(path, &format!("cannot be read ({error})"))),
    };
    KeyRing::parse(&text).map(Some).map_err(|flaw| {
        unusable(
            path,
            &match flaw {
                KeyFlaw::Empty => "holds no key".to_owned(),
                KeyFlaw::Line(line) => format!("has no key on line {line}, where one should be"),
                KeyFlaw::Twice(line) => format!("has the number of an earlier key on line {line}"),
            },
        )
    })
}

fn unusable(path: &Path, why: &str) -> Fault {
    let path = path.display();
    Fault::broken(format!("the key file {path} {why}; put back its backup, or correct `key_file`"))
}

/// Makes a file with one new key. Where another process was faster, its file counts.
pub fn make(path: &Path, bytes: [u8; 32]) -> Result<KeyRing, Fault> {
    let ring = KeyRing::generate(bytes);
    let fresh = write_beside(path, &ring)?;
    // A link, unlike a renaming, does not replace what came in between.
    let linked = std::fs::hard_link(&fresh, path);
    // What stays behind if this fails is a private file that nobody reads.
    let _ = std::fs::remove_file(&fresh);
    match linked {
        Ok(()) => {
            keep_directory(path)?;
            Ok(ring)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| unusable(path, "comes and goes"))
        }
        Err(error) => Err(unusable(path, &format!("cannot be made ({error})"))),
    }
}

/// Puts a ring in the file's place, in one step.
pub fn replace(path: &Path, ring: &KeyRing) -> Result<(), Fault> {
    let fresh = write_beside(path, ring)?;
    std::fs::rename(&fresh, path)
        .map_err(|error| unusable(path, &format!("cannot be replaced ({error})")))?;
    keep_directory(path)
}

fn write_beside(path: &Path, ring: &KeyRing) -> Result<PathBuf, Fault> {
    let fresh = beside(path, &format!(".new.{}", std::process::id()));
    // One that a killed process of the same number left behind.
    let _ = std::fs::remove_file(&fresh);
    let written =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh).and_then(|mut file| {
            file.write_all(ring.print().as_bytes())?;
            file.sync_all()
        });
    match written {
        Ok(()) => Ok(fresh),
        Err(error) => Err(unusable(path, &format!("cannot be written ({error})"))),
    }
}

/// A power cut after this does not bring the old name back.
pub fn keep_directory(path: &Path) -> Result<(), Fault> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory).and_then(|directory| directory.sync_all()).map_err(|error| {
        Fault::broken(format!("{} is written and may not outlast a power cut: {error}", path.display()))
    })
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// What others than the owner may do with the file; `None` where that is nothing.
pub fn open_to_others(path: &Path) -> Option<u32> {
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Held as long as it lives, and let go by the system when the process ends, however it ends.
#[must_use = "dropping it lets go"]
pub struct Presence(#[expect(dead_code, reason = "kept open for its lock")] File);

impl Presence {
    /// Says that somebody works with these keys; any number may. `None`: somebody changes them right now.
    pub fn share(path: &Path) -> Result<Option<Presence>, Fault> {
        Presence::locked(path, |file| file.try_lock_shared())
    }

    /// Says that the keys, or what they belong to, are being changed. `None`: somebody works with them.
    pub fn alone(path: &Path) -> Result<Option<Presence>, Fault> {
        Presence::locked(path, |file| file.try_lock())
    }

    fn locked(
        path: &Path,
        lock: impl Fn(&File) -> Result<(), TryLockError>,
    ) -> Result<Option<Presence>, Fault> {
        let path = beside(path, ".lock");
        let broken = |error| Fault::broken(format!("the file {} cannot be locked: {error}", path.display()));
        let mut options = OpenOptions::new();
        let file =
            options.write(true).create(true).truncate(false).mode(0o600).open(&path).map_err(broken)?;
        match lock(&file) {
            Ok(()) => Ok(Some(Presence(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(broken(error)),
        }
    }
}
