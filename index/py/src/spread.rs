//! The join that many machines share: its blocks are `bytes` here.

use provenance_core::search::Limits;
use provenance_core::spread::{self, Numbers};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyString};

use crate::errors::{caught, enter};
use crate::frequencies::Frequencies;
use crate::segments::{Proposed, Segments};
use crate::sketching::{Batch, Sketcher, digest};
use crate::texts::checked;
use crate::workers::Workers;

/// What a block belongs to, a range or a portion, and the block.
type Blocks<'py> = Vec<(u32, Bound<'py, PyBytes>)>;

fn blocks(py: Python<'_>, blocks: Vec<(u32, Vec<u8>)>) -> Blocks<'_> {
    blocks.iter().map(|(number, block)| (*number, PyBytes::new(py, block))).collect()
}

/// The postings of `batch` cut into `ranges` of keys.
#[pyfunction]
pub fn cut_batch<'py>(
    py: Python<'py>,
    workers: &Workers,
    batch: &Batch,
    ranges: u32,
    parameters: &[u8],
) -> PyResult<Blocks<'py>> {
    let digest = digest(parameters)?;
    let cut = workers.long(py, |stop| spread::cut_batch(&batch.postings, ranges, &digest, stop))?;
    Ok(blocks(py, cut))
}

/// The postings of `segments` in those of `ranges` of keys that lie from `first` to before `end`.
#[pyfunction]
pub fn cut_segments<'py>(
    py: Python<'py>,
    workers: &Workers,
    segments: &Segments,
    first: u32,
    end: u32,
    ranges: u32,
) -> PyResult<Blocks<'py>> {
    let cut = workers.long(py, |stop| spread::cut_segments(segments.all(), first..end, ranges, stop))?;
    Ok(blocks(py, cut))
}

/// `text` in pieces of about `size` bytes; `frequencies` are those of its language, if that is known.
#[pyfunction]
pub fn pieces<'py>(
    py: Python<'py>,
    sketcher: &Sketcher,
    text: PyBackedStr,
    size: usize,
    frequencies: Option<Py<Frequencies>>,
) -> PyResult<Vec<Bound<'py, PyString>>> {
    let frequencies = frequencies.as_ref().map(|one| &one.get().inner);
    let found = enter(py, || Ok(spread::pieces(checked(0, &text)?, size, &sketcher.inner, frequencies)))?;
    Ok(found.into_iter().map(|place| PyString::new(py, &text[place])).collect())
}

/// The postings of a piece of the text with this `number`, cut into `ranges`, and a block with its signatures.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "those of a job, and of a piece")]
pub fn cut_piece<'py>(
    py: Python<'py>,
    workers: &Workers,
    sketcher: &Sketcher,
    piece: PyBackedStr,
    frequencies: Option<Py<Frequencies>>,
    number: u32,
    ranges: u32,
    parameters: &[u8],
) -> PyResult<(Blocks<'py>, Bound<'py, PyBytes>)> {
    let (digest, frequencies) = (digest(parameters)?, frequencies.as_ref().map(|one| &one.get().inner));
    let (cut, signatures) = workers.long(py, |stop| {
        spread::cut_piece(&sketcher.inner, checked(0, &piece)?, frequencies, number, ranges, &digest, stop)
    })?;
    Ok((blocks(py, cut), PyBytes::new(py, &signatures)))
}

/// The postings of the bands of the text with this `number`, likewise, from the `signatures` of all its pieces.
#[pyfunction]
pub fn cut_bands<'py>(
    py: Python<'py>,
    workers: &Workers,
    sketcher: &Sketcher,
    signatures: Vec<PyBackedBytes>,
    number: u32,
    ranges: u32,
    parameters: &[u8],
) -> PyResult<Blocks<'py>> {
    let (digest, signatures) = (digest(parameters)?, signatures.iter().map(|one| &**one).collect::<Vec<&[u8]>>());
    let cut =
        workers.long(py, |stop| spread::cut_bands(&sketcher.inner, &signatures, number, ranges, &digest, stop))?;
    Ok(blocks(py, cut))
}

/// What the keys of the range with this `number` say of each portion of the new documents; `numbers` are the first of
/// these, the one after the last, and how many make a portion.
#[pyfunction]
pub fn join_range<'py>(
    py: Python<'py>,
    workers: &Workers,
    number: u32,
    cut: Vec<PyBackedBytes>,
    numbers: (u32, u32, u32),
    parameters: &[u8],
) -> PyResult<Blocks<'py>> {
    let (digest, cut) = (digest(parameters)?, cut.iter().map(|block| &**block).collect::<Vec<&[u8]>>());
    let numbers = of(numbers);
    let said = workers.long(py, |stop| spread::join_range(number, &cut, &digest, numbers, &Limits::INDEXING, stop))?;
    Ok(blocks(py, said))
}

/// What is proposed for each new document of a portion by what every range said of it, ranges rising.
#[pyfunction]
pub fn propose_portion(
    py: Python<'_>,
    workers: &Workers,
    portion: u32,
    said: Vec<PyBackedBytes>,
    numbers: (u32, u32, u32),
    parameters: &[u8],
) -> PyResult<Vec<Proposed>> {
    let (digest, said) = (digest(parameters)?, said.iter().map(|block| &**block).collect::<Vec<&[u8]>>());
    let numbers = of(numbers);
    let found = workers.long(py, |_| spread::propose_portion(portion, &said, &digest, numbers, &Limits::INDEXING))?;
    Ok(found.into_iter().map(|inner| Proposed { inner }).collect())
}

/// What is proposed for a text, as bytes.
#[pyfunction]
pub fn proposed_to_bytes<'py>(
    py: Python<'py>,
    proposed: &Proposed,
    parameters: &[u8],
) -> PyResult<Bound<'py, PyBytes>> {
    let digest = digest(parameters)?;
    let block = caught(|| Ok(spread::proposed_to_bytes(&proposed.inner, &digest)))?;
    Ok(PyBytes::new(py, &block))
}

/// What is proposed for a text, from its bytes.
#[pyfunction]
pub fn proposed_from_bytes(block: &[u8], parameters: &[u8]) -> PyResult<Proposed> {
    let digest = digest(parameters)?;
    let inner = caught(|| spread::proposed_from_bytes(block, &digest))?;
    Ok(Proposed { inner })
}

fn of((first, end, portion): (u32, u32, u32)) -> Numbers {
    Numbers { first, end, portion }
}
