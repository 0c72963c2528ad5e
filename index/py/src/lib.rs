//! `provenance._core`: glue between the core and Python. It converts values, releases the interpreter and translates
//! errors. It holds no algorithm.

#[cfg(feature = "ablate")]
mod ablation;
mod alignment;
mod errors;
mod frequencies;
mod json_lines;
mod lexicon;
mod pairs;
mod prepared;
mod segments;
mod signals;
mod sketching;
mod spread;
mod texts;
mod workers;

use provenance_core::memory::Reserve;
use pyo3::prelude::*;

#[global_allocator]
static MEMORY: Reserve<std::alloc::System> = Reserve::new(std::alloc::System);

/// The native core.
#[pymodule]
mod _core {
    #[cfg(feature = "ablate")]
    #[pymodule_export]
    use super::ablation::{set_threshold, thresholds};
    #[pymodule_export]
    use super::alignment::{Alignment, Passage, Substitution};
    #[pymodule_export]
    use super::build_info;
    #[pymodule_export]
    use super::errors::{DamagedSegment, ForeignSegment};
    #[pymodule_export]
    use super::frequencies::{Frequencies, FunctionWords};
    #[pymodule_export]
    use super::json_lines::JsonLines;
    #[pymodule_export]
    use super::lexicon::{Lexicon, lexicon_of};
    #[pymodule_export]
    use super::prepared::PreparedText;
    #[pymodule_export]
    use super::segments::{Proposed, Segments};
    #[pymodule_export]
    use super::signals::{ContextWords, Pattern, broken_phrases, context_overlap};
    #[pymodule_export]
    use super::sketching::{Batch, Sketcher};
    #[pymodule_export]
    use super::spread::{
        cut_bands, cut_batch, cut_piece, cut_segments, join_range, pieces, propose_portion, proposed_from_bytes,
        proposed_to_bytes,
    };
    #[pymodule_export]
    use super::texts::{about_tokens, decompress, normalization_counts, shingle_hashes, token_spans};
    #[pymodule_export]
    use super::workers::Workers;
}

/// What runs here: versions of code and formats, build profile, kernel chosen on this machine.
#[pyfunction]
fn build_info() -> Vec<(&'static str, String)> {
    use provenance_core::{hash, kernel, segment, spread, text, view};
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    vec![
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("profile", profile.to_owned()),
        ("kernel", kernel::kernel_name().to_owned()),
        ("segment_format", segment::FORMAT_VERSION.to_string()),
        ("block_format", spread::BLOCK_VERSION.to_string()),
        ("hash_family", hash::HASH_VERSION.to_string()),
        ("normal_form", text::NORMAL_FORM_VERSION.to_string()),
        ("content_keys", view::CONTENT_VERSION.to_string()),
        ("views", format!("verbatim:{} context:{}", view::SHINGLE_SIZE, view::CONTEXT_SIZE)),
    ]
}
