//! A cache of clusters of several characters that were folded before.
//!
//! A language has a few hundred of them, and folding one asks Unicode four questions.

use std::sync::Arc;

use crate::hash;
use crate::text::fold::{Folder, latin_twin};

/// Clusters remembered at once, a power of two.
const SLOTS: usize = 1024;

/// Longer clusters are not remembered: no language has them, but a text made to annoy may.
const LONGEST: usize = 32;

/// What a cluster becomes.
#[derive(Debug)]
pub struct Folded {
    cluster: String,
    /// Its normal form.
    pub normal: String,
    /// Twin of the first character of the normal form beside Latin letters, or 0.
    pub twin: u8,
    /// Whether the cluster is a compatibility form.
    pub compatibility: bool,
}

impl Folded {
    fn work_out(folder: &Folder, cluster: &str) -> Self {
        let (normal, cased) = folder.fold(cluster);
        let twin = normal.chars().next().and_then(|first| latin_twin(cased, first)).map_or(0, |twin| twin as u8);
        Self { cluster: cluster.to_owned(), normal, twin, compatibility: folder.is_compatibility(cluster) }
    }
}

/// Remembers what clusters became; each has one slot, and the last to come stays.
#[derive(Clone, Debug)]
pub struct FoldCache {
    slots: Vec<Option<Arc<Folded>>>,
}

impl FoldCache {
    /// Remembers nothing yet, and needs no memory until it does.
    pub const fn new() -> Self {
        Self { slots: Vec::new() }
    }

    /// What `cluster` becomes.
    pub fn fold(&mut self, folder: &Folder, cluster: &str) -> Arc<Folded> {
        if cluster.len() > LONGEST {
            return Arc::new(Folded::work_out(folder, cluster));
        }
        self.slots.resize(SLOTS, None);
        let slot = &mut self.slots[hash::token(cluster.as_bytes()) as usize % SLOTS];
        match slot {
            Some(folded) if folded.cluster == cluster => Arc::clone(folded),
            _ => Arc::clone(slot.insert(Arc::new(Folded::work_out(folder, cluster)))),
        }
    }
}
