//! The kernel in plain Rust, for machines without a kernel of their own.

/// Lowers `minima[k]` to the least `a[k] · h + b[k] mod 2³²` over `mixed`.
pub fn minima(a: &[u32], b: &[u32], mixed: &[u32], minima: &mut [u32]) {
    for &h in mixed {
        for ((least, &a), &b) in minima.iter_mut().zip(a).zip(b) {
            *least = (*least).min(h.wrapping_mul(a).wrapping_add(b));
        }
    }
}
