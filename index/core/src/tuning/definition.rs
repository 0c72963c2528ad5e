//! How thresholds are defined. A build makes them constants, or values that can be set.

/// Makes a module of each group, and a function of each number in it.
#[cfg(not(feature = "ablate"))]
macro_rules! thresholds {
    ($($(#[$about:meta])* $group:ident {
        $($(#[$meaning:meta])* $name:ident: $type:ty = $value:expr $(, off = $off:expr)?;)*
    })*) => {$(
        $(#[$about])*
        pub mod $group {$(
            $(#[$meaning])*
            #[inline(always)]
            pub const fn $name() -> $type {
                $value
            }
        )*}
    )*};
}

/// The same, with values that can be set.
#[cfg(feature = "ablate")]
macro_rules! thresholds {
    ($($(#[$about:meta])* $group:ident {
        $($(#[$meaning:meta])* $name:ident: $type:ty = $value:expr $(, off = $off:expr)?;)*
    })*) => {
        $(
            $(#[$about])*
            pub mod $group {
                #[allow(non_upper_case_globals)]
                mod cells {
                    use crate::tuning::threshold::Threshold;
                    $(pub static $name: Threshold = Threshold::new(
                        concat!(module_path!(), "::", stringify!($name)), $value as f64, &[$($off as f64)?], stringify!($type),
                    );)*
                }
                pub(in crate::tuning) const ALL: &[&crate::tuning::threshold::Threshold] = &[$(&cells::$name),*];
                $(
                    $(#[$meaning])*
                    #[inline(always)]
                    pub fn $name() -> $type {
                        cells::$name.get() as $type
                    }
                )*
            }
        )*
        pub(in crate::tuning) const ALL: &[&[&crate::tuning::threshold::Threshold]] = &[$($group::ALL),*];
    };
}

pub(crate) use thresholds;
