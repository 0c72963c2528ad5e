//! Work: how much a call has done, how much each part of it may do, and whether the call was stopped.
//!
//! Steps are counted, not seconds, so that an answer never depends on the machine. A step is about the work for one
//! word, one cell or one pair. In some stages the steps follow the length of the texts, whatever the texts hold. These
//! stages only count their steps. A hostile text could make other stages do more. Such a stage has a [`Share`]. When
//! the share is spent, it leaves out the rest, and the answer is marked as coarse.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;

/// Asks calls under way to end.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// Nobody asks yet.
    pub const fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    /// Asks.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Goes on.
    ///
    /// # Errors
    ///
    /// [`Error::Stopped`] if somebody asked.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_asked() { Err(Error::Stopped) } else { Ok(()) }
    }
}

/// The work of one call.
#[derive(Debug)]
pub struct Work<'a> {
    stop: &'a Stop,
    done: Cell<u64>,
    coarse: Cell<bool>,
}

impl<'a> Work<'a> {
    /// None so far; it ends when `stop` asks.
    pub fn new(stop: &'a Stop) -> Self {
        Self { stop, done: Cell::new(0), coarse: Cell::new(false) }
    }

    /// Counts steps that follow the length of the texts.
    pub fn count(&self, steps: usize) {
        self.done.set(self.done.get() + steps as u64);
    }

    /// A part of the work that may take `most` steps.
    pub fn share(&self, most: usize) -> Share<'_> {
        Share { work: self, left: Cell::new(most) }
    }

    /// Steps so far.
    pub fn done(&self) -> u64 {
        self.done.get()
    }

    /// Whether a part was left out.
    pub fn is_coarse(&self) -> bool {
        self.coarse.get()
    }
}

/// What one stage may do.
#[derive(Debug)]
pub struct Share<'a> {
    work: &'a Work<'a>,
    left: Cell<usize>,
}

impl Share<'_> {
    /// Counts steps that were, or are about to be, taken.
    pub fn spend(&self, steps: usize) {
        self.work.count(steps);
        self.left.set(self.left.get().saturating_sub(steps));
    }

    /// Whether the stage may go on; if not, what it leaves out makes the answer coarse.
    pub fn may_go_on(&self) -> bool {
        let may = self.left.get() > 0 && !self.work.stop.is_asked();
        if !may {
            self.work.coarse.set(true);
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A spent share says so and marks the work as coarse; one that is not spent does neither.
    #[test]
    fn a_spent_share_makes_the_answer_coarse() {
        let stop = Stop::new();
        let work = Work::new(&stop);
        let share = work.share(10);
        share.spend(9);
        assert!(share.may_go_on() && !work.is_coarse());
        share.spend(1);
        assert!(!share.may_go_on() && work.is_coarse());
        assert_eq!(work.done(), 10);
    }

    /// Who asks to stop spends every share.
    #[test]
    fn a_stop_spends_every_share() {
        let stop = Stop::new();
        let work = Work::new(&stop);
        let share = work.share(10);
        assert!(share.may_go_on() && stop.check().is_ok());
        stop.ask();
        assert!(!share.may_go_on() && matches!(stop.check(), Err(Error::Stopped)));
    }
}
