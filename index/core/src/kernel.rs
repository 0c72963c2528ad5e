//! Which instructions the hot loops use. They are chosen once, at run time, in this module.
//!
//! Every kernel gives the same answers. They differ only in speed. Tests ask for each in turn.

use std::fmt;
use std::sync::OnceLock;

/// A set of instructions the hot loops are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kernel {
    /// 64 bytes at a time: AVX-512 F, BW, DQ and VL, and POPCNT (x86-64).
    Avx512,
    /// 32 bytes at a time: AVX2 and BMI1 (x86-64).
    Avx2,
    /// 16 bytes at a time: NEON (AArch64).
    Neon,
    /// Plain Rust, for every machine.
    Portable,
}

impl Kernel {
    /// Every kernel, fastest first.
    pub const ALL: [Self; 4] = [Self::Avx512, Self::Avx2, Self::Neon, Self::Portable];

    /// Whether this machine can run it.
    pub fn is_available(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("popcnt")
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1"),
            #[cfg(target_arch = "aarch64")]
            Self::Neon => std::arch::is_aarch64_feature_detected!("neon"),
            Self::Portable => true,
            #[allow(unreachable_patterns, reason = "which kernels are left depends on the architecture")]
            _ => false,
        }
    }

    /// The kernels this machine can run, fastest first.
    pub fn available() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|kernel| kernel.is_available())
    }

    /// The fastest kernel this machine can run; asked of the processor once.
    pub fn best() -> Self {
        static BEST: OnceLock<Kernel> = OnceLock::new();
        *BEST.get_or_init(|| Self::available().next().unwrap_or(Self::Portable))
    }

    /// Its name in build information and benchmarks.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Avx512 => "avx512",
            Self::Avx2 => "avx2",
            Self::Neon => "neon",
            Self::Portable => "portable",
        }
    }

    /// Does `work`, compiled for the vectors of this kernel as far as it is inlined here: for plain loops that the
    /// compiler can spread over vectors by itself.
    ///
    /// # Panics
    ///
    /// If this machine cannot run the kernel.
    #[inline(always)]
    pub(crate) fn run<R>(self, work: impl FnOnce() -> R) -> R {
        match self.checked() {
            // SAFETY: the processor has these instructions, as was checked just now.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => unsafe { with_avx512(work) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { with_avx2(work) },
            _ => work(),
        }
    }

    /// Itself.
    ///
    /// # Panics
    ///
    /// If this machine cannot run it: the proof that every later call of its instructions is sound.
    pub(crate) fn checked(self) -> Self {
        assert!(self.is_available(), "this machine has no {self} kernel");
        self
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,popcnt")]
fn with_avx512<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1")]
fn with_avx2<R>(work: impl FnOnce() -> R) -> R {
    work()
}

impl Default for Kernel {
    fn default() -> Self {
        Self::best()
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// Name of the kernel in use, for build information.
pub fn kernel_name() -> &'static str {
    Kernel::best().name()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_machine_has_a_kernel_and_a_best_one() {
        assert_eq!(Kernel::available().last(), Some(Kernel::Portable));
        assert_eq!(Kernel::available().next(), Some(Kernel::best()));
        assert_eq!(kernel_name(), Kernel::best().to_string());
    }

    /// Otherwise the other tests would compare the portable kernel with itself on AArch64.
    #[test]
    fn neon_is_tested_where_it_exists() {
        assert_eq!(Kernel::Neon.is_available(), cfg!(target_arch = "aarch64"));
    }
}
