//! What happens where the system gives no more memory.
//!
//! Collections of the standard library do not report that an allocation failed: the process ends. So some memory is kept
//! back. The first allocation that fails gets it, and whoever runs the call sees that memory ran short, ends the call and
//! reports it. Only an allocation that is larger than what was kept back still ends the process.

use std::alloc::{GlobalAlloc, Layout};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

use crate::error::Error;

/// Bytes kept back: more than a call allocates, but for its large tables, until somebody looks. They are never written,
/// so that they take address space and no memory.
const KEPT: Layout = match Layout::from_size_align(16 << 20, 16) {
    Ok(layout) => layout,
    Err(_) => panic!("a size that fits"),
};

/// An allocator that keeps memory back for when another one, `from`, has no more.
pub struct Reserve<A> {
    from: A,
    kept: AtomicPtr<u8>,
    is_short: AtomicBool,
}

impl<A: GlobalAlloc> Reserve<A> {
    /// Nothing is kept back before the first [`Reserve::keep`].
    pub const fn new(from: A) -> Self {
        Self { from, kept: AtomicPtr::new(null_mut()), is_short: AtomicBool::new(false) }
    }

    /// Keeps memory back for a call that begins.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] if there is not so much.
    pub fn keep(&self) -> Result<(), Error> {
        self.is_short.store(false, Ordering::Relaxed);
        if !self.kept.load(Ordering::Acquire).is_null() {
            return Ok(());
        }
        // SAFETY: the layout has a size.
        let more = unsafe { self.from.alloc(KEPT) };
        if more.is_null() {
            return Err(Error::Memory);
        }
        let before = self.kept.compare_exchange(null_mut(), more, Ordering::AcqRel, Ordering::Acquire);
        if before.is_err() {
            // SAFETY: it was allocated above with this layout, and another thread was faster to keep memory back.
            unsafe { self.from.dealloc(more, KEPT) };
        }
        Ok(())
    }

    /// Whether memory ran short since the last [`Reserve::keep`].
    pub fn is_short(&self) -> bool {
        self.is_short.load(Ordering::Relaxed)
    }

    /// What `ask` gets, at the second attempt from what was kept back.
    fn or_from_reserve(&self, ask: impl Fn() -> *mut u8) -> *mut u8 {
        let got = ask();
        if !got.is_null() {
            return got;
        }
        self.is_short.store(true, Ordering::Relaxed);
        let kept = self.kept.swap(null_mut(), Ordering::AcqRel);
        if !kept.is_null() {
            // SAFETY: whoever takes the pointer out is the only one to free it; it was allocated with this layout.
            unsafe { self.from.dealloc(kept, KEPT) };
        }
        // Without a reserve too: another thread may have freed it just now.
        ask()
    }
}

// SAFETY: every pointer comes from `from` with the layout it is asked for, and goes back to it.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Reserve<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promised.
        self.or_from_reserve(|| unsafe { self.from.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promised.
        self.or_from_reserve(|| unsafe { self.from.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promised; what could not be enlarged is still there for the second attempt.
        self.or_from_reserve(|| unsafe { self.from.realloc(pointer, layout, size) })
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promised.
        unsafe { self.from.dealloc(pointer, layout) }
    }
}

#[cfg(test)]
mod tests {
    use std::alloc::System;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    /// A system with so many bytes.
    struct Limited(AtomicUsize);

    // SAFETY: what it gives comes from the system's allocator.
    unsafe impl GlobalAlloc for Limited {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            let size = layout.size();
            let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(size));
            // SAFETY: as the caller promised.
            if taken.is_ok() { unsafe { System.alloc(layout) } } else { null_mut() }
        }

        unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
            self.0.fetch_add(layout.size(), Ordering::Relaxed);
            // SAFETY: as the caller promised.
            unsafe { System.dealloc(pointer, layout) }
        }
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).expect("a size that fits")
    }

    /// What fails is taken from the reserve, once; what is larger fails; and what was freed is kept back again.
    #[test]
    fn a_reserve_covers_what_the_system_does_not_give() {
        let reserve = Reserve::new(Limited(AtomicUsize::new(KEPT.size() + 100)));
        reserve.keep().expect("there is room");
        // SAFETY: the layouts have a size, and what is freed was allocated with the same one.
        unsafe {
            let small = reserve.alloc(layout(100));
            assert!(!small.is_null() && !reserve.is_short());
            assert!(reserve.alloc(layout(KEPT.size() + 1)).is_null());
            assert!(reserve.is_short());
            reserve.keep().expect("it was given back");
            let second = reserve.alloc_zeroed(layout(1_000));
            assert!(!second.is_null() && reserve.is_short());
            assert!(matches!(reserve.keep(), Err(Error::Memory)));
            let larger = reserve.realloc(second, layout(1_000), 2_000);
            assert!(!larger.is_null());
            reserve.dealloc(larger, layout(2_000));
            reserve.keep().expect("all is free but the first");
            assert!(!reserve.is_short());
            reserve.dealloc(small, layout(100));
        }
    }
}
