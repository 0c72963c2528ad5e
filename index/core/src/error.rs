//! Everything that can go wrong in the core, in messages for people.

use std::path::PathBuf;

/// An error of the core.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Parameters that cannot be used.
    #[error("{0}")]
    Parameters(String),

    /// A text longer than spans can address.
    #[error("text {index} has {bytes} bytes; the limit is 4 GiB less one byte")]
    TooLong {
        /// Which text of the batch.
        index: usize,
        /// Its length.
        bytes: usize,
    },

    /// A file of the index that cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },

    /// A file of the index whose bytes are not what was written.
    #[error("{path}: {what}")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },

    /// The system gives no more memory.
    #[error("there is not enough memory")]
    Memory,

    /// Somebody asked the call to end.
    #[error("stopped")]
    Stopped,

    /// A file of the index made with other parameters or by a newer version.
    #[error("{path}: {what}")]
    Incompatible {
        /// The file.
        path: PathBuf,
        /// What differs.
        what: String,
    },
}

impl Error {
    /// An [`Error::Io`] maker for `map_err`.
    pub fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}
