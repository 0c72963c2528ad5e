//! Writes the first cases of every target: `seeds FOLDER` makes FOLDER/TARGET/CASE.

use std::fs;
use std::io;
use std::path::Path;

use provenance_core::frames::Compressor;
use provenance_core::minhash::Permutations;
use provenance_core::postings::Postings;
use provenance_core::segment;
use provenance_core::sketch::Sketcher;
use provenance_core::work::Stop;
use provenance_fuzz::DIGEST;

/// Texts in which there is something to undo, to cut, to compare.
const TEXTS: [&str; 8] = [
    "",
    "The harbour pilot read the river as others read a letter. He read it twice, and said nothing.",
    "The har\u{ad}bour\u{200b} pil\u{456}t re\u{301}ad the r i v e r: \u{ff37}ide \u{1d400}nd ST\u{420}ANGE.",
    "\u{201c}Quoted,\u{201d} he said, \u{2018}and never closed. [1] See Smith (2019), p. 7; cf. https://example.org/a?b=c",
    "我們在河邊讀信。คนขับเรืออ่านแม่น้ำ การอ่าน。قرأ الربان النهر مثل الرسالة",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
    "Cat. Dog. Cat. Dog. Cat. Dog. Cat. Dog. Cat. Dog. Cat. Dog.",
    "> mail\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- point\n\u{c}12\nhyphen-\nated \u{1f469}\u{200d}\u{1f692}",
];

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).expect("usage: seeds FOLDER");
    let folder = Path::new(&folder);
    for target in ["tokens", "alignment", "segment", "frame"] {
        fs::create_dir_all(folder.join(target))?;
    }
    let mut compressor = Compressor::default();
    for (number, text) in TEXTS.iter().enumerate() {
        fs::write(folder.join(format!("tokens/{number}")), text)?;
        fs::write(folder.join(format!("frame/{number}")), compressor.compress(text))?;
        fs::write(folder.join(format!("frame/{number}-bare")), text)?;
        fs::write(folder.join(format!("alignment/{number}-copy")), pair(text, text))?;
        fs::write(folder.join(format!("alignment/{number}-other")), pair(text, TEXTS[(number + 3) % TEXTS.len()]))?;
        segment(&folder.join(format!("segment/{number}")), &TEXTS[..=number]);
    }
    Ok(())
}

/// Two texts as one case of the alignment.
fn pair(left: &str, right: &str) -> Vec<u8> {
    [left.as_bytes(), &[0xff], right.as_bytes()].concat()
}

/// A segment of these texts, of two bands each.
fn segment(path: &Path, texts: &[&str]) {
    let permutations = Permutations::new(vec![3, 0x9e37_79b9, 77, 0x85eb_ca6b], vec![0, 1, 2, 3]).expect("four of them");
    let sketcher = Sketcher::new(permutations, 2, 2, 4).expect("bands of as many rows as there are");
    let sketches: Vec<_> = texts.iter().map(|text| sketcher.sketch(text, None)).collect();
    segment::write(path, &Postings::of(&sketches, 1), DIGEST, &Stop::new()).expect("room for a segment");
}
