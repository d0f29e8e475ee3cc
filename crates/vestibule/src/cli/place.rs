//! Where the settings of a command come from: file, environment, flags.
//!
//! Never in here: what a setting means (`config`).

use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::{Layers, Settings, Unworkable};

/// The file that is read where none is named.
const DEFAULT: &str = "vestibule.toml";

/// The flags that every command on a real installation takes.
#[derive(Args, Clone, Debug, Default)]
pub struct Place {
    /// The configuration file [default: vestibule.toml]
    #[arg(long, value_name = "FILE", env = "VESTIBULE_CONFIG", global = true)]
    pub config: Option<PathBuf>,
    /// Where connections are taken, like 127.0.0.1:8320
    #[arg(long, value_name = "ADDRESS:PORT", global = true)]
    pub listen: Option<String>,
    /// The address that people type, like https://login.example.com
    #[arg(long, value_name = "URL", global = true)]
    pub base_url: Option<String>,
    /// The database, as sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, value_name = "URL", global = true)]
    pub database: Option<String>,
    /// The file with the encryption keys
    #[arg(long, value_name = "FILE", global = true)]
    pub key_file: Option<String>,
}

impl Place {
    /// All settings, from this file, the environment, and these flags.
    ///
    /// # Errors
    /// The first that cannot work: where it stands, and what to write instead.
    pub fn settings(&self) -> Result<Settings, Unworkable> {
        let mut layers = Layers::default();
        let missing = self.read_file(&mut layers)?;
        layers.environment()?;
        self.flags(&mut layers);
        layers.settings().map_err(|unworkable| match missing {
            Some(name) => Unworkable {
                remedy: format!(
                    "{} (there is no {name} here; copy vestibule.example.toml to it, or name another with --config)",
                    unworkable.remedy
                ),
                ..unworkable
            },
            None => unworkable,
        })
    }

    /// Reads the file; the name of the usual one where that is not there.
    fn read_file(&self, layers: &mut Layers) -> Result<Option<&'static str>, Unworkable> {
        let path = self.config.as_deref().unwrap_or(Path::new(DEFAULT));
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => layers.file(&name, &text).map(|()| None),
            // Everything may stand in the environment.
            Err(error) if self.config.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Some(DEFAULT))
            }
            Err(error) => Err(Unworkable {
                place: name,
                remedy: format!("cannot be read ({error}); name another file with --config"),
            }),
        }
    }

    fn flags(&self, layers: &mut Layers) {
        let flags = [
            ("listen", "--listen", &self.listen),
            ("base_url", "--base-url", &self.base_url),
            ("database", "--database", &self.database),
            ("key_file", "--key-file", &self.key_file),
        ];
        for (key, flag, value) in flags {
            if let Some(value) = value {
                layers.set(key, value.clone(), flag);
            }
        }
    }
}
