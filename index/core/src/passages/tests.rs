//! Each label appears on texts that have it, in several languages, and not on those that nearly have it.

use crate::passages::{Label, Place, RULES};
use crate::text::Span;
use crate::work::{Stop, Work};

/// The labels of `passage`, which stands once in `text`.
fn labels(text: &str, passage: &str) -> Vec<Label> {
    let start = text.find(passage).expect("the passage stands in its text");
    let span = Span { start: start as u32, end: (start + passage.len()) as u32 };
    let stop = Stop::new();
    let work = Work::new(&stop);
    let place = Place { text, span, work: &work };
    RULES.into_iter().filter(|&(_, rule)| rule(place)).map(|(label, _)| label).collect()
}

#[test]
fn quotations_of_all_languages_are_quoted() {
    for text in [
        "The mayor wrote: “We close the bridge at noon and open it at six.” Then she left.",
        "Der Rat schrieb: „We close the bridge at noon and open it at six.“ Danach ging er.",
        "Le maire écrit : «We close the bridge at noon and open it at six.» Puis il part.",
        "Borgmesteren skrev: »We close the bridge at noon and open it at six.« Så gik hun.",
        "She said \"We close the bridge at noon and open it at six.\" and left.",
        "She said ‘We close the bridge at noon and open it at six.’ and that’s it.",
        "市長は「We close the bridge at noon and open it at six.」と述べた。",
        "> We close the bridge at noon and open it at six.\nI do not agree.",
        "“It is late.\n\n“We close the bridge at noon and open it at six.\n\n“Good night.”",
    ] {
        assert!(labels(text, "We close the bridge at noon and open it at six.").contains(&Label::Quoted), "{text}");
    }
}

#[test]
fn what_is_partly_or_not_quoted_is_not() {
    for text in [
        "We close the bridge “at noon” and open it at six.",
        "The “mayor” said: We close the bridge at noon and open it at six. That was “all”.",
        "A 5\" pipe. We close the bridge at noon and open it at six. A 6\" pipe.",
        "It’s the mayor’s bridge. We close the bridge at noon and open it at six. It’s ours.",
    ] {
        let passage = &text[text.find("We close").unwrap()..text.find("six.").unwrap() + 4];
        assert!(!labels(text, passage).contains(&Label::Quoted), "{text}");
    }
}

#[test]
fn a_reference_or_a_name_beside_a_passage_credits_it() {
    let passage = "the bridge is closed at noon and opened at six";
    for text in [
        format!("As is known, {passage} (Miller, 1998). More."),
        format!("As is known, {passage} [12, 13]. More."),
        format!("As is known, {passage}.¹ More."),
        format!("“{passage}” — Jane Miller, mayor"),
        format!("众所周知，{passage}（王小明，2004）。"),
    ] {
        assert!(labels(&text, passage).contains(&Label::Credited), "{text}");
    }
    for text in [
        format!("As is known, {passage} (every day of the year). More."),
        format!("As is known, {passage} — nobody knows why — and so on."),
        format!("{passage}. [sic] More."),
        format!("{passage}. In 1998 it was not."),
    ] {
        assert!(!labels(&text, passage).contains(&Label::Credited), "{text}");
    }
}

#[test]
fn lists_of_references_are_told_from_prose_with_years() {
    let lists = [
        "Miller, J. A. (1998). On bridges that open. Journal of Harbours, 12(3), 45–67.\n\
         Olsen, P. (2004). Tides and timber. Quay Press, pp. 101-119. doi:10.1000/182",
        "[1] A. Becker, B. Kurz: Brücken im Norden. In: Hafenblatt 14 (1987), S. 22–31.\n\
         [2] C. Lang: Das Wasser. Verlag am Kai, 1991, S. 7–9. https://example.org/wasser",
        "[1] 王小明. 港口的桥 [J]. 航运, 1999, 12(3): 45-67.\n[2] 李华. 木材与潮水 [M]. 北京: 2004: 101-119.",
    ];
    for list in lists {
        assert_eq!(labels(list, list), [Label::References], "{list}");
    }
    let prose = "In 1998 the harbour was closed for 12 days, and in 1999 for 14. From 2001 to 2004 the gate stood open \
        in all winters but one, when J. Miller, then 34 years old, had it shut for a month because of the ice.";
    assert_eq!(labels(prose, prose), []);
}

#[test]
fn licences_are_told_from_texts_about_them() {
    let notices = [
        "Copyright (c) 2019 Harbour Tools\n\nPermission to copy this program under the terms of its licence is given to \
         all; it comes without any warranty.",
        "© 2021 Hafenwerk GmbH. Alle Rechte liegen beim Verlag. Lizenz und Gewährleistung stehen in der Datei LIZENZ.",
        "// SPDX-License-Identifier: Apache-2.0",
        "版权所有 © 2020 港口软件。本软件按许可发布，许可不含任何保证。",
    ];
    for notice in notices {
        assert!(labels(notice, notice).contains(&Label::Licence), "{notice}");
    }
    let about = "The council gave the ferry company a licence in 1998. A second licence was refused, since the company \
        could not warrant that its boats would sail in winter.";
    assert_eq!(labels(about, about), []);
}

#[test]
fn a_notice_before_the_passage_counts() {
    let terms = "Permission is given to copy this under its licence, and no warranty comes with it.";
    assert_eq!(labels(&format!("(c) 2004 A. Miller\n{terms}"), terms), [Label::Licence]);
}

#[test]
fn menus_and_cookie_notices_are_told_from_prose() {
    let menus = [
        "Home | News | Sports | Weather | About us | Contact",
        "Startseite\nNachrichten\nWetter\nÜber uns\nImpressum\nKontakt",
        "首页 › 新闻 › 体育 › 天气 › 关于我们",
        "We use cookies to make this site work. You can refuse cookies in your browser.",
        "このサイトはクッキーを使います。クッキーは拒否できます。",
    ];
    for menu in menus {
        assert_eq!(labels(menu, menu), [Label::Menu], "{menu}");
    }
    let verse = "The tide came in,\nthe boats went out,\nand nobody knew,\nwhat it was about,\nnor did they ask,\nuntil it was dark.";
    assert_eq!(labels(verse, verse), []);
    let recipe = "She baked a cookie for each of the children, and the dog ate them all before the guests had come.";
    assert_eq!(labels(recipe, recipe), []);
}

#[test]
fn contents_are_told_from_prose_and_tables() {
    let contents = [
        "1. The harbour ........ 3\n1.1 The old pier ........ 4",
        "The harbour . . . . . . 3\nThe old pier . . . . . 4",
        "第一章　港……………3\n第二章　桥……………9\n",
        "Preface  3\nThe harbour  5\nThe old pier  5\nThe bridge  12\n",
        "Vorwort\t1\nDer Hafen\t2\nDie alte Brücke\t14\nAnhang\t20",
    ];
    for text in contents {
        assert!(labels(text, text).contains(&Label::Contents), "{text}");
    }
    let others = [
        "They waited . . . and then, at last, they left.",
        "In 1998 it was 7\nand in 1999 it was 5\nthen in 2000 it was 9\nand now it is 2",
        "Ebb 3\nFlood 3\nEbb 3\nFlood 3",
    ];
    for text in others {
        assert!(!labels(text, text).contains(&Label::Contents), "{text}");
    }
}

#[test]
fn addresses_are_told_from_prose_with_numbers() {
    let addresses = [
        "Jane Miller\nHarbour Tools\n12 Quay Street\nPhone: +1 805 681 0115",
        "Hafenwerk GmbH\nAm Kai 3\n20457 Hamburg\nTel. (040) 123-4567",
        "J. Miller\nEMail: miller@harbour.example",
        "港口软件\n上海\nhttps://harbour.example",
    ];
    for text in addresses {
        assert!(labels(text, text).contains(&Label::Contact), "{text}");
    }
    let others = [
        "Whoever wants to know more may write to miller@harbour.example or ask at the counter of the old harbour office.",
        "In 1998 the harbour\nhad 1,200 boats,\nand in 1999\nit had 900.",
        "The tide came in,\nthe boats went out",
    ];
    for text in others {
        assert!(!labels(text, text).contains(&Label::Contact), "{text}");
    }
}

#[test]
fn figures_are_told_from_prose_and_lists() {
    let figures = [
        "0 1 2 3 4 5 6 7\n+-+-+-+-+-+-+-+\n|  type | 12 34 |\n+-+-+-+-+-+-+-+",
        "1998 12.4 88.1 73\n1999 13.0 87.2 70\n2000 14.1 85.0 66",
    ];
    for text in figures {
        assert!(labels(text, text).contains(&Label::Figure), "{text}");
    }
    for text in [
        "In 1998 it had 12.4 boats, in 1999 it had 13, and in 2000 it had 14.",
        "港口有12艘船，桥有3座。",
        "सन् १९९८ में बारह नावें थीं।",
    ] {
        assert!(!labels(text, text).contains(&Label::Figure), "{text}");
    }
}

#[test]
fn an_entry_is_told_by_the_list_around_it() {
    let entry = "Harbour Board: The tides of the river and how to know them. Town Press, March 2000.";
    let list = format!(
        "[1] Miller, J. (1998). Boats. Tides 12(3), 4–9.\n[2] {entry}\n[3] Smith, A. B. (2001). Piers. Tides 14(1), 20–31.\n\
         [4] Jones, C. (2003). Quays. Tides 15(2), 7–18."
    );
    assert!(labels(&list, entry).contains(&Label::References));
    let prose = format!(
        "The mayor read to them from a book. {entry} They listened until the tide came in, and then they left."
    );
    assert!(!labels(&prose, entry).contains(&Label::References));
}
