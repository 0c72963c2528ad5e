"""The agencies whose texts appear everywhere, and the forms in which a text credits one.

A credit has a fixed form. A mention is no credit: "told Reuters" names no source.
"""

import re
from typing import NamedTuple

from provenance import engine
from provenance.credits import BLANKS
from provenance.direction.recent import Recent


class Agency(NamedTuple):
    """Who supplies texts to many.

    Attributes:
        name: What it is called in a note.
        written: A pattern of its names; where capitals tell it from a word, that is kept.
        sites: Hosts of its own.
    """

    name: str
    written: str
    sites: tuple[str, ...] = ()


_AGENCIES = (
    Agency("AP", r"(?:The )?Associated Press|AP", ("apnews.com", "ap.org")),
    Agency("Reuters", r"Thomson Reuters|Reuters|REUTERS|Рейтер|路透社?|ロイター", ("reuters.com",)),
    Agency("AFP", r"Agence[ -]France[ -]Presse|AFP|法新社", ("afp.com",)),
    Agency("dpa", r"Deutsche Presse-Agentur|dpa(?:-AFX|/\w{2,3})?|DPA", ("dpa.com", "dpa-international.com")),
    Agency("EFE", r"Agencia EFE|EFE", ("efe.com",)),
    Agency("ANSA", r"ANSA", ("ansa.it",)),
    Agency("APA", r"APA", ("apa.at",)),
    Agency("Keystone-SDA", r"Keystone-(?:SDA|ATS)|[Ss]da|SDA|ATS", ("keystone-sda.ch",)),
    Agency("epd", r"epd", ("epd.de",)),
    Agency("KNA", r"KNA", ("kna.de", "katholisch.de")),
    Agency("SID", r"SID"),
    Agency("TASS", r"ТАСС|TASS|ИТАР-ТАСС|Itar-Tass", ("tass.ru", "tass.com")),
    Agency("Interfax", r"Интерфакс|Interfax", ("interfax.ru", "interfax.com")),
    Agency("RIA Novosti", r"РИА Новости|RIA Novosti", ("ria.ru",)),
    Agency("Ukrinform", r"Укринформ|Укрінформ|Ukrinform", ("ukrinform.ua", "ukrinform.net")),
    Agency("Xinhua", r"Xinhua(?: News Agency)?|新华社|新華社", ("xinhuanet.com", "news.cn")),
    Agency("Kyodo", r"Kyodo(?: News)?|共同(?:通信)?", ("kyodonews.net", "kyodonews.jp")),
    Agency("Jiji", r"Jiji(?: Press)?|時事(?:通信)?", ("jiji.com",)),
    Agency("Yonhap", r"Yonhap(?: News Agency)?|연합뉴스", ("yna.co.kr",)),
    Agency("UPI", r"United Press International|UPI", ("upi.com",)),
    Agency("PA", r"PA Media|Press Association|PA", ("pa.media",)),
    Agency("AAP", r"Australian Associated Press|AAP", ("aap.com.au",)),
    Agency("The Canadian Press", r"The Canadian Press|La Presse Canadienne", ("thecanadianpress.com",)),
    Agency("Belga", r"Belga", ("belganewsagency.eu",)),
    Agency("ANP", r"ANP", ("anp.nl",)),
    Agency("PAP", r"PAP", ("pap.pl",)),
    Agency("ČTK", r"ČTK|CTK", ("ctk.cz", "ceskenoviny.cz")),
    Agency("MTI", r"MTI", ("mti.hu",)),
    Agency("Ritzau", r"Ritzau|/ritzau/", ("ritzau.dk",)),
    Agency("NTB", r"NTB", ("ntb.no",)),
    Agency("TT", r"TT"),
    Agency("STT", r"STT", ("stt.fi",)),
    Agency("Lusa", r"Agência Lusa|Lusa", ("lusa.pt",)),
    Agency("Agência Brasil", r"Agência Brasil", ("agenciabrasil.ebc.com.br",)),
    Agency("Europa Press", r"Europa Press", ("europapress.es",)),
    Agency("Anadolu", r"Anadolu(?: Agency| Ajansı)?|AA", ("aa.com.tr",)),
    Agency("PTI", r"Press Trust of India|PTI", ("ptinews.com",)),
    Agency("IANS", r"IANS", ("ians.in",)),
    Agency("Adnkronos", r"Adnkronos", ("adnkronos.com",)),
    Agency("LaPresse", r"LaPresse", ("lapresse.it",)),
    Agency("Bloomberg", r"Bloomberg(?: News)?", ("bloomberg.com",)),
    Agency("Antara", r"ANTARA", ("antaranews.com",)),
    Agency("Bernama", r"Bernama|BERNAMA", ("bernama.com",)),
)
_NAMED = "|".join(f"(?P<a{number}>{one.written})" for number, one in enumerate(_AGENCIES))
_BY = (
    r"[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Aa]vec|[Cc]on información de|[Mm]it Material (?:von|der)|[Ss]ource|SOURCE"
    r"|[Qq]uelle|[Ff]uente|[Ff]onte|[Bb]ron|Источник|来源|[Cc]redit"
    r"|(?:©|\([Cc]\)|[Cc]opyright)(?: \d{4})?"
)
#: An author of their own, whom a byline may name before the agency.
_BESIDE = r"(?:\w+ \w+(?: \w+)?(?:, | / |/| \| | with | avec | con | mit | und | and ))?"
_CREDITS = (
    # LONDON, May 1 (Reuters) - …; Berlin (dpa/bb). …; (AP) at the end of a paragraph; 【ロンドン共同】 …
    re.compile(
        rf"^[^\n()\[\]【】]{{0,60}}[(\[/]\s*(?:{_NAMED})(?:[\s/,-][^()\[\]\n]{{0,16}})?\s*[)\]/]\s*(?:[—–:.-]|\n|\Z)",
        re.MULTILINE,
    ),
    re.compile(rf"[(\[]\s*(?:{_NAMED})(?:/\w{{2,12}})?\s*[)\]]\s*(?:\n\s*\n|\Z)"),
    re.compile(rf"【[^【】\n]{{0,20}}?(?:{_NAMED})[^【】\n]{{0,12}}】"),
    # By The Associated Press; Quelle: dpa; © 2024 AFP
    re.compile(rf"(?:^|[\n.!?|(])[ \t—–-]*(?:{_BY})\s*[:：]?\s*{_BESIDE}(?:{_NAMED})(?!\w)"),
    # A line of its own: Reuters
    re.compile(rf"^[{BLANKS}—–-]*(?:{_NAMED})[{BLANKS}.]*$", re.MULTILINE),
    # AP – …, BERLIN, dpa – …
    re.compile(rf"\A\s*(?:[^\W\d_]{{2,20}}[,:/]\s*)?(?:{_NAMED})\s*[—–-]+\s"),
    re.compile(rf"(?:{_NAMED})[^\s,.]{{0,8}}\d{{1,2}}月\d{{1,2}}日[电電]"),
)
#: Their names alone, which are looked for first: few texts have one.
_ANY = engine.Pattern("|".join(one.written for one in _AGENCIES))
_SITES = {one.name: one.sites for one in _AGENCIES}
#: Characters at both ends of a text in which it says who supplied it.
_ENDS = 600


@Recent
def agencies(text: str) -> frozenset[str]:
    """The agencies that ``text`` credits at its beginning or its end, by the form of a credit."""
    ends = [text] if len(text) <= 2 * _ENDS else [text[:_ENDS], text[-_ENDS:]]
    return frozenset(
        _AGENCIES[int(key[1:])].name
        for end in ends
        if _ANY.is_in(end)
        for pattern in _CREDITS
        for match in pattern.finditer(end)
        for key, value in match.groupdict().items()
        if value
    )


def is_site_of(agency: str, host: str) -> bool:
    """Whether ``host`` is one of that agency's own."""
    return any(host == site or host.endswith(f".{site}") for site in _SITES[agency])
