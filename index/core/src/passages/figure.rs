//! Figures and tables: more digits, signs and lines than letters.

use crate::passages::place::Place;
use crate::passages::references;
use crate::tuning::passages::figure as tuning;

/// Whether the passage is a figure or a table of numbers. A list of references may look the same where a letter is a word.
pub fn is_figure(place: Place<'_>) -> bool {
    let (mut letters, mut others) = (0, 0);
    for c in place.words().chars().filter(|c| !c.is_whitespace()) {
        *(if c.is_alphabetic() { &mut letters } else { &mut others }) += 1;
    }
    f64::from(letters) < tuning::least_letters() * f64::from(letters + others) && !references::is_list(place)
}
