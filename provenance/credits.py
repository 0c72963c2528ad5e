"""How texts name their source: credits in several languages."""

import re

FIRST_PUBLISHED = (
    r"(?:first|originally|previously)\s+(?:published|appeared|posted|printed)"
    r"|re(?:printed|published|posted)\s+(?:from|with permission)|(?:excerpted|adapted)\s+from"
    r"|(?:zuerst|ursprünglich|erstmals|zunächst)\s+(?:erschienen|veröffentlicht|publiziert)"
    r"|(?:publié|paru)e?s?\s+(?:initialement|à l’origine|à l'origine|pour la première fois)"
    r"|(?:initialement|d'abord|d’abord)\s+(?:publié|paru)e?s?"
    r"|publicad[oa]\s+(?:originalmente|por primera vez|originariamente|pela primeira vez)"
    r"|(?:pubblicat[oa]\s+(?:originariamente|originalmente|per la prima volta|in origine)"
    r"|originariamente\s+pubblicat[oa])"
    r"|(?:oorspronkelijk|eerder)\s+(?:verschenen|gepubliceerd)"
    r"|(?:pierwotnie\s+opublikowan\w+|впервые\s+опубликован\w*)"
)
"""Says that a text was published elsewhere before."""
_SOURCE = (
    r"(?:sources?|via|quelle|fuente|fonte|bron|źródło|zdroj|kilde|källa|kaynak|источник|джерело|来源|來源|出典|출처)"
)
_WITHOUT_COLON = (
    r"(?:via|hat tip|h/t|read (?:the )?(?:original|full)(?: (?:story|article|text))? (?:at|on|in)"
    r"|with information from|con información de|mit material von)"
)
_AT = r"(?:\s*(?:at|on|in|by|bei|auf|im|von|der|dans|sur|par|en|por|su|da|nel|op|door|na|w|в|на|the|la|le|el))*"
CREDIT_END = re.compile(
    rf"(?:(?<!\w)(?:{_SOURCE}\s*[:：]|{_WITHOUT_COLON})|(?:{FIRST_PUBLISHED}){_AT}\s*[:：]?)\s*[\"“„«(]?\s*\Z",
    re.IGNORECASE,
)
"""What stands before the name of a source."""
LINKED = re.compile(
    r"(?:original (?:article|source|story|post)|(?:zum )?original(?:artikel)?|source|quelle|fuente original"
    r"|article original|artículo original|articolo originale|источник|原文)\W*",
    re.IGNORECASE,
)
"""What is the whole text of a link to a source."""

BLANKS = r" \t\u00a0\u3000"
"""Blanks within a line; those that end one may stand in rows, and each row would be looked through again and again."""
CREDIT_BEGINNING = (
    rf"(?:^[{BLANKS}(\[—–-]*{_SOURCE}\s*[:：]\s*"
    rf"|(?:^|[.!?(—–-])[{BLANKS}]*via\s+|(?:{FIRST_PUBLISHED}){_AT}\s*[:：]?\s*)"
)
"""What a credit in a text begins with, in lines."""
CREDIT_LINE = re.compile(rf"{CREDIT_BEGINNING}(?P<named>[^\n]{{2,160}})", re.IGNORECASE | re.MULTILINE)
"""A credit in a text, with what it names."""
