//! The kernel in plain Rust, for machines without a kernel of their own.

/// Permutations are held in multiples of this, so that no kernel has a remainder to treat.
pub const LANES: usize = 16;

/// Lowers `minima[k]` to the least `a[k] · h + b[k] mod 2³²` over `mixed`.
///
/// The three slices are whole multiples of [`LANES`]; sixteen minima at a time stay in registers.
pub fn minima(a: &[u32], b: &[u32], mixed: &[u32], minima: &mut [u32]) {
    let (a, b) = (a.as_chunks::<LANES>().0, b.as_chunks::<LANES>().0);
    for ((minima, a), b) in minima.as_chunks_mut::<LANES>().0.iter_mut().zip(a).zip(b) {
        let mut least = *minima;
        for &h in mixed {
            for lane in 0..LANES {
                least[lane] = least[lane].min(h.wrapping_mul(a[lane]).wrapping_add(b[lane]));
            }
        }
        *minima = least;
    }
}
