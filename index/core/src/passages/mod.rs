//! Labels: reasons for which a reader may want to leave a passage out. Nothing is left out here.
//!
//! Labels are derived from the passage and the text around it, by the shape that quotations, lists of references,
//! licences, menus, contents, addresses and figures have in every language. This module does not know what is common in an index.

mod contact;
mod credit;
mod layout;
mod licence;
mod menu;
mod place;
mod quotation;
mod references;
#[cfg(test)]
mod tests;

use crate::passages::place::Place;
use crate::text::Span;
use crate::work::Work;

/// A reason to leave a passage out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// It stands in quotation marks.
    Quoted,
    /// A reference or a name next to it says whose it is.
    Credited,
    /// It is a list of references.
    References,
    /// It is a licence or copyright notice.
    Licence,
    /// It is a menu, a list of links or a notice about cookies.
    Menu,
    /// It is a list of contents.
    Contents,
    /// It is an address of somebody.
    Contact,
    /// It is a figure or a table of numbers.
    Figure,
}

/// A rule that looks at a place of a text.
type Rule = fn(Place<'_>) -> bool;

const RULES: [(Label, Rule); 8] = [
    (Label::Quoted, quotation::is_quoted),
    (Label::Credited, credit::is_credited),
    (Label::References, references::is_list),
    (Label::Licence, licence::is_notice),
    (Label::Menu, menu::is_menu),
    (Label::Contents, layout::is_contents),
    (Label::Contact, contact::is_address),
    (Label::Figure, layout::is_figure),
];

/// The labels that a passage at `spans` has in one of two texts.
pub fn labels(texts: [&str; 2], spans: [Span; 2], work: &Work<'_>) -> Vec<Label> {
    let places = [0, 1].map(|side| Place { text: texts[side], span: spans[side], work });
    let holds = |rule: Rule| places.into_iter().any(rule);
    RULES.into_iter().filter(|&(_, rule)| holds(rule)).map(|(label, _)| label).collect()
}
