use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// Fields that are wanted: one of them twice, and one whose name no line has.
const NAMES: [Option<&str>; 5] = [Some("text"), Some("title"), Some("text"), None, Some("näme")];

fn reader(most: usize) -> JsonLines {
    JsonLines::new(NAMES.map(|name| name.map(str::to_owned)).to_vec(), most)
}

/// What is in these pieces; lines whose characters were not counted are judged by their length here.
fn read<'a>(pieces: &[&'a [u8]], most: usize) -> Vec<Numbered<'a>> {
    let mut reader = reader(most);
    let mut found = Vec::new();
    for piece in pieces {
        let lines = reader.read(piece).unwrap();
        found.extend(lines.into_iter().map(|(number, line)| (number, judged(line, most))));
        assert!(reader.begun.bytes.len() <= CHARACTER * most + 3, "no more is kept than a line may have");
    }
    found.extend(reader.end().map(|(number, line)| (number, judged(line, most))));
    found
}

fn judged(line: Line<'_>, most: usize) -> Line<'_> {
    match &line {
        Line::Other(bytes) if String::from_utf8_lossy(bytes).chars().count() > most => Line::TooLong,
        _ => line,
    }
}

/// The same in the obvious way: every line on its own, as a tree of values.
fn read_slowly(bytes: &[u8], most: usize) -> Vec<Numbered<'static>> {
    let lines = (1..).zip(lines(bytes));
    lines.filter_map(|(number, line)| line_slowly(line, most).map(|line| (number, line))).collect()
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let (mut lines, mut begin) = (Vec::new(), 0);
    for end in 1..=bytes.len() {
        let within = bytes[end - 1] == b'\r' && bytes.get(end) == Some(&b'\n');
        if (matches!(bytes[end - 1], b'\r' | b'\n') && !within) || end == bytes.len() {
            lines.push(&bytes[begin..end]);
            begin = end;
        }
    }
    lines
}

fn line_slowly(line: &[u8], most: usize) -> Option<Line<'static>> {
    if String::from_utf8_lossy(line).chars().count() > most {
        return Some(Line::TooLong);
    }
    let other = Some(Line::Other(Cow::Owned(line.to_vec())));
    if line.len() > most {
        return other;
    }
    if line.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    let Ok(Value::Object(fields)) = serde_json::from_slice(line) else { return other };
    let mut values = Vec::new();
    for name in NAMES {
        match name.and_then(|name| fields.get(name)) {
            None | Some(Value::Null) => values.push(None),
            Some(Value::String(text)) => values.push(Some(Cow::Owned(text.clone()))),
            Some(_) => return other,
        }
    }
    Some(Line::Plain(values))
}

/// An object of fields with different names.
fn object() -> impl Strategy<Value = Vec<u8>> {
    let name = prop::sample::select(vec!["text", r"t\u0069tle", "näme", "other"]);
    let value = prop_oneof![
        4 => any::<String>().prop_map(|text| Value::String(text).to_string()),
        1 => prop::sample::select(VALUES.to_vec()).prop_map(str::to_owned),
    ];
    let written = |(name, value): (&str, String)| format!("\"{name}\": {value}");
    prop::collection::btree_map(name, value, 0..4).prop_map(move |fields| {
        format!(" {{{}}}", fields.into_iter().map(written).collect::<Vec<_>>().join(",")).into()
    })
}

/// Values that are no ordinary strings, and some that are no values.
const VALUES: [&str; 13] = [
    "null",
    "true",
    "-0.5e3",
    "12345678901234567890123",
    r#"[1, [], {"text": "x"}]"#,
    "{}",
    r#""\ud83d\ude00\/\n""#,
    r#""\udc00""#,
    "NaN",
    "1e999",
    "01",
    "\"\t\"",
    "",
];

/// A line without its end: an object, or something else.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let other = prop::sample::select(vec!["", " \t", "\u{3000}", "[]", "{", "{} {}", "null", "\u{feff}{}"])
        .prop_map(|text| text.as_bytes().to_vec());
    prop_oneof![4 => object(), 1 => other, 1 => prop::collection::vec(any::<u8>(), 0..40)]
}

/// A text and the places where it is cut.
fn cut_text() -> impl Strategy<Value = (Vec<u8>, Vec<prop::sample::Index>)> {
    let end = prop::sample::select(vec!["\n", "\r", "\r\n", "\n\r", ""]);
    let lines = prop::collection::vec((line(), end), 0..8);
    let text = lines.prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end.into()].concat()).collect());
    (text, prop::collection::vec(any::<prop::sample::Index>(), 0..6))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Wherever a text is cut, its lines are those that are found in the obvious way.
    #[test]
    fn lines_are_those_of_the_text((text, cuts) in cut_text(), most in prop_oneof![1usize..60, Just(1 << 20)]) {
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        places.extend([0, text.len()]);
        places.sort_unstable();
        let pieces: Vec<&[u8]> = places.windows(2).map(|two| &text[two[0]..two[1]]).collect();
        prop_assert_eq!(read(&pieces, most), read_slowly(&text, most));
    }
}

/// Of fields with one name the last one counts; a value of another kind before it leaves the line to others.
#[test]
fn the_last_field_of_a_name_counts() {
    let twice = br#"{"text": "a", "title": "b", "text": "c\n"}"#;
    let text = || Some(Cow::Borrowed("c\n"));
    assert_eq!(read(&[twice], 1_000), [(1, Line::Plain(vec![text(), Some("b".into()), text(), None, None]))]);
    let other = br#"{"text": 1, "text": "c"}"#;
    assert_eq!(read(&[other], 1_000), [(1, Line::Other(other.into()))]);
}

/// What Python's reader refuses is handed back, also where nobody asks for the value.
#[test]
fn unwanted_values_are_read() {
    for value in [&"[".repeat(500), &format!("{}{}", "[".repeat(500), "]".repeat(500)), &"1".repeat(4_301)] {
        let line = format!(r#"{{"text": "a", "other": {value}}}"#);
        assert_eq!(read(&[line.as_bytes()], 10_000), [(1, Line::Other(line.as_bytes().into()))]);
    }
}

/// A line that is longer than most is handed back, so that Rust asks for no more memory than is kept back.
#[test]
fn a_long_line_is_handed_back() {
    for (length, is_plain) in [(LONGEST, true), (LONGEST + 1, false)] {
        let line = format!("{{\"text\": \"{}\"}}\n", "a".repeat(length - 13));
        assert_eq!(line.len(), length);
        let found = read(&[line.as_bytes()], 4 * LONGEST);
        assert_eq!(matches!(found[..], [(1, Line::Plain(_))]), is_plain);
    }
}

/// Of a line that goes on and on hardly anything is kept, whatever its bytes are, and the lines behind it are read.
#[test]
fn a_line_without_end_takes_no_room() {
    for byte in [b"a", b"\x80", b"\xf0"] {
        let (mut reader, piece) = (reader(1_000), byte.repeat(300));
        for _ in 0..1_000 {
            assert_eq!(reader.read(&piece).unwrap(), []);
            assert!(reader.begun.bytes.len() < 4_300);
        }
        assert_eq!(reader.read(b"\r").unwrap(), []);
        assert_eq!(reader.read(b"\n[]\n").unwrap(), [(1, Line::TooLong), (2, Line::Other(b"[]\n".into()))]);
        assert_eq!(reader.end(), None);
    }
}
